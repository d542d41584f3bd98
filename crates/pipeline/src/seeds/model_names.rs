//! Which models all draws have. Runs of one plan call them the same; within a run every stage has a name of its own, so
//! there a model is known by what it is made of.

use super::draw::Draw;
use super::recipe::Recipe;
use super::same_question::{seeds_alone, told};
use crate::plan::PlanStage;
use crate::{Exit, RunError};

/// A model that all draws have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SharedModel {
    /// What it is called here.
    pub(super) name: String,
    /// What it is called in each draw.
    pub(super) names: Vec<String>,
}

/// A model of a draw with what it is made of.
struct Candidate<'a> {
    stage: &'a PlanStage,
    recipe: Recipe,
}

/// The models that all draws have, in the order of the first, and what is to be said of the others.
///
/// An error if models of the same name are made otherwise, or if there is none in common.
pub(super) fn shared_models(draws: &[Draw<'_>]) -> Result<(Vec<SharedModel>, Vec<String>), RunError> {
    let candidates: Vec<Vec<Candidate<'_>>> = draws.iter().map(candidates).collect();
    let mut shared = Vec::new();
    for model in &candidates[0] {
        if let Some(names) = names(model, draws, &candidates)? {
            shared.push(SharedModel { name: model.stage.name.clone(), names });
        }
    }
    if shared.is_empty() {
        let of = |index: usize| format!("{} in {}", listed(&candidates[index]), draws[index]);
        let last = draws.len() - 1;
        let found = format!("expected draws with a model in common, found {} and {}", of(0), of(last));
        return Err(RunError::new(Exit::Data, found).with_hint(seeds_alone(draws)));
    }
    let warnings = warnings(draws, &candidates, &shared);
    name_by_what_is_shared(&mut shared);
    Ok((shared, warnings))
}

fn candidates<'a>(draw: &Draw<'a>) -> Vec<Candidate<'a>> {
    draw.models().into_iter().map(|stage| Candidate { stage, recipe: Recipe::of_model(draw, stage) }).collect()
}

fn listed(candidates: &[Candidate<'_>]) -> String {
    candidates.iter().map(|candidate| candidate.stage.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// What a model of the first draw is called in each draw; `None` if one does not have it.
fn names(
    model: &Candidate<'_>,
    draws: &[Draw<'_>],
    candidates: &[Vec<Candidate<'_>>],
) -> Result<Option<Vec<String>>, RunError> {
    let mut names = vec![model.stage.name.clone()];
    for (draw, others) in draws.iter().zip(candidates).skip(1) {
        let Some(same) = same_model(model, &candidates[0], others) else { return Ok(None) };
        if let Some(difference) = model.recipe.difference(&same.recipe) {
            let found = told(&difference, [&draws[0], draw]);
            let problem = format!("model `{}`: expected the same options in all draws, found {found}", same.stage.name);
            return Err(RunError::new(Exit::Data, problem).with_hint(seeds_alone(draws)));
        }
        names.push(same.stage.name.clone());
    }
    Ok(Some(names))
}

/// The model of that name, or the only one that is made alike and has no namesake.
fn same_model<'a, 'b>(
    model: &Candidate<'_>,
    first: &[Candidate<'_>],
    others: &'b [Candidate<'a>],
) -> Option<&'b Candidate<'a>> {
    let has = |among: &[Candidate<'_>], name: &str| among.iter().any(|candidate| candidate.stage.name == name);
    if let Some(namesake) = others.iter().find(|other| other.stage.name == model.stage.name) {
        return Some(namesake);
    }
    let is_alike = |candidate: &&Candidate<'_>| candidate.recipe == model.recipe;
    let mut alike = others.iter().filter(|other| !has(first, &other.stage.name)).filter(is_alike);
    let is_only = first.iter().filter(is_alike).count() == 1;
    alike.next().filter(|_| is_only && alike.next().is_none())
}

/// Models that some draw does not have, and those of which nobody knows what they are.
fn warnings(draws: &[Draw<'_>], candidates: &[Vec<Candidate<'_>>], shared: &[SharedModel]) -> Vec<String> {
    let mut warnings = Vec::new();
    for (index, (draw, models)) in draws.iter().zip(candidates).enumerate() {
        for model in models {
            let name = &model.stage.name;
            let is_shared = shared.iter().any(|shared| shared.names[index] == *name);
            if !is_shared {
                warnings.push(format!("models: `{name}` of {draw} is not in all draws and left out"));
            } else if index == 0 && model.recipe.is_foreign() {
                warnings.push(format!("models: lists of `{name}` were made elsewhere; whether by the same model for all draws is not known"));
            }
        }
    }
    warnings
}

/// Calls every model by what its names begin with, unless two would then be called the same.
fn name_by_what_is_shared(models: &mut [SharedModel]) {
    let names: Vec<String> = models.iter().map(|model| shared_beginning(&model.names).to_owned()).collect();
    let are_different = (1..names.len()).all(|at| !names[..at].contains(&names[at]));
    if are_different {
        models.iter_mut().zip(names).for_each(|(model, name)| model.name = name);
    }
}

/// Where a name has parts.
const SIGNS: [char; 2] = ['-', '_'];

/// `als` of `als-1` and `als-2`: the whole parts between signs that all names begin with, or the first name.
fn shared_beginning(names: &[String]) -> &str {
    let first = names[0].as_str();
    let ends = first.match_indices(SIGNS).map(|(end, _)| end).chain([first.len()]);
    let begins = |name: &String, beginning: &str| {
        name.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with(SIGNS))
    };
    let is_shared = |beginning: &&str| !beginning.is_empty() && names.iter().all(|name| begins(name, beginning));
    ends.map(|end| &first[..end]).rfind(is_shared).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::shared_beginning;

    #[track_caller]
    fn check(names: &[&str], expected: &str) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(shared_beginning(&names), expected);
    }

    #[test]
    fn models_are_called_by_what_their_names_begin_with() {
        check(&["als", "als"], "als");
        check(&["als-1", "als-2"], "als");
        check(&["als-10", "als-11", "als-2"], "als");
        check(&["als", "als-2"], "als");
        check(&["bm25_a", "bm25_b"], "bm25");
        check(&["als-1-long", "als-2-long"], "als");
        check(&["als-long-1", "als-long-2"], "als-long");
    }

    #[test]
    fn a_fragment_is_no_name() {
        check(&["one", "two"], "one");
        check(&["s1-als", "s2-als"], "s1-als");
        check(&["als1", "als2"], "als1");
        check(&["-1", "-2"], "-1");
    }

    /// Both accents begin with the same byte.
    #[test]
    fn names_are_cut_between_letters() {
        check(&["café", "cafè"], "café");
        check(&["été-1", "été-2"], "été");
    }
}
