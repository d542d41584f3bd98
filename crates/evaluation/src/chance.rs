//! What a list drawn at random is worth: the judge's own check.

use rayon::prelude::*;

use crate::{
    Convention, Jury, Metric, MetricKind,
    accuracy::total,
    convention::{AveragePrecision, Ideal, Precision, Recall, Rules},
};

/// A list drawn at random: from how many songs, and how many hidden ones the user has.
#[derive(Clone, Copy, Debug)]
struct Draw {
    songs: usize,
    hidden: usize,
    /// How many of the hidden songs are among those it is drawn from.
    reachable: usize,
}

impl Jury<'_> {
    /// The expected mean of every metric if each list is a random order of the candidates that its user has not heard;
    /// `None` as for [`expected_by_chance`]. A random model must come within its interval of this. O(users x k x
    /// metrics).
    pub fn expected_by_chance(&self) -> Vec<Option<f64>> {
        self.case.metrics.iter().map(|&metric| self.mean_by_chance(metric)).collect()
    }

    fn mean_by_chance(&self, metric: Metric) -> Option<f64> {
        let of_seat = |seat: usize| {
            let (hidden, reachable) = (self.seats.hidden(seat).len(), self.seats.n_reachable(seat));
            expected(metric, self.rules, Draw { songs: self.seats.n_open(seat), hidden, reachable })
        };
        let users: Vec<Option<f64>> = (0..self.seats.users.len()).into_par_iter().map(of_seat).collect();
        let n_users = users.len() as f64;
        users.into_iter().sum::<Option<f64>>().map(|sum| sum / n_users)
    }
}

/// The expected value of an accuracy metric for one user, if the list is a random order of `n_songs` songs, `n_hidden`
/// of which are hidden; `None` for other metrics and for precision under `implicit`, which is no metric of one user.
///
/// The list holds min(k, `n_songs`) songs. 0 without hidden songs. O(k).
pub fn expected_by_chance(metric: Metric, convention: Convention, n_hidden: usize, n_songs: usize) -> Option<f64> {
    expected(metric, convention.rules(), Draw { songs: n_songs, hidden: n_hidden, reachable: n_hidden })
}

fn expected(metric: Metric, rules: Rules, draw: Draw) -> Option<f64> {
    let (n, m, k) = (draw.hidden as f64, draw.songs as f64, metric.k as f64);
    let length = metric.k.min(draw.songs);
    let found = |value: f64, divisor: f64| Some(if draw.reachable == 0 { 0.0 } else { value / divisor });
    let hit = draw.reachable as f64 / m;
    let gains = |n: usize| (1..=n).map(|rank| 1.0 / (rank as f64 + 1.0).log2()).sum::<f64>();
    match metric.kind {
        MetricKind::Map => match rules.average_precision {
            AveragePrecision::OverHidden => found(precisions_at_hits(draw, length), n),
            AveragePrecision::OverReachable => found(precisions_at_hits(draw, length), n.min(k)),
            AveragePrecision::EveryRank => found(precisions_at_all(draw, metric.k), n.min(k)),
        },
        MetricKind::Recall => found(hit * length as f64, if rules.recall == Recall::OverHidden { n } else { n.min(k) }),
        MetricKind::Precision if rules.precision == Precision::OverLength => found(hit * length as f64, k),
        MetricKind::Ndcg => {
            let ideal = if rules.ideal == Ideal::FullList { metric.k } else { draw.hidden.min(metric.k) };
            found(hit * gains(length), gains(ideal))
        }
        MetricKind::Mrr => {
            found(first_hits(draw).take(length).zip(1..).map(|(chance, rank)| chance / f64::from(rank)).sum(), 1.0)
        }
        MetricKind::Hit => found(first_hits(draw).take(length).sum(), 1.0),
        _ => None,
    }
}

/// A rank is a hit with chance r / m; given that, each earlier one with (r - 1) / (m - 1).
fn precisions_at_hits(draw: Draw, length: usize) -> f64 {
    let (r, m) = (draw.reachable as f64, draw.songs as f64);
    let earlier = if draw.songs > 1 { (r - 1.0) / (m - 1.0) } else { 0.0 };
    (1..=length).map(|rank| r / m * (1.0 + (rank as f64 - 1.0) * earlier) / rank as f64).sum()
}

/// The share of hits up to a rank is r / m, behind the end of the list r / rank.
fn precisions_at_all(draw: Draw, k: usize) -> f64 {
    total((1..k).map(|rank| draw.reachable as f64 / draw.songs.max(rank) as f64))
}

/// The chance that the first hit is at rank 1, 2, ...
fn first_hits(draw: Draw) -> impl Iterator<Item = f64> {
    (0..draw.songs).scan(1.0, move |none_so_far, before| {
        let hit = (draw.reachable as f64 / (draw.songs - before) as f64).min(1.0);
        let first = *none_so_far * hit;
        *none_so_far *= 1.0 - hit;
        Some(first)
    })
}
