//! The evaluation's check of itself: a random order must come out as chance has it.

use domain::Scorecard;
use evaluation::{Jury, Metric};
use recommenders::Heard;

use crate::Names;
use crate::plan::Plan;
use crate::stage::RankingsFile;

/// For every random order among the models, what it has on each metric and what chance gives, in a sentence. Metrics that
/// look further than its lists go are left out. `rankings` are those of the models, all of the candidates of the jury.
pub(crate) fn told_by_chance(
    plan: &Plan,
    jury: &Jury<'_>,
    scorecard: &Scorecard,
    rankings: &[&RankingsFile],
) -> Vec<String> {
    let is_plain = |file: &RankingsFile| file.heard == Heard::LeaveOut && is_random(plan, &file.name);
    let random: Vec<_> = scorecard.models.iter().zip(rankings).filter(|(_, file)| is_plain(file)).collect();
    if random.is_empty() {
        return Vec::new();
    }
    let expected = jury.expected_by_chance();
    random
        .into_iter()
        .map(|(model, file)| {
            let is_listed = |name: &str| name.parse::<Metric>().is_ok_and(|metric| metric.k <= file.k);
            let metrics = scorecard.cards.iter().zip(&model.estimates).zip(&expected);
            let told = metrics.filter(|((card, _), _)| is_listed(&card.name)).filter_map(|((card, estimate), expected)| {
                let (estimate, expected) = (estimate.as_ref()?, (*expected)?);
                let off = (estimate.mean - expected) / estimate.standard_error;
                Some((off.is_finite(), format!("{} {:.6} ({expected:.6}, {off:+.1})", card.name, estimate.mean)))
            });
            let told: Vec<String> = told.filter(|(is_finite, _)| *is_finite).map(|(_, text)| text).collect();
            format!(
                "Check of the evaluation itself: {} is a random order. Its means, beside what chance gives and how many standard errors lie between: {}.",
                model.name,
                told.join("; ")
            )
        })
        .collect()
}

/// Whether a stage makes lists by a model of the kind `random`.
fn is_random(plan: &Plan, name: &str) -> bool {
    let stage = plan.stages.iter().find(|stage| stage.name == name && stage.run == "recommend");
    let model = stage.and_then(|stage| stage.reads.get("model")).map(Names::first);
    let made = |model: &str| {
        plan.stages.iter().find(|stage| stage.writes.get("model").is_some_and(|made| made.first() == model))
    };
    model.and_then(made).is_some_and(|stage| stage.run == "fit-random")
}
