//! One draw in proportion to weights inside a range, for many ranges side by side, in O(1) and 8 bytes a song.
//!
//! The alias method (Walker, ACM TOMS 3(3), 1977; built as Vose, IEEE TSE 17(9), 1991): every place of a range keeps
//! itself with some probability and stands for one other place otherwise. Building costs O(songs).

use rand::Rng;

/// Ranges of leaves, each with an alias table of its own.
pub(super) struct WeightedRanges {
    bounds: Vec<u32>,
    places: Vec<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    /// Keeps itself when 32 random bits are below this.
    keep: u32,
    other: u32,
}

impl WeightedRanges {
    /// `bounds` as in `SongTree`, one positive weight for every leaf.
    pub(super) fn new(bounds: &[u32], weights: &[f64]) -> Self {
        let mut places: Vec<Place> =
            (0..weights.len() as u32).map(|own| Place { keep: u32::MAX, other: own }).collect();
        for range in bounds.windows(2) {
            let (start, end) = (range[0] as usize, range[1] as usize);
            pair_up(&mut places[start..end], &weights[start..end], range[0]);
        }
        Self { bounds: bounds.to_vec(), places }
    }

    /// A leaf of range `index`; one random number, its high half for the place and its low half for the choice.
    #[inline]
    pub(super) fn draw(&self, index: usize, rng: &mut impl Rng) -> u32 {
        let (start, end) = (self.bounds[index], self.bounds[index + 1]);
        let bits = rng.next_u64();
        let own = start + (((bits >> 32) * u64::from(end - start)) >> 32) as u32;
        let place = self.places[own as usize];
        if (bits as u32) < place.keep { own } else { place.other }
    }
}

/// Gives every place that is lighter than the mean one heavier place to stand for.
fn pair_up(places: &mut [Place], weights: &[f64], start: u32) {
    let mean = weights.iter().sum::<f64>() / weights.len() as f64;
    let mut left: Vec<f64> = weights.iter().map(|weight| weight / mean).collect();
    let (mut light, mut heavy): (Vec<usize>, Vec<usize>) = (0..left.len()).partition(|&place| left[place] < 1.0);
    while let (Some(small), Some(&large)) = (light.pop(), heavy.last()) {
        places[small] = Place { keep: (left[small] * 2f64.powi(32)) as u32, other: start + large as u32 };
        left[large] -= 1.0 - left[small];
        if left[large] < 1.0 {
            heavy.pop();
            light.push(large);
        }
    }
}
