//! How many songs each user plays: log-normal above ten, and in sum exactly what the file is to hold.

use rand::{Rng, RngExt};

use crate::sizes::Sizes;
use crate::stream::{Topic, normal, stream};

/// Nobody in the real files plays fewer songs.
const FEWEST_SONGS: u32 = 10;
/// Beyond this share of all songs a user can hardly find a new one.
const MOST_OF_ALL_SONGS: f64 = 0.6;

/// The distribution of songs per user: `FEWEST_SONGS` + a log-normal number, cut at `most`, then scaled to the total.
pub(super) struct Activity {
    n_users: usize,
    total: usize,
    /// The median before scaling, and the spread of the logarithm.
    median: f64,
    sigma: f64,
    most: u32,
}

impl Activity {
    pub(super) fn train(sizes: &Sizes) -> Self {
        let most = most(4_400, sizes);
        Self { n_users: sizes.n_train_users, total: sizes.n_train, median: 27.0, sigma: 1.258, most }
    }

    pub(super) fn test(sizes: &Sizes) -> Self {
        let most = most(1_000, sizes);
        Self { n_users: sizes.n_test_users, total: sizes.n_test, median: 20.0, sigma: 1.05, most }
    }

    /// One count for every user. O(users).
    pub(super) fn draw(&self, seed: u64, group: u64) -> Vec<u32> {
        let mut rng = stream(seed, Topic::Activity, group);
        let typical = self.median - f64::from(FEWEST_SONGS);
        let wishes: Vec<f64> = (0..self.n_users).map(|_| typical * (self.sigma * normal(&mut rng)).exp()).collect();
        let mut counts = self.scaled(&wishes);
        self.settle(&mut counts, &mut rng);
        counts
    }

    /// The wishes times the factor that brings their rounded sum close to the total.
    fn scaled(&self, wishes: &[f64]) -> Vec<u32> {
        let room = f64::from(self.most - FEWEST_SONGS);
        let wanted = (self.total - self.n_users * FEWEST_SONGS as usize) as f64;
        let mut factor = 1.0;
        for _ in 0..60 {
            let sum: f64 = wishes.iter().map(|wish| (wish * factor).floor().min(room)).sum();
            if (sum - wanted).abs() < 1e-6 * self.total as f64 {
                break;
            }
            factor *= wanted / sum.max(1.0);
        }
        wishes.iter().map(|wish| FEWEST_SONGS + (wish * factor).min(room) as u32).collect()
    }

    /// Adds or takes single songs at random users until the sum is the total.
    fn settle(&self, counts: &mut [u32], rng: &mut impl Rng) {
        let mut sum: usize = counts.iter().map(|&count| count as usize).sum();
        while sum != self.total {
            let count = &mut counts[rng.random_range(0..self.n_users as u64) as usize];
            if sum < self.total && *count < self.most {
                *count += 1;
                sum += 1;
            } else if sum > self.total && *count > FEWEST_SONGS {
                *count -= 1;
                sum -= 1;
            }
        }
    }
}

fn most(at_full_size: u32, sizes: &Sizes) -> u32 {
    at_full_size.min((sizes.n_songs as f64 * MOST_OF_ALL_SONGS) as u32)
}
