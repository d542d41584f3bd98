//! Metrics of one user that compare a list with the hidden songs. All follow from the ranks of the hits.

use crate::{
    Metric, MetricKind, PopularityClass,
    convention::{AveragePrecision, Ideal, Precision, Recall, Rules},
};

/// A hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its rank, from 1.
    pub rank: u32,
    /// How popular the song is.
    pub class: PopularityClass,
}

/// What a user's list and hidden songs have in common.
#[derive(Clone, Copy, Debug)]
pub struct Hits<'a> {
    /// The hits by rank.
    pub hits: &'a [Ranked],
    /// How many hidden songs the user has, each once.
    pub n_hidden: usize,
    /// How many of them are of each class.
    pub n_of_class: [usize; PopularityClass::COUNT],
}

/// Gains of ranks, 1 / log2(rank + 1), and their sums over the first ranks: made once.
#[derive(Clone, Debug)]
pub(crate) struct Ranks {
    gains: Vec<f64>,
    ideal: Vec<f64>,
}

impl Ranks {
    /// For lists of up to `longest` songs.
    pub(crate) fn up_to(longest: usize) -> Self {
        let gains: Vec<f64> = (0..=longest).map(|rank| if rank == 0 { 0.0 } else { gain(rank) }).collect();
        let ideal = gains.iter().scan(0.0, |sum, gain| {
            *sum += gain;
            Some(*sum)
        });
        Self { ideal: ideal.collect(), gains }
    }
}

fn gain(rank: usize) -> f64 {
    1.0 / (rank as f64 + 1.0).log2()
}

/// A user's value of an accuracy metric under `rules`; NaN where the user has none. 0 without hidden songs.
///
/// `mean_reachable` is the mean of min(n, k) over all judged users, the divisor of precision under `implicit`. O(hits).
pub(crate) fn accuracy(metric: Metric, rules: Rules, hits: &Hits<'_>, ranks: &Ranks, mean_reachable: f64) -> f64 {
    let k = metric.k;
    let listed = &hits.hits[..hits.hits.partition_point(|hit| hit.rank as usize <= k)];
    let over = |value: f64, divisor: f64| if hits.n_hidden == 0 { 0.0 } else { value / divisor };
    match metric.kind {
        MetricKind::Map => over(precision_sum(rules, listed, k), precision_divisor(rules, hits.n_hidden, k)),
        MetricKind::Recall => over(listed.len() as f64, recall_divisor(rules, hits.n_hidden, k)),
        MetricKind::Precision => over(
            listed.len() as f64,
            match rules.precision {
                Precision::OverLength => k as f64,
                Precision::OverReachable => mean_reachable,
            },
        ),
        MetricKind::Ndcg => over(
            total(listed.iter().map(|hit| ranks.gains[hit.rank as usize])),
            match rules.ideal {
                Ideal::Reachable => ranks.ideal[hits.n_hidden.min(k)],
                Ideal::FullList => ranks.ideal[k],
            },
        ),
        MetricKind::Mrr => listed.first().map_or(0.0, |hit| 1.0 / f64::from(hit.rank)),
        MetricKind::Hit => f64::from(u8::from(!listed.is_empty())),
        MetricKind::HeadRecall => class_recall(PopularityClass::Head, rules, listed, hits, k),
        MetricKind::MidRecall => class_recall(PopularityClass::Mid, rules, listed, hits, k),
        MetricKind::TailRecall => class_recall(PopularityClass::Tail, rules, listed, hits, k),
        _ => f64::NAN,
    }
}

fn precision_sum(rules: Rules, listed: &[Ranked], k: usize) -> f64 {
    match rules.average_precision {
        AveragePrecision::EveryRank => every_rank(listed, k),
        _ => total(listed.iter().enumerate().map(|(before, hit)| (before as f64 + 1.0) / f64::from(hit.rank))),
    }
}

/// Precision at the ranks 1 to k - 1, summed; the top of a list that is shorter than a rank is the whole list.
fn every_rank(listed: &[Ranked], k: usize) -> f64 {
    let mut n_hits = 0;
    total((1..k).map(|rank| {
        n_hits += usize::from(listed.get(n_hits).is_some_and(|hit| hit.rank as usize == rank));
        n_hits as f64 / rank as f64
    }))
}

/// The sum; of nothing it is 0, where `sum` has -0.
pub(crate) fn total(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

fn precision_divisor(rules: Rules, n_hidden: usize, k: usize) -> f64 {
    match rules.average_precision {
        AveragePrecision::OverHidden => n_hidden as f64,
        _ => n_hidden.min(k) as f64,
    }
}

fn recall_divisor(rules: Rules, n_hidden: usize, k: usize) -> f64 {
    match rules.recall {
        Recall::OverHidden => n_hidden as f64,
        Recall::OverReachable => n_hidden.min(k) as f64,
    }
}

fn class_recall(class: PopularityClass, rules: Rules, listed: &[Ranked], hits: &Hits<'_>, k: usize) -> f64 {
    let n_hidden = hits.n_of_class[class as usize];
    if n_hidden == 0 {
        return f64::NAN;
    }
    listed.iter().filter(|hit| hit.class == class).count() as f64 / recall_divisor(rules, n_hidden, k)
}
