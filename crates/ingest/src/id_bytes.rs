//! Ids as machine words: a hash, whether every character is a plain one, whether two are the same.
//!
//! Ids are short and there are many of them, so bytes are taken eight at a time; the last eight may overlap those before.

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
const EACH_BYTE: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * EACH_BYTE;
/// Below it are tab and line ends.
const FIRST_PLAIN: u8 = 0x20;

/// What one pass over an id says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest {
    /// 64 bits, each of which depends on the whole id.
    pub(crate) hash: u64,
    /// Whether all bytes are ASCII from the space on, so that none ends a field or begins a character of many bytes.
    pub(crate) is_plain: bool,
}

/// Hashes an id by folded multiplication, and looks at every byte.
#[inline]
pub(crate) fn digest(id: &[u8]) -> Digest {
    match (id.len(), id.first_chunk::<16>(), id.last_chunk::<8>()) {
        (17..=24, Some(first), Some(last)) => {
            let [first, second] = [first[..8].as_array(), first[8..].as_array()].map(word);
            let last = u64::from_le_bytes(*last);
            let odd = odd_bytes(first) | odd_bytes(second) | odd_bytes(last);
            let state = fold(first ^ STEP, second ^ STEP.rotate_left(32));
            Digest { hash: fold(state ^ last, STEP ^ id.len() as u64), is_plain: odd == 0 }
        }
        _ => digest_any(id),
    }
}

fn word(bytes: Option<&[u8; 8]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn digest_any(id: &[u8]) -> Digest {
    let (words, rest) = id.as_chunks::<8>();
    let last = rest.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
    let state = words.iter().fold(STEP, |state, word| fold(state ^ u64::from_le_bytes(*word), STEP));
    Digest { hash: fold(state ^ last, STEP ^ id.len() as u64), is_plain: is_plain(id) }
}

/// Whether all bytes of a text are ASCII from the space on.
#[inline]
pub(crate) fn is_plain(text: &[u8]) -> bool {
    text.iter().all(|&byte| is_plain_byte(byte))
}

fn is_plain_byte(byte: u8) -> bool {
    byte.is_ascii() && byte >= FIRST_PLAIN
}

/// Not 0 if one of the eight bytes is not plain: subtracting the first plain one borrows from the high bit of what is
/// below it.
#[inline]
fn odd_bytes(word: u64) -> u64 {
    (word.wrapping_sub(u64::from(FIRST_PLAIN) * EACH_BYTE) | word) & HIGH_BITS
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ (product >> 64) as u64
}

/// Whether two ids are the same; for ids of a few dozen bytes faster than a call of `memcmp`.
#[inline]
pub(crate) fn same_bytes(a: &[u8], b: &[u8]) -> bool {
    let (Some(last_a), Some(last_b)) = (a.last_chunk::<16>(), b.last_chunk::<16>()) else { return a == b };
    a.len() == b.len()
        && last_a == last_b
        && a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::{digest, is_plain, same_bytes};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_plain_if_each_of_its_bytes_is(text in proptest::collection::vec(any::<u8>(), 0..40)) {
            let expected = text.iter().all(|byte| (b' '..0x80).contains(byte));
            prop_assert_eq!(digest(&text).is_plain, expected);
            prop_assert_eq!(is_plain(&text), expected);
        }

        #[test]
        fn one_odd_byte_among_plain_ones_is_seen(mut text in proptest::collection::vec(b' '..0x80, 1..40), at in any::<prop::sample::Index>(), odd in prop_oneof![0..b' ', 0x80..=u8::MAX]) {
            prop_assert!(digest(&text).is_plain);
            let at = at.index(text.len());
            text[at] = odd;
            prop_assert!(!digest(&text).is_plain);
        }

        #[test]
        fn two_texts_are_the_same_if_each_byte_is(text in proptest::collection::vec(any::<u8>(), 1..40), at in any::<prop::sample::Index>(), by in 1u8..) {
            let mut other = text.clone();
            prop_assert!(same_bytes(&text, &other));
            let at = at.index(text.len());
            other[at] = other[at].wrapping_add(by);
            prop_assert!(!same_bytes(&text, &other));
            prop_assert!(!same_bytes(&text, &text[1..]));
        }

        #[test]
        fn texts_that_differ_in_a_byte_differ_in_their_hash(text in proptest::collection::vec(any::<u8>(), 1..40), at in any::<prop::sample::Index>(), by in 1u8..) {
            let mut other = text.clone();
            let at = at.index(text.len());
            other[at] = other[at].wrapping_add(by);
            prop_assert_ne!(digest(&text).hash, digest(&other).hash);
        }
    }
}
