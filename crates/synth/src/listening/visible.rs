//! Which half of a test user's plays is visible; the other half is hidden.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::stream::{Topic, stream};

/// Half of a user's n plays at random: n / 2 of them, or one more by the toss of a coin when n is odd.
///
/// Selection sampling (Fan, Muller & Rezucha, JASA 57, 1962): each play is taken with probability (still needed) / (still left).
pub(crate) struct VisibleHalf {
    rng: Pcg64Mcg,
    needed: usize,
    left: usize,
}

impl VisibleHalf {
    pub(super) fn of(seed: u64, user: usize, n_plays: usize) -> Self {
        let mut rng = stream(seed, Topic::Visible, user as u64);
        let extra = usize::from(n_plays % 2 == 1 && rng.random::<bool>());
        Self { rng, needed: n_plays / 2 + extra, left: n_plays }
    }

    /// How many of the plays still to come are visible.
    pub(crate) fn n_visible(&self) -> usize {
        self.needed
    }

    /// Whether the next play is visible.
    pub(crate) fn next_is_visible(&mut self) -> bool {
        let visible = self.rng.random::<f64>() * (self.left as f64) < self.needed as f64;
        self.needed -= usize::from(visible);
        self.left -= 1;
        visible
    }
}
