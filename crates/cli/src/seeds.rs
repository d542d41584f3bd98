//! Several draws put together, in columns and sentences.

use std::fmt::Write as _;

use pipeline::{DrawComparison, FoundDraw, ModelOverSeeds, OverSeeds, SizeUnit};

use crate::aligned::{CellSide, TextCells, aligned};
use crate::comparison::{interval, number, p, signed};

const CLOSING: &str = "p: corrected resampled t test (Nadeau and Bengio 2003), after Holm over all pairs of the metric; \
                       draws: of one set of plays, so that nothing is said of other users or songs";

/// What was found: the draws, then metric by metric the models and their pairs.
pub(crate) fn over_seeds(found: &OverSeeds) -> String {
    let n_draws = found.draws.len();
    let mut text = format!("{n_draws} draws by {}; convention {}\n", protocol(&found.protocol), found.convention);
    let _ = writeln!(text, "{}", aligned(&of_draws(&found.draws, found.size_unit)));
    let _ = writeln!(text, "hidden over visible: {:.4}", found.hidden_over_visible);
    for warning in &found.warnings {
        let _ = writeln!(text, "note: {warning}");
    }
    for models in found.models.chunk_by(|one, next| one.metric == next.metric) {
        let metric = models.first().map_or("", |first| first.metric.as_str());
        let _ = write!(text, "\n{metric}\n{}\n", aligned(&of_models(models)));
        let pairs: Vec<&DrawComparison> = found.comparisons.iter().filter(|pair| pair.metric == metric).collect();
        if !pairs.is_empty() {
            let _ = writeln!(text, "\n{}", aligned(&of_pairs(&pairs)));
        }
        for pair in pairs {
            let _ = writeln!(text, "  {}", pair.sentence);
        }
    }
    format!("{text}\n{CLOSING}")
}

/// Its name and its options.
fn protocol(protocol: &serde_json::Value) -> String {
    let name = protocol["name"].as_str().unwrap_or_default().to_owned();
    let options = protocol.as_object().into_iter().flatten().filter(|(option, _)| *option != "name");
    let options: Vec<String> = options.map(|(option, value)| format!("{option} {value}")).collect();
    if options.is_empty() { name } else { format!("{name} ({})", options.join(", ")) }
}

fn of_draws(draws: &[FoundDraw], unit: SizeUnit) -> Vec<TextCells> {
    let column = |title, side, cell: fn(&FoundDraw) -> String| TextCells::new(title, side, draws.iter().map(cell));
    let [hidden, visible] = match unit {
        SizeUnit::Plays => ["hidden plays", "visible plays"],
        SizeUnit::Users => ["hidden users", "users that train"],
    };
    vec![
        column("seed", CellSide::Right, |draw| draw.seed.to_string()),
        column("judged users", CellSide::Right, |draw| draw.n_judged.to_string()),
        column(hidden, CellSide::Right, |draw| draw.n_hidden.to_string()),
        column(visible, CellSide::Right, |draw| draw.n_visible.to_string()),
        column("stage", CellSide::Left, |draw| draw.stage.clone()),
        column("run", CellSide::Whole, |draw| draw.place.clone()),
    ]
}

fn of_models(models: &[ModelOverSeeds]) -> Vec<TextCells> {
    let column =
        |title, side, cell: fn(&ModelOverSeeds) -> String| TextCells::new(title, side, models.iter().map(cell));
    vec![
        column("model", CellSide::Left, |model| model.model.clone()),
        column("draws", CellSide::Right, |model| model.n.to_string()),
        column("mean", CellSide::Right, |model| number(model.mean)),
        column("deviation", CellSide::Right, |model| number(model.deviation)),
        column("lowest", CellSide::Right, |model| number(model.lowest)),
        column("highest", CellSide::Right, |model| number(model.highest)),
    ]
}

fn of_pairs(pairs: &[&DrawComparison]) -> Vec<TextCells> {
    let column = |title, side, cell: fn(&DrawComparison) -> String| {
        TextCells::new(title, side, pairs.iter().map(|pair| cell(pair)))
    };
    vec![
        column("model", CellSide::Left, |pair| pair.a.clone()),
        column("against", CellSide::Left, |pair| pair.b.clone()),
        column("difference", CellSide::Right, |pair| signed(pair.difference)),
        column("deviation", CellSide::Right, |pair| number(pair.deviation)),
        column("95 % interval", CellSide::Right, |pair| interval(pair.t_interval)),
        column("p", CellSide::Right, |pair| p(pair.p_holm)),
        column("wins/ties/losses", CellSide::Right, |pair| {
            let [wins, ties, losses] = pair.wins_ties_losses;
            format!("{wins}/{ties}/{losses}")
        }),
    ]
}
