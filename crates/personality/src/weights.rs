//! The weights of the audio features in the five factors.

use domain::{AudioFeature, MusicFactor};

/// Features x factors: rows in the order of [`AudioFeature::ALL`], columns in that of [`MusicFactor::ALL`].
///
/// Correlations between attributes that listeners judged and the factors' loadings, from Rentfrow, Goldberg, Stillwell,
/// Kosinski, Gosling & Levitin, "The song remains the same: a replication and extension of the MUSIC model", Music
/// Perception 30(2), 2012; that a Spotify field stands for the judged attribute is an assumption of the notebook that
/// they were taken from.
pub const WEIGHTS: [[f64; MusicFactor::COUNT]; AudioFeature::COUNT] = [
    [-0.37, 0.05, -0.35, 0.08, 0.43],
    [-0.64, -0.46, -0.13, 0.66, -0.03],
    [0.20, -0.47, 0.28, 0.09, -0.01],
    [-0.69, -0.12, -0.07, 0.43, 0.02],
    [-0.58, -0.19, -0.44, 0.79, -0.21],
    [-0.04, 0.18, 0.24, -0.34, 0.18],
];
