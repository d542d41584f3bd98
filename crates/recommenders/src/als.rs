//! Implicit ALS: users and songs as vectors, fitted by alternating least squares on what was played and what was not.
//!
//! Hu, Koren & Volinsky, ICDM 2008; conjugate gradient by Takács, Pilászy & Tikk, 2011; the weight of pairs
//! without plays and the regularisation by frequency as in Rendle, Krichene, Zhang & Koren, "Revisiting the performance
//! of iALS", 2021. Options say which of them a model is.

mod options;

mod fit;
mod weights;

mod cholesky;
mod conjugate_gradient;
mod gram;

mod factors;
mod widths;

mod explain;
mod fold_in;
mod model;
mod panels;
mod saved;
mod scorer;
mod song_order;

#[cfg(test)]
mod tests;

pub use model::AlsModel;
pub use options::{AlsError, AlsOptions, Confidence, Solver};
pub use saved::LoadAlsError;
