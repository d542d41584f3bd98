//! What a complete run kept of its users and songs: ids and other texts by number, and what one user played.

use std::path::Path;

use artifacts::{TableError, read_columns, read_npz};
use domain::{Column, Index, ListeningHistory, PlayMatrix, SongId, TextColumn, UserId, Values, Vocabulary};

use crate::finished_run::{FinishedRun, reads};
use crate::plan::PlanStage;
use crate::{Exit, RunError};

const NUMBER: &str = "sparse_index";

/// The stage that left matrices and ids of some plays.
pub(crate) fn matrices_of<'a>(run: &'a FinishedRun, plays: &str) -> Result<&'a PlanStage, RunError> {
    run.stages_of("build-matrices").rfind(|stage| reads(stage, "plays") == Some(plays)).ok_or_else(|| {
        run.lacks(
            &format!("a stage `build-matrices` of the plays `{plays}`, found none"),
            &format!(
                "add a stage to the plan and run it again: run = \"build-matrices\", reads = {{ plays = \"{plays}\" }}, \
                 writes = {{ train = \"train_sparse.npz\", test = \"test_sparse.npz\", users = \"user_mapping.parquet\", \
                 songs = \"song_mapping.parquet\" }}"
            ),
        )
    })
}

/// The users by number.
pub(crate) fn users(run: &FinishedRun, matrices: &PlanStage) -> Result<Vocabulary<UserId>, RunError> {
    vocabulary(&run.file(matrices, "users", ".parquet")?, "user_id")
}

/// The songs by number.
pub(crate) fn songs(run: &FinishedRun, matrices: &PlanStage) -> Result<Vocabulary<SongId>, RunError> {
    vocabulary(&run.file(matrices, "songs", ".parquet")?, "song_id")
}

fn vocabulary<I: Index>(path: &Path, column: &str) -> Result<Vocabulary<I>, RunError> {
    let ids = by_number(path, column)?.ok_or_else(|| {
        let expected = format!("{}: expected numbers in column {NUMBER} and texts in {column}", path.display());
        RunError::new(Exit::Data, format!("{expected}, found others"))
    })?;
    // A missing id and one that is empty are both out of order, but for an empty first one.
    Vocabulary::from_sorted(ids.iter().map(Option::unwrap_or_default)).ok_or_else(|| {
        let expected = format!("{}: expected different ids in byte order of {NUMBER}", path.display());
        RunError::new(Exit::Data, format!("{expected}, found others"))
    })
}

/// A column of texts by number, whatever the order of the rows; `None` if there is no such column or not of texts.
pub(crate) fn by_number(path: &Path, column: &str) -> Result<Option<TextColumn>, RunError> {
    let mut columns = match read_columns(path, &[NUMBER, column]) {
        Ok(columns) => columns.into_iter(),
        Err(TableError::NoColumn { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let (Some(numbers), Some(Column { values: Values::Texts(texts), .. })) = (columns.next(), columns.next()) else {
        return Ok(None);
    };
    let rows = rows_by_number(&numbers.values).ok_or_else(|| {
        let expected = format!("{}: expected every number from 0 on once in {NUMBER}", path.display());
        RunError::new(Exit::Data, format!("{expected}, found others"))
    })?;
    let is_in_order = rows.iter().zip(0..).all(|(row, number)| *row == number);
    Ok(Some(if is_in_order { texts } else { texts.pick(&rows) }))
}

/// The row of each number; `None` if a number is missing, twice or too large.
fn rows_by_number(numbers: &Values) -> Option<Vec<u32>> {
    let Values::Integers(numbers) = numbers else { return None };
    let mut rows = vec![u32::MAX; numbers.len()];
    for (row, number) in numbers.iter().enumerate() {
        let place = rows.get_mut(usize::try_from((*number)?).ok()?).filter(|place| **place == u32::MAX)?;
        *place = row as u32;
    }
    Some(rows)
}

/// The plays of a run as its matrices have them, songs x users.
pub(crate) fn matrix(path: &Path, (n_songs, n_users): (usize, usize)) -> Result<PlayMatrix, RunError> {
    let wrong = |exit, found: String| {
        RunError::new(
            exit,
            format!("{}: expected a matrix of {n_songs} songs x {n_users} users, found {found}", path.display()),
        )
    };
    if !path.exists() {
        return Err(wrong(Exit::NoInput, "no such file".to_owned()));
    }
    let matrix = read_npz(path).map_err(|error| RunError::new(Exit::Data, format!("{}: {error}", path.display())))?;
    if (matrix.n_songs(), matrix.n_users()) != (n_songs, n_users) {
        return Err(wrong(Exit::Data, format!("{} x {}", matrix.n_songs(), matrix.n_users())));
    }
    Ok(matrix)
}

/// What a single user played, songs ascending. O(songs log users).
pub(crate) fn plays_of(matrix: &PlayMatrix, user: UserId) -> Vec<(SongId, u32)> {
    let rows = matrix.csr().outer_iterator().enumerate();
    rows.filter_map(|(song, row)| Some((SongId(song as u32), *row.get(user.index())? as u32))).collect()
}

/// A history in which one user alone has rows.
pub(crate) fn history_of(user: UserId, n_users: usize, plays: &[(SongId, u32)]) -> ListeningHistory {
    let mut starts = vec![0; n_users + 1];
    starts[user.index() + 1..].fill(plays.len());
    let (songs, plays) = plays.iter().copied().unzip();
    ListeningHistory { starts, songs, plays }
}

/// By song: whether anyone is shown to play it.
pub(crate) fn heard_songs(matrix: &PlayMatrix) -> Vec<bool> {
    matrix.csr().outer_iterator().map(|row| row.nnz() > 0).collect()
}
