//! The pages of one row group of rankings.
//!
//! ```text
//! user_id, user_index   a dictionary of the users, runs that point into it
//! song_id, song_index   a dictionary of the songs, the most frequent first, packed bits that point into it
//! rank                  a dictionary of 1 to the longest list, packed bits
//! score                 the first bytes of all, the second bytes of all ... (`BYTE_STREAM_SPLIT`)
//! ```
//!
//! What points into the dictionaries is the same for ids and indices: it is encoded and compressed once.

use std::io;

use domain::{Index, SongId, UserId, Vocabulary};
use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::parquet::page::{CompressedDataPage, CompressedDictPage, DataPageHeader, DataPageHeaderV1};
use polars_parquet::parquet::schema::types::PrimitiveType;
use polars_parquet::parquet::statistics::{BinaryStatistics, ParquetStatistics};
use polars_parquet::write::{CompressedPage, Encoding, ParquetType, to_parquet_leaves};

use crate::parquet_lists::{range, told};
use crate::parquet_pages::Squeeze;
use crate::parquet_runs::{put_packed, put_run, width_of};

/// The lists of some users, one after the other.
#[derive(Default)]
pub(crate) struct RankedRows {
    /// Whose lists they are, and how long each is.
    pub(crate) users: Vec<(UserId, u32)>,
    /// The songs of all.
    pub(crate) songs: Vec<SongId>,
    /// The scores of all.
    pub(crate) scores: Vec<f32>,
}

/// The ids that the rows are told by.
#[derive(Clone, Copy)]
pub(crate) struct Ids<'v> {
    pub(crate) users: &'v Vocabulary<UserId>,
    pub(crate) songs: &'v Vocabulary<SongId>,
}

type Pages = Vec<CompressedPage>;

/// The pages of all six columns in the order of the file, the four kinds of columns side by side.
pub(crate) fn ranking_pages(rows: &RankedRows, ids: Ids<'_>, fields: &[ParquetType]) -> io::Result<Vec<Pages>> {
    let leaf = |index: usize| to_parquet_leaves(fields[index].clone()).pop().expect("every column has one leaf");
    let leaves: Vec<PrimitiveType> = (0..fields.len()).map(leaf).collect();
    let (users, songs) = ([&leaves[0], &leaves[2]], [&leaves[1], &leaves[3]]);
    let ((users, ranks), (songs, scores)) = rayon::join(
        || rayon::join(|| user_pages(rows, ids.users, users), || rank_pages(rows, &leaves[4])),
        || rayon::join(|| song_pages(rows, ids.songs, songs), || score_pages(rows, &leaves[5])),
    );
    let ([user_ids, user_indices], [song_ids, song_indices]) = (users?, songs?);
    Ok(vec![user_ids, song_ids, user_indices, song_indices, ranks?, scores?])
}

fn user_pages(rows: &RankedRows, ids: &Vocabulary<UserId>, leaves: [&PrimitiveType; 2]) -> io::Result<[Pages; 2]> {
    let numbers: Vec<UserId> = rows.users.iter().map(|&(user, _)| user).collect();
    let width = width_of(numbers.len());
    let mut body = pointing_body(rows.songs.len(), width);
    for (&(_, n), number) in rows.users.iter().zip(0..) {
        put_run(&mut body, width, number, n as usize);
    }
    id_pages(&numbers, ids, &body, rows.songs.len(), leaves)
}

fn song_pages(rows: &RankedRows, ids: &Vocabulary<SongId>, leaves: [&PrimitiveType; 2]) -> io::Result<[Pages; 2]> {
    let mut counts = vec![0_u32; ids.len()];
    rows.songs.iter().for_each(|song| counts[song.index()] += 1);
    let mut numbers: Vec<SongId> = (0..ids.len() as u32).map(SongId).filter(|song| counts[song.index()] > 0).collect();
    numbers.sort_by_key(|song| std::cmp::Reverse(counts[song.index()]));
    let mut place = counts;
    for (song, number) in numbers.iter().zip(0..) {
        place[song.index()] = number;
    }
    let width = width_of(numbers.len());
    let mut body = pointing_body(rows.songs.len(), width);
    put_packed(&mut body, width, rows.songs.iter().map(|song| place[song.index()]));
    id_pages(&numbers, ids, &body, rows.songs.len(), leaves)
}

fn rank_pages(rows: &RankedRows, leaf: &PrimitiveType) -> io::Result<Pages> {
    let longest = rows.users.iter().map(|&(_, n)| n).max().unwrap_or_default();
    let width = width_of(longest as usize);
    let mut body = pointing_body(rows.songs.len(), width);
    let mut ranks = Vec::with_capacity(rows.songs.len());
    rows.users.iter().for_each(|&(_, n)| ranks.extend(0..n));
    put_packed(&mut body, width, ranks.iter().copied());
    let dictionary: Vec<u8> = (1..=longest).flat_map(|rank| (rank as i32).to_le_bytes()).collect();
    let statistics = told(Some((1, longest as i32)), 0, leaf);
    let mut squeeze = Squeeze::zstd()?;
    let body = Body::squeezed(&body, Encoding::RleDictionary, rows.songs.len(), &mut squeeze)?;
    Ok(vec![dictionary_page(&dictionary, longest as usize, &mut squeeze)?, body.page(statistics, leaf)])
}

fn score_pages(rows: &RankedRows, leaf: &PrimitiveType) -> io::Result<Pages> {
    let n_rows = rows.scores.len();
    let mut body = levels(n_rows);
    let begin = body.len();
    body.resize(begin + 4 * n_rows, 0);
    for (place, bytes) in body[begin..].chunks_exact_mut(n_rows).enumerate() {
        for (byte, score) in bytes.iter_mut().zip(&rows.scores) {
            *byte = score.to_le_bytes()[place];
        }
    }
    let range = range(rows.scores.iter().copied().filter(|score| !score.is_nan()));
    // A zero of either sign is between -0 and +0.
    let range = range.map(|(min, max)| (if min == 0.0 { -0.0 } else { min }, max + 0.0));
    let body = Body::squeezed(&body, Encoding::ByteStreamSplit, n_rows, &mut Squeeze::zstd()?)?;
    Ok(vec![body.page(told(range, 0, leaf), leaf)])
}

/// The pages of ids and of indices that the same body points to.
fn id_pages<I: Index>(
    numbers: &[I],
    ids: &Vocabulary<I>,
    body: &[u8],
    n_rows: usize,
    [id, index]: [&PrimitiveType; 2],
) -> io::Result<[Pages; 2]> {
    let mut squeeze = Squeeze::zstd()?;
    let body = Body::squeezed(body, Encoding::RleDictionary, n_rows, &mut squeeze)?;
    let mut texts = Vec::new();
    for &number in numbers {
        let text = ids.id(number).as_bytes();
        texts.extend_from_slice(&(text.len() as u32).to_le_bytes());
        texts.extend_from_slice(text);
    }
    let indices: Vec<u8> = numbers.iter().flat_map(|number| (number.index() as i32).to_le_bytes()).collect();
    let range = numbers.iter().min().copied().zip(numbers.iter().max().copied());
    let (told_ids, told_indices) = (told_texts(range, ids, id), told(range.map(as_indices), 0, index));
    Ok([
        vec![dictionary_page(&texts, numbers.len(), &mut squeeze)?, body.page(told_ids, id)],
        vec![dictionary_page(&indices, numbers.len(), &mut squeeze)?, body.page(told_indices, index)],
    ])
}

fn as_indices<I: Index>((min, max): (I, I)) -> (i32, i32) {
    (min.index() as i32, max.index() as i32)
}

/// Ids ascend with their numbers, so the smallest id is that of the smallest number.
fn told_texts<I: Index>(range: Option<(I, I)>, ids: &Vocabulary<I>, leaf: &PrimitiveType) -> ParquetStatistics {
    let (min_value, max_value) =
        range.map(|(min, max)| (ids.id(min).as_bytes().to_vec(), ids.id(max).as_bytes().to_vec())).unzip();
    let primitive_type = leaf.clone();
    BinaryStatistics { primitive_type, null_count: Some(0), distinct_count: None, min_value, max_value }.serialize()
}

/// The definition levels of cells that are all there, with their length before them.
fn levels(n_rows: usize) -> Vec<u8> {
    let mut run = Vec::new();
    put_run(&mut run, 1, 1, n_rows);
    let mut bytes = (run.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(&run);
    bytes
}

/// The beginning of a page whose values point into a dictionary.
fn pointing_body(n_rows: usize, width: u32) -> Vec<u8> {
    let mut bytes = levels(n_rows);
    bytes.push(width as u8);
    bytes
}

fn dictionary_page(bytes: &[u8], n_values: usize, squeeze: &mut Squeeze) -> io::Result<CompressedPage> {
    let (squeezed, compression) = squeeze.bytes(bytes)?;
    Ok(CompressedPage::Dict(CompressedDictPage::new(squeezed, compression, bytes.len(), n_values, false)))
}

/// A data page's compressed bytes, which several columns may share.
struct Body {
    bytes: CowBuffer,
    compression: Compression,
    n_bytes: usize,
    n_rows: usize,
    encoding: Encoding,
}

impl Body {
    fn squeezed(bytes: &[u8], encoding: Encoding, n_rows: usize, squeeze: &mut Squeeze) -> io::Result<Self> {
        let (squeezed, compression) = squeeze.bytes(bytes)?;
        Ok(Self { bytes: squeezed, compression, n_bytes: bytes.len(), n_rows, encoding })
    }

    fn page(&self, statistics: ParquetStatistics, leaf: &PrimitiveType) -> CompressedPage {
        let header = DataPageHeader::V1(DataPageHeaderV1 {
            num_values: self.n_rows as i32,
            encoding: self.encoding.into(),
            definition_level_encoding: Encoding::Rle.into(),
            repetition_level_encoding: Encoding::Rle.into(),
            statistics: Some(statistics),
        });
        let descriptor = Descriptor { primitive_type: leaf.clone(), max_def_level: 1, max_rep_level: 0 };
        let (bytes, compression) = (self.bytes.clone(), self.compression);
        CompressedPage::Data(CompressedDataPage::new(header, bytes, compression, self.n_bytes, descriptor, self.n_rows))
    }
}
