//! How much of each MUSIC factor is loudness under another name.
//!
//! For factor values `y` and loudness `x` over songs: `R2 = (sum dx dy)^2 / (sum dx^2 sum dy^2)`, the squared Pearson
//! correlation, with `d` the difference from the mean. Two passes, one song after the other: the same bits every time.

use domain::{MusicFactor, MusicScale, MusicVector};

/// The share of each factor's variance over songs that loudness alone explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FactorLoudness {
    /// The scale that the vectors were made on.
    pub scale: MusicScale,
    /// 0 to 1 for each factor, in the order of [`MusicFactor::ALL`].
    pub r2: [f64; MusicFactor::COUNT],
}

impl FactorLoudness {
    /// Compares each factor of `vectors` with `loudness_db`, both one per song in the same order. O(songs).
    ///
    /// A factor that is the same for all songs has R2 0, as has any factor if all songs are equally loud.
    ///
    /// # Panics
    /// If there are not as many vectors as loudnesses.
    pub fn of(scale: MusicScale, vectors: &[MusicVector], loudness_db: &[f64]) -> Self {
        assert_eq!(vectors.len(), loudness_db.len(), "one loudness per vector");
        let r2 = std::array::from_fn(|factor| {
            let values = || vectors.iter().map(|vector| vector.0[factor]);
            r_squared(values, || loudness_db.iter().copied())
        });
        Self { scale, r2 }
    }
}

fn r_squared<Y, X>(y: impl Fn() -> Y, x: impl Fn() -> X) -> f64
where
    Y: Iterator<Item = f64>,
    X: Iterator<Item = f64>,
{
    // Asked of the values themselves: the rounding of the mean would give equal values a variance.
    if is_constant(y()) || is_constant(x()) {
        return 0.0;
    }
    let (mean_y, mean_x) = (mean(y()), mean(x()));
    let (mut yy, mut xx, mut xy) = (0.0, 0.0, 0.0);
    for (y, x) in y().zip(x()) {
        let (dy, dx) = (y - mean_y, x - mean_x);
        yy += dy * dy;
        xx += dx * dx;
        xy += dx * dy;
    }
    let r2 = (xy / xx) * (xy / yy);
    if r2.is_finite() { r2.clamp(0.0, 1.0) } else { 0.0 }
}

fn is_constant(mut values: impl Iterator<Item = f64>) -> bool {
    let first = values.next().map(f64::to_bits);
    values.all(|value| Some(value.to_bits()) == first)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0_u64), |(sum, n), value| (sum + value, n + 1));
    sum / n as f64
}

#[cfg(test)]
mod tests {
    use domain::{MusicScale, MusicVector};

    use super::FactorLoudness;

    #[track_caller]
    fn check(mellow: &[f64], loudness_db: &[f64], expected: f64) {
        let vectors: Vec<_> = mellow.iter().map(|&mellow| MusicVector([mellow, 0.0, 0.0, 0.0, 0.0])).collect();
        let [found, others @ ..] = FactorLoudness::of(MusicScale::Raw, &vectors, loudness_db).r2;
        assert!((found - expected).abs() < 1e-12, "expected {expected}, found {found}");
        assert_eq!(others.map(f64::to_bits), [0; 4], "the other factors are constant");
    }

    #[test]
    fn a_line_is_explained_wholly_whatever_its_slope() {
        check(&[4.64, 2.32, 1.16], &[-8.0, -4.0, -2.0], 1.0);
        check(&[-8.0, -4.0, -2.0], &[-8.0, -4.0, -2.0], 1.0);
    }

    #[test]
    fn r2_of_three_songs_by_hand() {
        // x = -2 -1 0: dx = -1 0 1, sum dx^2 = 2. y = 1 2 2: mean 5/3, dy = -2/3 1/3 1/3, sum dy^2 = 6/9 = 2/3.
        // sum dx dy = 2/3 + 1/3 = 1. R2 = 1 / (2 * 2/3) = 3/4.
        check(&[1.0, 2.0, 2.0], &[-2.0, -1.0, 0.0], 0.75);
    }

    #[test]
    fn unrelated_values_are_not_explained() {
        // dx = -1 0 1 and dy = 1/3 -2/3 1/3: sum dx dy = -1/3 + 1/3 = 0.
        check(&[1.0, 0.0, 1.0], &[-2.0, -1.0, 0.0], 0.0);
    }

    #[test]
    fn what_never_changes_explains_nothing() {
        // The mean of ten 0.1 is not 0.1 in floating point; the differences would be equal and not 0.
        let rising: Vec<f64> = (0..10).map(f64::from).collect();
        check(&[0.1; 10], &rising, 0.0);
        check(&rising, &[0.1; 10], 0.0);
        check(&[], &[], 0.0);
        check(&[1.0], &[-3.0], 0.0);
    }

    #[test]
    fn a_value_that_is_no_number_does_not_spread() {
        check(&[1.0, f64::NAN, 3.0], &[-1.0, -2.0, -3.0], 0.0);
    }
}
