//! The names of songs, tracks and users as the real files spell them, packed into integers that sort as their text does.
//!
//! ```text
//! song   SOAKIMP12A8C130995   SO + 5 letters + 12A  + 8 hexadecimal digits
//! track  TRMMGKQ128F9325E10   TR + 5 letters + 128F + 7 hexadecimal digits
//! user   b80344d063b5ccb3212f76538f3d9e43d87dca9e   40 hexadecimal digits
//! ```

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use crate::stream::{Topic, stream};

const N_LETTERS: u32 = 5;
const UPPER_HEX: &[u8; 16] = b"0123456789ABCDEF";
const LOWER_HEX: &[u8; 16] = b"0123456789abcdef";

/// A song's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SongCode(u64);

/// A recording's name; several tracks can be one song.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TrackCode(u64);

impl SongCode {
    /// `n` different codes in random order.
    pub(crate) fn distinct(n: usize, rng: &mut impl Rng) -> Vec<Self> {
        distinct(n, 8, rng).into_iter().map(Self).collect()
    }

    pub(crate) fn text(self) -> [u8; 18] {
        spelled(*b"SO", self.0, b"12A")
    }
}

impl TrackCode {
    /// `n` different codes in random order.
    pub(crate) fn distinct(n: usize, rng: &mut impl Rng) -> Vec<Self> {
        distinct(n, 7, rng).into_iter().map(Self).collect()
    }

    pub(crate) fn text(self) -> [u8; 18] {
        spelled(*b"TR", self.0, b"128F")
    }
}

/// The name of a user; 160 random bits, so that no two are alike.
pub(crate) fn user_text(seed: u64, user: usize) -> [u8; 40] {
    let mut rng = stream(seed, Topic::UserId, user as u64);
    let mut text = [0; 40];
    for digits in text.chunks_mut(16) {
        let mut bits = rng.next_u64();
        for digit in digits {
            *digit = LOWER_HEX[(bits & 15) as usize];
            bits >>= 4;
        }
    }
    text
}

/// `n` lower-case hexadecimal digits at random, appended to `text`.
pub(crate) fn push_hex(n: usize, text: &mut String, rng: &mut impl Rng) {
    text.extend((0..n).map(|_| char::from(LOWER_HEX[rng.random_range(0..16_u32) as usize])));
}

fn distinct(n: usize, n_hex: u32, rng: &mut impl Rng) -> Vec<u64> {
    let n_codes = 26_u64.pow(N_LETTERS) << (4 * n_hex);
    let mut codes = Vec::with_capacity(n);
    while codes.len() < n {
        codes.extend((codes.len()..n).map(|_| rng.random_range(0..n_codes)));
        codes.sort_unstable();
        codes.dedup();
    }
    codes.shuffle(rng);
    codes
}

fn spelled(prefix: [u8; 2], code: u64, middle: &[u8]) -> [u8; 18] {
    let mut text = [0; 18];
    let (head, hex) = text.split_at_mut(7 + middle.len());
    let mut rest = code;
    for digit in hex.iter_mut().rev() {
        *digit = UPPER_HEX[(rest & 15) as usize];
        rest >>= 4;
    }
    for letter in head[2..7].iter_mut().rev() {
        *letter = b'A' + (rest % 26) as u8;
        rest /= 26;
    }
    head[..2].copy_from_slice(&prefix);
    head[7..].copy_from_slice(middle);
    text
}
