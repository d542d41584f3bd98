//! The run's shelf: whatever a run leaves behind is written here, whole or not at all.
//!
//! The only crate that writes a file. It knows formats (scipy's npz, Parquet, HDF5, safetensors, SHA256SUMS), not what is
//! in them.

mod at_work;
mod error;
mod shelf;
mod syncs;

mod checksums;
mod whole_file;

mod npy;
mod npz;
mod npz_reader;

mod parquet_lists;
mod parquet_pages;
mod table;
mod table_error;
mod table_reader;

mod columns_reader;
mod parquet_file;
mod parquet_plausible;
mod parquet_runs;
mod quiet_panic;

mod id_numbers;
mod rankings_cells;
mod rankings_columns;
mod rankings_error;
mod rankings_lists;
mod rankings_pages;
mod rankings_reader;
mod rankings_writer;
mod vocabulary_hash;

mod hdf5_file;

mod hdf5_library;

mod hdf5_element;
mod hdf5_error;
mod hdf5_handle;
mod hdf5_texts;

mod frame;
mod frame_block;

mod matrices_file;
mod model_file;
mod model_header;

mod anndata;
mod anndata_column;

pub use anndata::{Annotated, AnnotatedPlays, write_anndata};
pub use at_work::{abandon, abandon_without_memory, is_abandoned, stop_without_memory};
pub use checksums::{CHECKSUMS, Mismatch, sha256_of, verify_checksums};
pub use columns_reader::read_columns;
pub use error::ArtifactError;
pub use frame::{FrameIndex, write_frame};
pub use matrices_file::{PlayMatrices, write_matrices};
pub use model_file::{ModelFileError, ModelHashes, StoredModel, read_model, write_model};
pub use model_header::{ModelOutline, TensorOutline, ValueType, read_model_outline};
pub use npz::write_npz;
pub use npz_reader::{NpzError, read_npz};
pub use rankings_error::RankingsError;
pub use rankings_reader::RankingsReader;
pub use rankings_writer::{RANKING_COLUMNS, RankingsWriter, WrittenRankings};
pub use shelf::{Shelf, Written};
pub use table::{Cells, TableColumn, write_table};
pub use table_error::TableError;
pub use table_reader::{ColumnPreview, TablePreview, preview_table};
pub use vocabulary_hash::vocabulary_hash;
pub use whole_file::{WholeFile, write_whole};

#[cfg(test)]
mod tests;
