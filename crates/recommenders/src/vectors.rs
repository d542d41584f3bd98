//! Rows of 32-bit numbers, sixteen at a time: what the inner loops of the factor models are made of.
//!
//! A row of N x 16 numbers is `[Lanes; N]`. Whatever the CPU's vectors hold, 16 sums run side by side and are added up in
//! the same order, so the bits do not depend on the machine's vector width.

#![expect(clippy::inline_always, reason = "what is dispatched must be inlined to be compiled for the CPU at hand")]

use pulp::Simd;

/// How many numbers stand in one [`Lanes`].
pub(crate) const N_LANES: usize = 16;

/// Sixteen numbers side by side.
pub(crate) type Lanes = [f32; N_LANES];

/// A row of `N` times sixteen numbers.
pub(crate) type Row<const N: usize> = [Lanes; N];

/// All zero.
pub(crate) const NO_LANES: Lanes = [0.0; N_LANES];

/// `to += factor * row`, number by number, with one rounding.
#[inline(always)]
pub(crate) fn add_scaled<S: Simd, const N: usize>(simd: S, factor: f32, row: &Row<N>, to: &mut Row<N>) {
    let factor = simd.splat_f32s(factor);
    for (from, to) in row.iter().zip(to) {
        add_scaled_lanes(simd, factor, from, to);
    }
}

/// `to += factor * lanes`, for a factor that fills a vector.
#[inline(always)]
pub(crate) fn add_scaled_lanes<S: Simd>(simd: S, factor: S::f32s, lanes: &Lanes, to: &mut Lanes) {
    let (lanes, _) = S::as_simd_f32s(lanes);
    let (to, _) = S::as_mut_simd_f32s(to);
    for (lane, to) in lanes.iter().zip(to) {
        *to = simd.mul_add_f32s(factor, *lane, *to);
    }
}

/// `a . b`
#[inline(always)]
pub(crate) fn dot<S: Simd, const N: usize>(simd: S, a: &Row<N>, b: &Row<N>) -> f32 {
    let mut sums = NO_LANES;
    for (a, b) in a.iter().zip(b) {
        add_products(simd, a, b, &mut sums);
    }
    total(&sums)
}

#[inline(always)]
fn add_products<S: Simd>(simd: S, a: &Lanes, b: &Lanes, sums: &mut Lanes) {
    let (a, _) = S::as_simd_f32s(a);
    let (b, _) = S::as_simd_f32s(b);
    let (sums, _) = S::as_mut_simd_f32s(sums);
    for ((a, b), sum) in a.iter().zip(b).zip(sums) {
        *sum = simd.mul_add_f32s(*a, *b, *sum);
    }
}

/// The sum of sixteen numbers: halves onto halves, four times.
#[inline(always)]
fn total(lanes: &Lanes) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|lane| lanes[lane] + lanes[lane + 8]);
    let four: [f32; 4] = std::array::from_fn(|lane| eight[lane] + eight[lane + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}
