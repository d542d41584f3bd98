//! On which scale the features stand when MUSIC values are made of them.

use serde::{Deserialize, Serialize};

use crate::AudioFeature;

/// How audio features are scaled before the weights are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MusicScale {
    /// As they are, loudness in dB: the notebook's. Loudness outweighs the rest by far.
    Raw,
    /// Each feature minus its mean over its standard deviation, both over the songs heard on the visible side.
    Zscore,
    /// Loudness from -60..0 dB to 0..1, the other features as they are. Not clamped: a master above 0 dB exceeds 1.
    Minmax,
}

impl MusicScale {
    /// All scales.
    pub const ALL: [Self; 3] = [Self::Raw, Self::Zscore, Self::Minmax];

    /// Its name in a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Zscore => "zscore",
            Self::Minmax => "minmax",
        }
    }
}

/// The scale in numbers: feature `f` enters as `(f - shift) / unit`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FeatureScale {
    /// What is taken from each feature, in the order of [`AudioFeature::ALL`].
    pub shift: [f64; AudioFeature::COUNT],
    /// What each difference is divided by; never 0.
    pub unit: [f64; AudioFeature::COUNT],
}

impl FeatureScale {
    /// The scale that changes nothing.
    pub const IDENTITY: Self = Self { shift: [0.0; AudioFeature::COUNT], unit: [1.0; AudioFeature::COUNT] };
}
