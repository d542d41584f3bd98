//! `read-songs`: songs with audio features, joined with genres and the list of known mismatches.

use domain::SongTable;
use ingest::{FeatureNeed, GenreTable, IngestError, Mismatches, SongRequest, SourceFile, SourceRecord, TextStyle};
use serde::{Deserialize, Serialize};

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};

options! {
    /// The options of `read-songs`.
    ReadSongs {
        /// Whether songs that the mismatch list names stay
        mismatched: Mismatched = Mismatched::Keep, "\"keep\" | \"drop\"";
        /// How text wrapped as `b'...'` is taken: as Python decodes it, or cut as the notebook cuts it
        text: TextStyle = TextStyle::Decoded, "\"decoded\" | \"notebook\"";
        /// The share of unusable rows of a source beyond which the run stops
        max_rejected: f64 = 0.001, "a number from 0 to 1";
        /// The columns to keep beside the ids and the audio features; none named: all that are there
        columns: Vec<String> = Vec::new(), "a list of names";
        /// Whether the six audio features must be there; songs without them have no MUSIC vectors
        features: FeatureNeed = FeatureNeed::Required, "\"required\" | \"optional\"";
        /// The key of the table in an HDF5 file that holds several; none named: the only one
        key: String = String::new(), "a name";
    }
}

/// What becomes of songs that the mismatch list names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mismatched {
    Keep,
    Drop,
}

pub(crate) const KIND: StageKind = StageKind {
    name: "read-songs",
    about: "reads the songs with their audio features (CSV, Parquet, HDF5 of pandas or the Million Song Dataset, or a folder of its single tracks), joins genres on the track id, keeps the first row of each song",
    sources: &[
        Port::required("songs", Kind::Source, "songs with song_id, track_id and the six audio features"),
        Port::optional("genres", Kind::Source, "genres by track id (MAGD or tagtraum, .cls)"),
        Port::optional("mismatches", Kind::Source, "songs known to stand for another recording (sid_mismatches.txt)"),
    ],
    reads: &[],
    writes: &[Port::required("songs", Kind::Songs, "the songs")],
    options: ReadSongs::cards,
    parse: |with| {
        let options: ReadSongs = parse(with)?;
        super::read_triplets::check_share("max_rejected", options.max_rejected)?;
        Ok(Box::new(options))
    },
};

impl Stage for ReadSongs {
    fn check(&self, port: &str, file: &SourceFile) -> Result<(), IngestError> {
        match port {
            "songs" => ingest::check_songs(file, &self.request()),
            "genres" => ingest::check_genres(file),
            _ => ingest::check_mismatches(file),
        }
    }

    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let limit = self.max_rejected;
        let (lists, rows) = rayon::join(
            || read_lists(bench, limit),
            || ingest::read_song_rows(bench.required_source("songs"), &self.request(), bench.meter),
        );
        let (genres, list) = lists?;
        let read = rows?.join(genres.as_ref(), list.as_ref())?;
        let n_rows = read.record.rows;
        let n_songs = read.table.len() as u64;
        bench.step("one row a song", n_rows, n_songs, read.record.rejected);
        bench.count("songs_in_source", n_rows as usize);
        bench.count("songs_repeated", read.n_repeated as usize);
        bench.count("songs", read.table.len());
        take(bench, read.record, read.rejected);
        bench.outcome.notes.extend(read.notes);
        bench.outcome.notes.extend(read.left_out.into_iter().map(|(name, dtype)| {
            format!("Column `{name}` of the songs was left out: a table of songs has no place for {dtype}.")
        }));
        if let Some(genres) = genres {
            bench.count("tracks_with_genre", genres.n_tracks());
            take(bench, genres.record, genres.rejected);
        }
        let mut songs = read.table;
        if let Some(list) = list {
            bench.count("songs_on_mismatch_list", list.n_songs());
            take(bench, list.record, list.rejected);
            songs = self.without_mismatches(songs, bench);
        } else if bench.stage.sources.contains_key("mismatches") {
            bench.note("No mismatch list was given: how many songs it names is not known.".to_owned());
        }
        bench.outcome.made.songs.insert(bench.value("songs"), songs);
        Ok(())
    }
}

impl ReadSongs {
    fn request(&self) -> SongRequest {
        SongRequest {
            text: self.text,
            max_rejected: self.max_rejected,
            columns: self.columns.clone(),
            features: self.features,
            key: self.key.clone(),
            ..SongRequest::default()
        }
    }

    fn without_mismatches(&self, songs: SongTable, bench: &mut Bench<'_>) -> SongTable {
        let n_mismatched = songs.mismatched.iter().filter(|&&mismatched| mismatched).count();
        bench.count("songs_mismatched", n_mismatched);
        if self.mismatched == Mismatched::Keep {
            bench.note(format!(
                "The mismatch list names {n_mismatched} of the songs. They were kept; `mismatched = \"drop\"` removes them."
            ));
            return songs;
        }
        bench.note(format!("{n_mismatched} songs that the mismatch list names were removed."));
        let kept: Vec<u32> = (0..songs.len()).filter(|&row| !songs.mismatched[row]).map(|row| row as u32).collect();
        bench.step("mismatched songs dropped", songs.len() as u64, kept.len() as u64, 0);
        songs.pick(&kept)
    }
}

/// Genres and mismatches, where the plan names them and they are there.
fn read_lists(bench: &Bench<'_>, limit: f64) -> Result<(Option<GenreTable>, Option<Mismatches>), IngestError> {
    let genres = bench.source("genres").map(|file| ingest::read_genres(file, limit, bench.meter)).transpose()?;
    let list = bench.source("mismatches").map(|file| ingest::read_mismatches(file, limit, bench.meter)).transpose()?;
    Ok((genres, list))
}

fn take(bench: &mut Bench<'_>, record: SourceRecord, rejected: domain::Rejected) {
    bench.outcome.sources.push(record);
    bench.outcome.rejected.push(rejected);
}
