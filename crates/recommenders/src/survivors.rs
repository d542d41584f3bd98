//! Sixteen scores at a time: which of them may enter a list, moved together. The same for every instruction set.

#![expect(clippy::inline_always, reason = "what is dispatched on the instruction set must be compiled for it")]

use pulp::NullaryFnOnce;
use pulp::bytemuck::cast;

use crate::top_songs::TopSongs;

/// How many scores are looked at together. Tiles start at multiples of it.
pub(crate) const LANES: usize = 16;

/// Offers a row of scores to a user's list.
///
/// `scores` are those of consecutive songs, `ranks` the songs' ranks in the order of ties, `candidates` a bit for each
/// song, [`LANES`] to a word.
pub(crate) fn offer(scores: &[f32], ranks: &[u32], candidates: &[u16], top: &mut TopSongs) {
    let row = Row { scores, ranks, candidates, top };
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V4::try_new() {
        return simd.vectorize(OnLanes { row, lanes: simd });
    } else if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(OnLanes { row, lanes: simd });
    }
    row.offer(OneByOne);
}

/// What is asked of sixteen lanes, a bit of a word for each.
trait Lanes: Copy {
    /// Which scores are below `threshold`; NaN is not.
    fn below(self, scores: &[f32; LANES], threshold: f32) -> u16;

    /// Which scores are `score`.
    fn equal(self, scores: &[f32; LANES], score: f32) -> u16;

    /// Which ranks are `rank` or come after it.
    fn not_before(self, ranks: &[u32; LANES], rank: u32) -> u16;

    /// Moves the lanes of `mask` to the front of `out`. What stands behind them means nothing.
    fn pack(self, mask: u16, lanes: (&[f32; LANES], &[u32; LANES]), out: (&mut [f32; LANES], &mut [u32; LANES]));
}

#[derive(Clone, Copy)]
struct OneByOne;

struct Row<'a> {
    scores: &'a [f32],
    ranks: &'a [u32],
    candidates: &'a [u16],
    top: &'a mut TopSongs,
}

struct OnLanes<'a, L> {
    row: Row<'a>,
    lanes: L,
}

impl<L: Lanes> NullaryFnOnce for OnLanes<'_, L> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.row.offer(self.lanes);
    }
}

impl Row<'_> {
    #[inline(always)]
    fn offer<L: Lanes>(self, lanes: L) {
        let (scores, scores_left) = self.scores.as_chunks::<LANES>();
        let (ranks, ranks_left) = self.ranks.as_chunks::<LANES>();
        let (whole, left) = self.candidates.split_at(scores.len());
        for ((scores, ranks), candidates) in scores.iter().zip(ranks).zip(whole) {
            offer_lanes(lanes, (scores, ranks), *candidates, self.top);
        }
        if let Some(candidates) = left.first() {
            let (scores, ranks) = (padded(scores_left, f32::NEG_INFINITY), padded(ranks_left, 0));
            offer_lanes(lanes, (&scores, &ranks), *candidates, self.top);
        }
    }
}

#[inline(always)]
fn offer_lanes<L: Lanes>(lanes: L, row: (&[f32; LANES], &[u32; LANES]), candidates: u16, top: &mut TopSongs) {
    let bar = top.bar();
    let not_below = !lanes.below(row.0, bar.score) & candidates;
    if not_below != 0 {
        let tied = lanes.equal(row.0, bar.score) & lanes.not_before(row.1, bar.rank) & candidates;
        let entering = not_below & !tied;
        let (room, ranks) = top.room();
        let mut scores = [0.0; LANES];
        lanes.pack(entering, row, (&mut scores, ranks));
        *room = cast(scores);
        top.enter(entering.count_ones() as usize, tied != 0);
    }
}

fn padded<T: Copy>(values: &[T], padding: T) -> [T; LANES] {
    let mut lanes = [padding; LANES];
    lanes[..values.len()].copy_from_slice(values);
    lanes
}

#[inline(always)]
fn bits_where<T>(lanes: &[T; LANES], is_so: impl Fn(&T) -> bool) -> u16 {
    lanes.iter().enumerate().fold(0, |bits, (lane, value)| bits | u16::from(is_so(value)) << lane)
}

impl Lanes for OneByOne {
    #[inline(always)]
    fn below(self, scores: &[f32; LANES], threshold: f32) -> u16 {
        bits_where(scores, |score| *score < threshold)
    }

    #[inline(always)]
    #[expect(clippy::float_cmp, reason = "a tie is the very same score")]
    fn equal(self, scores: &[f32; LANES], score: f32) -> u16 {
        bits_where(scores, |other| *other == score)
    }

    #[inline(always)]
    fn not_before(self, ranks: &[u32; LANES], rank: u32) -> u16 {
        bits_where(ranks, |other| *other >= rank)
    }

    #[inline(always)]
    fn pack(self, mut mask: u16, lanes: (&[f32; LANES], &[u32; LANES]), out: (&mut [f32; LANES], &mut [u32; LANES])) {
        for (score, rank) in out.0.iter_mut().zip(out.1).take(mask.count_ones() as usize) {
            let lane = mask.trailing_zeros() as usize % LANES;
            (*score, *rank) = (lanes.0[lane], lanes.1[lane]);
            mask &= mask.wrapping_sub(1);
        }
    }
}

/// AVX2: eight lanes, twice.
#[cfg(target_arch = "x86_64")]
impl Lanes for pulp::x86::V3 {
    #[inline(always)]
    fn below(self, scores: &[f32; LANES], threshold: f32) -> u16 {
        let [low, high]: [pulp::f32x8; 2] = cast(*scores);
        let threshold = self.splat_f32x8(threshold);
        halves(self, self.cmp_lt_f32x8(low, threshold), self.cmp_lt_f32x8(high, threshold))
    }

    #[inline(always)]
    fn equal(self, scores: &[f32; LANES], score: f32) -> u16 {
        let [low, high]: [pulp::f32x8; 2] = cast(*scores);
        let score = self.splat_f32x8(score);
        halves(self, self.cmp_eq_f32x8(low, score), self.cmp_eq_f32x8(high, score))
    }

    #[inline(always)]
    fn not_before(self, ranks: &[u32; LANES], rank: u32) -> u16 {
        let [low, high]: [pulp::u32x8; 2] = cast(*ranks);
        let rank = self.splat_u32x8(rank);
        halves(self, self.cmp_ge_u32x8(low, rank), self.cmp_ge_u32x8(high, rank))
    }

    #[inline(always)]
    fn pack(self, mask: u16, lanes: (&[f32; LANES], &[u32; LANES]), out: (&mut [f32; LANES], &mut [u32; LANES])) {
        OneByOne.pack(mask, lanes, out);
    }
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn halves(simd: pulp::x86::V3, low: pulp::m32x8, high: pulp::m32x8) -> u16 {
    let bits = |mask| simd.avx._mm256_movemask_ps(cast(mask)) as u16;
    bits(low) | bits(high) << 8
}

/// AVX-512: sixteen lanes, which it can pack by itself.
#[cfg(target_arch = "x86_64")]
impl Lanes for pulp::x86::V4 {
    #[inline(always)]
    fn below(self, scores: &[f32; LANES], threshold: f32) -> u16 {
        self.cmp_lt_f32x16(cast(*scores), self.splat_f32x16(threshold)).0
    }

    #[inline(always)]
    fn equal(self, scores: &[f32; LANES], score: f32) -> u16 {
        self.cmp_eq_f32x16(cast(*scores), self.splat_f32x16(score)).0
    }

    #[inline(always)]
    fn not_before(self, ranks: &[u32; LANES], rank: u32) -> u16 {
        self.cmp_ge_u32x16(cast(*ranks), self.splat_u32x16(rank)).0
    }

    #[inline(always)]
    fn pack(self, mask: u16, lanes: (&[f32; LANES], &[u32; LANES]), out: (&mut [f32; LANES], &mut [u32; LANES])) {
        *out.0 = cast(self.avx512f._mm512_maskz_compress_ps(mask, cast(*lanes.0)));
        *out.1 = cast(self.avx512f._mm512_maskz_compress_epi32(mask, cast(*lanes.1)));
    }
}

#[cfg(test)]
mod tests {
    use super::{LANES, Lanes, OneByOne};

    type Answers = ([u16; 3], Vec<(u32, u32)>);

    fn answers(lanes: impl Lanes, scores: &[f32; LANES], mask: u16, threshold: f32) -> Answers {
        let ranks: [u32; LANES] = std::array::from_fn(|lane| (lane as u32).wrapping_mul(0x2aaa_aaaa));
        let mut out = ([0.0; LANES], [0; LANES]);
        lanes.pack(mask, (scores, &ranks), (&mut out.0, &mut out.1));
        let bits = [lanes.below(scores, threshold), lanes.equal(scores, threshold), lanes.not_before(&ranks, ranks[9])];
        (bits, out.0.iter().map(|score| score.to_bits()).zip(out.1).take(mask.count_ones() as usize).collect())
    }

    #[track_caller]
    fn check(scores: [f32; LANES], mask: u16, threshold: f32) {
        let expected = answers(OneByOne, &scores, mask, threshold);
        #[cfg(target_arch = "x86_64")]
        {
            if let Some(simd) = pulp::x86::V3::try_new() {
                assert_eq!(answers(simd, &scores, mask, threshold), expected);
            }
            if let Some(simd) = pulp::x86::V4::try_new() {
                assert_eq!(answers(simd, &scores, mask, threshold), expected);
            }
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_answers() {
        let scores = std::array::from_fn(|lane| (lane * 7 % 16) as f32);
        for mask in [0, 1, 0x8000, 0xffff, 0x5a5a] {
            for threshold in [f32::MIN, 0.0, 7.0, 7.5, 15.0, 16.0, f32::NAN] {
                check(scores, mask, threshold);
            }
        }
        let strange = [f32::NAN, f32::NEG_INFINITY, f32::INFINITY, -0.0, f32::MIN, 0.0, 1.0, -1.0];
        check(std::array::from_fn(|lane| strange[lane % 8]), 0xffff, 0.0);
        check(std::array::from_fn(|lane| strange[lane % 8]), 0x1234, f32::MIN);
    }

    /// Lanes 1 and 3 hold numbers below 2, lane 2 a 2, lane 0 NaN, which is neither.
    #[test]
    fn bits_count_lanes_from_the_lowest() {
        let mut scores = [9.0; LANES];
        scores[..4].copy_from_slice(&[f32::NAN, 1.0, 2.0, f32::NEG_INFINITY]);
        assert_eq!((OneByOne.below(&scores, 2.0), OneByOne.equal(&scores, 2.0)), (0b1010, 0b0100));
        assert_eq!(
            answers(OneByOne, &scores, 0b0110, 2.0).1[..2],
            [(1_f32.to_bits(), 0x2aaa_aaaa), (2_f32.to_bits(), 0x5555_5554)]
        );
    }
}
