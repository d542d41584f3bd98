//! From the name of a scale to its numbers.

use domain::{AudioFeature, FeatureScale, MusicScale, SongFeatures};

/// The loudness in dB that `minmax` takes for 0; 0 dB is 1.
const SILENCE: f64 = -60.0;

/// The numbers of `scale`, where they depend on songs by those of `heard`: each song heard on the visible side once.
///
/// `zscore` takes the mean and the population standard deviation (divisor n) of each feature; a feature that does not
/// vary has the unit 1, so that it scales to 0. Two passes in the order of the songs.
pub fn feature_scale<'a>(scale: MusicScale, heard: impl Iterator<Item = &'a SongFeatures> + Clone) -> FeatureScale {
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

fn standardising<'a>(heard: impl Iterator<Item = &'a SongFeatures> + Clone) -> FeatureScale {
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
    for song in heard {
        for ((sum, value), mean) in unit.iter_mut().zip(song).zip(&shift) {
            *sum += (value - mean) * (value - mean);
        }
    }
    unit = unit.map(|sum| (sum / n).sqrt()).map(|sd| if sd > 0.0 { sd } else { 1.0 });
    FeatureScale { shift, unit }
}
