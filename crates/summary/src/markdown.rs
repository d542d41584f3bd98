//! A run's summary as GitHub-flavoured Markdown.
//!
//! Sections: the matrices, the funnel, rejected rows, distributions, genres, loudness, notes. Every text that comes from
//! outside is escaped, so that it reads as it was written and cannot end its cell.

mod table;

use domain::{FunnelStep, MusicFactor};

use self::table::{Align, escaped, table};
use crate::number::{decimal, grouped, grouped_or_dash, percent, percent_of, percent_or_dash, range};
use crate::{Bin, Distribution, FactorLoudness, Funnel, RunSummary, Spread};

/// The whole of `summary.md`.
pub fn markdown(summary: &RunSummary) -> String {
    let mut blocks = vec![format!("# {}", escaped(&summary.title)), format!("Plan {}", escaped(&summary.plan))];
    blocks.push(matrices(summary));
    blocks.push(section("Rows left after each step", funnel(&summary.funnel)));
    blocks.push(section("Rejected rows", rejected(&summary.rejected)));
    blocks.push(section("Distributions", distributions(&summary.distributions)));
    blocks.push(section("Songs heard per genre", genres(&summary.genres)));
    blocks.push(section("What loudness explains of the MUSIC factors", loudness(&summary.loudness)));
    blocks.push(section("Notes", notes(&summary.notes)));
    blocks.join("\n\n") + "\n"
}

fn section(heading: &str, body: Option<String>) -> String {
    format!("## {heading}\n\n{}", body.unwrap_or_else(|| "None.".to_owned()))
}

fn matrices(summary: &RunSummary) -> String {
    let numbers = [
        ("users", grouped(summary.n_users)),
        ("songs", grouped(summary.n_songs)),
        ("test users", grouped(summary.n_test_users)),
        ("cells of the train matrix", grouped(summary.train_nnz)),
        ("cells of the test matrix", grouped(summary.test_nnz)),
        ("density of the train matrix", percent(summary.density)),
    ];
    let rows = numbers.into_iter().map(|(label, number)| vec![label.to_owned(), number]);
    table(&[("", Align::Left), ("number", Align::Right)], rows)
}

fn funnel(funnel: &Funnel) -> Option<String> {
    let columns = [
        ("step", Align::Left),
        ("train", Align::Right),
        ("visible", Align::Right),
        ("hidden", Align::Right),
        ("all", Align::Right),
        ("of the step before", Align::Right),
        ("note", Align::Left),
    ];
    let row = |(index, step): (usize, &FunnelStep)| {
        let mut cells = vec![escaped(&step.label)];
        cells.extend(step.sides().map(grouped_or_dash));
        cells.push(grouped(step.total()));
        cells.push(percent_or_dash(funnel.share_of_previous(index)));
        cells.push(escaped(&step.note));
        cells
    };
    (!funnel.steps.is_empty()).then(|| table(&columns, funnel.steps.iter().enumerate().map(row)))
}

fn rejected(rejected: &[(String, String, u64)]) -> Option<String> {
    let columns = [("source", Align::Left), ("reason", Align::Left), ("rows", Align::Right)];
    let row = |(source, reason, n): &(String, String, u64)| vec![escaped(source), escaped(reason), grouped(*n)];
    (!rejected.is_empty()).then(|| table(&columns, rejected.iter().map(row)))
}

fn distributions(distributions: &[Distribution]) -> Option<String> {
    let about = "Quantiles are exact, by nearest rank: each is a count that occurs.";
    let parts: Vec<String> = distributions.iter().map(distribution).collect();
    (!parts.is_empty()).then(|| format!("{about}\n\n{}", parts.join("\n\n")))
}

fn distribution(distribution: &Distribution) -> String {
    let heading = format!("### {}", escaped(distribution.title()));
    let Some(spread) = distribution.spread() else { return format!("{heading}\n\nNone.") };
    let unit = escaped(distribution.unit());
    let columns = [(unit.as_str(), Align::Right), ("how many", Align::Right), ("share", Align::Right)];
    let row = |bin: &Bin| vec![range(bin.low, bin.high), grouped(bin.n), percent_of(bin.n, distribution.n())];
    let bins = table(&columns, distribution.bins().iter().map(row));
    format!("{heading}\n\n{}\n\n{bins}", quantiles(distribution.n(), &unit, spread))
}

fn quantiles(n: u64, unit: &str, spread: &Spread) -> String {
    let named = [
        ("min", spread.min),
        ("p25", spread.p25),
        ("median", spread.p50),
        ("p75", spread.p75),
        ("p90", spread.p90),
        ("p99", spread.p99),
        ("max", spread.max),
    ];
    let counts = named.map(|(name, count)| format!("{name} **{}**", grouped(count))).join(", ");
    format!("n **{}**; {counts}, mean **{}** {unit}", grouped(n), decimal(spread.mean, 1))
}

fn genres(genres: &[(String, u64)]) -> Option<String> {
    let all: u64 = genres.iter().map(|(_, n)| n).sum();
    let row = |(genre, n): &(String, u64)| {
        let name = if genre.is_empty() { "(no genre)".to_owned() } else { escaped(genre) };
        vec![name, grouped(*n), percent_of(*n, all)]
    };
    let columns = [("genre", Align::Left), ("songs", Align::Right), ("share", Align::Right)];
    (!genres.is_empty()).then(|| table(&columns, genres.iter().map(row)))
}

fn loudness(scales: &[FactorLoudness]) -> Option<String> {
    let about = "R² with loudness in dB over songs: at 1 a factor says nothing but how loud a song is.";
    let mut columns = vec![("factor", Align::Left)];
    columns.extend(scales.iter().map(|scale| (scale.scale.name(), Align::Right)));
    let row = |(index, factor): (usize, MusicFactor)| {
        let mut cells = vec![factor.name().to_owned()];
        cells.extend(scales.iter().map(|scale| decimal(scale.r2[index], 3)));
        cells
    };
    let rows = MusicFactor::ALL.into_iter().enumerate().map(row);
    (!scales.is_empty()).then(|| format!("{about}\n\n{}", table(&columns, rows)))
}

fn notes(notes: &[String]) -> Option<String> {
    let lines: Vec<String> = notes.iter().map(|note| format!("- {}", escaped(note))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
