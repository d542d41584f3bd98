//! The differences between models: a forest plot of the first metric, what may be concluded, and a table for each metric.

use maud::{Markup, html};

use domain::{Comparison, Scorecard};

use super::figures::figure;
use super::{labelled, nothing, scrolling};
use crate::chart::forest_chart;
use crate::number::{DASH, between, decimal, grouped, interval, p_value, signed};
use crate::report::Report;
use crate::standing::{decimals, first_metric, position_of, ranked};

pub(crate) fn differences(report: &Report<'_>) -> Markup {
    let scorecard = report.scorecard;
    if scorecard.comparisons.is_empty() {
        let alone = if scorecard.models.len() < 2 {
            "There is one model, so there is nothing to compare."
        } else {
            "No pair was compared."
        };
        return nothing(alone);
    }
    let metrics = metrics_of(scorecard);
    let first = first_metric(scorecard).map(|(metric, _)| metric);
    let chart = first.and_then(|metric| figure(|width| forest_chart(scorecard, metric, width), CAPTION));
    html! {
        @if let Some(chart) = chart { (chart) }
        @for (index, metric) in metrics.iter().enumerate() {
            @let pairs: Vec<&Comparison> = scorecard.comparisons.iter().filter(|pair| pair.metric == *metric).collect();
            @if index == 0 { (sentences(&of_the_leader(scorecard, &pairs))) }
            details {
                summary { (metric) span.remark { (pairs.len()) (if pairs.len() == 1 { " pair" } else { " pairs" }) } }
                (scrolling(&format!("Differences in {metric}"), &table(scorecard, metric, &pairs)))
                @if index > 0 || of_the_leader(scorecard, &pairs).len() < pairs.len() { (sentences(&pairs)) }
            }
        }
    }
}

const CAPTION: &str = "Left model minus right model, over the users that both have a value for, with 95 % interval by Student's t. A mark in a \
    model's colour and shape says that this model is better in both tests, p below 0.05; a hollow one says that the difference may be chance. \
    In the \
    tables the bootstrap's interval stands below it. p: the larger one of the two tests, after Holm over all pairs of the metric.";

/// Metrics under which something was compared, the first first.
fn metrics_of(scorecard: &Scorecard) -> Vec<&str> {
    let is_compared = |name: &&str| scorecard.comparisons.iter().any(|pair| pair.metric == **name);
    scorecard.cards.iter().map(|card| card.name.as_str()).filter(is_compared).collect()
}

/// Of many pairs those that the leader is in, so that what matters is read; all of a few.
fn of_the_leader<'a>(scorecard: &Scorecard, pairs: &[&'a Comparison]) -> Vec<&'a Comparison> {
    let leader = first_metric(scorecard).and_then(|(metric, _)| ranked(scorecard, metric).first().copied());
    let name = leader.map_or("", |model| scorecard.models[model].name.as_str());
    let is_kept = |pair: &&&Comparison| pairs.len() <= 6 || pair.a == name || pair.b == name;
    pairs.iter().filter(is_kept).copied().collect()
}

fn sentences(pairs: &[&Comparison]) -> Markup {
    let said: Vec<&str> = pairs.iter().map(|pair| pair.sentence.trim()).filter(|words| !words.is_empty()).collect();
    html! { @if !said.is_empty() { ul.sentences { @for sentence in said { li { (sentence) } } } } }
}

fn table(scorecard: &Scorecard, metric: &str, pairs: &[&Comparison]) -> Markup {
    let decimals = position_of(scorecard, metric).map_or(4, |position| decimals(scorecard, position) + 1);
    html! {
        table.cards {
            thead {
                tr {
                    th scope="col" { "Pair" }
                    @for head in heads() { th.n scope="col" { (head) } }
                }
            }
            tbody { @for pair in pairs { (row(pair, decimals)) } }
        }
    }
}

fn heads() -> [Markup; 5] {
    [
        html! { "Difference" },
        html! { "Randomisation, Holm" },
        html! { "t test, Holm" },
        html! { "Effect d" sub { "z" } },
        html! { "Users better " br; "/ equal / worse" },
    ]
}

fn row(pair: &Comparison, decimals: usize) -> Markup {
    html! {
        tr {
            th scope="row" { bdi { (pair.a) } " − " bdi { (pair.b) } }
            @for (head, value) in heads().iter().zip(values(pair, decimals)) { (labelled(head, &value)) }
        }
    }
}

/// What stands under the [`heads`].
fn values(pair: &Comparison, decimals: usize) -> [Markup; 5] {
    let users: Vec<String> = pair.wins_ties_losses.iter().map(|n| grouped(*n as u64)).collect();
    let bootstrap = between(pair.difference.bootstrap_interval, decimals);
    let difference = html! {
        (signed(pair.difference.mean, decimals))
        span.ends { (interval(Some(&pair.difference), decimals)) }
        @if bootstrap != DASH { span.ends { "boot " (bootstrap) } }
    };
    [
        difference,
        html! { (p_value(pair.p_randomisation_holm)) },
        html! { (p_value(pair.p_t_holm)) },
        html! { (decimal(pair.effect_size, 2)) },
        html! { (users.join(" / ")) },
    ]
}
