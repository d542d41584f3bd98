//! The kinds of stages that plans may use.

mod build_matrices;
mod evaluate;
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

pub(crate) use taste_vectors::heard;

/// All kinds, in the order in which a plan uses them.
pub static KINDS: [&StageKind; 11] = [
    &read_songs::KIND,
    &read_triplets::KIND,
    &split_plays::KIND,
    &build_matrices::KIND,
    &song_table::KIND,
    &taste_vectors::KIND,
    &write_anndata::KIND,
    &summarise::KIND,
    &recommend::KIND,
    &read_rankings::KIND,
    &evaluate::KIND,
];
