//! From the name of a scale to its numbers.

use domain::{AudioFeature, FeatureScale, MusicScale, SongFeatures};

/// The loudness in dB that `minmax` takes for 0; 0 dB is 1.
const SILENCE: f64 = -60.0;

/// The numbers of `scale`, where they depend on songs by those of `heard`: each song heard on the visible side once.
///
/// `zscore` takes the mean and the population standard deviation (divisor n) of each feature; a feature that does not
/// vary has the unit 1, so that it scales to 0. Two passes in the order of the songs.
pub fn feature_scale<'a>(scale: MusicScale, heard: &(impl Iterator<Item = &'a SongFeatures> + Clone)) -> FeatureScale {
    match scale {
        MusicScale::Raw => FeatureScale::IDENTITY,
        MusicScale::Zscore => standardising(heard),
        MusicScale::Minmax => {
            let mut numbers = FeatureScale::IDENTITY;
            numbers.shift[AudioFeature::Loudness as usize] = SILENCE;
            numbers.unit[AudioFeature::Loudness as usize] = -SILENCE;
            numbers
        }
    }
}

fn standardising<'a>(heard: &(impl Iterator<Item = &'a SongFeatures> + Clone)) -> FeatureScale {
    let n = heard.clone().count() as f64;
    if n == 0.0 {
        return FeatureScale::IDENTITY;
    }
    let mut shift = [0.0; AudioFeature::COUNT];
    for song in heard.clone() {
        for (sum, value) in shift.iter_mut().zip(song) {
            *sum += value;
        }
    }
    shift = shift.map(|sum| sum / n);
    let mut unit = [0.0; AudioFeature::COUNT];
    for song in heard.clone() {
        for ((sum, value), mean) in unit.iter_mut().zip(song).zip(&shift) {
            *sum += (value - mean) * (value - mean);
        }
    }
    unit = unit.map(|sum| (sum / n).sqrt());
    for feature in 0..AudioFeature::COUNT {
        if let Some(constant) = constant(heard.clone().map(|song| song[feature])) {
            (shift[feature], unit[feature]) = (constant, 1.0);
        } else if !unit[feature].is_normal() {
            unit[feature] = 1.0;
        }
    }
    FeatureScale { shift, unit }
}

/// The value that all have, if they have one: the mean of equal numbers may be off by a rounding, and their deviation
/// not 0.
fn constant(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    (low >= high).then_some(low)
}
