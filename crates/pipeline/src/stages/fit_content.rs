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
        feature_weight: f64 = 1.0, "a number from 0 to 1e15";
        /// What the share of the song's genre in the user's plays adds
        genre_weight: f64 = 1.0, "a number from 0 to 1e15";
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
        options.model_options().check().map_err(|error| error.to_string())?;
        Ok(Box::new(options))
    },
};

impl FitContent {
    fn model_options(&self) -> ContentOptions {
        ContentOptions {
            weight_features: self.feature_weight,
            weight_genre: self.genre_weight,
            ..ContentOptions::default()
        }
    }
}

impl Stage for FitContent {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let (plays, songs) = (bench.plays(), bench.songs());
        let features = features(plays, songs);
        let genres = songs.genres.pick(&plays.song_rows);
        let model = Content::fit(&plays.visible, &plays.trains, &features, &genres, self.model_options());
        keep_model(bench, Box::new(model))
    }
}
