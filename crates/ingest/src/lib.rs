//! What do the outside files say? Triplets, songs with audio features, genres, mismatches.
//!
//! The only crate that opens a source. Rows that cannot be used are kept aside with file, line and reason; input that
//! is not the format at all stops where that is seen. Nothing is numbered here and nothing is written.

mod error;
mod source;
mod unpack;

mod id_bytes;
mod id_table;
mod lines;
mod reason;
mod tally;

mod block_queue;
mod blocks;
mod interner;
mod triplet_block;
mod triplet_line;
mod triplet_reader;

mod extended_songs;
mod named_songs;

mod bytes_literal;
mod cells;
mod hdf5_folder;
mod song_columns;
mod song_csv;
mod song_hdf5;
mod song_parquet;
mod song_request;
mod song_rows;
mod songs;
mod stored_table;
mod torn_record;

mod genres;
mod mismatches;

pub use error::IngestError;
pub use extended_songs::{SongsOfTriplets, songs_of_triplets};
pub use genres::{GenreTable, check_genres, read_genres};
pub use hdf::with_file_at_work;
pub use mismatches::{Mismatches, check_mismatches, read_mismatches};
pub use song_request::{FeatureNeed, SongRequest, TableKind};
pub use songs::{SongRows, SongsRead, TextStyle, read_song_rows, read_songs};
pub use source::{SourceFile, SourceRecord, read_hashed};
pub use stored_table::{check_songs, read_table};
pub use triplet_reader::{SideRead, TripletsRead, check_triplets, read_triplets};

#[cfg(test)]
mod tests;
