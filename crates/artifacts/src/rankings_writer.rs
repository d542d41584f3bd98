//! Rankings as Parquet, fed block by block: row groups of whole users, about a million rows each.

use std::io::{self, Write};

use domain::{Rankings, SongId, UserId, Vocabulary};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{DataType, Field, KeyValueMetadata, ParquetWriter, Schema};
use polars_parquet::write::ParquetType;

use crate::rankings_pages::{Ids, RankedRows, ranking_pages};
use crate::table::{arrow_schema, io_error};
use crate::vocabulary_hash;

/// Rows at which a row group ends; the list that passes it still belongs to it.
const ROW_GROUP: usize = 1 << 20;

/// The columns of a file of rankings, in order.
pub const RANKING_COLUMNS: [&str; 6] = ["user_id", "song_id", "user_index", "song_index", "rank", "score"];

/// The names under which a file keeps the hashes of its vocabularies.
pub(crate) const USERS_HASH: &str = "tastemill.users";
pub(crate) const SONGS_HASH: &str = "tastemill.songs";

/// Writes rankings as a table of [`RANKING_COLUMNS`]: two texts, three int32, a float32; rows by user, then rank.
///
/// A user whose list is empty leaves no row. The bytes depend neither on threads nor on how the lists were cut into blocks.
pub struct RankingsWriter<'v, 'o> {
    ids: Ids<'v>,
    file: BatchedWriter<&'o mut dyn Write>,
    fields: Vec<ParquetType>,
    rows: RankedRows,
    last_user: Option<UserId>,
    told: WrittenRankings,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenRankings {
    /// Users with a list, empty ones included.
    pub n_users: usize,
    /// Rows of the file.
    pub n_rows: u64,
    /// The users whose list is cut in a tie, which the file does not tell.
    pub cut_in_tie: Vec<UserId>,
}

impl<'v, 'o> RankingsWriter<'v, 'o> {
    /// Begins a file of rankings under the numbers of `users` and `songs`.
    pub fn new(
        users: &'v Vocabulary<UserId>,
        songs: &'v Vocabulary<SongId>,
        out: &'o mut dyn Write,
    ) -> io::Result<Self> {
        let dtypes = [DataType::String, DataType::String, DataType::Int32, DataType::Int32, DataType::Int32];
        let dtypes = dtypes.into_iter().chain([DataType::Float32]);
        let schema: Schema =
            RANKING_COLUMNS.into_iter().zip(dtypes).map(|(name, dtype)| Field::new(name.into(), dtype)).collect();
        let hashes = [(USERS_HASH, vocabulary_hash(users)), (SONGS_HASH, vocabulary_hash(songs))];
        let hashes = hashes.map(|(name, hash)| (name.to_owned(), hash));
        let entries = KeyValueMetadata::from_static([arrow_schema(&schema)].into_iter().chain(hashes).collect());
        let writer = ParquetWriter::new(out).with_key_value_metadata(Some(entries));
        let mut file = writer.batched(&schema).map_err(io_error)?;
        let fields = file.parquet_schema().fields().to_vec();
        let (rows, told) = (RankedRows::default(), WrittenRankings::default());
        Ok(Self { ids: Ids { users, songs }, file, fields, rows, last_user: None, told })
    }

    /// Appends the lists of users who come after all others so far.
    ///
    /// # Panics
    /// If they do not, or a user or song is none of the vocabularies'.
    pub fn push(&mut self, block: &Rankings) -> io::Result<()> {
        for list in block.iter() {
            assert!(self.last_user.is_none_or(|last| last < list.user), "users in ascending order");
            self.last_user = Some(list.user);
            self.told.n_users += 1;
            if list.is_cut_in_tie {
                self.told.cut_in_tie.push(list.user);
            }
            if list.songs.is_empty() {
                continue;
            }
            self.rows.users.push((list.user, list.songs.len() as u32));
            self.rows.songs.extend_from_slice(list.songs);
            self.rows.scores.extend_from_slice(list.scores);
            if self.rows.songs.len() >= ROW_GROUP {
                self.end_row_group()?;
            }
        }
        Ok(())
    }

    /// Writes what is left, and the file's end.
    pub fn finish(mut self) -> io::Result<WrittenRankings> {
        if !self.rows.songs.is_empty() {
            self.end_row_group()?;
        }
        self.file.finish().map_err(io_error)?;
        Ok(self.told)
    }

    fn end_row_group(&mut self) -> io::Result<()> {
        let n_rows = self.rows.songs.len() as u64;
        let pages = ranking_pages(&self.rows, self.ids, &self.fields)?;
        self.file.write_row_group(n_rows, &pages).map_err(io_error)?;
        self.told.n_rows += n_rows;
        self.rows.users.clear();
        self.rows.songs.clear();
        self.rows.scores.clear();
        Ok(())
    }
}
