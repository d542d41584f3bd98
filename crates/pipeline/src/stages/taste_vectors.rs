//! `taste-vectors`: songs and users on the five MUSIC axes.

use std::collections::BTreeMap;

use artifacts::{Cells, FrameIndex, TableColumn, Written};
use domain::{AudioFeature, FeatureScale, MusicFactor, MusicScale, MusicVector, Plays, SongId, UserId, Vocabulary};
use personality::{Taste, WEIGHTS, song_vectors, tastes};
use serde_json::json;

use crate::RunError;
use crate::compartment::{Compartment, side_by_side};
use crate::music_space::{features, scale_of_heard};
use crate::options::{options, parse};
use crate::stage::{Bench, Description, Kind, Port, Stage, StageKind};
use crate::table_files::{Frame, TABLE, Table};

options! {
    /// The options of `taste-vectors`.
    TasteVectors {
        /// The columns to write and the scale of each; the first is the one that stands where the notebook's `MUSIC` stood
        vectors: Vec<VectorColumn> = default_vectors(),
            "a list of { column = NAME, scale = \"raw\" | \"zscore\" | \"minmax\" }";
    }
}

/// The notebook's column.
pub(crate) fn default_vectors() -> Vec<VectorColumn> {
    vec![VectorColumn { column: "MUSIC".to_owned(), scale: MusicScale::Raw }]
}

/// A column of MUSIC vectors and their scale.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VectorColumn {
    column: String,
    scale: MusicScale,
}

pub(crate) const KIND: StageKind = StageKind {
    name: "taste-vectors",
    about: "makes the MUSIC vectors of songs, and of users as the plays-weighted means of their visible songs' vectors",
    sources: &[],
    reads: &[
        Port::required("songs", Kind::Songs, "the songs"),
        Port::required("plays", Kind::Plays, "the numbered plays"),
    ],
    writes: &[
        Port::optional(
            "users",
            Kind::File(TABLE),
            "sparse_index, user_id, MUSIC, num_songs, is_test, song_sparse_indices, plays, deviations",
        ),
        Port::optional("songs", Kind::File(TABLE), "sparse_index, song_id and the songs' vectors"),
        Port::optional("scales", Kind::File(&[".json"]), "the numbers of each scale and the weights"),
    ],
    options: TasteVectors::cards,
    parse: |with| {
        let options: TasteVectors = parse(with)?;
        options.check()?;
        Ok(Box::new(options))
    },
};

/// The vectors of one column.
pub(crate) struct Vectors {
    column: VectorColumn,
    scale: FeatureScale,
    songs: Vec<Option<MusicVector>>,
    users: Vec<Option<Taste>>,
}

impl TasteVectors {
    pub(crate) fn check(&self) -> Result<(), String> {
        const TAKEN: [&str; 7] =
            ["sparse_index", "user_id", "song_id", "num_songs", "is_test", "song_sparse_indices", "plays"];
        let mut names: Vec<&str> = self.vectors.iter().map(|vector| vector.column.as_str()).collect();
        names.sort_unstable();
        if names.is_empty() {
            return Err("vectors: expected at least one column, found none".to_owned());
        }
        if let Some([twice, _]) = names.array_windows().find(|[a, b]| a == b) {
            return Err(format!("vectors: expected each column once, found `{twice}` twice"));
        }
        match names.iter().find(|name| name.is_empty() || TAKEN.contains(name) || name.ends_with("_sd")) {
            Some(name) => Err(format!("vectors: expected a free column name, found `{name}`")),
            None => Ok(()),
        }
    }

    pub(crate) fn vectors(&self, bench: &Bench<'_>) -> Vec<Vectors> {
        let (songs, plays) = (bench.songs(), bench.plays());
        let features = features(plays, songs);
        let of = |column: &VectorColumn| {
            let scale = scale_of_heard(column.scale, plays, &features);
            let songs = song_vectors(&features, &scale);
            Vectors { column: column.clone(), scale, users: tastes(&plays.visible, &songs), songs }
        };
        self.vectors.iter().map(of).collect()
    }
}

impl Stage for TasteVectors {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        if !bench.writes_files {
            return Ok(());
        }
        let vectors = self.vectors(bench);
        let n_without = vectors[0].users.iter().filter(|taste| taste.is_none()).count();
        bench.count("users_without_vector", n_without);
        if n_without == vectors[0].users.len() {
            bench.note("No song that is heard has the six audio features: nobody has a MUSIC vector.".to_owned());
        }
        bench.count("songs_without_vector", vectors[0].songs.iter().filter(|vector| vector.is_none()).count());
        let (users, songs) = (users(bench.plays(), &vectors), songs(&bench.plays().songs, &vectors));
        let mut jobs = users.jobs(bench, "users");
        jobs.extend(songs.jobs(bench, "songs"));
        for name in bench.files("scales") {
            let (folder, vectors) = (bench.shelf, &vectors);
            jobs.push(Box::new(move || write_scales(folder, &name, vectors)));
        }
        bench.keep_all(side_by_side(jobs)?);
        Ok(())
    }
}

/// Users by their visible rows. The frame has the notebook's columns, the Parquet file more.
fn users<'a>(plays: &'a Plays, vectors: &'a [Vectors]) -> Table<'a> {
    let (first, others) = vectors.split_first().expect("the options were checked: at least one column");
    let mut columns = vec![column("sparse_index", Cells::RowNumber)];
    columns.extend(notebook_columns(plays, first));
    columns.push(column(
        "plays",
        Cells::Integers(Box::new(|row| {
            Some(plays.visible.of(user(row)).1.iter().map(|&plays| i64::from(plays)).sum())
        })),
    ));
    columns.push(first.deviations());
    for other in others {
        columns.extend([other.of_users(), other.deviations()]);
    }
    let frame = Frame {
        index: FrameIndex::Labels(Some("sparse_index"), Box::new(|row| row as i64)),
        columns: notebook_columns(plays, first),
    };
    let about = "users by their visible rows: taste, number of rows, songs row by row";
    Table { n_rows: plays.users.len(), columns, frame, axes: &["users", "columns"], about }
}

fn notebook_columns<'a>(plays: &'a Plays, first: &'a Vectors) -> Vec<TableColumn<'a>> {
    vec![
        column("user_id", Cells::Texts(Box::new(|row| Some(plays.users.id(user(row)))))),
        first.of_users(),
        column("num_songs", Cells::Integers(Box::new(|row| Some(plays.visible.of(user(row)).0.len() as i64)))),
        column("is_test", Cells::Booleans(Box::new(|row| Some(plays.is_test[row])))),
        column("song_sparse_indices", Cells::Songs(Box::new(|row| plays.visible.of(user(row)).0))),
    ]
}

/// The user in a row.
pub(crate) fn user(row: usize) -> UserId {
    UserId(row as u32)
}

fn column<'a>(name: &str, cells: Cells<'a>) -> TableColumn<'a> {
    TableColumn { name: name.to_owned(), cells }
}

impl Vectors {
    /// What the column is called.
    pub(crate) fn name(&self) -> &str {
        &self.column.column
    }

    /// The users' means.
    pub(crate) fn of_users(&self) -> TableColumn<'_> {
        column(&self.column.column, Cells::Vectors(Box::new(|row| self.users[row].map(|taste| taste.mean.0))))
    }

    fn deviations(&self) -> TableColumn<'_> {
        let cells = Cells::Vectors(Box::new(|row| self.users[row].map(|taste| taste.deviation.0)));
        column(&format!("{}_sd", self.column.column), cells)
    }

    /// The songs' own vectors.
    pub(crate) fn of_songs(&self) -> TableColumn<'_> {
        column(&self.column.column, Cells::Vectors(Box::new(|row| self.songs[row].map(|vector| vector.0))))
    }
}

/// Songs and their vectors.
fn songs<'a>(ids: &'a Vocabulary<SongId>, vectors: &'a [Vectors]) -> Table<'a> {
    let columns = || {
        let ids = Cells::Texts(Box::new(|row| Some(ids.id(SongId(row as u32)))));
        std::iter::once(column("song_id", ids)).chain(vectors.iter().map(Vectors::of_songs))
    };
    let frame = Frame {
        index: FrameIndex::Labels(Some("sparse_index"), Box::new(|row| row as i64)),
        columns: columns().collect(),
    };
    let all = std::iter::once(column("sparse_index", Cells::RowNumber)).chain(columns()).collect();
    let about = "songs on the MUSIC axes; null where one of the six features is missing";
    Table { n_rows: ids.len(), columns: all, frame, axes: &["songs", "columns"], about }
}

fn write_scales(folder: Compartment<'_>, name: &str, vectors: &[Vectors]) -> Result<(Written, Description), RunError> {
    let by_column: BTreeMap<&str, serde_json::Value> = vectors
        .iter()
        .map(|vectors| {
            let scale =
                json!({ "scale": vectors.column.scale, "shift": vectors.scale.shift, "unit": vectors.scale.unit });
            (vectors.column.column.as_str(), scale)
        })
        .collect();
    let page = json!({
        "about": "vector = sum over features of (feature - shift) / unit * weights[feature]; zscore: mean and population standard deviation over the songs heard on the visible side",
        "features": AudioFeature::ALL.map(AudioFeature::column),
        "factors": MusicFactor::ALL.map(MusicFactor::name),
        "weights": WEIGHTS,
        "columns": by_column,
    });
    let text = serde_json::to_string_pretty(&page).expect("numbers and texts make JSON");
    let written = folder.write(name, |out| writeln!(out, "{text}"))?;
    let description = Description {
        shape: vec![vectors.len()],
        axes: &["columns"],
        dtype: json!("json"),
        about: "the scale of each column of vectors, and the weights",
    };
    Ok((written, description))
}
