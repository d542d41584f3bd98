//! Rankings from Parquet, block by block: files that were written here, and those of others.

use std::path::Path;

use domain::{Rankings, SongId, UserId, Vocabulary};

use crate::RankingsError;
use crate::rankings_columns::{NumberedRows, RankingColumns};
use crate::rankings_lists::ListsOfRows;
use crate::rankings_pages::Ids;

/// Rows at which a block of a file that had to be sorted ends.
const BLOCK: usize = 1 << 20;

/// Yields the lists of a file in the run's numbers, users ascending, some whole lists at a time.
///
/// The file needs `user_id` or `user_index`, and `song_id` or `song_index`; ids decide where there are both, unless the
/// file says that it was written under the same vocabularies. `rank`, from 1, gives the order, or `score`, the highest
/// first, or else the rows. Without scores a song's score is minus its rank. Whether a list is cut in a tie is not known.
///
/// Scores give the order as float64, whole numbers beyond 2^53 among them; lists hold them as float32, where near ones
/// may be equal, and one that is infinite there is an error.
///
/// One row group is in memory at a time if the rows stand by user and rank; if not, all rows are, 24 bytes each.
pub struct RankingsReader<'v> {
    columns: RankingColumns<'v>,
    lists: ListsOfRows,
    rows: Rows,
}

/// Where the next rows come from.
enum Rows {
    /// The row group of that number, and those behind it.
    Groups(usize),
    /// All rows in order, from a position.
    Sorted(Vec<Row>, usize),
    /// None is left.
    Ended,
}

#[derive(Clone, Copy)]
struct Row {
    user: u32,
    song: u32,
    /// 0 in a file without ranks.
    rank: u32,
    /// 0 in a file without scores.
    score: f64,
}

impl<'v> RankingsReader<'v> {
    /// Opens a file and sees in which order its rows stand.
    pub fn open(
        path: &Path,
        users: &'v Vocabulary<UserId>,
        songs: &'v Vocabulary<SongId>,
    ) -> Result<Self, RankingsError> {
        let columns = RankingColumns::open(path, Ids { users, songs })?;
        let in_order = columns.is_own || are_in_order(&columns)?;
        let rows = if in_order { Rows::Groups(0) } else { Rows::Sorted(sorted_rows(&columns)?, 0) };
        Ok(Self { columns, lists: ListsOfRows::new(songs.len()), rows })
    }

    /// Rows of the file.
    pub fn n_rows(&self) -> u64 {
        self.columns.file.n_rows()
    }

    /// The lists that the next rows complete; empty behind the last.
    fn block(&mut self) -> Result<Rankings, RankingsError> {
        let mut block = Rankings::default();
        while block.n_users() == 0 {
            let Some(rows) = self.next_rows()? else {
                self.lists.end_list(&self.columns, &mut block)?;
                break;
            };
            self.lists.take(&rows, &self.columns, &mut block)?;
        }
        Ok(block)
    }

    fn next_rows(&mut self) -> Result<Option<NumberedRows>, RankingsError> {
        match &mut self.rows {
            Rows::Groups(group) if *group < self.columns.file.n_groups() => {
                let rows = group_rows(&self.columns, *group)?;
                *group += 1;
                return Ok(Some(rows));
            }
            Rows::Sorted(rows, at) if *at < rows.len() => {
                let part = &rows[*at..rows.len().min(*at + BLOCK)];
                *at += part.len();
                return Ok(Some(self.columns.numbered(part)));
            }
            _ => self.rows = Rows::Ended,
        }
        Ok(None)
    }
}

impl Iterator for RankingsReader<'_> {
    type Item = Result<Rankings, RankingsError>;

    fn next(&mut self) -> Option<Self::Item> {
        if matches!(self.rows, Rows::Ended) {
            return None;
        }
        let block = self.block();
        if block.is_err() {
            self.rows = Rows::Ended;
        }
        Some(block).filter(|block| block.as_ref().is_ok_and(|block| block.n_users() > 0) || block.is_err())
    }
}

/// The rows of a row group; one without rows is not looked into.
fn group_rows(columns: &RankingColumns<'_>, group: usize) -> Result<NumberedRows, RankingsError> {
    if columns.file.n_rows_of(group) == 0 { Ok(NumberedRows::default()) } else { columns.rows(group) }
}

/// Whether the rows stand by user, each user's by rank, or by score where there are no ranks.
fn are_in_order(columns: &RankingColumns<'_>) -> Result<bool, RankingsError> {
    let mut last: Option<(u32, f64)> = None;
    for group in (0..columns.file.n_groups()).filter(|&group| columns.file.n_rows_of(group) > 0) {
        let order = columns.order(group)?;
        let place = |row: usize| match (&order.ranks, &order.scores) {
            (Some(ranks), _) => ranks[row],
            (None, Some(scores)) => -scores[row],
            (None, None) => 0.0,
        };
        for (row, &user) in order.users.iter().enumerate() {
            let here = (user, place(row));
            if last.is_some_and(|last| last.0 > here.0 || (last.0 == here.0 && last.1 > here.1)) {
                return Ok(false);
            }
            last = Some(here);
        }
    }
    Ok(true)
}

/// All rows, by user and rank, or score where there are no ranks; equal ones as in the file.
fn sorted_rows(columns: &RankingColumns<'_>) -> Result<Vec<Row>, RankingsError> {
    let mut sorted = Vec::with_capacity(columns.file.n_rows() as usize);
    for group in 0..columns.file.n_groups() {
        let rows = group_rows(columns, group)?;
        sorted.extend((0..rows.users.len()).map(|row| Row {
            user: rows.users[row],
            song: rows.songs[row],
            rank: rows.ranks.as_ref().map_or(0, |ranks| ranks[row]),
            score: rows.scores.as_ref().map_or(0.0, |scores| scores[row]),
        }));
    }
    let is_ranked = columns.has_rank;
    sorted.sort_by(|a, b| {
        let by_score = || if is_ranked { std::cmp::Ordering::Equal } else { b.score.total_cmp(&a.score) };
        (a.user, a.rank).cmp(&(b.user, b.rank)).then_with(by_score)
    });
    Ok(sorted)
}

impl RankingColumns<'_> {
    fn numbered(&self, rows: &[Row]) -> NumberedRows {
        NumberedRows {
            users: rows.iter().map(|row| row.user).collect(),
            songs: rows.iter().map(|row| row.song).collect(),
            ranks: self.has_rank.then(|| rows.iter().map(|row| row.rank).collect()),
            scores: self.has_score.then(|| rows.iter().map(|row| row.score).collect()),
        }
    }
}
