//! Which columns of a file make rankings, and their rows in the run's numbers.
//!
//! Ids decide. Indices are taken where there are no ids, or where the file says under which vocabularies it was written
//! and those are the run's.

use std::path::Path;

use domain::{Index, SongId, UserId};
use polars::prelude::{ArrowDataType, Series};

use crate::id_numbers::IdNumbers;
use crate::parquet_file::ParquetFile;
use crate::quiet_panic::without_panic;
use crate::rankings_cells::{BadCell, Told, is_number, is_text, is_whole, ranks, scores};
use crate::rankings_pages::Ids;
use crate::rankings_writer::{SONGS_HASH, USERS_HASH};
use crate::{RankingsError, TableError, vocabulary_hash};

/// An open file of rankings.
pub(crate) struct RankingColumns<'v> {
    pub(crate) file: ParquetFile,
    pub(crate) ids: Ids<'v>,
    users: Told<'v, UserId>,
    songs: Told<'v, SongId>,
    pub(crate) has_rank: bool,
    pub(crate) has_score: bool,
    /// Whether it was written here under the run's numbers, so that its rows stand in order.
    pub(crate) is_own: bool,
}

/// The rows of a row group, in the run's numbers.
#[derive(Default)]
pub(crate) struct NumberedRows {
    pub(crate) users: Vec<u32>,
    pub(crate) songs: Vec<u32>,
    /// From 1.
    pub(crate) ranks: Option<Vec<u32>>,
    /// As the file has them: lists hold them as float32.
    pub(crate) scores: Option<Vec<f64>>,
}

/// What tells where the rows of a row group belong.
pub(crate) struct RowOrder {
    pub(crate) users: Vec<u32>,
    pub(crate) ranks: Option<Vec<f64>>,
    /// Read only where there are no ranks.
    pub(crate) scores: Option<Vec<f64>>,
}

impl<'v> RankingColumns<'v> {
    pub(crate) fn open(path: &Path, ids: Ids<'v>) -> Result<Self, RankingsError> {
        let file = ParquetFile::open(path)?;
        let is_own = is_own(&file, ids);
        let has = |name: &str| file.dtype(name).is_some();
        let users = match (is_own, has("user_id"), has("user_index")) {
            (false, true, _) => Told::Ids("user_id", IdNumbers::new(ids.users)),
            (true, ..) | (_, _, true) => Told::Indices("user_index", ids.users.len()),
            _ => return Err(file.no_column("user_id or user_index").into()),
        };
        let songs = match (is_own, has("song_id"), has("song_index")) {
            (false, true, _) => Told::Ids("song_id", IdNumbers::new(ids.songs)),
            (true, ..) | (_, _, true) => Told::Indices("song_index", ids.songs.len()),
            _ => return Err(file.no_column("song_id or song_index").into()),
        };
        let (has_rank, has_score) = (has("rank") && !is_own, has("score"));
        expect_type(&file, &users)?;
        expect_type(&file, &songs)?;
        for (column, is_read) in [("rank", has_rank), ("score", has_score)] {
            if is_read && !fits(&file, column, is_number) {
                return Err(file.column_type(column, "numbers").into());
            }
        }
        Ok(Self { file, ids, users, songs, has_rank, has_score, is_own })
    }

    /// All rows of a row group.
    pub(crate) fn rows(&self, group: usize) -> Result<NumberedRows, RankingsError> {
        let score = || self.has_score.then(|| self.cells(group, "score", scores)).transpose();
        let rank = || self.has_rank.then(|| self.cells(group, "rank", ranks)).transpose();
        let (users, (songs, (scores, ranks))) = rayon::join(
            || self.cells(group, self.users.column(), |cells| self.users.numbers(cells)),
            || {
                let songs = || self.cells(group, self.songs.column(), |cells| self.songs.numbers(cells));
                rayon::join(songs, || rayon::join(score, rank))
            },
        );
        let users = users.map_err(|bad| self.error(group, self.users.column(), None, bad))?;
        let songs = songs.map_err(|bad| self.error(group, self.songs.column(), Some(&users), bad))?;
        let scores = scores.map_err(|bad| self.error(group, "score", None, bad))?;
        let ranks = ranks.map_err(|bad| self.error(group, "rank", None, bad))?;
        let ranks = ranks.map(|ranks| self.whole_ranks(&ranks, &users, &songs)).transpose()?;
        Ok(NumberedRows { users, songs, ranks, scores })
    }

    /// The users of a row group, and what tells the order of a user's rows.
    pub(crate) fn order(&self, group: usize) -> Result<RowOrder, RankingsError> {
        let users = self.cells(group, self.users.column(), |cells| self.users.numbers(cells));
        let users = users.map_err(|bad| self.error(group, self.users.column(), None, bad))?;
        let ranks = self.has_rank.then(|| self.cells(group, "rank", ranks)).transpose();
        let ranks = ranks.map_err(|bad| self.error(group, "rank", None, bad))?;
        let needs_scores = self.has_score && !self.has_rank;
        let scores = needs_scores.then(|| self.cells(group, "score", scores)).transpose();
        let scores = scores.map_err(|bad| self.error(group, "score", None, bad))?;
        Ok(RowOrder { users, ranks, scores })
    }

    pub(crate) fn user_id(&self, user: u32) -> String {
        self.ids.users.id(UserId::new(user)).to_owned()
    }

    pub(crate) fn song_id(&self, song: u32) -> String {
        self.ids.songs.id(SongId::new(song)).to_owned()
    }

    fn cells<T>(
        &self,
        group: usize,
        column: &str,
        read: impl FnOnce(&Series) -> Result<Vec<T>, BadCell>,
    ) -> Result<Vec<T>, Bad> {
        let cells = self.file.read(group, column).map_err(Bad::Table)?;
        let found = without_panic(|| read(&cells)).ok_or_else(|| TableError::contradictory(self.file.path()));
        let found = found.map_err(Bad::Table)?.map_err(Bad::Cell)?;
        if found.len() == self.file.n_rows_of(group) {
            return Ok(found);
        }
        Err(Bad::Table(TableError::contradictory(self.file.path())))
    }

    /// Ranks as whole numbers from 1.
    fn whole_ranks(&self, ranks: &[f64], users: &[u32], songs: &[u32]) -> Result<Vec<u32>, RankingsError> {
        let is_rank = |rank: f64| rank >= 1.0 && rank <= f64::from(u32::MAX) && rank.fract() == 0.0;
        if let Some(row) = ranks.iter().position(|&rank| !is_rank(rank)) {
            return Err(RankingsError::Rank {
                path: self.file.path().to_owned(),
                user: self.user_id(users[row]),
                song: self.song_id(songs[row]),
                expected: "a whole rank from 1".to_owned(),
                found: ranks[row].to_string(),
            });
        }
        Ok(ranks.iter().map(|&rank| rank as u32).collect())
    }

    fn error(&self, group: usize, column: &str, users: Option<&[u32]>, bad: Bad) -> RankingsError {
        let before: usize = (0..group).map(|group| self.file.n_rows_of(group)).sum();
        let (path, column) = (self.file.path().to_owned(), column.to_owned());
        let number = |row: usize| (before + row + 1) as u64;
        match bad {
            Bad::Table(error) => error.into(),
            Bad::Cell(BadCell::Undecodable(error)) => self.file.damaged(&error).into(),
            Bad::Cell(BadCell::Missing(row)) => RankingsError::Missing { path, row: number(row), column },
            Bad::Cell(BadCell::Unknown(row, id)) => match users {
                Some(users) => {
                    let user = self.user_id(users[row]);
                    RankingsError::UnknownSong { path, row: number(row), user, song: id }
                }
                None => RankingsError::UnknownUser { path, row: number(row), user: id },
            },
            Bad::Cell(BadCell::Index(row, found)) => {
                let n = if users.is_some() { self.ids.songs.len() } else { self.ids.users.len() };
                RankingsError::Index { path, row: number(row), column, n, found }
            }
        }
    }
}

/// Why a column of a row group could not be read.
enum Bad {
    Table(TableError),
    Cell(BadCell),
}

/// Whether the file was written here under the run's vocabularies.
fn is_own(file: &ParquetFile, ids: Ids<'_>) -> bool {
    let (Some(users), Some(songs)) = (file.text(USERS_HASH), file.text(SONGS_HASH)) else { return false };
    let is_int = |name: &str| matches!(file.dtype(name), Some(ArrowDataType::Int32));
    is_int("user_index")
        && is_int("song_index")
        && matches!(file.dtype("score"), Some(ArrowDataType::Float32))
        && users == vocabulary_hash(ids.users)
        && songs == vocabulary_hash(ids.songs)
}

fn expect_type<I: Index>(file: &ParquetFile, told: &Told<'_, I>) -> Result<(), TableError> {
    let (column, expected, fits): (_, _, fn(&ArrowDataType) -> bool) = match told {
        Told::Ids(column, _) => (column, "texts", is_text),
        Told::Indices(column, _) => (column, "whole numbers", is_whole),
    };
    if self::fits(file, column, fits) { Ok(()) } else { Err(file.column_type(column, expected)) }
}

/// Whether a column's type fits; any does where there is no row, since pandas then writes none.
fn fits(file: &ParquetFile, column: &str, fits: impl Fn(&ArrowDataType) -> bool) -> bool {
    file.n_rows() == 0 || file.dtype(column).is_some_and(fits)
}
