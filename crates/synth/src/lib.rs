//! A seeded sample of listening logs in the formats of the real Million Song Dataset files, at any size.
//!
//! [`Recipe`] says how many train triplets and which seed, [`Sample::new`] draws the songs, the users and their plays,
//! [`Sample::write`] turns one
//! [`SampleFile`] into bytes, [`Sample::song_columns`] gives the song table. The same recipe gives the same bytes for any number of threads:
//! every user, song and row draws from a stream of its own.
//!
//! There are tastes in it, so that a model can beat popularity: songs stand in genres > scenes > artists, users have
//! favourite scenes, and audio features follow the same tree. The tastes are kinder than real ones, so a model's numbers
//! here compare with another model's numbers here and with nothing else.
//!
//! No file is opened or written here; the caller owns the folder. What a model makes of the sample isn't here either.

mod recipe;
mod sizes;
mod stream;

mod ids;
mod songs;

mod listening;
mod table;

mod format;
mod sample;
mod sample_file;
mod song_columns;

pub use recipe::{Recipe, RecipeError};
pub use sample::Sample;
pub use sample_file::{SONG_TABLE, SampleFile};
pub use song_columns::{SongCells, SongColumn, SongColumns};

#[cfg(test)]
mod tests;
