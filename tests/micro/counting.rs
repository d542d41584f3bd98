//! From triplets to numbers, matrices and tastes.

use divan::Bencher;
use divan::counter::ItemsCount;
use domain::RowOrder;
use matrices::Catalogue;

use crate::plays_input::{PLAYS, TRIPLETS, VECTORS};
use crate::triplet_files::SONGS;

/// Rows of all sides.
#[divan::bench(args = [RowOrder::Files, RowOrder::Notebook])]
fn number(bencher: Bencher<'_, '_>, order: RowOrder) {
    let n_rows = TRIPLETS.train.len() + TRIPLETS.visible.len() + TRIPLETS.hidden.len();
    bencher
        .counter(ItemsCount::new(n_rows))
        .with_inputs(|| TRIPLETS.clone())
        .bench_local_values(|triplets| matrices::number(triplets, &SONGS, order, Catalogue::Played));
}

/// Train and visible rows.
#[divan::bench]
fn play_matrix(bencher: Bencher<'_, '_>) {
    let n_songs = PLAYS.songs.len();
    bencher
        .counter(ItemsCount::new(PLAYS.visible.n_rows()))
        .bench_local(|| matrices::play_matrix(&PLAYS.visible, n_songs));
}

/// Train and visible rows.
#[divan::bench]
fn tastes(bencher: Bencher<'_, '_>) {
    let vectors = &*VECTORS;
    bencher
        .counter(ItemsCount::new(PLAYS.visible.n_rows()))
        .bench_local(|| personality::tastes(&PLAYS.visible, vectors));
}
