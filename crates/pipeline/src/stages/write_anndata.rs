//! `write-anndata`: plays, songs, users and tastes in one file for AnnData and what is built on it.

use artifacts::{Annotated, AnnotatedPlays, Cells, TableColumn, write_anndata};
use domain::{Plays, SongTable};
use serde_json::json;

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Description, Kind, Port, Stage, StageKind};
use crate::stages::song_table::columns;
use crate::stages::taste_vectors::{TasteVectors, VectorColumn, Vectors, default_vectors, user};

options! {
    /// The options of `write-anndata`.
    WriteAnndata {
        /// The MUSIC vectors to write, and the scale of each
        vectors: Vec<VectorColumn> = default_vectors(), "a list of { column = NAME, scale = \"raw\" | \"zscore\" | \"minmax\" }";
    }
}

pub(crate) const KIND: StageKind = StageKind {
    name: "write-anndata",
    about: "writes one .h5ad: the train plays as X, the hidden ones as a layer, songs as obs, users as var, their MUSIC vectors as obsm and varm",
    sources: &[],
    reads: &[
        Port::required("songs", Kind::Songs, "the songs"),
        Port::required("plays", Kind::Plays, "the numbered plays"),
    ],
    writes: &[Port::required("plays", Kind::File(&[".h5ad"]), "songs x users; anndata.read_h5ad")],
    options: WriteAnndata::cards,
    parse: |with| {
        let options: WriteAnndata = parse(with)?;
        options.tastes().check()?;
        Ok(Box::new(options))
    },
};

impl WriteAnndata {
    fn tastes(&self) -> TasteVectors {
        TasteVectors { vectors: self.vectors.clone() }
    }
}

impl Stage for WriteAnndata {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let names = bench.files("plays");
        if names.is_empty() {
            return Ok(());
        }
        let vectors = self.tastes().vectors(bench);
        let plays = bench.plays();
        let songs = bench.songs().pick(&plays.song_rows);
        let train = matrices::play_matrix(&plays.visible, plays.songs.len())?;
        let hidden = matrices::play_matrix(&plays.hidden, plays.songs.len())?;
        let (of_songs, left_out) = song_columns(&songs, &vectors);
        let of_users = user_columns(plays, &vectors);
        let annotated = AnnotatedPlays {
            train: Some(&train),
            hidden: Some(&hidden),
            songs: Annotated { ids: &plays.songs, id_name: "song_id", columns: &of_songs },
            users: Annotated { ids: &plays.users, id_name: "user_id", columns: &of_users },
        };
        let shape = vec![plays.songs.len(), plays.users.len()];
        let mut files = Vec::new();
        for name in names {
            let written = bench.shelf.write_at(&name, |path| write_anndata(annotated, path))?;
            let dtype = json!({ "X": "float32", "layers/hidden": "float32", "indices": "int32", "indptr": "int32" });
            let about = "plays with songs (obs), users (var) and their MUSIC vectors; anndata.read_h5ad";
            files.push((written, Description { shape: shape.clone(), axes: &["songs", "users"], dtype, about }));
        }
        drop((of_songs, of_users));
        bench
            .outcome
            .notes
            .extend(left_out.into_iter().map(|name| format!("Column `{name}` of the songs has no place in AnnData.")));
        bench.keep_all(files);
        Ok(())
    }
}

/// All that the songs' source says, but the ids, which are the index, lists, which have no place here, and columns whose
/// name cannot be one in HDF5 or is that of a vector; their names.
fn song_columns<'a>(songs: &'a SongTable, vectors: &'a [Vectors]) -> (Vec<TableColumn<'a>>, Vec<String>) {
    let is_vector = |name: &str| vectors.iter().any(|vectors| vectors.name() == name);
    let has_place = |column: &TableColumn<'_>| {
        let name = column.name.as_str();
        let is_list = matches!(column.cells, Cells::IntegerLists(_) | Cells::FloatLists(_));
        !is_list && !name.is_empty() && name != "." && !name.contains('/') && !is_vector(name)
    };
    let all = columns(songs).into_iter().filter(|column| column.name != "song_id");
    let (mut kept, others): (Vec<_>, Vec<_>) = all.partition(has_place);
    kept.extend(vectors.iter().map(|vectors| vectors.of_songs()));
    (kept, others.into_iter().map(|column| column.name).collect())
}

fn user_columns<'a>(plays: &'a Plays, vectors: &'a [Vectors]) -> Vec<TableColumn<'a>> {
    let column = |name: &str, cells| TableColumn { name: name.to_owned(), cells };
    let n_songs = |row: usize| plays.visible.of(user(row)).0.len() as i64;
    let mut all = vec![
        column("num_songs", Cells::Integers(Box::new(move |row| Some(n_songs(row))))),
        column("is_test", Cells::Booleans(Box::new(|row| Some(plays.is_test[row])))),
    ];
    all.extend(vectors.iter().map(|vectors| vectors.of_users()));
    all
}
