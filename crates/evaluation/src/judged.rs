//! A model as judged: one value for each user and metric, and what belongs to all lists together.

use domain::{JudgedUsers, UserId};

use crate::{Convention, Metric};

/// What [`Jury::judge`](crate::Jury::judge) found out about one model.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedModel {
    /// The model's name in the plan.
    pub name: String,
    /// Whose definitions.
    pub convention: Convention,
    /// What was measured.
    pub metrics: Vec<Metric>,
    /// The judged users, ascending.
    pub users: Vec<UserId>,
    /// For each metric the value of each judged user, NaN where there is none; empty for a metric of all lists
    /// together.
    pub values: Vec<Vec<f64>>,
    /// For each metric of all lists together its value, otherwise `None`.
    pub of_all_lists: Vec<Option<f64>>,
    /// Recall at growing list lengths: (k, mean recall), k ascending.
    pub recall_curve: Vec<(usize, f64)>,
    /// Users for whom another order of equal scores can change an accuracy metric.
    pub n_tied: usize,
    /// Judged users without a list: zero in all that compares with hidden songs, no value in all that describes lists.
    pub n_without_list: usize,
    /// Lists of users who are not judged; they count nowhere.
    pub n_not_judged: usize,
    /// Mean number of songs in a list; NaN without a list.
    pub mean_length: f64,
    /// How often each song is in the first songs of a list, as many as the longest metric looks at.
    pub exposure: Vec<u32>,
    /// Who was judged, and why others were not.
    pub counts: JudgedUsers,
}

impl JudgedModel {
    /// The values of `metric`, if it was measured.
    pub fn values_of(&self, metric: Metric) -> Option<&[f64]> {
        let index = self.metrics.iter().position(|&measured| measured == metric)?;
        Some(&self.values[index])
    }
}
