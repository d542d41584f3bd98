//! Models that only score; `recommend()` alone filters, breaks ties and cuts off.
//!
//! No file is opened or written here, and nothing here can see a hidden play: models are fitted on what is shown.

mod model;

mod block;

mod content;
mod id_keys;
mod neighbour_tree;
mod personality;
mod popularity;
mod random;
mod song_sets;

mod blend;
mod places;
mod recommend;
mod saved;
mod saved_axes;
mod score_key;
mod survivors;
mod tie_order;
mod top_songs;

pub use blend::{Blend, BlendSide, Blender, blend};
pub use content::{Content, ContentError, ContentOptions};
mod als;
mod blas_threads;
mod vectors;

pub use als::{AlsError, AlsModel, AlsOptions, Confidence, LoadAlsError, Solver};
pub use model::{Bounded, Model, NOT_RECOMMENDED, Reason, Scorer};
pub use neighbour_tree::{Distance, Neighbour, NeighbourTree, Place};
pub use personality::{MusicSpace, Personality, PersonalityOptions, Votes};
pub use popularity::{PopularBy, Popularity};
pub use random::Random;
pub use recommend::{Heard, RecommendError, RecommendOptions, recommend};
pub use saved::{LoadError, load};
pub use saved_axes::axes_of;
pub use tie_order::TieOrder;
