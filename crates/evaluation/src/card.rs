//! The card of a metric: with it anyone can compute the number again.

use domain::MetricCard;

use crate::{
    Convention, HeardSongs, Metric, MetricKind,
    card_words::{about, divisor, formula},
    convention::{Rules, Unreachable, WithoutHidden},
};

/// The version of all definitions. It rises when any of them changes.
const VERSION: u32 = 1;

/// The card of `metric` as it is computed under `convention`.
pub fn card(metric: Metric, convention: Convention, heard: HeardSongs, n_candidates: usize) -> MetricCard {
    let rules = convention.rules();
    MetricCard {
        name: metric.to_string(),
        version: format!("{metric}/{convention}-v{VERSION}"),
        about: about_under(metric.kind, convention),
        formula: formula(metric, rules),
        divisor: divisor(metric, rules),
        users: users(metric.kind, rules),
        ties: ties(metric.kind, convention),
        mask: mask(heard, rules),
        n_candidates,
        better: metric.kind.better(),
    }
}

fn about_under(kind: MetricKind, convention: Convention) -> String {
    let about = about(kind);
    if kind == MetricKind::Map && convention == Convention::Notebook {
        return "The notebook's figure. It is not mean average precision: ranks without a hit count as well, so that it \
                can exceed 1. For comparison with the notebook alone."
            .to_owned();
    }
    match (kind.is_accuracy(), defines(convention, kind)) {
        (true, false) => format!("{about} `{convention}` does not define it; this is the usual definition."),
        _ => about.to_owned(),
    }
}

/// Whether those whose convention it is have this metric themselves.
const fn defines(convention: Convention, kind: MetricKind) -> bool {
    use MetricKind::{Hit, Map, Mrr, Ndcg, Precision, Recall};
    match convention {
        Convention::Msd | Convention::Notebook => matches!(kind, Map),
        Convention::Liang => matches!(kind, Recall | Ndcg),
        Convention::Trec | Convention::Recbole | Convention::Rectools => {
            matches!(kind, Map | Recall | Precision | Ndcg | Mrr | Hit)
        }
        Convention::Spark => matches!(kind, Map | Recall | Precision | Ndcg),
        Convention::Implicit => matches!(kind, Map | Precision | Ndcg),
    }
}

fn users(kind: MetricKind, rules: Rules) -> String {
    let judged = match rules.without_hidden {
        WithoutHidden::LeftOut => "users with visible plays and hidden songs",
        WithoutHidden::Zero => "users with visible plays; without hidden songs they count as 0",
    };
    let rest = match kind {
        kind if kind.is_of_all_lists() => "; all their lists together make one value",
        MetricKind::HeadRecall | MetricKind::MidRecall | MetricKind::TailRecall => {
            "; only those with a hidden song of the class; without a list 0"
        }
        kind if kind.is_accuracy() => "; without a list 0",
        MetricKind::TasteDistance => "; only those with a taste and a listed song with a MUSIC vector",
        MetricKind::Diversity => "; only those with two listed songs with features",
        MetricKind::Era => "; only those with two listed songs with a year",
        _ => "; only those with a list",
    };
    format!("{judged}{rest}")
}

fn ties(kind: MetricKind, convention: Convention) -> String {
    let order = "equal scores stay in the order of the list, which the ranking's seeded hash of the song id decides";
    match convention {
        Convention::Trec if kind.is_accuracy() => {
            format!("{order}; trec_eval would order them by descending document id")
        }
        _ => order.to_owned(),
    }
}

fn mask(heard: HeardSongs, rules: Rules) -> String {
    let heard = match heard {
        HeardSongs::Refused => "no list may hold a song among its user's visible plays",
        HeardSongs::Allowed => "a list may hold songs among its user's visible plays, which are no hits",
    };
    let unreachable = match rules.unreachable {
        Unreachable::Missed => "hidden songs that cannot be listed count as missed",
        Unreachable::Dropped => "hidden songs that cannot be listed are dropped first",
    };
    format!("{heard}; only candidates may be listed; {unreachable}")
}
