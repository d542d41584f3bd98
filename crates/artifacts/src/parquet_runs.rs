//! Numbers as runs and packed bits, Parquet's `RLE_DICTIONARY`: how pages of a column point into its dictionary.
//!
//! ```text
//! run of n equal numbers    varint(n << 1)        the number in whole bytes
//! n numbers, packed         varint(n / 8 << 1 | 1)  `width` bits each, the lowest first; n padded to a multiple of 8
//! ```

use crate::parquet_lists::put_varint;

/// The bits of the largest of so many numbers from 0; at least one, since some readers know no width of none.
pub(crate) fn width_of(n_numbers: usize) -> u32 {
    (usize::BITS - n_numbers.saturating_sub(1).leading_zeros()).max(1)
}

/// Appends `n` times the same number.
pub(crate) fn put_run(bytes: &mut Vec<u8>, width: u32, number: u32, n: usize) {
    put_varint(bytes, (n as u64) << 1);
    bytes.extend_from_slice(&number.to_le_bytes()[..width.div_ceil(8) as usize]);
}

/// Appends numbers below 2^`width`, packed. Only the last piece of a page may have a length that is no multiple of 8.
pub(crate) fn put_packed(bytes: &mut Vec<u8>, width: u32, numbers: impl ExactSizeIterator<Item = u32>) {
    let n_groups = numbers.len().div_ceil(8);
    put_varint(bytes, (n_groups as u64) << 1 | 1);
    let end = bytes.len() + n_groups * width as usize;
    bytes.reserve(n_groups * width as usize + 8);
    let (mut word, mut n_bits) = (0_u64, 0);
    for number in numbers {
        word |= u64::from(number) << n_bits;
        n_bits += width;
        if n_bits >= 32 {
            bytes.extend_from_slice(&(word as u32).to_le_bytes());
            word >>= 32;
            n_bits -= 32;
        }
    }
    bytes.extend_from_slice(&word.to_le_bytes());
    bytes.resize(end, 0);
}
