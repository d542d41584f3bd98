//! Sixteen scores at a time: which of them may enter a list, moved together. The same for every instruction set.

use pulp::NullaryFnOnce;

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

/// Moves the lanes that may enter to the front of `out`.
trait Lanes: Copy {
    /// A lane may enter if its bit is set in `candidates` and its score is not below `threshold`; NaN is not.
    /// Returns how many; what stands behind them in `out` means nothing.
    fn compact(
        self,
        lanes: (&[f32; LANES], &[u32; LANES]),
        candidates: u16,
        threshold: f32,
        out: (&mut [f32; LANES], &mut [u32; LANES]),
    ) -> usize;
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
    let (threshold, out) = top.room();
    let n_entered = lanes.compact(row, candidates, threshold, out);
    top.enter(n_entered);
}

fn padded<T: Copy>(values: &[T], padding: T) -> [T; LANES] {
    let mut lanes = [padding; LANES];
    lanes[..values.len()].copy_from_slice(values);
    lanes
}

#[inline(always)]
fn compact_by_mask(
    mut mask: u16,
    (scores, ranks): (&[f32; LANES], &[u32; LANES]),
    (out_scores, out_ranks): (&mut [f32; LANES], &mut [u32; LANES]),
) -> usize {
    let n_entered = mask.count_ones() as usize;
    for (score, rank) in out_scores.iter_mut().zip(out_ranks).take(n_entered) {
        let lane = mask.trailing_zeros() as usize % LANES;
        (*score, *rank) = (scores[lane], ranks[lane]);
        mask &= mask.wrapping_sub(1);
    }
    n_entered
}

impl Lanes for OneByOne {
    #[inline(always)]
    fn compact(
        self,
        lanes: (&[f32; LANES], &[u32; LANES]),
        candidates: u16,
        threshold: f32,
        out: (&mut [f32; LANES], &mut [u32; LANES]),
    ) -> usize {
        let below =
            lanes.0.iter().enumerate().fold(0, |bits, (lane, &score)| bits | u16::from(score < threshold) << lane);
        compact_by_mask(!below & candidates, lanes, out)
    }
}

#[cfg(target_arch = "x86_64")]
impl Lanes for pulp::x86::V3 {
    #[inline(always)]
    fn compact(
        self,
        lanes: (&[f32; LANES], &[u32; LANES]),
        candidates: u16,
        threshold: f32,
        out: (&mut [f32; LANES], &mut [u32; LANES]),
    ) -> usize {
        let [low, high]: [pulp::f32x8; 2] = pulp::bytemuck::cast(*lanes.0);
        let threshold = self.splat_f32x8(threshold);
        let below = |scores| {
            let mask = pulp::bytemuck::cast(self.cmp_lt_f32x8(scores, threshold));
            self.avx._mm256_movemask_ps(mask) as u16
        };
        compact_by_mask(!(below(low) | below(high) << 8) & candidates, lanes, out)
    }
}

#[cfg(target_arch = "x86_64")]
impl Lanes for pulp::x86::V4 {
    #[inline(always)]
    fn compact(
        self,
        lanes: (&[f32; LANES], &[u32; LANES]),
        candidates: u16,
        threshold: f32,
        out: (&mut [f32; LANES], &mut [u32; LANES]),
    ) -> usize {
        let scores: pulp::f32x16 = pulp::bytemuck::cast(*lanes.0);
        let below = self.cmp_lt_f32x16(scores, self.splat_f32x16(threshold));
        let mask = !below.0 & candidates;
        *out.0 = pulp::bytemuck::cast(self.avx512f._mm512_maskz_compress_ps(mask, pulp::bytemuck::cast(scores)));
        *out.1 = pulp::bytemuck::cast(self.avx512f._mm512_maskz_compress_epi32(mask, pulp::bytemuck::cast(*lanes.1)));
        mask.count_ones() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{LANES, Lanes, OneByOne};

    type Moved = Vec<(u32, u32)>;

    fn moved(lanes: impl Lanes, scores: &[f32; LANES], candidates: u16, threshold: f32) -> Moved {
        let ranks: [u32; LANES] = std::array::from_fn(|lane| lane as u32 * 3);
        let mut out = ([0.0; LANES], [0; LANES]);
        let n_entered = lanes.compact((scores, &ranks), candidates, threshold, (&mut out.0, &mut out.1));
        out.0.iter().map(|score| score.to_bits()).zip(out.1).take(n_entered).collect()
    }

    #[track_caller]
    fn check(scores: [f32; LANES], candidates: u16, threshold: f32) {
        let kept = |lane: &usize| candidates >> lane & 1 == 1 && (scores[*lane] >= threshold || scores[*lane].is_nan());
        let expected: Moved = (0..LANES).filter(kept).map(|lane| (scores[lane].to_bits(), lane as u32 * 3)).collect();
        assert_eq!(moved(OneByOne, &scores, candidates, threshold), expected);
        #[cfg(target_arch = "x86_64")]
        {
            if let Some(simd) = pulp::x86::V3::try_new() {
                assert_eq!(moved(simd, &scores, candidates, threshold), expected);
            }
            if let Some(simd) = pulp::x86::V4::try_new() {
                assert_eq!(moved(simd, &scores, candidates, threshold), expected);
            }
        }
    }

    #[test]
    fn every_instruction_set_moves_the_same_lanes() {
        let scores = std::array::from_fn(|lane| (lane * 7 % 16) as f32);
        for candidates in [0, 1, 0x8000, 0xffff, 0x5a5a] {
            for threshold in [f32::MIN, 0.0, 7.0, 7.5, 15.0, 16.0, f32::NAN] {
                check(scores, candidates, threshold);
            }
        }
        let strange = [f32::NAN, f32::NEG_INFINITY, f32::INFINITY, -0.0, f32::MIN, 0.0, 1.0, -1.0];
        check(std::array::from_fn(|lane| strange[lane % 8]), 0xffff, 0.0);
        check(std::array::from_fn(|lane| strange[lane % 8]), 0xffff, f32::MIN);
    }
}
