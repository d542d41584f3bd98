//! One text that stands for a whole numbering: the same hash, the same numbers.

use domain::{Index, Vocabulary};
use sha2::{Digest, Sha256};

use crate::checksums::hex;

/// SHA-256, in hex, of all ids in the order of their numbers, with a line end between each two.
pub fn vocabulary_hash<I: Index>(vocabulary: &Vocabulary<I>) -> String {
    let mut hash = Sha256::new();
    for (id, number) in vocabulary.iter().zip(0_u64..) {
        if number > 0 {
            hash.update(b"\n");
        }
        hash.update(id.as_bytes());
    }
    hex(&hash.finalize())
}
