//! Plays to matrices: numbers for users and songs, histories, the sparse play matrix.
//!
//! Nothing is weighed or scaled here: a cell is a count of plays.

mod history;
mod notebook_order;
mod numbering;
mod play_matrix;

pub use numbering::{NothingLeft, number};
pub use play_matrix::play_matrix;

#[cfg(test)]
mod tests;
