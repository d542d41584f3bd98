//! What a list drawn at random is worth: the judge's own check.

use crate::{
    Convention, Metric, MetricKind,
    convention::{AveragePrecision, Ideal, Precision, Recall},
};

/// The expected value of an accuracy metric for one user, if the list is a random order of `n_songs` songs, `n_hidden` of
/// which are hidden; `None` for other metrics and for precision under `implicit`, which is no metric of one user.
///
/// The list holds min(k, `n_songs`) songs. With M songs, n hidden: a rank is a hit with chance n / M; given that, an
/// earlier one with (n - 1) / (M - 1). O(k).
pub fn expected_by_chance(metric: Metric, convention: Convention, n_hidden: usize, n_songs: usize) -> Option<f64> {
    let rules = convention.rules();
    let (n, m, k) = (n_hidden as f64, n_songs as f64, metric.k as f64);
    let length = metric.k.min(n_songs);
    let ranks = || (1..=length).map(|rank| rank as f64);
    let reachable = n.min(k);
    if n_hidden == 0 || n_songs == 0 {
        return None;
    }
    let hit = n / m;
    let earlier = if n_songs > 1 { (n - 1.0) / (m - 1.0) } else { 0.0 };
    let gain = |rank: f64| 1.0 / (rank + 1.0).log2();
    match metric.kind {
        MetricKind::Map => Some(match rules.average_precision {
            AveragePrecision::EveryRank => {
                let later: f64 = (length + 1..metric.k).map(|rank| hit * m / rank as f64).sum();
                (hit * metric.k.saturating_sub(1).min(n_songs) as f64 + later) / reachable
            }
            over => {
                let sum: f64 = ranks().map(|rank| hit * (1.0 + (rank - 1.0) * earlier) / rank).sum();
                sum / if over == AveragePrecision::OverHidden { n } else { reachable }
            }
        }),
        MetricKind::Recall => {
            Some(hit * length as f64 / if rules.recall == Recall::OverHidden { n } else { reachable })
        }
        MetricKind::Precision => (rules.precision == Precision::OverLength).then_some(hit * length as f64 / k),
        MetricKind::Ndcg => {
            let ideal = if rules.ideal == Ideal::FullList { metric.k } else { n_hidden.min(metric.k) };
            let ideal: f64 = (1..=ideal).map(|rank| gain(rank as f64)).sum();
            Some(hit * ranks().map(gain).sum::<f64>() / ideal)
        }
        MetricKind::Mrr => Some(ranks().zip(first_hits(n_hidden, n_songs)).map(|(rank, chance)| chance / rank).sum()),
        MetricKind::Hit => Some(first_hits(n_hidden, n_songs).take(length).sum()),
        _ => None,
    }
}

/// The chance that the first hit is at rank 1, 2, ...
fn first_hits(n_hidden: usize, n_songs: usize) -> impl Iterator<Item = f64> {
    (0..n_songs).scan(1.0, move |none_so_far, before| {
        let hit = (n_hidden as f64 / (n_songs - before) as f64).min(1.0);
        let first = *none_so_far * hit;
        *none_so_far *= 1.0 - hit;
        Some(first)
    })
}
