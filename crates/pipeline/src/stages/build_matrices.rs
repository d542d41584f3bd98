//! `build-matrices`: the two sparse matrices and the ids of their axes.

use std::sync::Arc;

use artifacts::{Cells, FrameIndex, TableColumn, write_npz};
use domain::{FirstRows, Index, ListeningHistory, Plays, Vocabulary};
use serde_json::json;

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Description, Kind, Port, Stage, StageKind};
use crate::table_files::{Frame, TABLE, Table};

options! {
    /// The options of `build-matrices`.
    BuildMatrices {}
}

pub(crate) const KIND: StageKind = StageKind {
    name: "build-matrices",
    about: "makes the songs x users matrices of plays (CSR, float32, int32 indices) and the tables of the ids of their axes",
    sources: &[],
    reads: &[Port::required("plays", Kind::Plays, "the numbered plays")],
    writes: &[
        Port::optional("train", Kind::File(&[".npz"]), "train and visible rows, songs x users"),
        Port::optional("test", Kind::File(&[".npz"]), "hidden rows, songs x users"),
        Port::optional("users", Kind::File(TABLE), "sparse_index and user_id: the columns"),
        Port::optional("songs", Kind::File(TABLE), "sparse_index and song_id: the rows"),
    ],
    options: BuildMatrices::cards,
    parse: |with| parse::<BuildMatrices>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for BuildMatrices {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        write_matrix(bench, "train", "train_nnz", |bench| &bench.plays().visible)?;
        write_matrix(bench, "test", "test_nnz", |bench| &bench.plays().hidden)?;
        let Plays { users, songs, first_rows, .. } = bench.plays();
        let labels = |of: fn(&FirstRows) -> &[u64]| first_rows.as_ref().map(of);
        let mut files =
            mapping(users, "user_id", &["users", "columns"], labels(|rows| &rows.users)).write(bench, "users")?;
        files.extend(
            mapping(songs, "song_id", &["songs", "columns"], labels(|rows| &rows.songs)).write(bench, "songs")?,
        );
        bench.keep_all(files);
        Ok(())
    }
}

fn write_matrix(
    bench: &mut Bench<'_>,
    port: &str,
    nnz: &str,
    side: for<'a> fn(&'a Bench<'_>) -> &'a ListeningHistory,
) -> Result<(), RunError> {
    let names = bench.files(port);
    if names.is_empty() {
        return Ok(());
    }
    let history = side(bench);
    let n_rows = history.n_rows() as u64;
    let matrix = matrices::play_matrix(history, bench.plays().songs.len())?;
    bench.count(nnz, matrix.nnz());
    bench.step(&format!("{port}: rows to cells"), n_rows, matrix.nnz() as u64, 0);
    let about = match port {
        "train" => "plays of the train and visible rows; scipy.sparse.load_npz",
        _ => "plays of the hidden rows; scipy.sparse.load_npz",
    };
    for name in names {
        let written = bench.shelf.write(&name, |out| write_npz(&matrix, out))?;
        let dtype = json!({ "data": "float32", "indices": "int32", "indptr": "int32", "nnz": matrix.nnz() });
        let shape = vec![matrix.n_songs(), matrix.n_users()];
        bench.keep(written, Description { shape, axes: &["songs", "users"], dtype, about });
    }
    Ok(())
}

/// The ids of an axis. In the notebook's order the rows stand by first appearance, and the frame has its labels.
fn mapping<'a, I: Index>(
    ids: &'a Vocabulary<I>,
    column: &str,
    axes: &'static [&'static str],
    first_rows: Option<&'a [u64]>,
) -> Table<'a> {
    let order: Option<Arc<[u32]>> = first_rows.map(|first_rows| {
        let mut order: Vec<u32> = (0..ids.len() as u32).collect();
        order.sort_unstable_by_key(|&number| first_rows[number as usize]);
        order.into()
    });
    let number = move |row: usize| order.as_ref().map_or(row, |order| order[row] as usize);
    let of_label = number.clone();
    let columns = |numbers: fn(NumberOfRow<'a>) -> Cells<'a>| {
        let (first, second) = (number.clone(), number.clone());
        let texts = Cells::Texts(Box::new(move |row| Some(ids.id(I::new(second(row) as u32)))));
        vec![
            TableColumn {
                name: "sparse_index".to_owned(),
                cells: numbers(Box::new(move |row| Some(first(row) as i64))),
            },
            TableColumn { name: column.to_owned(), cells: texts },
        ]
    };
    let index = match first_rows {
        Some(first_rows) => FrameIndex::Labels(None, Box::new(move |row| first_rows[of_label(row)] as i64)),
        None => FrameIndex::Range,
    };
    Table {
        n_rows: ids.len(),
        columns: columns(Cells::Integers),
        frame: Frame { index, columns: columns(Cells::ObjectIntegers) },
        axes,
        about: "the ids of an axis of the matrices",
    }
}

/// The number of the user or song in a row.
type NumberOfRow<'a> = Box<dyn Fn(usize) -> Option<i64> + Sync + 'a>;
