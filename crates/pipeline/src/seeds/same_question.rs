//! Whether draws ask the same, but for their seeds, and whether they are different draws.

use evaluation::Metric;

use super::draw::Draw;
use super::recipe::{Difference, Part, Recipe};
use super::values::DrawValues;
use crate::{Exit, RunError};

/// What is said wherever draws differ in more than they may.
const SEEDS_ALONE: &str = "draws may differ in seeds alone: run the same plan on the same sources with `--set STAGE.protocol.seed=N`, where STAGE is the stage `split-plays`";

/// The same, and how to choose where runs judge several draws.
pub(super) fn seeds_alone(draws: &[Draw<'_>]) -> String {
    if draws.iter().all(|draw| draw.is_alone) {
        return SEEDS_ALONE.to_owned();
    }
    format!(
        "{SEEDS_ALONE}; where a run judges several draws, as of `validation` and `test`, `--stage NAME` chooses one by its stage `evaluate`"
    )
}

/// How many digits of a checksum are told.
const SHOWN_DIGITS: usize = 12;

/// An error if protocol, sources or judge of a draw are not those of the first.
pub(super) fn check_question(draws: &[Draw<'_>]) -> Result<(), RunError> {
    let first = Recipe::of_question(&draws[0]);
    for draw in &draws[1..] {
        if let Some(difference) = first.difference(&Recipe::of_question(draw)) {
            let found = format!("expected {}, found {}", wanted(&difference), told(&difference, [&draws[0], draw]));
            return Err(RunError::new(Exit::Data, found).with_hint(seeds_alone(draws)));
        }
    }
    Ok(())
}

fn wanted(difference: &Difference) -> &'static str {
    match (&difference.part, difference.kind.as_str()) {
        (Part::Source(_), _) => "draws of the same sources",
        (_, "split-plays") => "draws by the same protocol, but for its seed",
        (_, "evaluate") => "draws that were judged by the same definitions",
        _ => "draws of plays and songs that were read alike",
    }
}

/// What differs, with the value and the name of both draws.
pub(super) fn told(difference: &Difference, draws: [&Draw<'_>; 2]) -> String {
    let Difference { kind, part, values } = difference;
    let shown = values.each_ref().map(|value| value.as_deref().unwrap_or("none"));
    let [a, b] = draws;
    match part {
        Part::Kind => format!("`{}` in {a} and `{}` in {b}", shown[0], shown[1]),
        Part::Option(name) => format!("`{name}` of `{kind}` {} in {a} and {} in {b}", shown[0], shown[1]),
        Part::Source(port) => {
            let [one, other] = shown.map(|sum| sum.get(..SHOWN_DIGITS).unwrap_or(sum));
            format!("`{port}` of `{kind}` with SHA-256 {one} in {a} and {other} in {b}")
        }
    }
}

/// An error if a metric was another one for some draw.
pub(super) fn check_definitions(draws: &[Draw<'_>], metrics: &[Metric]) -> Result<(), RunError> {
    for metric in metrics {
        let first = definition(&draws[0], *metric)?;
        for draw in &draws[1..] {
            let other = definition(draw, *metric)?;
            if other != first {
                let found = format!(
                    "expected draws that were judged by the same definitions, found {first} in {} and {other} in {draw}",
                    draws[0]
                );
                return Err(RunError::new(Exit::Data, found).with_hint("run the plan again where the older one is"));
            }
        }
    }
    Ok(())
}

fn definition<'a>(draw: &Draw<'a>, metric: Metric) -> Result<&'a str, RunError> {
    let known = &draw.run.fact(draw.judge, "definitions")[metric.to_string()];
    known.as_str().ok_or_else(|| {
        let expected =
            format!("the manifest to say by which definition stage `{}` has {metric}, found none", draw.judge.name);
        draw.run.lacks(&expected, "run the plan again")
    })
}

/// An error if two draws hid the same songs of the same users.
pub(super) fn check_difference(draws: &[Draw<'_>], values: &[DrawValues]) -> Result<(), RunError> {
    for (later, draw) in draws.iter().enumerate() {
        let Some(earlier) = (0..later).find(|&earlier| values[earlier].hidden == values[later].hidden) else {
            continue;
        };
        let found = format!(
            "expected every draw once, found the same hidden songs in {} (seed {}) and {draw} (seed {})",
            draws[earlier],
            draws[earlier].seed(),
            draw.seed()
        );
        let hint = format!("`--set {}.protocol.seed=N` with another N makes another draw", draw.split.name);
        return Err(RunError::new(Exit::Data, found).with_hint(hint));
    }
    Ok(())
}
