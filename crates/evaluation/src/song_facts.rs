//! What lists are described by, laid out so that a list is described in one pass.
//!
//! A song's values are a row of 16 numbers, two cache lines, and the values of a list are the sum of its rows. Numbers
//! that are counts (who has features, a MUSIC vector, a year) share one lane, 17 bits each: lists are shorter than
//! that.

use std::collections::BTreeMap;

use domain::SongFeatures;

use crate::{Catalogue, Metric, PopularityClass, popularity};

/// Where things stand in a row.
pub(crate) const LANES: usize = 16;
const FEATURES: usize = 0;
const MUSIC: usize = 6;
const PERCENTILE: usize = 11;
const NOVELTY: usize = 12;
const YEAR: usize = 13;
const YEAR_SQUARED: usize = 14;
const COUNTS: usize = 15;
const COUNT_BITS: u32 = 17;
const _: () = assert!(Metric::LONGEST < 1 << COUNT_BITS);

/// Years are counted from here, so that their squares stay small.
const YEAR_ZERO: i32 = 1970;

/// A song without an artist or genre.
pub(crate) const NONE: u32 = u32::MAX;

/// Sum of the rows of some songs.
pub(crate) type RowSum = [f64; LANES];

/// All songs.
#[derive(Clone, Debug)]
pub(crate) struct SongFacts {
    pub(crate) rows: Vec<RowSum>,
    pub(crate) artists: Vec<u32>,
    pub(crate) n_artists: usize,
    pub(crate) genres: Vec<u32>,
    pub(crate) n_genres: usize,
    pub(crate) classes: Vec<PopularityClass>,
}

impl SongFacts {
    /// Derives everything from the catalogue. O(songs log songs).
    pub(crate) fn of(catalogue: &Catalogue) -> Self {
        let percentiles = popularity::percentiles(&catalogue.listeners, &catalogue.candidates);
        let novelties = popularity::self_information(&catalogue.listeners, catalogue.n_training_users);
        let units = unit_vectors(catalogue);
        let row = |song: usize| {
            let mut row = [0.0; LANES];
            row[PERCENTILE] = percentiles[song];
            row[NOVELTY] = novelties[song];
            put_counted(&mut row, FEATURES, 0, units[song].as_ref().map(<[f64; 6]>::as_slice));
            put_counted(&mut row, MUSIC, 1, catalogue.song_music[song].as_ref().map(|vector| vector.0.as_slice()));
            let year = catalogue.years[song].map(|year| f64::from(year - YEAR_ZERO));
            put_counted(&mut row, YEAR, 2, year.map(|year| [year, year * year]).as_ref().map(<[f64; 2]>::as_slice));
            row
        };
        let (artists, n_artists) = dense(&catalogue.artists);
        let (genres, n_genres) = dense(&catalogue.genres);
        Self {
            rows: (0..catalogue.n_songs()).map(row).collect(),
            artists,
            n_artists,
            genres,
            n_genres,
            classes: popularity::classes(&catalogue.listeners),
        }
    }
}

fn put_counted(row: &mut RowSum, lane: usize, count: u32, values: Option<&[f64]>) {
    let Some(values) = values else { return };
    row[lane..lane + values.len()].copy_from_slice(values);
    row[COUNTS] += (1_u64 << (count * COUNT_BITS)) as f64;
}

/// The features of each song as z-scores, scaled to length 1; a song at the mean of all has no direction.
///
/// Means and standard deviations (divisor n) are over the songs with features and a listener on the training side. A
/// feature that does not vary counts as 0.
fn unit_vectors(catalogue: &Catalogue) -> Vec<Option<SongFeatures>> {
    let heard: Vec<&SongFeatures> = (catalogue.features.iter().zip(&catalogue.listeners))
        .filter(|(_, listeners)| **listeners > 0)
        .filter_map(|(features, _)| features.as_ref())
        .collect();
    let scale: [(f64, f64); 6] = std::array::from_fn(|feature| mean_and_deviation(&heard, feature));
    let unit = |features: &SongFeatures| {
        let z: SongFeatures = std::array::from_fn(|feature| {
            let (mean, deviation) = scale[feature];
            if deviation > 0.0 { (features[feature] - mean) / deviation } else { 0.0 }
        });
        let length = z.iter().map(|z| z * z).sum::<f64>().sqrt();
        (length > 0.0).then(|| z.map(|z| z / length))
    };
    catalogue.features.iter().map(|features| features.as_ref().and_then(unit)).collect()
}

fn mean_and_deviation(songs: &[&SongFeatures], feature: usize) -> (f64, f64) {
    let values = || songs.iter().map(|song| song[feature]);
    let (low, high) = values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    if low >= high {
        return (low, 0.0);
    }
    let n = songs.len() as f64;
    let mean = values().sum::<f64>() / n;
    (mean, (values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n).sqrt())
}

/// Numbers without gaps, in the order of the given ones.
fn dense(numbers: &[Option<u32>]) -> (Vec<u32>, usize) {
    let mut of: BTreeMap<u32, u32> = numbers.iter().flatten().map(|&number| (number, 0)).collect();
    for (index, dense) in of.values_mut().enumerate() {
        *dense = index as u32;
    }
    (numbers.iter().map(|number| number.map_or(NONE, |number| of[&number])).collect(), of.len())
}

fn count(sum: &RowSum, count: u32) -> u64 {
    (sum[COUNTS] as u64 >> (count * COUNT_BITS)) & ((1 << COUNT_BITS) - 1)
}

/// Mean percentile of popularity of a list of `length` songs.
pub(crate) fn mean_percentile(sum: &RowSum, length: usize) -> f64 {
    sum[PERCENTILE] / length as f64
}

/// Mean self-information of a list of `length` songs.
pub(crate) fn mean_novelty(sum: &RowSum, length: usize) -> f64 {
    sum[NOVELTY] / length as f64
}

/// 1 - the mean cosine of all pairs; NaN with fewer than two songs that have features.
///
/// The sum of the cosines of all pairs is (|s|^2 - n) / 2 for the sum s of n unit vectors: O(songs), not O(pairs).
pub(crate) fn diversity(sum: &RowSum) -> f64 {
    let n = count(sum, 0) as f64;
    if n < 2.0 {
        return f64::NAN;
    }
    let squared: f64 = sum[FEATURES..FEATURES + 6].iter().map(|value| value * value).sum();
    1.0 - (squared - n) / (n * (n - 1.0))
}

/// Standard deviation (divisor n) of the years; NaN with fewer than two.
pub(crate) fn era(sum: &RowSum) -> f64 {
    let n = count(sum, 2) as f64;
    if n < 2.0 {
        return f64::NAN;
    }
    ((sum[YEAR_SQUARED] - sum[YEAR] * sum[YEAR] / n) / n).max(0.0).sqrt()
}

/// Distance of the mean MUSIC vector from `taste`; NaN where no song has one.
pub(crate) fn taste_distance(sum: &RowSum, taste: &[f64; 5]) -> f64 {
    let n = count(sum, 1) as f64;
    let squares = sum[MUSIC..MUSIC + 5].iter().zip(taste).map(|(sum, taste)| (sum / n - taste) * (sum / n - taste));
    squares.sum::<f64>().sqrt()
}
