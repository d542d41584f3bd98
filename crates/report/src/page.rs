//! The report as one HTML page that asks for nothing else: style and charts are in it, and there is no script.

mod cards;
mod differences;
mod figures;
mod league;
mod listeners;
mod sources;
mod style;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::answer::answer;
use crate::number::grouped;
use crate::report::Report;
use crate::standing::first_metric;

pub(crate) use cards::{VALUE_HEADS, lines as card_lines, value_cells};
pub(crate) use sources::all_users;
pub(crate) use style::picture_style;

/// A part of the page: its anchor, its heading, and what stands in it.
pub(crate) struct Section {
    anchor: &'static str,
    heading: &'static str,
    body: Markup,
}

impl Section {
    pub(crate) fn new(anchor: &'static str, heading: &'static str, body: Markup) -> Self {
        Self { anchor, heading, body }
    }

    fn markup(&self) -> Markup {
        html! {
            section id=(self.anchor) aria-labelledby={ (self.anchor) "-h" } {
                h2 id={ (self.anchor) "-h" } { (self.heading) }
                (self.body)
            }
        }
    }
}

/// The whole of `report.html`.
pub fn page(report: &Report<'_>) -> String {
    let sections = sections(report);
    let title = if report.title.trim().is_empty() { "Evaluation" } else { report.title };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content="tastemill";
                title { (title) " · evaluation report" }
                style { (PreEscaped(style::page_style())) }
            }
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (head_of_page(report, title))
                (contents(&sections))
                main { @for section in &sections { (section.markup()) } }
                footer { p { "Made by tastemill. The numbers of models and differences are also in " code { "metrics.json" } ". This page needs no network and runs no script." } }
            }
        }
    };
    format!("{}\n", page.into_string())
}

fn head_of_page(report: &Report<'_>, title: &str) -> Markup {
    let scorecard = report.scorecard;
    let facts = [
        ("run", report.run.to_owned()),
        ("convention", scorecard.convention.clone()),
        ("seed", report.seed.to_string()),
        ("models", grouped(scorecard.models.len() as u64)),
        ("metrics", grouped(scorecard.cards.len() as u64)),
        ("judged users", grouped(scorecard.users.n_judged as u64)),
    ];
    html! {
        header {
            p.kicker { "Evaluation report" }
            h1 { bdi { (title) } }
            dl.facts { @for (name, value) in &facts { div { dt { (name) } dd { bdi { (value) } } } } }
        }
    }
}

fn contents(sections: &[Section]) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul { @for section in sections { li { a href={ "#" (section.anchor) } { (section.heading) } } } }
        }
    }
}

fn sections(report: &Report<'_>) -> Vec<Section> {
    vec![
        Section::new("question", "The question", question(report)),
        Section::new("answer", "The answer", answer_section(report)),
        Section::new("funnel", "From raw rows to judged users", sources::funnel(report)),
        Section::new("league", "League table", league::league(report)),
        Section::new("differences", "Differences between models", differences::differences(report)),
        Section::new("recall", "Recall against list length", figures::recall(report)),
        Section::new("popularity", "Head, middle and tail", figures::popularity(report)),
        Section::new("diversity", "Accuracy against diversity", figures::tradeoff(report)),
        Section::new("music", "The MUSIC space", figures::tastes(report)),
        Section::new("listeners", "Users and their lists", listeners::listeners(report)),
        Section::new("protocol", "How it was judged", sources::protocol(report)),
        Section::new("cards", "Metric cards", cards::cards(report)),
        Section::new("left-out", "Users left out", sources::left_out(report)),
        Section::new("manifest", "The manifest", sources::manifest(report)),
    ]
}

fn question(report: &Report<'_>) -> Markup {
    html! {
        @if report.question.trim().is_empty() { (nothing("The plan asks no question.")) }
        @else { p.question { bdi { (report.question) } } }
    }
}

fn answer_section(report: &Report<'_>) -> Markup {
    let answer = answer(report.scorecard);
    html! {
        div.answer {
            p.headline { (answer.headline) }
            @for sentence in &answer.sentences { p { (sentence) } }
            @if first_metric(report.scorecard).is_some() {
                p.fine { "In square brackets: 95 % intervals by Student’s t. “Real” means p below 0.05 after Holm in both the paired randomisation test and the paired t test; the p here is the larger of the two." }
            }
        }
        @if !report.notes.is_empty() {
            aside.notes aria-label="Before quoting a number" {
                h3 { "Before quoting a number" }
                ul { @for note in report.notes { li { (note) } } }
            }
        }
    }
}

/// What stands where there is nothing to show.
pub(crate) fn nothing(words: &str) -> Markup {
    html! { p.nothing { (words) } }
}

/// A table in a box of its own that scrolls, so that the page does not.
pub(crate) fn scrolling(label: &str, table: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// A value in a table of class `cards`, with the head of its column, which shows where rows stand as cards.
pub(crate) fn labelled(label: &Markup, value: &Markup) -> Markup {
    html! { td.n { span.label { (label) } span.value { (value) } } }
}

/// The text as XML content that shows exactly it; characters that XML does not know become blanks.
pub(crate) fn escaped(text: &str) -> String {
    let safe = |character: char| match character {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\u{fffe}' | '\u{ffff}' => " ".to_owned(),
        _ if character.is_control() => " ".to_owned(),
        _ => character.to_string(),
    };
    text.chars().map(safe).collect()
}
