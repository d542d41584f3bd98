//! The files of a sample, under the paths that the real ones have.

/// Where the song table belongs: names and audio features, as pandas keeps a frame.
pub const SONG_TABLE: &str = "full_msd_with_audio_features.h5";

/// One text file of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SampleFile {
    /// The plays of the train users.
    Train,
    /// Half of the plays of the test users.
    Visible,
    /// The other half.
    Hidden,
    /// Genre labels by track.
    Genres,
    /// Songs whose track is another recording.
    Mismatches,
}

impl SampleFile {
    /// All text files, the largest first.
    pub const ALL: [Self; 5] = [Self::Train, Self::Visible, Self::Hidden, Self::Genres, Self::Mismatches];

    /// Where the file belongs, relative to the sample's folder, with `/` between the parts.
    pub fn path(self) -> &'static str {
        match self {
            Self::Train => "train_triplets.txt",
            Self::Visible => "EvalDataYear1MSDWebsite/year1_test_triplets_visible.txt",
            Self::Hidden => "EvalDataYear1MSDWebsite/year1_test_triplets_hidden.txt",
            Self::Genres => "msd-MAGD-genreAssignment.cls",
            Self::Mismatches => "sid_mismatches.txt",
        }
    }
}
