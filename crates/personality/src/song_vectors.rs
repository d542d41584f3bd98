//! Songs on the MUSIC axes.

use domain::{FeatureScale, MusicFactor, MusicVector, SongFeatures};

use crate::WEIGHTS;

/// The MUSIC vector of every song: its scaled features (1 x 6) times [`WEIGHTS`] (6 x 5), features added up in their
/// order. A song without features has none.
pub fn song_vectors(features: &[Option<SongFeatures>], scale: &FeatureScale) -> Vec<Option<MusicVector>> {
    features.iter().map(|song| song.as_ref().map(|features| vector(features, scale))).collect()
}

fn vector(features: &SongFeatures, scale: &FeatureScale) -> MusicVector {
    let mut values = [0.0; MusicFactor::COUNT];
    for (((feature, shift), unit), weights) in features.iter().zip(&scale.shift).zip(&scale.unit).zip(&WEIGHTS) {
        let scaled = (feature - shift) / unit;
        for (value, weight) in values.iter_mut().zip(weights) {
            *value += scaled * weight;
        }
    }
    MusicVector(values)
}
