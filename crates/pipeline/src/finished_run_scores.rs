//! The values of a run's models, user by user, as its stage `evaluate` left them.

use std::ops::Range;
use std::path::Path;

use artifacts::read_columns;
use domain::{Column, JudgedUsers, TextColumn, UserId, Values};
use evaluation::{Convention, JudgedModel, Metric};

use crate::finished_run::FinishedRun;
use crate::judging::HIDDEN_HASH;
use crate::plan::PlanStage;
use crate::{Exit, RunError};

/// The table of values, model by model; every model has the same users in the same order.
pub(crate) struct RunScores {
    /// The user of every row.
    users: TextColumn,
    /// The models with their rows.
    models: Vec<(String, Range<usize>)>,
    /// The value of every row, for each metric; NaN where there is none.
    values: Vec<Vec<f64>>,
    /// What stands for the hidden songs of the user of every row.
    hidden: Vec<Option<i64>>,
}

impl RunScores {
    /// What a stage `evaluate` left of some metrics of users.
    pub(crate) fn read(run: &FinishedRun, judge: &PlanStage, metrics: &[Metric]) -> Result<Self, RunError> {
        let path = run.file(judge, "scores", ".parquet")?;
        run.check_file(&path)?;
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

    /// The judged users by position, ascending, each with what stands for the hidden songs.
    pub(crate) fn user(&self, position: usize) -> (Option<&str>, Option<i64>) {
        let row = self.of_first().start + position;
        (self.users.text(row), self.hidden[row])
    }

    /// A model's values of the metric at a position, one for each judged user; NaN where there is none.
    pub(crate) fn values(&self, model: &str, metric_index: usize) -> Option<&[f64]> {
        let (_, rows) = self.models.iter().find(|(name, _)| name == model)?;
        Some(&self.values[metric_index][rows.clone()])
    }

    /// How many users were judged.
    pub(crate) fn n_users(&self) -> usize {
        self.of_first().len()
    }

    /// The models with the values of the users at some positions; `run` is put before their names.
    pub(crate) fn models(
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
