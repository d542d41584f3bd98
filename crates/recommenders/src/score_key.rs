//! A song's place in a list as one number: higher is better.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use crate::NOT_RECOMMENDED;

/// The 32 bits of a score in the order of scores; both zeros are one, NaN is above positive infinity.
#[inline(always)]
pub(crate) fn ordered(score: f32) -> u32 {
    let bits = (score + 0.0).to_bits();
    let all_if_negative = ((bits as i32) >> 31) as u32;
    if score.is_nan() { u32::MAX } else { bits ^ (all_if_negative | 1 << 31) }
}

/// The score of ordered bits.
pub(crate) fn score_of(ordered: u32) -> f32 {
    if ordered >> 31 == 1 { f32::from_bits(ordered ^ (1 << 31)) } else { f32::from_bits(!ordered) }
}

/// Score first, by its ordered bits, then the rank among ties, ascending.
#[inline(always)]
pub(crate) fn key_of(ordered: u32, rank: u32) -> u64 {
    u64::from(ordered) << 32 | u64::from(!rank)
}

/// The ordered bits of a key's score.
#[inline(always)]
pub(crate) fn ordered_of(key: u64) -> u32 {
    (key >> 32) as u32
}

/// The rank of a key among ties.
pub(crate) fn rank_of(key: u64) -> u32 {
    !(key as u32)
}

/// Whether a key stands for a score that no model may give.
pub(crate) fn is_no_score(key: u64) -> bool {
    ordered_of(key) >= ordered(-NOT_RECOMMENDED)
}

#[cfg(test)]
mod tests {
    use super::{is_no_score, key_of, ordered, ordered_of, rank_of, score_of};

    #[test]
    fn bits_stand_in_the_order_of_scores() {
        let scores =
            [f32::NEG_INFINITY, f32::MIN, -1.5, -1e-45, 0.0, 1e-45, 1.0, 2.5, f32::MAX, f32::INFINITY, f32::NAN];
        assert!(scores.windows(2).all(|pair| ordered(pair[0]) < ordered(pair[1])));
        assert_eq!(ordered(-f32::NAN), u32::MAX);
        assert_eq!(ordered(-0.0), ordered(0.0), "the zeros are a tie");
    }

    #[test]
    fn a_key_gives_back_what_it_was_made_of() {
        for score in [-3.25, 0.0, 7e30, f32::MIN] {
            let key = key_of(ordered(score), 41);
            assert_eq!((score_of(ordered_of(key)), rank_of(key)), (score, 41));
            assert!(!is_no_score(key));
        }
        assert!(is_no_score(key_of(ordered(f32::INFINITY), 0)) && is_no_score(key_of(ordered(f32::NAN), 0)));
    }
}
