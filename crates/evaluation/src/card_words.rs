//! The words and formulas on the cards. `n` is the number of a user's hidden songs, `rel(i)` is 1 where rank i is one
//! of them, `P(i)` the share of hits among the first i ranks.

use crate::{
    Metric, MetricKind,
    convention::{AveragePrecision, Ideal, Precision, Recall, Rules},
};

/// One sentence for people.
pub(crate) const fn about(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Map => "Average precision: how many hidden songs are listed, and how near the top.",
        MetricKind::Recall => "The share of the hidden songs that is listed.",
        MetricKind::Precision => "The share of the list that is hidden songs.",
        MetricKind::Ndcg => "Hits, each worth less the further down, as a share of the best possible list.",
        MetricKind::Mrr => "One over the rank of the first hidden song.",
        MetricKind::Hit => "Whether any hidden song is listed.",
        MetricKind::HeadRecall => "Recall of hidden songs that many people play: those with a third of all listening.",
        MetricKind::MidRecall => "Recall of hidden songs between the most and the least popular third of listening.",
        MetricKind::TailRecall => "Recall of hidden songs that few people play: the last third of all listening.",
        MetricKind::Popularity => "How popular the listed songs are, from 0 to 1; the mean over all candidates is 0.5.",
        MetricKind::Novelty => "How unlikely it is, in bits, that anyone already knows the listed songs.",
        MetricKind::Diversity => "How differently the listed songs sound: 0 all alike, 1 unrelated.",
        MetricKind::Genres => "How many genres the list has.",
        MetricKind::Artists => "How many artists the list has.",
        MetricKind::Era => "How far apart the years of the listed songs lie, in years.",
        MetricKind::TasteDistance => "How far the list lies from what its user likes, in MUSIC space.",
        MetricKind::Coverage => "The share of all candidates that anyone gets to see.",
        MetricKind::Gini => {
            "How unevenly lists are spread over the candidates: 0 all alike, near 1 always the same few."
        }
    }
}

/// The formula for one user.
pub(crate) fn formula(metric: Metric, rules: Rules) -> String {
    let k = metric.k;
    match metric.kind {
        MetricKind::Map => match rules.average_precision {
            AveragePrecision::OverReachable => format!("sum over i <= {k} of P(i) rel(i) / min(n, {k})"),
            AveragePrecision::OverHidden => format!("sum over i <= {k} of P(i) rel(i) / n"),
            AveragePrecision::EveryRank => format!("sum over i < {k} of P(i) / min(n, {k})"),
        },
        MetricKind::Recall => format!("hits in the first {k} / {}", recall(rules, k, "n")),
        MetricKind::Precision => format!("hits in the first {k} / {}", precision(rules, k)),
        MetricKind::Ndcg => format!("sum over i <= {k} of rel(i) / log2(i + 1) / ({})", ideal(rules, k)),
        MetricKind::Mrr => format!("1 / rank of the first hit in the first {k}, 0 without one"),
        MetricKind::Hit => format!("1 with a hit in the first {k}, else 0"),
        MetricKind::HeadRecall | MetricKind::MidRecall | MetricKind::TailRecall => format!(
            "hits of the class in the first {k} / {}, c: hidden songs of the class. A song is in the head if the songs \
             with more training listeners gather less than a third of all (user, song) pairs of the training side, in \
             the middle if less than two thirds, else in the tail",
            recall(rules, k, "c")
        ),
        kind => described(kind, k),
    }
}

fn described(kind: MetricKind, k: usize) -> String {
    match kind {
        MetricKind::Popularity => format!(
            "mean over the first {k} of (candidates with fewer training listeners + half of those with as many) / \
             candidates"
        ),
        MetricKind::Novelty => format!("mean over the first {k} of -log2(max(training listeners, 1) / training users)"),
        MetricKind::Diversity => format!(
            "1 - mean over all pairs in the first {k} of the cosine of their six audio features as z-scores (means and \
             deviations over the songs with a training listener)"
        ),
        MetricKind::Genres => format!("number of genres in the first {k}; songs without one do not count"),
        MetricKind::Artists => format!("number of artists in the first {k}; songs without one do not count"),
        MetricKind::Era => format!("standard deviation (divisor n) of the years in the first {k}, where known"),
        MetricKind::TasteDistance => {
            format!("L2 distance of the mean MUSIC vector of the first {k} from the user's taste, on the plan's scale")
        }
        MetricKind::Coverage => format!("candidates in the first {k} of any list / candidates"),
        _ => format!(
            "sum over i of (2 i - m - 1) x_i / (m sum x), x_i: in how many lists' first {k} the m candidates are, \
             ascending"
        ),
    }
}

/// What the sum is divided by.
pub(crate) fn divisor(metric: Metric, rules: Rules) -> String {
    let k = metric.k;
    match metric.kind {
        MetricKind::Map => match rules.average_precision {
            AveragePrecision::OverHidden => "n, all hidden songs".to_owned(),
            _ => format!("min(n, {k})"),
        },
        MetricKind::Recall => recall(rules, k, "n"),
        MetricKind::Precision => precision(rules, k),
        MetricKind::Ndcg => ideal(rules, k),
        MetricKind::HeadRecall | MetricKind::MidRecall | MetricKind::TailRecall => recall(rules, k, "c"),
        MetricKind::Popularity | MetricKind::Novelty => format!("listed songs, at most {k}"),
        MetricKind::Diversity => "pairs of listed songs with features".to_owned(),
        MetricKind::Era => "listed songs with a year".to_owned(),
        MetricKind::TasteDistance => "listed songs with a MUSIC vector".to_owned(),
        MetricKind::Coverage => "candidates".to_owned(),
        MetricKind::Gini => "candidates times places in lists".to_owned(),
        _ => "none".to_owned(),
    }
}

fn recall(rules: Rules, k: usize, n: &str) -> String {
    match rules.recall {
        Recall::OverHidden => n.to_owned(),
        Recall::OverReachable => format!("min({n}, {k})"),
    }
}

fn precision(rules: Rules, k: usize) -> String {
    match rules.precision {
        Precision::OverLength => format!("{k}, however short the list is"),
        Precision::OverReachable => format!("mean over users of min(n, {k})"),
    }
}

fn ideal(rules: Rules, k: usize) -> String {
    match rules.ideal {
        Ideal::Reachable => format!("sum over i <= min(n, {k}) of 1 / log2(i + 1)"),
        Ideal::FullList => format!("sum over i <= {k} of 1 / log2(i + 1), however few hidden songs there are"),
    }
}
