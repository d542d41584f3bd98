//! Whether anything hidden could have been seen: by the plays themselves, and by the models behind the rankings.

use artifacts::ModelHashes;
use domain::Plays;
use matrices::visible_and_hidden_overlap;
use serde_json::{Value, json};

use crate::stage::RankingsFile;
use crate::{Exit, RunError};

/// An error if a hidden row is visible too, or a model was fitted on other rows than the visible ones that train here:
/// such a model may have seen what it is judged on. What was found is told for the manifest.
pub(crate) fn audit(plays: &Plays, here: &ModelHashes, rankings: &[&RankingsFile]) -> Result<Value, RunError> {
    let overlap = visible_and_hidden_overlap(plays);
    if overlap.n_pairs > 0 {
        let example =
            overlap.example.map_or_else(String::new, |(user, song)| format!(", user {user} and song {song} first"));
        return Err(RunError::new(
            Exit::Data,
            format!(
                "plays: expected no song of a user to be both visible and hidden, found {}{example}",
                overlap.n_pairs
            ),
        )
        .with_hint("what is visible trains the models: they would be asked what they have been told"));
    }
    for file in rankings {
        for seen in &file.fitted_on {
            if seen.visible != here.visible {
                return Err(RunError::new(
                    Exit::Data,
                    format!(
                        "rankings `{}`: expected a model that was fitted on the visible rows of the plays it is judged on, found one fitted on others",
                        file.name
                    ),
                )
                .with_hint("hidden rows may have been among them: `reads` names the plays for fit, recommend and evaluate"));
            }
        }
    }
    let models = rankings.iter().map(|file| {
        let verdict = if file.fitted_on.is_empty() { "unknown: made elsewhere" } else { "the visible rows alone" };
        (file.name.clone(), json!(verdict))
    });
    Ok(json!({
        "visible_and_hidden_pairs": 0,
        "visible_rows_that_train": here.visible,
        "fitted_on": models.collect::<serde_json::Map<_, _>>(),
    }))
}
