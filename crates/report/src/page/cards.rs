//! The metric cards: with each of them anyone can compute the number again.

use maud::{Markup, html};

use domain::{Better, MetricCard};

use super::nothing;
use crate::number::grouped;
use crate::report::Report;

pub(crate) fn cards(report: &Report<'_>) -> Markup {
    html! {
        @if report.scorecard.cards.is_empty() { (nothing("No metric was asked for.")) }
        @for card in &report.scorecard.cards {
            details {
                summary { (card.name) span.remark { (card.about) } }
                dl.card { @for (name, value) in lines(card) { dt { (name) } dd { (value) } } }
            }
        }
    }
}

/// Name and value of each line of a card.
pub(crate) fn lines(card: &MetricCard) -> [(&'static str, String); 8] {
    let better = match card.better {
        Better::Higher => "more is better",
        Better::Lower => "less is better",
        Better::Neither => "describes; neither way is better",
    };
    [
        ("Version", card.version.clone()),
        ("Formula", card.formula.clone()),
        ("Divisor", card.divisor.clone()),
        ("Users", card.users.clone()),
        ("Ties", card.ties.clone()),
        ("Mask", card.mask.clone()),
        ("Catalogue", format!("{} songs", grouped(card.n_candidates as u64))),
        ("Reading", better.to_owned()),
    ]
}
