//! The options in a model's file under the names that a plan has for them.
//!
//! A file says them as the crate `recommenders` does, whose names are older than the plan's.

use std::collections::BTreeMap;

use recommenders::AlsOptions;
use serde_json::{Map, Value};

use super::run_outline::plain;
use crate::stages::fit_als::FitAls;

/// Names of a model's file beside those of the plan, where they differ: of a personality model, then of content.
const RENAMED: [(&str, &str); 3] =
    [("k", "neighbours"), ("weight_features", "feature_weight"), ("weight_genre", "genre_weight")];

/// What a model's texts say of how it was fitted.
pub(super) struct ModelOptions {
    /// What a stage of the plan sets, by its name there.
    pub(super) of_stage: Vec<(String, String)>,
    /// What the first values were drawn from: the plan's seed.
    pub(super) seed: Option<u64>,
}

impl ModelOptions {
    /// Reads the texts of a model's file. Those that are of no model of this version are told as they are.
    pub(super) fn of(texts: &BTreeMap<String, String>) -> Self {
        if let Some(options) = texts.get("options").and_then(|text| serde_json::from_str::<AlsOptions>(text).ok()) {
            return Self { of_stage: told(&of_als(&options)), seed: Some(options.seed) };
        }
        let renamed = |name: &str| RENAMED.iter().find(|(own, _)| *own == name).map(|(_, plans)| (*plans).to_owned());
        let each = texts.iter().flat_map(|(name, text)| match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(object) => told(&object),
            Err(_) => vec![(renamed(name).unwrap_or_else(|| name.clone()), text.clone())],
        });
        Self { of_stage: each.collect(), seed: None }
    }
}

/// The options of `fit-als`, without steps that were not taken.
fn of_als(options: &AlsOptions) -> Map<String, Value> {
    let options = FitAls::from(options);
    let value = serde_json::to_value(&options).expect("numbers and names as JSON");
    let Value::Object(mut object) = value else { unreachable!("options are an object") };
    if !options.takes_steps() {
        object.shift_remove("cg_steps");
    }
    object
}

fn told(object: &Map<String, Value>) -> Vec<(String, String)> {
    object.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
}
