//! The equations of one user or song, made and solved exactly in 64 bits (Hu, Koren & Volinsky 2008).

use ndarray::OwnedRepr;
use ndarray::{Array1, Array2, Axis, linalg::general_mat_mul};
use ndarray_linalg::{CholeskyFactorized, FactorizeCInto, SolveC, UPLO};

use super::factors::Factors;
use super::options::AlsOptions;
use crate::blas_threads::one_thread;

/// What the equations of all users (or songs) have in common.
#[derive(Clone, Copy)]
pub(crate) struct Exact<'a> {
    /// The vectors of the other side.
    pub(crate) others: &'a Factors,
    /// `Y'Y` of them, filled up to a whole width.
    pub(crate) gram: &'a [f64],
    /// Other users or songs that could have been heard.
    pub(crate) n_others: usize,
    /// Regularisation and weights.
    pub(crate) options: &'a AlsOptions,
}

/// A solved matrix `A = alpha_0 Y'Y + Y' (C - alpha_0) Y + lambda I`, d x d.
pub(crate) struct Solved {
    matrix: CholeskyFactorized<OwnedRepr<f64>>,
}

impl Exact<'_> {
    /// Writes the solution of `A x = Y' c` to `vector`; false if there is none.
    pub(crate) fn solve(&self, columns: &[u32], confidences: &[f32], vector: &mut [f32]) -> bool {
        if columns.is_empty() {
            vector.fill(0.0);
            return true;
        }
        let heard = self.heard(columns);
        let Some(solved) = self.factorized(&heard, confidences) else { return false };
        let right = heard.t().dot(&Array1::from_iter(confidences.iter().map(|c| f64::from(*c))));
        let Some(solution) = solved.times(&right) else { return false };
        vector.iter_mut().zip(&solution).for_each(|(to, value)| *to = *value as f32);
        solution.iter().all(|value| value.is_finite())
    }

    /// The matrix of a user or song, solved; `None` if it is not positive definite.
    pub(crate) fn factorized(&self, heard: &Array2<f64>, confidences: &[f32]) -> Option<Solved> {
        one_thread();
        let mut matrix = self.base(confidences.len());
        let mut weighted = heard.clone();
        for (mut row, confidence) in weighted.axis_iter_mut(Axis(0)).zip(confidences) {
            row *= f64::from(*confidence) - self.options.unobserved_weight;
        }
        general_mat_mul(1.0, &heard.t(), &weighted, 1.0, &mut matrix);
        Some(Solved { matrix: matrix.factorizec_into(UPLO::Lower).ok()? })
    }

    /// Vectors of the heard songs (or listeners), one a row.
    pub(crate) fn heard(&self, columns: &[u32]) -> Array2<f64> {
        let d = self.others.n_factors();
        let values =
            columns.iter().flat_map(|column| self.others.row(*column as usize)).map(|v| f64::from(*v)).collect();
        Array2::from_shape_vec((columns.len(), d), values).expect("d numbers for each")
    }

    /// `alpha_0 Y'Y + lambda I`
    fn base(&self, n_plays: usize) -> Array2<f64> {
        let (d, padded) = (self.others.n_factors(), self.others.padded_len());
        let weight = self.options.unobserved_weight;
        let mut matrix = Array2::from_shape_fn((d, d), |(row, column)| weight * self.gram[row * padded + column]);
        matrix.diag_mut().mapv_inplace(|value| value + self.options.regularization_of(n_plays, self.n_others));
        matrix
    }
}

impl Solved {
    /// `A^-1 right`
    pub(crate) fn times(&self, right: &Array1<f64>) -> Option<Array1<f64>> {
        self.matrix.solvec(right).ok()
    }
}
