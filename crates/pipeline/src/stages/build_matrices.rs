//! `build-matrices`: the two sparse matrices and the ids of their axes.

use std::sync::Arc;

use artifacts::{Cells, FrameIndex, PlayMatrices, TableColumn, write_matrices, write_npz};
use domain::{FirstRows, Index, ListeningHistory, PlayMatrix, Plays, Vocabulary};
use serde_json::json;

use crate::RunError;
use crate::compartment::{Job, side_by_side};
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
        Port::optional("matrices", Kind::File(&[".h5"]), "both, with the ids of their axes, for h5py and rhdf5"),
        Port::optional("users", Kind::File(TABLE), "sparse_index and user_id: the columns"),
        Port::optional("songs", Kind::File(TABLE), "sparse_index and song_id: the rows"),
    ],
    options: BuildMatrices::cards,
    parse: |with| parse::<BuildMatrices>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for BuildMatrices {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let plays = bench.plays();
        let (train, test) =
            rayon::join(|| matrix(bench, "train", &plays.visible), || matrix(bench, "test", &plays.hidden));
        let (train, test) = (train?, test?);
        count_cells(bench, "train", &plays.visible, train.as_deref());
        count_cells(bench, "test", &plays.hidden, test.as_deref());
        let labels = |of: fn(&FirstRows) -> &[u64]| plays.first_rows.as_ref().map(of);
        let users = mapping(&plays.users, "user_id", &["users", "columns"], labels(|rows| &rows.users));
        let songs = mapping(&plays.songs, "song_id", &["songs", "columns"], labels(|rows| &rows.songs));
        let mut jobs = npz_jobs(bench, "train", train.as_ref());
        jobs.extend(npz_jobs(bench, "test", test.as_ref()));
        jobs.extend(both_jobs(bench, train, test));
        jobs.extend(users.jobs(bench, "users"));
        jobs.extend(songs.jobs(bench, "songs"));
        bench.keep_all(side_by_side(jobs)?);
        Ok(())
    }
}

/// One of the matrices, if a file of it is wanted; it goes with the last job that writes it.
fn matrix(bench: &Bench<'_>, port: &str, history: &ListeningHistory) -> Result<Option<Arc<PlayMatrix>>, RunError> {
    if bench.files(port).is_empty() && bench.files("matrices").is_empty() {
        return Ok(None);
    }
    Ok(Some(Arc::new(matrices::play_matrix(history, bench.plays().songs.len())?)))
}

fn count_cells(bench: &mut Bench<'_>, port: &str, history: &ListeningHistory, matrix: Option<&PlayMatrix>) {
    if let Some(matrix) = matrix {
        bench.count(&format!("{port}_nnz"), matrix.nnz());
        bench.step(&format!("{port}: rows to cells"), history.n_rows() as u64, matrix.nnz() as u64, 0);
    }
}

/// One of the matrices for SciPy.
fn npz_jobs<'j>(bench: &Bench<'j>, port: &str, matrix: Option<&Arc<PlayMatrix>>) -> Vec<Job<'j>> {
    let Some(matrix) = matrix else { return Vec::new() };
    let about = match port {
        "train" => "plays of the train and visible rows; scipy.sparse.load_npz",
        _ => "plays of the hidden rows; scipy.sparse.load_npz",
    };
    let shelf = bench.shelf;
    let job = |name: String| -> Job<'j> {
        let matrix = Arc::clone(matrix);
        Box::new(move || {
            let written = shelf.write(&name, |out| write_npz(&matrix, out))?;
            let dtype = json!({ "data": "float32", "indices": "int32", "indptr": "int32", "nnz": matrix.nnz() });
            let shape = vec![matrix.n_songs(), matrix.n_users()];
            Ok((written, Description { shape, axes: &["songs", "users"], dtype, about }))
        })
    };
    bench.files(port).into_iter().map(job).collect()
}

/// Both matrices and the ids of their axes in one file.
fn both_jobs<'j>(
    bench: &Bench<'j>,
    train: Option<Arc<PlayMatrix>>,
    test: Option<Arc<PlayMatrix>>,
) -> impl Iterator<Item = Job<'j>> {
    let (shelf, Plays { songs, users, .. }) = (bench.shelf, bench.plays());
    bench.files("matrices").into_iter().map(move |name| -> Job<'j> {
        let (train, test) = (train.clone(), test.clone());
        Box::new(move || {
            let matrices = PlayMatrices { train: train.as_deref(), test: test.as_deref(), songs, users };
            let written = shelf.write_at(&name, |path| write_matrices(matrices, path))?;
            let dtype = json!({ "data": "float32", "indices": "int32", "indptr": "int32", "songs": "string", "users": "string" });
            let about = "train and test plays with the ids of both axes; h5py, rhdf5";
            let shape = vec![songs.len(), users.len()];
            Ok((written, Description { shape, axes: &["songs", "users"], dtype, about }))
        })
    })
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
