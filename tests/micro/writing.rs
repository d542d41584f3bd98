//! From matrices and tables to bytes that go nowhere.

use std::io;

use artifacts::{Cells, TableColumn};
use divan::Bencher;
use divan::counter::ItemsCount;
use domain::{SongId, UserId};

use crate::plays_input::{MATRIX, PLAYS, TASTES};

/// Cells of the train matrix.
#[divan::bench]
fn write_npz(bencher: Bencher<'_, '_>) {
    let matrix = &*MATRIX;
    bencher.counter(ItemsCount::new(matrix.nnz())).bench_local(|| artifacts::write_npz(matrix, &mut io::sink()));
}

/// Users, with their songs in lists.
#[divan::bench]
fn write_table(bencher: Bencher<'_, '_>) {
    let (columns, n_users) = (user_columns(), PLAYS.users.len());
    bencher
        .counter(ItemsCount::new(n_users))
        .bench_local(|| artifacts::write_table(&columns, n_users, &mut io::sink()));
}

/// The columns of `user_df.parquet` on one scale.
fn user_columns() -> Vec<TableColumn<'static>> {
    let (plays, tastes) = (&*PLAYS, &*TASTES);
    let rows = |user: usize| -> (&'static [SongId], &'static [u32]) { plays.visible.of(UserId(user as u32)) };
    vec![
        column("sparse_index", Cells::RowNumber),
        column("user_id", Cells::Texts(Box::new(|user| Some(plays.users.id(UserId(user as u32)))))),
        column("MUSIC", Cells::Vectors(Box::new(|user| tastes[user].map(|taste| taste.mean.0)))),
        column("num_songs", Cells::Integers(Box::new(move |user| Some(rows(user).0.len() as i64)))),
        column("is_test", Cells::Booleans(Box::new(|user| Some(plays.is_test[user])))),
        column("song_sparse_indices", Cells::Songs(Box::new(move |user| rows(user).0))),
        column("plays", Cells::Integers(Box::new(move |user| Some(rows(user).1.iter().map(|&n| i64::from(n)).sum())))),
        column("MUSIC_sd", Cells::Vectors(Box::new(|user| tastes[user].map(|taste| taste.deviation.0)))),
    ]
}

fn column(name: &str, cells: Cells<'static>) -> TableColumn<'static> {
    TableColumn { name: name.to_owned(), cells }
}
