//! Models that only score; `recommend()` alone filters, breaks ties and cuts off.
//!
//! No file is opened or written here, and nothing here can see a hidden play: models are fitted on what is shown.

mod model;

mod als;
mod blas_threads;
mod vectors;

pub use als::{AlsError, AlsModel, AlsOptions, Confidence, LoadAlsError, Solver};
pub use model::{Model, NOT_RECOMMENDED, Reason, Scorer};
