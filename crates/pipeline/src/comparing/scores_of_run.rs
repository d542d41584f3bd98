//! The values of a run's models, user by user, and the users of two runs laid side by side.

use std::ops::Range;
use std::path::Path;

use artifacts::read_columns;
use domain::{Column, JudgedUsers, TextColumn, UserId, Values};
use evaluation::{Convention, JudgedModel, Metric};

use super::JudgedRun;
use crate::judging::HIDDEN_HASH;
use crate::{Exit, RunError};

/// The table of values, model by model; every model has the same users in the same order.
pub(super) struct RunScores {
    /// The user of every row.
    users: TextColumn,
    /// The models with their rows.
    models: Vec<(String, Range<usize>)>,
    /// The value of every row, for each metric; NaN where there is none.
    values: Vec<Vec<f64>>,
    /// What stands for the hidden songs of the user of every row.
    hidden: Vec<Option<i64>>,
}

/// Users of two runs.
pub(super) struct Paired {
    /// Those of both, by their position in either run.
    pub(super) rows: [Vec<usize>; 2],
    /// How many each run has for itself.
    pub(super) n_alone: [usize; 2],
}

impl RunScores {
    pub(super) fn read(judged: &JudgedRun<'_>, metrics: &[Metric]) -> Result<Self, RunError> {
        let path = judged.run.file(judged.judge, "scores", ".parquet")?;
        let names: Vec<String> = metrics.iter().map(ToString::to_string).collect();
        let columns: Vec<&str> =
            ["model", "user_id", HIDDEN_HASH].into_iter().chain(names.iter().map(String::as_str)).collect();
        let mut columns = read_columns(&path, &columns)?.into_iter();
        let models = texts(columns.next(), &path)?;
        let users = texts(columns.next(), &path)?;
        let hidden = integers(columns.next(), &path)?;
        let values = columns.map(|column| numbers(column, &path)).collect::<Result<_, _>>()?;
        let scores = Self { users, models: stretches(&models), values, hidden };
        scores.check(&path)?;
        Ok(scores)
    }

    /// An error unless all models have the same users, ascending.
    fn check(&self, path: &Path) -> Result<(), RunError> {
        let first = self.of_first().map(|row| self.users.text(row));
        let are_ascending = first.clone().zip(first.clone().skip(1)).all(|(a, b)| a < b);
        let are_same =
            self.models.iter().all(|(_, rows)| rows.clone().map(|row| self.users.text(row)).eq(first.clone()));
        let are_once =
            (1..self.models.len()).all(|at| self.models[..at].iter().all(|(name, _)| *name != self.models[at].0));
        if are_ascending && are_same && are_once && !self.models.is_empty() {
            return Ok(());
        }
        Err(wrong(path, "every model once, each with the same users in byte order of their ids"))
    }

    fn of_first(&self) -> Range<usize> {
        self.models.first().map(|(_, rows)| rows.clone()).unwrap_or_default()
    }

    pub(super) fn n_users(&self) -> usize {
        self.of_first().len()
    }

    /// The models with the values of the users at some positions; `run` is put before their names.
    pub(super) fn models(
        &self,
        run: &str,
        metrics: &[Metric],
        convention: Convention,
        positions: &[usize],
    ) -> Vec<JudgedModel> {
        let values = |rows: &Range<usize>| {
            self.values
                .iter()
                .map(|all| positions.iter().map(|position| all[rows.start + position]).collect())
                .collect()
        };
        let model = |(name, rows): &(String, Range<usize>)| JudgedModel {
            name: format!("{run}:{name}"),
            convention,
            metrics: metrics.to_vec(),
            users: (0..positions.len() as u32).map(UserId).collect(),
            values: values(rows),
            of_all_lists: vec![None; metrics.len()],
            recall_curve: Vec::new(),
            n_tied: 0,
            n_without_list: 0,
            n_not_judged: 0,
            mean_length: f64::NAN,
            exposure: Vec::new(),
            counts: JudgedUsers::default(),
        };
        self.models.iter().map(model).collect()
    }
}

/// Of how many paired users the two runs hid other songs.
pub(super) fn n_of_other_hidden_songs(scores: &[RunScores; 2], paired: &Paired) -> usize {
    let hidden = |side: usize, position: usize| scores[side].hidden[scores[side].of_first().start + position];
    paired.rows[0].iter().zip(&paired.rows[1]).filter(|(a, b)| hidden(0, **a) != hidden(1, **b)).count()
}

/// Finds the users of both runs; ids ascend in each.
pub(super) fn pair(scores: &[RunScores; 2]) -> Paired {
    let id = |side: usize, position: usize| scores[side].users.text(scores[side].of_first().start + position);
    let [n_a, n_b] = scores.each_ref().map(RunScores::n_users);
    let mut rows = [Vec::new(), Vec::new()];
    let (mut a, mut b) = (0, 0);
    while a < n_a && b < n_b {
        match id(0, a).cmp(&id(1, b)) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                rows[0].push(a);
                rows[1].push(b);
                (a, b) = (a + 1, b + 1);
            }
        }
    }
    let n_alone = [n_a - rows[0].len(), n_b - rows[1].len()];
    Paired { rows, n_alone }
}

/// Each stretch of rows with the same name.
fn stretches(names: &TextColumn) -> Vec<(String, Range<usize>)> {
    let mut stretches: Vec<(String, Range<usize>)> = Vec::new();
    for (row, name) in names.iter().enumerate() {
        let name = name.unwrap_or_default();
        match stretches.last_mut().filter(|(last, _)| last == name) {
            Some((_, rows)) => rows.end = row + 1,
            None => stretches.push((name.to_owned(), row..row + 1)),
        }
    }
    stretches
}

fn texts(column: Option<Column>, path: &Path) -> Result<TextColumn, RunError> {
    match column {
        Some(Column { values: Values::Texts(texts), .. }) => Ok(texts),
        _ => Err(wrong(path, "texts in the columns model and user_id")),
    }
}

fn integers(column: Option<Column>, path: &Path) -> Result<Vec<Option<i64>>, RunError> {
    match column {
        Some(Column { values: Values::Integers(numbers), .. }) => Ok(numbers),
        _ => Err(wrong(path, &format!("whole numbers in the column {HIDDEN_HASH}"))),
    }
}

fn numbers(column: Column, path: &Path) -> Result<Vec<f64>, RunError> {
    match column.values {
        Values::Floats(values) => Ok(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()),
        _ => Err(wrong(path, &format!("numbers in column {}", column.name))),
    }
}

fn wrong(path: &Path, expected: &str) -> RunError {
    RunError::new(Exit::Data, format!("{}: expected {expected}, found others", path.display()))
}
