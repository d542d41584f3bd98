//! Where the numbers come from: the funnel, the protocol, the users left out, the manifest.

use maud::{Markup, html};

use super::{nothing, scrolling};
use crate::number::{DASH, grouped, percent_of};
use crate::report::{FunnelStep, Report};

pub(crate) fn funnel(report: &Report<'_>) -> Markup {
    if report.funnel.is_empty() {
        return nothing("The steps from raw rows to judged users were not recorded.");
    }
    let most = report.funnel.iter().map(FunnelStep::total).max().unwrap_or(0);
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" { "Step" }
                    th.n scope="col" { "Train" }
                    th.n scope="col" { "Visible" }
                    th.n scope="col" { "Hidden" }
                    th.n scope="col" { "All" }
                    th scope="col" { "Note" }
                }
            }
            tbody { @for step in report.funnel { (step_row(step, most)) } }
        }
    };
    scrolling("From raw rows to judged users", &table)
}

fn step_row(step: &FunnelStep, most: u64) -> Markup {
    let count = |n: Option<u64>| n.map_or_else(|| DASH.to_owned(), grouped);
    let share = if most == 0 { 0.0 } else { step.total() as f64 / most as f64 * 100.0 };
    html! {
        tr {
            th scope="row" { (step.label) }
            td.n { (count(step.train)) }
            td.n { (count(step.visible)) }
            td.n { (count(step.hidden)) }
            td.n.bar { (grouped(step.total())) span.share style={ "--w:" (format!("{share:.1}%")) } {} }
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

pub(crate) fn left_out(report: &Report<'_>) -> Markup {
    let users = &report.scorecard.users;
    let row = |reason: &str, n: usize| {
        html! {
            tr {
                th scope="row" { (reason) }
                td.n { (grouped(n as u64)) }
                td.n { (percent_of(n, users.n_with_hidden)) }
            }
        }
    };
    let table = html! {
        table {
            thead { tr { th scope="col" { "Users" } th.n scope="col" { "Number" } th.n scope="col" { "Share" } } }
            tbody {
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
                summary { "manifest.json" span.remark { "plan, sources with checksums, every step" } }
                pre { (format!("{:#}", report.manifest)) }
            }
        }
    }
}
