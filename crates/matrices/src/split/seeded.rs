//! Random numbers that depend on a seed and a user's id, and on nothing else.
//!
//! The state of a user's PCG64 (O'Neill, 2014) is the SHA-256 of seed and id, so that no user's draws hang on another's.

use rand::Rng;
use rand_pcg::Pcg64;
use sha2::{Digest, Sha256};

/// A user's generator.
pub(super) fn generator(seed: u64, user: &str) -> Pcg64 {
    let hash = hash(*b"songs", seed, user);
    let (state, stream) = hash.split_at(16);
    let number = |bytes: &[u8]| bytes.iter().fold(0_u128, |number, &byte| number << 8 | u128::from(byte));
    Pcg64::new(number(state), number(stream))
}

/// A number by which users are put into a random order.
pub(super) fn key(seed: u64, user: &str) -> u64 {
    hash(*b"users", seed, user)[..8].iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

fn hash(purpose: [u8; 5], seed: u64, user: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(purpose);
    hash.update(seed.to_le_bytes());
    hash.update(user.as_bytes());
    hash.finalize().into()
}

/// Puts `n` of the things at the front, each choice equally likely.
///
/// The steps of Fisher and Yates, each place drawn by a product with 64 random bits: some are likelier by less than
/// 2^-32 for fewer than 2^32 things.
pub(super) fn draw<T>(things: &mut [T], n: usize, random: &mut impl Rng) {
    for place in 0..n.min(things.len()) {
        let left = (things.len() - place) as u128;
        let drawn = (u128::from(random.next_u64()) * left) >> 64;
        things.swap(place, place + drawn as usize);
    }
}
