//! `fit-content`: songs near a user's taste by sound and genre, also those that nobody has played.

use recommenders::{Content, ContentOptions};

use crate::RunError;
use crate::fitting::{READS_WITH_SONGS, WRITES, keep_model};
use crate::music_space::features;
use crate::options::{options, parse};
use crate::stage::{Bench, Stage, StageKind};

options! {
    /// The options of `fit-content`.
    FitContent {
        /// What the distance between a song's sound and the user's taste takes away
        feature_weight: f64 = 1.0, "a number from 0";
        /// What the share of the song's genre in the user's plays adds
        genre_weight: f64 = 1.0, "a number from 0";
    }
}

pub(crate) const KIND: StageKind = StageKind {
    name: "fit-content",
    about: "scores songs by how near their audio features and genre are to the user's taste; with `candidates = \"all\"` also songs that nobody plays",
    sources: &[],
    reads: READS_WITH_SONGS,
    writes: WRITES,
    options: FitContent::cards,
    parse: |with| {
        let options: FitContent = parse(with)?;
        for (name, weight) in [("feature_weight", options.feature_weight), ("genre_weight", options.genre_weight)] {
            if !weight.is_finite() || weight < 0.0 {
                return Err(format!("{name}: expected a number from 0, found {weight}"));
            }
        }
        Ok(Box::new(options))
    },
};

impl Stage for FitContent {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let (plays, songs) = (bench.plays(), bench.songs());
        let features = features(plays, songs);
        let genres = songs.genres.pick(&plays.song_rows);
        let options = ContentOptions {
            weight_features: self.feature_weight,
            weight_genre: self.genre_weight,
            ..ContentOptions::default()
        };
        let model = Content::fit(&plays.visible, &plays.trains, &features, &genres, options);
        keep_model(bench, Box::new(model))
    }
}
