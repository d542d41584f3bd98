//! Songs and users in MUSIC space as training sees them: nothing hidden, nobody who is held out, enters a scale.

use domain::{FeatureScale, Index, MusicScale, Plays, SongFeatures, SongTable, UserId};
use personality::feature_scale;

/// Whether each song of the run is heard on the visible side, by a user who trains models.
pub(crate) fn heard(plays: &Plays) -> Vec<bool> {
    let mut heard = vec![false; plays.songs.len()];
    for (user, _) in plays.trains.iter().enumerate().filter(|(_, trains)| **trains) {
        for song in plays.visible.of(UserId(user as u32)).0 {
            heard[song.index()] = true;
        }
    }
    heard
}

/// The features of the songs of a run, by number.
pub(crate) fn features(plays: &Plays, songs: &SongTable) -> Vec<Option<SongFeatures>> {
    plays.song_rows.iter().map(|&row| songs.features[row as usize]).collect()
}

/// A scale in numbers, from the songs that are heard in training.
pub(crate) fn scale_of_heard(scale: MusicScale, plays: &Plays, features: &[Option<SongFeatures>]) -> FeatureScale {
    let heard = heard(plays);
    feature_scale(scale, &features.iter().zip(&heard).filter_map(|(song, &heard)| song.as_ref().filter(|_| heard)))
}
