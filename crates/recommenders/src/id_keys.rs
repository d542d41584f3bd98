//! Seeded hashes of ids: what is drawn depends on who is meant, not on numbers.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use domain::{Index, Vocabulary};
use sha2::{Digest, Sha256};

/// The first 8 bytes, big-endian, of the SHA-256 of the seed (8 bytes, little-endian) and the id's bytes.
pub(crate) fn id_key(seed: u64, id: &str) -> u64 {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(id).finalize();
    let mut key = [0; 8];
    key.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(key)
}

/// The key of every id, by number.
pub(crate) fn id_keys<I: Index>(seed: u64, ids: &Vocabulary<I>) -> Vec<u64> {
    ids.iter().map(|id| id_key(seed, id)).collect()
}

/// A draw of 32 even bits for a user and a song, from their keys.
///
/// Each half of the keys goes in through a bijection of its own (shifts and odd factors after Wellons' `lowbias32`), so
/// that two users draw alike only where both halves fall together.
#[inline(always)]
pub(crate) fn draw(user: u64, song_low: u32, song_high: u32) -> u32 {
    let mut bits = song_low ^ user as u32;
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7feb_352d);
    bits = (bits ^ (bits >> 15)).wrapping_add(song_high ^ (user >> 32) as u32);
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x846c_a68b);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x9e37_79b1);
    bits ^ (bits >> 16)
}

#[cfg(test)]
mod tests {
    use super::draw;

    /// Of 256 x 4096 draws in 16 bins, each bin holds 65,536 with a standard deviation of 248: 5 of them are allowed.
    #[test]
    fn draws_are_even() {
        let mut bins = [0_i64; 16];
        for user in 0..256_u64 {
            for song in 0..4096_u32 {
                let key = user.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                bins[(draw(key, song.wrapping_mul(0x85eb_ca6b), song.wrapping_mul(0xc2b2_ae35)) >> 28) as usize] += 1;
            }
        }
        assert!(bins.iter().all(|bin| (bin - 65_536).abs() < 5 * 248), "{bins:?}");
    }
}
