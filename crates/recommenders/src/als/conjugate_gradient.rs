//! Conjugate gradient on the equations of one user or song, whose matrix is never made (Takács, Pilászy & Tikk 2011).
//!
//! `A = alpha_0 Y'Y + Y' (C - alpha_0) Y + lambda I` over the songs Y that were heard, `b = Y' c`. A product `A p` takes
//! `alpha_0 Y'Y`, which is the same for all, and two passes over the heard songs' vectors. These are brought together
//! once, so that they are near for all steps.

#![expect(clippy::inline_always, reason = "what is dispatched must be inlined to be compiled for the CPU at hand")]

use pulp::{Arch, Simd, WithSimd};

use super::options::AlsOptions;
use crate::vectors::{Lanes, N_LANES, NO_LANES, Row, add_scaled, add_scaled_lanes, dot};

/// The same for all users of a half iteration (or all songs).
#[derive(Clone, Copy)]
pub(crate) struct Equations<'a, const N: usize> {
    /// The vectors of the other side.
    pub(crate) others: &'a [Row<N>],
    /// `alpha_0 Y'Y`, a row for every factor.
    pub(crate) gram: &'a [Row<N>],
    /// Other users or songs that could have been heard.
    pub(crate) n_others: usize,
    /// How many steps at most, and where the squared residual is as good as zero.
    pub(crate) stop: Stop,
    /// Regularisation and weights.
    pub(crate) options: &'a AlsOptions,
}

/// When it is enough.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// Steps at most.
    pub(crate) steps: usize,
    /// Squared length of the residual, as a share of the right side's.
    pub(crate) relative: f32,
}

/// Under this squared length a residual is nothing, as in implicit.
const NOTHING: f32 = 1e-20;
/// Bytes of vectors that are brought together; who has more brings them together again for every pass.
const NEAR_BYTES: usize = 8 << 20;

/// Some users (or songs) one after the other.
pub(crate) struct SolveRows<'a, 'b, const N: usize> {
    /// What they have in common.
    pub(crate) equations: Equations<'a, N>,
    /// The columns and confidences of each.
    pub(crate) weights: &'b mut dyn Iterator<Item = (&'a [u32], &'a [f32])>,
    /// Where each starts, and then its solution.
    pub(crate) vectors: &'b mut [Row<N>],
    /// Room for the vectors that are brought together.
    pub(crate) near: &'b mut Vec<Row<N>>,
}

impl<const N: usize> SolveRows<'_, '_, N> {
    /// Solves all.
    pub(crate) fn run(self) {
        Arch::new().dispatch(self);
    }
}

impl<const N: usize> WithSimd for SolveRows<'_, '_, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for (vector, (columns, confidences)) in self.vectors.iter_mut().zip(self.weights) {
            solve(simd, &self.equations, columns, confidences, self.near, vector);
        }
    }
}

/// One user's or song's equations.
#[inline(always)]
fn solve<S: Simd, const N: usize>(
    simd: S,
    equations: &Equations<'_, N>,
    columns: &[u32],
    confidences: &[f32],
    near: &mut Vec<Row<N>>,
    vector: &mut Row<N>,
) {
    if columns.is_empty() {
        *vector = [NO_LANES; N];
        return;
    }
    let regularization = equations.options.regularization_of(columns.len(), equations.n_others) as f32;
    let mut heard = Heard { others: equations.others, columns, confidences, near, is_near: false };
    let base = equations.options.unobserved_weight as f32;
    let start = *vector;
    let product = times_gram(simd, equations.gram, regularization, &start);
    let mut residual = [NO_LANES; N];
    add_scaled(simd, -1.0, &product, &mut residual);
    heard.pass(simd, &start, &mut residual, |confidence, score| (base - confidence).mul_add(score, confidence));
    let mut direction = residual;
    let mut length = dot(simd, &residual, &residual);
    let enough = (length * equations.stop.relative).max(NOTHING);
    for _ in 0..equations.stop.steps {
        if length < enough {
            break;
        }
        let mut product = times_gram(simd, equations.gram, regularization, &direction);
        heard.pass(simd, &direction, &mut product, |confidence, score| (confidence - base) * score);
        let step = length / dot(simd, &direction, &product);
        add_scaled(simd, step, &direction, vector);
        add_scaled(simd, -step, &product, &mut residual);
        let shorter = dot(simd, &residual, &residual);
        let mut turned = residual;
        add_scaled(simd, shorter / length, &direction, &mut turned);
        direction = turned;
        length = shorter;
    }
}

/// The heard songs of one user (or listeners of one song).
struct Heard<'a, const N: usize> {
    others: &'a [Row<N>],
    columns: &'a [u32],
    confidences: &'a [f32],
    near: &'a mut Vec<Row<N>>,
    is_near: bool,
}

impl<const N: usize> Heard<'_, N> {
    /// `to += sum over the heard of weight(confidence, y . by) y`
    #[inline(always)]
    fn pass<S: Simd>(&mut self, simd: S, by: &Row<N>, to: &mut Row<N>, weight: impl Fn(f32, f32) -> f32) {
        let size = (NEAR_BYTES / size_of::<Row<N>>()).max(16);
        let (by, mut sum) = (*by, *to);
        for (columns, confidences) in self.columns.chunks(size).zip(self.confidences.chunks(size)) {
            if !self.is_near {
                self.near.clear();
                self.near.extend(columns.iter().map(|column| self.others[*column as usize]));
                self.is_near = self.columns.len() <= size;
            }
            for (row, confidence) in self.near.iter().zip(confidences) {
                let factor = weight(*confidence, dot(simd, row, &by));
                add_scaled(simd, factor, row, &mut sum);
            }
        }
        *to = sum;
    }
}

/// `gram . by + regularization * by`
#[inline(always)]
fn times_gram<S: Simd, const N: usize>(simd: S, gram: &[Row<N>], regularization: f32, by: &Row<N>) -> Row<N> {
    let mut product = [NO_LANES; N];
    add_scaled(simd, regularization, by, &mut product);
    for first in (0..N).step_by(4) {
        match N - first {
            1 => add_columns::<S, N, 1>(simd, gram, by, first, &mut product),
            2 => add_columns::<S, N, 2>(simd, gram, by, first, &mut product),
            3 => add_columns::<S, N, 3>(simd, gram, by, first, &mut product),
            _ => add_columns::<S, N, 4>(simd, gram, by, first, &mut product),
        }
    }
    product
}

/// `C` sixteens of the product, in two sums over even and odd rows that do not wait for each other.
#[inline(always)]
fn add_columns<S: Simd, const N: usize, const C: usize>(
    simd: S,
    gram: &[Row<N>],
    by: &Row<N>,
    first: usize,
    product: &mut Row<N>,
) {
    let (mut even, mut odd) = ([NO_LANES; C], [NO_LANES; C]);
    let pairs = gram.as_chunks::<2>().0.iter().zip(by.as_flattened().as_chunks::<2>().0);
    for ([even_row, odd_row], [even_factor, odd_factor]) in pairs {
        let (even_factor, odd_factor) = (simd.splat_f32s(*even_factor), simd.splat_f32s(*odd_factor));
        for column in 0..C {
            add_scaled_lanes(simd, even_factor, &even_row[first + column], &mut even[column]);
            add_scaled_lanes(simd, odd_factor, &odd_row[first + column], &mut odd[column]);
        }
    }
    for column in 0..C {
        add_scaled_lanes(simd, simd.splat_f32s(1.0), &even[column], &mut product[first + column]);
        add_scaled_lanes(simd, simd.splat_f32s(1.0), &odd[column], &mut product[first + column]);
    }
}

/// `weight * gram` in 32 bits at a width that is known.
pub(crate) fn weighted_gram<const N: usize>(gram: &[f64], weight: f64) -> Vec<Row<N>> {
    let lanes: Vec<Lanes> =
        gram.as_chunks::<N_LANES>().0.iter().map(|from| from.map(|value| (value * weight) as f32)).collect();
    lanes.as_chunks::<N>().0.to_vec()
}
