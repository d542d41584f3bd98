//! Where does a song lie on the five MUSIC axes, and a user by what they play?
//!
//! These are dimensions of taste, computed by a heuristic from audio features; they are not personality traits and are
//! not validated for individuals.

mod scaling;
mod song_vectors;
mod tastes;
mod weights;

pub use scaling::feature_scale;
pub use song_vectors::song_vectors;
pub use tastes::{Taste, tastes};
pub use weights::WEIGHTS;

#[cfg(test)]
mod tests;
