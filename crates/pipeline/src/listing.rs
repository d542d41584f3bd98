//! What stages that make rankings have in common: lists go to one Parquet file, and what the file does not say is kept.

use std::io;

use artifacts::{ModelHashes, RANKING_COLUMNS, RankingsWriter, Written, WrittenRankings};
use domain::{Plays, Rankings};
use recommenders::Heard;
use serde_json::json;

use crate::stage::{Bench, Description, RankingsFile};
use crate::{Exit, RunError};

/// The ending of a file of rankings.
pub(crate) const RANKINGS: &[&str] = &[".parquet"];

/// The columns of a file of rankings.
pub(crate) const COLUMNS: &str = "user_id, song_id, user_index, song_index, rank from 1, score";

/// An error if no list can have that length.
pub(crate) fn check_length(k: usize) -> Result<(), String> {
    if k == 0 { Err("k: expected a whole number from 1 on, found 0".to_owned()) } else { Ok(()) }
}

/// Why lists were not made.
pub(crate) enum NotRanked {
    /// The file could not be written on.
    Sink(io::Error),
    /// Something else, which is told.
    Told(RunError),
}

/// Where rankings come from.
pub(crate) struct RankingsFrom {
    pub(crate) fitted_on: Vec<ModelHashes>,
    pub(crate) mask: String,
    pub(crate) is_of_all_songs: bool,
    pub(crate) heard: Heard,
    pub(crate) k: usize,
}

/// Lists that were made, and the file of them if this run writes it.
pub(crate) struct Listed {
    name: String,
    file: Option<Written>,
    told: WrittenRankings,
}

/// Takes one block of lists.
pub(crate) type Sink<'s> = dyn FnMut(Rankings) -> io::Result<()> + 's;

/// Has lists made by `make`, which hands them over in the order of users, and writes them to the file at the port `file`.
/// Where files are not wanted the lists are made all the same, for what the file does not say.
pub(crate) fn write_lists(
    bench: &Bench<'_>,
    plays: &Plays,
    make: impl FnOnce(&mut Sink<'_>) -> Result<(), NotRanked>,
) -> Result<Listed, RunError> {
    let name = bench.stage.writes["file"].first().to_owned();
    let mut told = WrittenRankings::default();
    let mut problem = None;
    let write = |out: &mut dyn io::Write| -> io::Result<()> {
        let mut file = RankingsWriter::new(&plays.users, &plays.songs, out)?;
        match make(&mut |block| file.push(&block)) {
            Ok(()) => {}
            Err(NotRanked::Sink(error)) => return Err(error),
            Err(NotRanked::Told(error)) => {
                problem = Some(error);
                return Err(io::Error::other("no lists"));
            }
        }
        told = file.finish()?;
        Ok(())
    };
    let file = if bench.writes_files {
        bench.shelf.write(&name, write).map(Some)
    } else {
        let nowhere = write(&mut io::sink());
        nowhere.map(|()| None).map_err(|error| RunError::new(Exit::Io, error.to_string()))
    };
    match problem {
        Some(problem) => Err(problem),
        None => Ok(Listed { name, file: file?, told }),
    }
}

impl Listed {
    /// Keeps the lists for the stages below.
    pub(crate) fn keep(self, bench: &mut Bench<'_>, from: RankingsFrom) {
        let Self { name, file, told } = self;
        let stage = bench.stage.name.clone();
        bench.count(&format!("{stage}.lists"), told.n_users);
        if let Some(written) = file {
            let types = ["string", "string", "int32", "int32", "int32", "float32"];
            let description = Description {
                shape: vec![told.n_rows as usize, RANKING_COLUMNS.len()],
                axes: &["listed songs", "columns"],
                dtype: RANKING_COLUMNS.iter().zip(types).map(|(name, of)| ((*name).to_owned(), json!(of))).collect(),
                about: "ranked songs of users, by user, then rank from 1",
            };
            bench.keep(written, description);
        }
        let rankings = RankingsFile {
            name: stage,
            path: bench.shelf.place_of(&name),
            cut_in_tie: told.cut_in_tie,
            fitted_on: from.fitted_on,
            mask: from.mask,
            is_of_all_songs: from.is_of_all_songs,
            heard: from.heard,
            k: from.k,
        };
        bench.outcome.made.rankings.insert(bench.value("rankings"), rankings);
    }
}
