//! The same essentials as Markdown, for a pull request or a terminal.

use std::fmt::Write;

use domain::{Comparison, FunnelStep, Scorecard};

use crate::answer::answer;
use crate::number::{DASH, between, decimal, grouped, p_value, percent_of, with_interval};
use crate::page::{VALUE_HEADS, all_users, card_lines, value_cells};
use crate::report::Report;
use crate::standing::{Standing, best_end, decimals, first_metric, position_of, ranked, standing};

const LEAGUE_REMARK: &str = "Means over users with 95 % intervals by Student's t. Bold: the best mean, and every other model was \
    tested against it; ≈: cannot be told from it (p of 0.05 or more after Holm in at least one of two tests); unmarked beside a \
    bold one: really behind. (highest), (lowest): the best mean of a metric whose differences were not all tested; there an \
    unmarked model may be level.";
const BELIEF: &str = "a text takes all that is written";

/// The whole of `report.md`.
pub fn markdown(report: &Report<'_>) -> String {
    let mut text = String::new();
    let title = if report.title.trim().is_empty() { "Evaluation" } else { report.title };
    writeln!(text, "# {}\n", plain(title)).expect(BELIEF);
    if !report.question.trim().is_empty() {
        writeln!(text, "{}\n", plain(report.question)).expect(BELIEF);
    }
    let run = plain(report.run);
    writeln!(text, "Run {run}, convention {}, seed {}.\n", plain(&report.scorecard.convention), report.seed)
        .expect(BELIEF);
    let parts = [answer_part, funnel, league, differences, protocol, cards, left_out];
    text + &parts.map(|part| part(report)).join("")
}

/// A text in one line that Markdown leaves as it is, also inside a table.
fn plain(words: &str) -> String {
    let mut safe = String::new();
    for character in words.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' => safe.extend(['\\', character]),
            _ if character.is_control() => safe.push(' '),
            _ => safe.push(character),
        }
    }
    safe
}

fn table(heads: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let is_text = |head: &str| matches!(head, "note" | "pair");
    let align = |(column, head): (usize, &String)| if column == 0 || is_text(head) { "---" } else { "--:" }.to_owned();
    let rule: Vec<String> = heads.iter().enumerate().map(align).collect();
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{}{}{rows}\n", line(heads), line(&rule))
}

fn heads(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn bullets<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<String> = lines.map(plain).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { String::new() } else { format!("- {}\n\n", lines.join("\n- ")) }
}

fn answer_part(report: &Report<'_>) -> String {
    let answer = answer(report.scorecard);
    let paragraphs: Vec<String> = [format!("**{}**", plain(&answer.headline))]
        .into_iter()
        .chain(answer.sentences.iter().map(|sentence| plain(sentence)))
        .collect();
    let notes = bullets(report.notes.iter().map(String::as_str));
    let notes = if notes.is_empty() { notes } else { format!("Before quoting a number:\n\n{notes}") };
    format!("## The answer\n\n{}\n\n{notes}", paragraphs.join("\n\n"))
}

fn funnel(report: &Report<'_>) -> String {
    let count = |n: Option<u64>| n.map_or_else(|| DASH.to_owned(), grouped);
    let row = |step: &FunnelStep| {
        vec![plain(&step.label), count(step.train), count(step.visible), count(step.hidden), plain(&step.note)]
    };
    let rows: Vec<Vec<String>> = report.funnel.iter().map(row).collect();
    let body = if rows.is_empty() {
        "The steps were not recorded.\n\n".to_owned()
    } else {
        table(&heads(&["step", "train", "visible", "hidden", "note"]), &rows)
    };
    format!("## From raw rows to judged users\n\n{body}")
}

fn league(report: &Report<'_>) -> String {
    let scorecard = report.scorecard;
    let Some((first, _)) = first_metric(scorecard).filter(|_| !scorecard.models.is_empty()) else {
        return "## League table\n\nNo model was judged by any metric.\n\n".to_owned();
    };
    let order = ranked(scorecard, first);
    let names = order.iter().map(|model| plain(&scorecard.models[*model].name));
    let heads: Vec<String> = std::iter::once("metric".to_owned()).chain(names).collect();
    let row = |(metric, card): (usize, &domain::MetricCard)| {
        let cells = order.iter().map(|model| cell(scorecard, metric, *model));
        std::iter::once(plain(&card.name)).chain(cells).collect()
    };
    let rows: Vec<Vec<String>> = scorecard.cards.iter().enumerate().map(row).collect();
    format!("## League table\n\n{}{LEAGUE_REMARK}\n\n", table(&heads, &rows))
}

fn cell(scorecard: &Scorecard, metric: usize, model: usize) -> String {
    let estimate = scorecard.models[model].estimates.get(metric).and_then(Option::as_ref);
    let words = with_interval(estimate, decimals(scorecard, metric));
    match standing(scorecard, metric, model) {
        Standing::Best => format!("**{words}**"),
        Standing::Foremost => format!("{words} ({})", best_end(&scorecard.cards[metric])),
        Standing::Level => format!("≈ {words}"),
        _ => words,
    }
}

fn differences(report: &Report<'_>) -> String {
    let scorecard = report.scorecard;
    if scorecard.comparisons.is_empty() {
        return "## Differences between models\n\nNothing was compared.\n\n".to_owned();
    }
    let row = |pair: &Comparison| {
        let decimals = position_of(scorecard, &pair.metric).map_or(4, |metric| decimals(scorecard, metric) + 1);
        let users = pair.wins_ties_losses.map(|n| grouped(n as u64)).join(" / ");
        let difference = with_interval(Some(&pair.difference), decimals);
        let [p, p_t] = [pair.p_randomisation_holm, pair.p_t_holm].map(|p| p_value(p).replace('<', "&lt;"));
        let pair_name = format!("{} − {}", plain(&pair.a), plain(&pair.b));
        let bootstrap = between(pair.difference.bootstrap_interval, decimals);
        vec![plain(&pair.metric), pair_name, difference, bootstrap, p, p_t, decimal(pair.effect_size, 2), users]
    };
    let rows: Vec<Vec<String>> = scorecard.comparisons.iter().map(row).collect();
    let heads = heads(&[
        "metric",
        "pair",
        "difference",
        "bootstrap",
        "randomisation, Holm",
        "t test, Holm",
        "effect d_z",
        "users better / equal / worse",
    ]);
    let sentences = bullets(scorecard.comparisons.iter().map(|pair| pair.sentence.as_str()));
    format!("## Differences between models\n\n{}{sentences}", table(&heads, &rows))
}

fn protocol(report: &Report<'_>) -> String {
    let lines: Vec<String> = report.protocol.iter().map(|(name, words)| format!("{name}: {words}")).collect();
    let body = bullets(lines.iter().map(String::as_str));
    if body.is_empty() { body } else { format!("## How it was judged\n\n{body}") }
}

fn cards(report: &Report<'_>) -> String {
    let scorecard = report.scorecard;
    let names: Vec<String> = std::iter::once("Model").chain(VALUE_HEADS).map(str::to_owned).collect();
    let row = |metric: usize, model: usize| {
        let name = plain(&scorecard.models[model].name);
        std::iter::once(name).chain(value_cells(scorecard, metric, model)).collect()
    };
    let values = |metric: usize| -> Vec<Vec<String>> {
        ranked(scorecard, metric).into_iter().map(|model| row(metric, model)).collect()
    };
    let card = |(metric, card): (usize, &domain::MetricCard)| {
        let lines = card_lines(card).map(|(name, value)| format!("{name}: {value}"));
        let lines = bullets(lines.iter().map(String::as_str));
        let values = table(&names, &values(metric));
        format!("### {}\n\n{}\n\n{lines}{values}", plain(&card.name), plain(&card.about))
    };
    let cards: String = scorecard.cards.iter().enumerate().map(card).collect();
    let cards = if cards.is_empty() { "No metric was asked for.\n\n".to_owned() } else { cards };
    format!("## Metric cards\n\n{cards}")
}

fn left_out(report: &Report<'_>) -> String {
    let users = &report.scorecard.users;
    let n_users = all_users(users);
    let row = |name: &str, n: usize| vec![plain(name), grouped(n as u64), percent_of(n, n_users)];
    let reasons = users.left_out.iter().map(|(reason, n)| row(&format!("left out: {reason}"), *n));
    let all = [row("all", n_users), row("with hidden plays", users.n_with_hidden)];
    let rows: Vec<Vec<String>> = all.into_iter().chain(reasons).chain([row("judged", users.n_judged)]).collect();
    format!("## Users left out\n\n{}", table(&heads(&["users", "number", "share"]), &rows))
}
