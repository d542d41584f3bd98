//! The kinds of stages that plans may use.

mod add_songs;
mod blend;
mod build_matrices;
mod evaluate;
pub(crate) mod fit_als;
mod fit_content;
mod fit_personality;
mod fit_popularity;
mod fit_random;
mod read_rankings;
mod read_songs;
mod read_triplets;
mod recommend;
mod song_table;
mod split_plays;
mod summarise;
mod taste_vectors;
mod write_anndata;

use crate::stage::StageKind;

/// All kinds, in the order in which a plan uses them.
pub static KINDS: [&StageKind; 18] = [
    &read_songs::KIND,
    &add_songs::KIND,
    &read_triplets::KIND,
    &split_plays::KIND,
    &build_matrices::KIND,
    &song_table::KIND,
    &taste_vectors::KIND,
    &write_anndata::KIND,
    &summarise::KIND,
    &fit_popularity::KIND,
    &fit_random::KIND,
    &fit_als::KIND,
    &fit_personality::KIND,
    &fit_content::KIND,
    &recommend::KIND,
    &blend::KIND,
    &read_rankings::KIND,
    &evaluate::KIND,
];

/// What an option of a kind is where a plan does not say; `None` if there is no such kind or option.
pub(crate) fn default_of(kind: &str, option: &str) -> Option<toml::Value> {
    let kind = KINDS.iter().find(|known| known.name == kind)?;
    let card = (kind.options)().into_iter().find(|card| card.name == option)?;
    toml::from_str::<toml::Table>(&format!("value = {}", card.default)).ok()?.remove("value")
}
