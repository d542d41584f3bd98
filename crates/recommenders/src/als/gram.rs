//! The Gram matrix of factors, `Y'Y`: what all pairs without plays add to everyone's equations.

#![expect(clippy::inline_always, reason = "what is dispatched must be inlined to be compiled for the CPU at hand")]

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::factors::Factors;
use super::widths::{AtWidth, at_width};
use crate::vectors::{Lanes, N_LANES, NO_LANES, Row, add_scaled_lanes};

/// `Y'Y` of rows x d factors: d x d with d filled up to a whole width, row by row, symmetric.
///
/// Chunks of rows are summed in 32 bits, the chunks in 64 bits in their order: the same bits for any number of threads.
pub(crate) fn gram(factors: &Factors) -> Vec<f64> {
    at_width(factors.width(), WholeGram { factors })
}

/// Rows that are summed in 32 bits.
const CHUNK: usize = 512;
/// Chunks that are summed by one thread, and held at a time.
const CHUNKS_PER_PART: usize = 16;
/// Rows of the Gram matrix that stay in registers together.
const TILE: usize = 8;

struct WholeGram<'a> {
    factors: &'a Factors,
}

impl AtWidth for WholeGram<'_> {
    type Output = Vec<f64>;

    fn run<const N: usize>(self) -> Vec<f64> {
        let parts: Vec<Vec<f64>> =
            self.factors.rows::<N>().par_chunks(CHUNK * CHUNKS_PER_PART).map(part_of::<N>).collect();
        let mut sum = vec![0.0; (N * N_LANES).pow(2)];
        for part in &parts {
            sum.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
        }
        mirror(&mut sum, N * N_LANES);
        sum
    }
}

fn part_of<const N: usize>(rows: &[Row<N>]) -> Vec<f64> {
    let mut sum = vec![0.0; (N * N_LANES).pow(2)];
    for chunk in rows.chunks(CHUNK) {
        Arch::new().dispatch(AddChunk { rows: chunk, sum: &mut sum });
    }
    sum
}

/// The lower triangle and a little more is computed; the upper one is its mirror image.
fn mirror(sum: &mut [f64], n: usize) {
    for row in 0..n {
        for column in row + 1..n {
            sum[row * n + column] = sum[column * n + row];
        }
    }
}

struct AddChunk<'a, const N: usize> {
    rows: &'a [Row<N>],
    sum: &'a mut [f64],
}

impl<const N: usize> WithSimd for AddChunk<'_, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for first in (0..N * N_LANES).step_by(TILE) {
            for column in 0..=first / N_LANES {
                let tile = tile_of(simd, self.rows, first, column);
                for (row, lanes) in tile.iter().enumerate() {
                    let to = (first + row) * N * N_LANES + column * N_LANES;
                    add_lanes(lanes, &mut self.sum[to..to + N_LANES]);
                }
            }
        }
    }
}

/// Eight rows by sixteen columns of the Gram matrix.
#[inline(always)]
fn tile_of<S: Simd, const N: usize>(simd: S, rows: &[Row<N>], first: usize, column: usize) -> [Lanes; TILE] {
    let mut tile = [NO_LANES; TILE];
    let (lane, offset) = (first / N_LANES, first % N_LANES);
    for row in rows {
        let lanes = row[column];
        let factors = &row[lane][offset..offset + TILE];
        for (factor, sum) in factors.iter().zip(&mut tile) {
            add_scaled_lanes(simd, simd.splat_f32s(*factor), &lanes, sum);
        }
    }
    tile
}

fn add_lanes(lanes: &Lanes, to: &mut [f64]) {
    to.iter_mut().zip(lanes).for_each(|(to, lane)| *to += f64::from(*lane));
}
