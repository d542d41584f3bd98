//! The metric cards: with each of them anyone can compute the number again.

use maud::{Markup, html};

use domain::{Better, Estimate, MetricCard, Scorecard};

use super::league::name_of;
use super::{labelled, nothing, scrolling};
use crate::number::{between, decimal, grouped};
use crate::report::Report;
use crate::standing::{decimals, ranked};

pub(crate) fn cards(report: &Report<'_>) -> Markup {
    html! {
        @if report.scorecard.cards.is_empty() { (nothing("No metric was asked for.")) }
        @for (metric, card) in report.scorecard.cards.iter().enumerate() {
            details {
                summary { (card.name) span.remark { (card.about) } }
                dl.card { @for (name, value) in lines(card) { dt { (name) } dd { (value) } } }
                (scrolling(&format!("Values of {}", card.name), &values(report.scorecard, metric)))
            }
        }
    }
}

/// What each model reached, with both intervals and the users that count.
fn values(scorecard: &Scorecard, metric: usize) -> Markup {
    html! {
        table.cards {
            thead {
                tr {
                    th scope="col" { "Model" }
                    @for head in VALUE_HEADS { th.n scope="col" { (head) } }
                }
            }
            tbody {
                @for model in ranked(scorecard, metric) {
                    tr {
                        th scope="row" { (name_of(scorecard, model)) }
                        @for (head, value) in VALUE_HEADS.iter().zip(value_cells(scorecard, metric, model)) {
                            (labelled(&html! { (head) }, &html! { (value) }))
                        }
                    }
                }
            }
        }
    }
}

/// What [`value_cells`] holds.
pub(crate) const VALUE_HEADS: [&str; 4] = ["Mean", "95 %, Student’s t", "95 %, bootstrap", "Users counted"];

/// Mean, both intervals and number of users of a model under a metric; dashes for what there is not.
pub(crate) fn value_cells(scorecard: &Scorecard, metric: usize, model: usize) -> [String; 4] {
    let nobody = Estimate {
        n: 0,
        mean: f64::NAN,
        standard_error: f64::NAN,
        t_interval: [f64::NAN; 2],
        bootstrap_interval: [f64::NAN; 2],
    };
    let found = scorecard.models[model].estimates.get(metric).copied().flatten().unwrap_or(nobody);
    let decimals = decimals(scorecard, metric);
    [
        decimal(found.mean, decimals),
        between(found.t_interval, decimals),
        between(found.bootstrap_interval, decimals),
        grouped(found.n as u64),
    ]
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
