//! Plays as a sparse matrix: rows are songs, columns are users.

use sprs::CsMatI;

/// Songs x users, CSR, float32 plays, int32 indices: what `scipy.sparse.csr_matrix` holds.
///
/// Column indices ascend strictly within a row, so no cell stands twice.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayMatrix(CsMatI<f32, i32>);

/// A matrix with more cells, songs or users than int32 counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyCells {
    /// How many of them there are.
    pub n: usize,
}

impl std::fmt::Display for TooManyCells {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected at most {} cells, users and songs in a play matrix, found {}", i32::MAX, self.n)
    }
}

impl std::error::Error for TooManyCells {}

impl PlayMatrix {
    /// A matrix of `n_songs` x `n_users` from its CSR parts, which are checked.
    ///
    /// # Panics
    /// If the parts are not CSR of that shape with strictly ascending indices: the caller built them wrong.
    pub fn from_parts(
        n_songs: usize,
        n_users: usize,
        indptr: Vec<i32>,
        indices: Vec<i32>,
        plays: Vec<f32>,
    ) -> Result<Self, TooManyCells> {
        let n = indices.len().max(n_songs).max(n_users);
        if n > i32::MAX as usize {
            return Err(TooManyCells { n });
        }
        let matrix = CsMatI::try_new((n_songs, n_users), indptr, indices, plays)
            .map_err(|(_, _, _, error)| error)
            .expect("CSR parts with sorted indices");
        Ok(Self(matrix))
    }

    /// Songs: rows.
    pub fn n_songs(&self) -> usize {
        self.0.rows()
    }

    /// Users: columns.
    pub fn n_users(&self) -> usize {
        self.0.cols()
    }

    /// Cells that are stored.
    pub fn nnz(&self) -> usize {
        self.0.nnz()
    }

    /// The sum of all cells, in double precision.
    pub fn total(&self) -> f64 {
        self.0.data().iter().fold(0.0, |total, &plays| total + f64::from(plays))
    }

    /// The matrix as sprs has it.
    pub fn csr(&self) -> &CsMatI<f32, i32> {
        &self.0
    }
}
