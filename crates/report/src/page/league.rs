//! The league table: a chart of the first metric, then every metric of every model with its interval.

use maud::{Markup, PreEscaped, html};

use domain::{Better, MetricCard, ModelScore, Scorecard};

use super::figures::figure;
use super::{labelled, nothing, scrolling};
use crate::chart::{Width, league_chart, model_chip};
use crate::number::{DASH, decimal, grouped, interval, mean, percent};
use crate::report::Report;
use crate::standing::{Standing, best_end, decimals, first_metric, ranked, standing};

pub(crate) fn league(report: &Report<'_>) -> Markup {
    let scorecard = report.scorecard;
    let Some((metric, card)) = first_metric(scorecard).filter(|_| !scorecard.models.is_empty()) else {
        return nothing("No model was judged by any metric.");
    };
    let order = ranked(scorecard, metric);
    let caption = format!("{}: {}", card.name, card.about);
    let chart = figure(|width: Width| Some(league_chart(scorecard, metric, width)), &caption);
    html! {
        @if let Some(chart) = chart { (chart) }
        h3 { "Every metric" }
        (scrolling("Every metric", &table(scorecard, &order)))
        (legend(scorecard))
        h3 { "The lists" }
        (scrolling("The lists", &lists(scorecard, &order)))
    }
}

fn legend(scorecard: &Scorecard) -> Markup {
    html! {
        p.remark {
            "Means over users with 95 % intervals by Student’s t; those of the bootstrap are in the metric cards. "
            @if scorecard.models.len() > 1 {
                span.badge.top { "best" } " has the best mean, and every other model was tested against it: "
                span.badge { "level" } " cannot be told from it (p of 0.05 or more after Holm in at least one of two tests), a model \
                 without a badge is really behind. "
                span.badge { "highest" } " or " span.badge { "lowest" } " is the best mean of a metric whose differences were not \
                 all tested: there a model without a badge may be level. "
            }
            "↑ more is better, ↓ less is better; metrics without an arrow describe."
        }
    }
}

/// So many models have room side by side on a wide page; more stand closer.
const FEW: usize = 4;

fn table(scorecard: &Scorecard, order: &[usize]) -> Markup {
    html! {
        table.cards.many[order.len() > FEW] {
            thead {
                tr {
                    th scope="col" { "Metric" }
                    @for model in order { th.n scope="col" { (name_of(scorecard, *model)) } }
                }
            }
            tbody {
                @for (metric, card) in scorecard.cards.iter().enumerate() {
                    tr {
                        th scope="row" { span.nowrap { (card.name) (arrow(card)) } }
                        @for model in order { (cell(scorecard, metric, *model)) }
                    }
                }
            }
        }
    }
}

fn cell(scorecard: &Scorecard, metric: usize, model: usize) -> Markup {
    let estimate = scorecard.models[model].estimates.get(metric).and_then(Option::as_ref);
    let decimals = decimals(scorecard, metric);
    let standing = standing(scorecard, metric, model);
    let value = html! {
        @match standing {
            Standing::Best => { span.best { (mean(estimate, decimals)) } span.badge.top { "best" } }
            Standing::Foremost => { (mean(estimate, decimals)) span.badge { (best_end(&scorecard.cards[metric])) } }
            Standing::Level => { (mean(estimate, decimals)) span.badge { "level" } }
            _ => (mean(estimate, decimals)),
        }
        @let ends = interval(estimate, decimals);
        @if !ends.is_empty() { span.ends { (ends) } }
    };
    labelled(&name_of(scorecard, model), &value)
}

/// The mark and name of a model.
pub(crate) fn name_of(scorecard: &Scorecard, model: usize) -> Markup {
    html! { span.model { (PreEscaped(model_chip(model))) bdi { (scorecard.models[model].name) } } }
}

fn arrow(card: &MetricCard) -> Markup {
    html! {
        @match card.better {
            Better::Higher => span title="more is better" { " ↑" },
            Better::Lower => span title="less is better" { " ↓" },
            Better::Neither => "",
        }
    }
}

/// What the columns of the lists' table hold.
const LIST_HEADS: [&str; 3] = ["Songs in a list, mean", "Users without a list", "Users whose metrics hang on a tie"];

/// What the lists are like, whatever the metric.
fn lists(scorecard: &Scorecard, order: &[usize]) -> Markup {
    html! {
        table.cards {
            thead {
                tr {
                    th scope="col" { "Model" }
                    @for head in LIST_HEADS { th.n scope="col" { (head) } }
                }
            }
            tbody {
                @for model in order {
                    tr {
                        th scope="row" { (name_of(scorecard, *model)) }
                        @for (head, value) in LIST_HEADS.iter().zip(list_cells(&scorecard.models[*model])) {
                            (labelled(&html! { (head) }, &html! { (value) }))
                        }
                    }
                }
            }
        }
    }
}

fn list_cells(score: &ModelScore) -> [String; 3] {
    let (n_ties, ties) = score.ties;
    let share = if ties.is_finite() { percent(ties) } else { DASH.to_owned() };
    let n_ties = format!("{} ({share})", grouped(n_ties as u64));
    [decimal(score.mean_length, 1), grouped(score.n_without_list as u64), n_ties]
}
