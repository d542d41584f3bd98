//! What is asked for: how many train triplets, and from which seed. What follows from it is in `sizes`.

use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;

/// How large a sample, and which one of that size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Rows of `train_triplets.txt`; everything else scales with it (the real file has 48,373,586).
    pub n_triplets: u64,
    /// Two samples of one size and one seed are the same bytes.
    pub seed: u64,
}

impl Recipe {
    /// The sizes that can be drawn.
    pub const N_TRIPLETS: RangeInclusive<u64> = 1_000..=200_000_000;

    pub(crate) fn check(&self) -> Result<(), RecipeError> {
        match self.n_triplets {
            n if n < *Self::N_TRIPLETS.start() => Err(RecipeError::TooFewTriplets { found: n }),
            n if n > *Self::N_TRIPLETS.end() => Err(RecipeError::TooManyTriplets { found: n }),
            _ => Ok(()),
        }
    }
}

/// Why no sample can be drawn from a [`Recipe`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecipeError {
    /// So few plays hold no tastes.
    TooFewTriplets {
        /// What was asked for.
        found: u64,
    },
    /// Four times the real file; a play would no longer fit its four bytes far above that.
    TooManyTriplets {
        /// What was asked for.
        found: u64,
    },
}

impl fmt::Display for RecipeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewTriplets { found } => {
                write!(f, "sample: expected at least {} train triplets, found {found}", Recipe::N_TRIPLETS.start())
            }
            Self::TooManyTriplets { found } => {
                write!(f, "sample: expected at most {} train triplets, found {found}", Recipe::N_TRIPLETS.end())
            }
        }
    }
}

impl Error for RecipeError {}
