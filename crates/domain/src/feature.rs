//! The six audio features that MUSIC values are made of.

/// An audio feature of Spotify's catalogue that enters the MUSIC values, in the order of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudioFeature {
    /// How fit for dancing, 0 to 1.
    Danceability,
    /// Perceived intensity and activity, 0 to 1.
    Energy,
    /// Probability that there are no vocals, 0 to 1.
    Instrumentalness,
    /// Probability that an audience was there, 0 to 1.
    Liveness,
    /// Mean loudness of the master in dB, about -60 to +5.
    Loudness,
    /// Musical positiveness, 0 to 1.
    Valence,
}

impl AudioFeature {
    /// How many there are.
    pub const COUNT: usize = 6;

    /// All of them, in the order of the weights.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Danceability, Self::Energy, Self::Instrumentalness, Self::Liveness, Self::Loudness, Self::Valence];

    /// The name of its column in the songs' table.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Danceability => "danceability",
            Self::Energy => "energy",
            Self::Instrumentalness => "instrumentalness",
            Self::Liveness => "liveness",
            Self::Loudness => "loudness",
            Self::Valence => "valence",
        }
    }
}

/// The six features of one song, in the order of [`AudioFeature::ALL`]. Each is finite.
///
/// A song of which one is missing has no `SongFeatures` at all.
pub type SongFeatures = [f64; AudioFeature::COUNT];
