//! The five axes of musical taste.

/// An axis of the MUSIC model of musical preferences.
///
/// Rentfrow, Goldberg & Levitin, "The structure of musical preferences: a five-factor model", JPSP 100(6), 2011.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MusicFactor {
    /// Smooth and relaxing.
    Mellow,
    /// Country and singer-songwriter.
    Unpretentious,
    /// Classical, jazz, world.
    Sophisticated,
    /// Loud, forceful, energetic.
    Intense,
    /// Rhythmic and percussive: rap, funk, electronic.
    Contemporary,
}

impl MusicFactor {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// All of them, in the order of the acronym.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Mellow, Self::Unpretentious, Self::Sophisticated, Self::Intense, Self::Contemporary];

    /// Its name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mellow => "mellow",
            Self::Unpretentious => "unpretentious",
            Self::Sophisticated => "sophisticated",
            Self::Intense => "intense",
            Self::Contemporary => "contemporary",
        }
    }
}

/// A song's or user's place on the five MUSIC axes, in the order of [`MusicFactor::ALL`].
///
/// No unit: each value is a weighted sum of audio features (weights: Rentfrow et al., Music Perception 30(2), 2012).
/// `None` in a map of vectors means "nothing known", which is not the zero vector.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MusicVector(pub [f64; MusicFactor::COUNT]);
