//! Where the numbers come from: the funnel, the protocol, the users left out, the manifest.

use domain::{FunnelStep, JudgedUsers};
use maud::{Markup, html};

use super::{labelled, nothing, scrolling};
use crate::number::{DASH, grouped, percent_of};
use crate::report::Report;

pub(crate) fn funnel(report: &Report<'_>) -> Markup {
    if report.funnel.is_empty() {
        return nothing("The steps from raw rows to judged users were not recorded.");
    }
    let table = html! {
        table.funnel.cards {
            thead {
                tr {
                    th scope="col" { "Step" }
                    @for (side, _) in SIDES { th.n scope="col" { (side) } }
                    th scope="col" { "Note" }
                }
            }
            tbody { @for step in report.funnel { (step_row(report.funnel, step)) } }
        }
    };
    scrolling("From raw rows to judged users", &table)
}

type Count = fn(&FunnelStep) -> Option<u64>;

const SIDES: [(&str, Count); 3] =
    [("Train", |step| step.train), ("Visible", |step| step.visible), ("Hidden", |step| step.hidden)];

fn step_row(funnel: &[FunnelStep], step: &FunnelStep) -> Markup {
    html! {
        tr {
            th scope="row" { (step.label) }
            @for (side, count) in SIDES {
                @let most = funnel.iter().filter_map(count).max().unwrap_or(0);
                @let value = html! {
                    (count(step).map_or_else(|| DASH.to_owned(), grouped))
                    @if let Some(n) = count(step).filter(|_| most > 0) {
                        span class={ "share " (side.to_lowercase()) } style={ "--w:" (format!("{:.1}%", n as f64 / most as f64 * 100.0)) } {}
                    }
                };
                (labelled(&html! { (side) }, &value))
            }
            td.words { (step.note) }
        }
    }
}

pub(crate) fn protocol(report: &Report<'_>) -> Markup {
    html! {
        @if report.protocol.is_empty() { (nothing("The plan does not describe its protocol.")) }
        @else { dl.card { @for (name, words) in report.protocol { dt { (name) } dd { (words) } } } }
    }
}

/// How many users there are: those who were judged, and those who were not for any reason.
pub(crate) fn all_users(users: &JudgedUsers) -> usize {
    users.n_judged + users.left_out.iter().map(|(_, n)| n).sum::<usize>()
}

pub(crate) fn left_out(report: &Report<'_>) -> Markup {
    let users = &report.scorecard.users;
    let n_users = all_users(users);
    let row = |reason: &str, n: usize| {
        html! {
            tr {
                th scope="row" { (reason) }
                td.n { (grouped(n as u64)) }
                td.n { (percent_of(n, n_users)) }
            }
        }
    };
    let table = html! {
        table {
            thead { tr { th scope="col" { "Users" } th.n scope="col" { "Number" } th.n scope="col" { "Share" } } }
            tbody {
                (row("all", n_users))
                (row("with hidden plays", users.n_with_hidden))
                @for (reason, n) in &users.left_out { (row(&format!("left out: {reason}"), *n)) }
                (row("judged", users.n_judged))
            }
        }
    };
    html! {
        @if users.left_out.is_empty() { p { "No user was left out." } }
        (scrolling("Users left out", &table))
    }
}

pub(crate) fn manifest(report: &Report<'_>) -> Markup {
    html! {
        @if report.manifest.is_null() { (nothing("There is no manifest.")) }
        @else {
            details {
                summary { "Plan and steps" span.remark { "as far as this page was written; the whole, with checksums, is manifest.json beside it" } }
                pre { (format!("{:#}", report.manifest)) }
            }
        }
    }
}
