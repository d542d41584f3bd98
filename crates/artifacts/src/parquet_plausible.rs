//! What a column's pages claim to unpack to, held against their bytes before memory is taken for it.
//!
//! ```text
//! page = header (thrift, compact) | bytes, packed
//! header: 0x15 type, 0x15 unpacked size, 0x15 packed size [, 0x15 checksum], 0x3c or 0x4c {dictionary}, 0x00
//! dictionary: 0x15 number of values, 0x15 encoding [, 0x11 or 0x12 whether it is sorted], 0x00
//! ```
//!
//! That is how every writer lays out the header of a dictionary's page, whose sizes polars keeps to itself: fields in the
//! order of their numbers, each number as a zigzag varint. A header that is laid out otherwise is not believed, nor one
//! that goes on behind these fields: thrift lets a field come again, and the last one counts.

use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::read::PageReader;

/// More values than any row group or dictionary should have.
pub(crate) const MOST_VALUES: usize = 1 << 28;

/// More bytes than any page should unpack to.
const LARGEST_PAGE: usize = 1 << 30;

/// Bytes that a page may unpack to beside what its codec makes of its own.
const SPARE: usize = 1 << 10;

/// Whether the headers of a column's pages claim `n_values` in all, and no more bytes than their own can unpack to.
///
/// `bytes` are those that `pages` reads.
pub(crate) fn are_plausible(bytes: &[u8], n_values: i64, codec: Compression, pages: &mut PageReader) -> bool {
    let mut n_found = 0_usize;
    for page in pages {
        let is_plausible = match page {
            Ok(CompressedPage::Data(page)) => {
                n_found = n_found.saturating_add(page.num_values());
                page.num_values() <= MOST_VALUES && unpacks_to(page.compressed_size(), page.uncompressed_size(), codec)
            }
            // Only the first page may be one; polars refuses others.
            Ok(CompressedPage::Dict(_)) => {
                DictionaryHeader::read(bytes).is_some_and(|header| header.is_plausible(codec))
            }
            Err(_) => false,
        };
        if !is_plausible {
            return false;
        }
    }
    usize::try_from(n_values) == Ok(n_found)
}

/// Whether so many packed bytes can be so many unpacked ones.
fn unpacks_to(packed: usize, unpacked: usize, codec: Compression) -> bool {
    unpacked <= most_unpacked(packed, codec).min(LARGEST_PAGE)
}

/// The most bytes that a codec's format can make of so many.
fn most_unpacked(packed: usize, codec: Compression) -> usize {
    let ratio = match codec {
        // A copy of 64 bytes takes 3.
        Compression::Snappy => 22,
        // A byte lengthens a match by up to 255.
        Compression::Lz4 | Compression::Lz4Raw => 255,
        // A match of 258 bytes takes two bits.
        Compression::Gzip => 1032,
        // A block of 128 KiB takes 4 bytes.
        Compression::Zstd => 32_768,
        // Not unpacked, or without a bound of its own.
        Compression::Uncompressed | Compression::Brotli | Compression::Lzo => return usize::MAX,
    };
    packed.saturating_mul(ratio).saturating_add(SPARE)
}

/// What the header of a dictionary's page claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DictionaryHeader {
    unpacked: usize,
    packed: usize,
    n_values: usize,
}

impl DictionaryHeader {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = bytes;
        let [_, unpacked, packed] = [number_field(&mut bytes)?, number_field(&mut bytes)?, number_field(&mut bytes)?];
        let has_checksum = bytes.first() == Some(&0x15);
        if has_checksum {
            number_field(&mut bytes)?;
        }
        let (dictionary, rest) = bytes.split_first()?;
        bytes = rest;
        let expected = if has_checksum { 0x3c } else { 0x4c };
        (*dictionary == expected).then_some(())?;
        let [n_values, _encoding] = [number_field(&mut bytes)?, number_field(&mut bytes)?];
        let ends = matches!(bytes, [0, 0, ..] | [0x11 | 0x12, 0, 0, ..]);
        ends.then_some(())?;
        let size = |number: i32| usize::try_from(number).ok();
        Some(Self { unpacked: size(unpacked)?, packed: size(packed)?, n_values: size(n_values)? })
    }

    /// A value takes at least a byte.
    fn is_plausible(self, codec: Compression) -> bool {
        let is_packed = codec != Compression::Uncompressed;
        let n_bytes = if is_packed { self.unpacked } else { self.packed };
        self.n_values <= MOST_VALUES.min(n_bytes) && (!is_packed || unpacks_to(self.packed, self.unpacked, codec))
    }
}

/// A number of 32 bits that is the next field.
fn number_field(bytes: &mut &[u8]) -> Option<i32> {
    let (0x15, rest) = bytes.split_first()? else { return None };
    let n = rest.iter().take(5).position(|byte| byte & 0x80 == 0)? + 1;
    let (varint, behind) = rest.split_at(n);
    *bytes = behind;
    let zigzag = varint.iter().rev().fold(0_u64, |number, byte| number << 7 | u64::from(byte & 0x7f));
    let zigzag = u32::try_from(zigzag).ok()?;
    Some((zigzag >> 1) as i32 ^ -((zigzag & 1) as i32))
}

#[cfg(test)]
mod tests {
    use super::{Compression, DictionaryHeader, LARGEST_PAGE, MOST_VALUES};

    fn varint(number: i32) -> Vec<u8> {
        let mut zigzag = ((number << 1) ^ (number >> 31)) as u32;
        let mut bytes = Vec::new();
        while zigzag >= 0x80 {
            bytes.push(zigzag as u8 | 0x80);
            zigzag >>= 7;
        }
        bytes.push(zigzag as u8);
        bytes
    }

    /// As thrift's compact protocol has it: type 2 is a dictionary's page, encoding 2 a plain dictionary.
    fn header(unpacked: i32, packed: i32, checksum: Option<i32>, n_values: i32) -> Vec<u8> {
        let field = |number: i32| [vec![0x15], varint(number)].concat();
        let (checksum, dictionary) = checksum.map_or((vec![], 0x4c), |checksum| (field(checksum), 0x3c));
        [field(2), field(unpacked), field(packed), checksum, vec![dictionary], field(n_values), field(2), vec![0, 0]]
            .concat()
    }

    #[test]
    fn the_header_of_a_dictionary_is_read_with_and_without_checksum() {
        for checksum in [None, Some(0), Some(-1), Some(i32::MIN), Some(i32::MAX)] {
            let found = DictionaryHeader::read(&header(70_000, 300, checksum, 17_500));
            assert_eq!(
                found,
                Some(DictionaryHeader { unpacked: 70_000, packed: 300, n_values: 17_500 }),
                "{checksum:?}"
            );
        }
        assert_eq!(DictionaryHeader::read(&header(-1, 300, None, 1)), None);
        assert_eq!(DictionaryHeader::read(&header(1, 300, None, -1)), None);
    }

    #[test]
    fn a_header_that_is_cut_off_or_laid_out_otherwise_is_not_believed() {
        let whole = header(70_000, 300, Some(9), 17_500);
        assert!((0..whole.len()).all(|n| DictionaryHeader::read(&whole[..n]).is_none()));
        let wrong: [&[u8]; 4] =
            [&[0x25, 2], &[0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0], &[0x15, 2, 0x15, 2, 0x15, 2, 0x4d], &[0xff; 40]];
        assert!(wrong.into_iter().all(|bytes| DictionaryHeader::read(bytes).is_none()));
    }

    /// A field in the long form is its type and then its number: 0x05 4 is field 2, 0x05 2 is field 1, 0x02 6 is field 3.
    #[test]
    fn a_header_that_says_a_field_again_is_not_believed() {
        let whole = header(70_000, 300, None, 17_500);
        let stops = whole.len() - 2;
        let again = |number: u8| [vec![0x05, number], varint(i32::MAX)].concat();
        let sorted = |byte: u8| [&whole[..stops], &[byte], &whole[stops..]].concat();
        assert!([0x11, 0x12].into_iter().all(|byte| DictionaryHeader::read(&sorted(byte)).is_some()));
        assert_eq!(DictionaryHeader::read(&sorted(0x13)), None);
        for number in [2, 4, 6] {
            let inner = [&whole[..stops], &again(number), &[0, 0]].concat();
            let outer = [&whole[..=stops], &again(number), &[0]].concat();
            let of_sorted = [&sorted(0x11)[..=stops], &again(number), &[0, 0]].concat();
            for bytes in [inner, outer, of_sorted] {
                assert_eq!(DictionaryHeader::read(&bytes), None, "{bytes:?}");
            }
        }
    }

    /// Readers keep the lowest 32 bits.
    #[test]
    fn a_number_of_more_than_32_bits_is_not_believed() {
        let whole = header(70_000, 300, None, 17_500);
        let rest = &[0x15, 0x80, 0x80, 0x80, 0x80, 0x7f][..];
        let at = 2 + 1 + varint(70_000).len();
        let wide = [&whole[..at], rest, &whole[at + 1 + varint(300).len()..]].concat();
        assert_eq!(DictionaryHeader::read(&wide), None);
    }

    #[track_caller]
    fn check(codec: Compression, unpacked: usize, packed: usize, n_values: usize, is_plausible: bool) {
        let header = DictionaryHeader { unpacked, packed, n_values };
        assert_eq!(header.is_plausible(codec), is_plausible, "{codec:?}: {header:?}");
    }

    /// So many bytes does pyarrow 26 make of 100,000 zeros.
    #[test]
    fn a_dictionary_unpacks_to_what_its_codec_can_make() {
        for (codec, packed) in [
            (Compression::Snappy, 4_696),
            (Compression::Lz4Raw, 403),
            (Compression::Gzip, 132),
            (Compression::Zstd, 22),
        ] {
            check(codec, 100_000, packed, 100_000, true);
            check(codec, i32::MAX as usize, packed, 1, false);
        }
        check(Compression::Snappy, 1 << 30, 1_000_000, 1, false);
        check(Compression::Zstd, LARGEST_PAGE + 1, 100_000_000, 1, false);
        check(Compression::Zstd, LARGEST_PAGE, 100_000_000, 1, true);
    }

    #[test]
    fn a_dictionary_has_at_most_a_value_for_each_byte() {
        check(Compression::Zstd, 1000, 500, 1000, true);
        check(Compression::Zstd, 1000, 500, 1001, false);
        check(Compression::Uncompressed, 0, 500, 500, true);
        check(Compression::Uncompressed, 1 << 30, 500, 501, false);
        check(Compression::Uncompressed, 1 << 30, 1 << 30, MOST_VALUES + 1, false);
    }
}
