//! The factors of all users or of all songs: a row of numbers for each.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::widths::width_for;
use crate::vectors::{N_LANES, Row};

/// Rows x factors, each row filled up with zeros to a whole width.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factors {
    in_a_row: usize,
    width: usize,
    values: Vec<f32>,
}

impl Factors {
    /// All zero.
    pub(crate) fn zeros(n_rows: usize, n_factors: usize) -> Self {
        let width = width_for(n_factors);
        Self { in_a_row: n_factors, width, values: vec![0.0; n_rows * width * N_LANES] }
    }

    /// Drawn evenly around 0 with the standard deviation given, the same for the same seed.
    pub(crate) fn drawn(n_rows: usize, n_factors: usize, stddev: f64, seed: u64) -> Self {
        let mut draws = Pcg64Mcg::seed_from_u64(seed);
        let reach = (3.0_f64.sqrt() * stddev) as f32;
        let mut factors = Self::zeros(n_rows, n_factors);
        for row in 0..n_rows {
            factors.row_mut(row).iter_mut().for_each(|value| *value = (draws.random::<f32>() * 2.0 - 1.0) * reach);
        }
        factors
    }

    /// From values row by row, rows x factors. They stay where they are, but for rows that have to be filled up.
    pub(crate) fn from_values(mut values: Vec<f32>, n_factors: usize) -> Self {
        let width = width_for(n_factors);
        fill_up(&mut values, n_factors, width * N_LANES);
        Self { in_a_row: n_factors, width, values }
    }

    /// The values row by row, rows x factors, without what the rows were filled up with.
    pub(crate) fn values(&self) -> Vec<f32> {
        (0..self.n_rows()).flat_map(|row| self.row(row)).copied().collect()
    }

    /// How many users or songs.
    pub(crate) fn n_rows(&self) -> usize {
        self.values.len() / self.padded_len()
    }

    /// How many factors each has.
    pub(crate) fn n_factors(&self) -> usize {
        self.in_a_row
    }

    /// Sixteens in a row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The factors of one user or song.
    pub(crate) fn row(&self, index: usize) -> &[f32] {
        &self.padded(index)[..self.in_a_row]
    }

    /// The same with the zeros at its end.
    pub(crate) fn padded(&self, index: usize) -> &[f32] {
        &self.values[index * self.padded_len()..(index + 1) * self.padded_len()]
    }

    /// The factors of one user or song, to be written.
    pub(crate) fn row_mut(&mut self, index: usize) -> &mut [f32] {
        let from = index * self.padded_len();
        &mut self.values[from..from + self.in_a_row]
    }

    /// All rows, each to be written by one thread.
    pub(crate) fn par_rows_mut(&mut self) -> impl IndexedParallelIterator<Item = &mut [f32]> {
        let n_factors = self.in_a_row;
        self.values.par_chunks_mut(self.width * N_LANES).map(move |row| &mut row[..n_factors])
    }

    /// All rows at a width that is known.
    pub(crate) fn rows<const N: usize>(&self) -> &[Row<N>] {
        debug_assert_eq!(self.width, N, "the width of these factors");
        self.values.as_chunks::<N_LANES>().0.as_chunks().0
    }

    /// All rows at a width that is known, to be written.
    pub(crate) fn rows_mut<const N: usize>(&mut self) -> &mut [Row<N>] {
        debug_assert_eq!(self.width, N, "the width of these factors");
        self.values.as_chunks_mut::<N_LANES>().0.as_chunks_mut().0
    }

    /// Whether a row is all zero: nothing was learnt of it.
    pub(crate) fn is_unknown(&self, index: usize) -> bool {
        self.row(index).iter().all(|value| *value == 0.0)
    }

    /// Numbers in a row, zeros at its end included.
    pub(crate) fn padded_len(&self) -> usize {
        self.width * N_LANES
    }
}

/// Moves rows of `n_factors` apart, the last one first, until each takes `padded`, with zeros at its end. O(values).
fn fill_up(values: &mut Vec<f32>, n_factors: usize, padded: usize) {
    if n_factors == padded {
        return;
    }
    let n_rows = values.len() / n_factors;
    values.reserve_exact(n_rows * padded - values.len());
    values.resize(n_rows * padded, 0.0);
    for row in (0..n_rows).rev() {
        values.copy_within(row * n_factors..(row + 1) * n_factors, row * padded);
        values[row * padded + n_factors..(row + 1) * padded].fill(0.0);
    }
}
