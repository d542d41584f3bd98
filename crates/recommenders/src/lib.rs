//! Models that only score; `recommend()` alone filters, breaks ties and cuts off.
//!
//! No file is opened or written here, and nothing here can see a hidden play: models are fitted on what is shown.

mod model;

mod block;
mod id_keys;
mod recommend;
mod score_key;
mod survivors;
mod tie_order;
mod top_songs;

pub use model::{Model, NOT_RECOMMENDED, Reason, Scorer};
pub use recommend::{Heard, RecommendError, RecommendOptions, recommend};
pub use tie_order::TieOrder;
