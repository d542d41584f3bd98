//! `build-matrices`: the two sparse matrices and the ids of their axes.

use artifacts::{Cells, TableColumn, write_npz, write_table};
use domain::{Index, ListeningHistory, Vocabulary};
use serde_json::json;

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Description, Kind, Port, Stage, StageKind, no_sources};

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
        Port::optional("train", Kind::File(".npz"), "train and visible rows, songs x users"),
        Port::optional("test", Kind::File(".npz"), "hidden rows, songs x users"),
        Port::optional("users", Kind::File(".parquet"), "sparse_index and user_id: the columns"),
        Port::optional("songs", Kind::File(".parquet"), "sparse_index and song_id: the rows"),
    ],
    options: BuildMatrices::cards,
    parse: |with| parse::<BuildMatrices>(with).map(|options| Box::new(options) as Box<dyn Stage>),
    check: no_sources,
};

impl Stage for BuildMatrices {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        write_matrix(bench, "train", "train_nnz", |bench| &bench.plays().visible)?;
        write_matrix(bench, "test", "test_nnz", |bench| &bench.plays().hidden)?;
        if let Some(name) = bench.file("users") {
            write_mapping(bench, &name, "user_id", &["users", "columns"], |bench| &bench.plays().users)?;
        }
        if let Some(name) = bench.file("songs") {
            write_mapping(bench, &name, "song_id", &["songs", "columns"], |bench| &bench.plays().songs)?;
        }
        Ok(())
    }
}

fn write_matrix(
    bench: &mut Bench<'_>,
    port: &str,
    nnz: &str,
    side: for<'a> fn(&'a Bench<'_>) -> &'a ListeningHistory,
) -> Result<(), RunError> {
    let Some(name) = bench.file(port) else { return Ok(()) };
    let history = side(bench);
    let n_rows = history.n_rows() as u64;
    let matrix = matrices::play_matrix(history, bench.plays().songs.len())?;
    let written = bench.shelf.write(&name, |out| write_npz(&matrix, out))?;
    bench.count(nnz, matrix.nnz());
    bench.step(&format!("{port}: rows to cells"), n_rows, matrix.nnz() as u64, 0);
    let about = match port {
        "train" => "plays of the train and visible rows; scipy.sparse.load_npz",
        _ => "plays of the hidden rows; scipy.sparse.load_npz",
    };
    let dtype = json!({ "data": "float32", "indices": "int32", "indptr": "int32", "nnz": matrix.nnz() });
    let shape = vec![matrix.n_songs(), matrix.n_users()];
    bench.keep(written, Description { shape, axes: &["songs", "users"], dtype, about });
    Ok(())
}

fn write_mapping<I: Index>(
    bench: &mut Bench<'_>,
    name: &str,
    column: &str,
    axes: &'static [&'static str],
    ids: for<'a> fn(&'a Bench<'_>) -> &'a Vocabulary<I>,
) -> Result<(), RunError> {
    let ids = ids(bench);
    let n = ids.len();
    let columns = [
        TableColumn { name: "sparse_index".to_owned(), cells: Cells::RowNumber },
        TableColumn { name: column.to_owned(), cells: Cells::Texts(Box::new(|row| Some(ids.id(I::new(row as u32))))) },
    ];
    let written = bench.shelf.write(name, |out| write_table(&columns, n, out))?;
    drop(columns);
    let dtype = json!({ "sparse_index": "int64", column: "string" });
    bench.keep(
        written,
        Description { shape: vec![n, 2], axes, dtype, about: "the ids of an axis of the matrices, in its order" },
    );
    Ok(())
}
