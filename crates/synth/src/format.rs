//! The bytes of the files: one function per kind of file, each saying what block number so-and-so reads.
//!
//! No number is drawn here that another file would need, and nothing is opened: bytes go to the `Sink`.

mod blocks;
mod genre_lines;
mod mismatch_lines;
mod names;
mod python_bytes;
mod song_row;
mod triplets;

pub(crate) use blocks::Sink;
pub(crate) use genre_lines::genre_lines;
pub(crate) use mismatch_lines::mismatch_lines;
pub(crate) use song_row::song_columns;
pub(crate) use triplets::{hidden, train, visible};

#[cfg(test)]
mod tests;
