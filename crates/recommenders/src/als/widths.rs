//! Which numbers of factors have loops of their own: rows are filled up with zeros to one of them.
//!
//! Zeros stay zeros through all that is done with factors, so they change nothing but the speed.

use crate::vectors::N_LANES;

/// Factors that a model may have at most.
pub(crate) const MOST_FACTORS: usize = 1024;

/// Something to be done at a width that is known when it is compiled.
pub(crate) trait AtWidth {
    /// What comes of it.
    type Output;
    /// Does it for rows of `N` times sixteen numbers.
    fn run<const N: usize>(self) -> Self::Output;
}

/// The least width, in sixteens, that holds so many factors.
pub(crate) fn width_for(n_factors: usize) -> usize {
    const WIDTHS: [usize; 12] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
    let needed = n_factors.div_ceil(N_LANES);
    WIDTHS.into_iter().find(|width| *width >= needed).expect("options hold at most 1024 factors")
}

/// Does `job` at one of the widths that [`width_for`] gives.
pub(crate) fn at_width<J: AtWidth>(width: usize, job: J) -> J::Output {
    match width {
        1 => job.run::<1>(),
        2 => job.run::<2>(),
        3 => job.run::<3>(),
        4 => job.run::<4>(),
        6 => job.run::<6>(),
        8 => job.run::<8>(),
        12 => job.run::<12>(),
        16 => job.run::<16>(),
        24 => job.run::<24>(),
        32 => job.run::<32>(),
        48 => job.run::<48>(),
        64 => job.run::<64>(),
        _ => unreachable!("a width that width_for gives"),
    }
}
