//! The nouns of tastemill: who listened, to which song, how often, and what is known of it.
//!
//! No file is opened here and nothing is computed that another crate is named after.

mod ids;
mod lists;
mod text;
mod vocabulary;

mod feature;
mod music;
mod song_table;

mod plays;
mod triplets;

mod play_matrix;

mod funnel_step;
mod ranking;
mod saved_model;
mod scorecard;

mod meter;
mod rejected;
mod scale;

pub use feature::{AudioFeature, SongFeatures};
pub use funnel_step::FunnelStep;
pub use ids::{Index, SongId, UserId};
pub use lists::Lists;
pub use meter::Meter;
pub use music::{MusicFactor, MusicVector};
pub use play_matrix::{PlayMatrix, TooManyCells};
pub use plays::{FirstRows, ListeningHistory, Plays, RowOrder};
pub use ranking::{Ranking, Rankings};
pub use rejected::{Rejected, RejectedRow};
pub use saved_model::{SavedModel, Tensor, TensorValues};
pub use scale::{FeatureScale, MusicScale};
pub use scorecard::{Better, Comparison, Estimate, JudgedUsers, MetricCard, ModelScore, Scorecard};
pub use song_table::{Column, SongTable, Values};
pub use text::TextColumn;
pub use triplets::{Side, SideRows, Triplets};
pub use vocabulary::Vocabulary;
