//! Plays to matrices: numbers for users and songs, histories, splits, the sparse play matrix.
//!
//! Nothing is weighed or scaled here: a cell is a count of plays.

mod history;
mod notebook_order;
mod numbering;
mod play_matrix;

mod leaks;
mod split;
mod visible_digest;

pub use leaks::{Overlap, training_hidden_overlap, visible_and_hidden_overlap};
pub use numbering::{Catalogue, NothingLeft, number};
pub use play_matrix::play_matrix;
pub use split::{
    Challenge, HeldOut, JudgedShare, LIANG_PUBLISHED, LeaveKOut, Liang, LiangUsers, Protocol, Ratio, Split, SplitError,
    SplitStep, split,
};
pub use visible_digest::digest_of_visible;

#[cfg(test)]
mod tests;
