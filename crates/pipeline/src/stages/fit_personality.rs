//! `fit-personality`: those whose taste is nearest on the MUSIC axes vote for their songs.

use domain::MusicScale;
use personality::{song_vectors, tastes};
use recommenders::{Distance, MusicSpace, Personality, PersonalityOptions, Votes};

use super::read_triplets::check_share;
use crate::RunError;
use crate::fitting::{READS_WITH_SONGS, WRITES, keep_model};
use crate::music_space::{features, scale_of_heard};
use crate::options::{options, parse};
use crate::stage::{Bench, Stage, StageKind};

options! {
    /// The options of `fit-personality`.
    FitPersonality {
        /// The scale of the MUSIC axes; on `raw`, neighbours are those who listen equally loud
        scale: MusicScale = MusicScale::Zscore, "\"raw\" | \"zscore\" | \"minmax\"";
        /// How far two users are apart
        distance: Distance = Distance::L2, "\"l1\" | \"l2\"";
        /// How many neighbours vote
        neighbours: usize = 100, "a whole number from 1 on";
        /// Users with fewer songs are passed over
        minimum_songs: usize = 5, "a whole number";
        /// Users who share more of their songs with the user (Jaccard) are passed over; 1 passes nobody over
        maximum_overlap: f64 = 1.0, "a number from 0 to 1";
        /// What a song is worth: the number of neighbours who have it, a draw weighted by it, or a draw
        votes: Votes = Votes::Count, "\"count\" | \"weighted-random\" | \"random\"";
    }
}

pub(crate) const KIND: StageKind = StageKind {
    name: "fit-personality",
    about: "finds the users nearest in MUSIC space, exactly, and lets them vote for their songs",
    sources: &[],
    reads: READS_WITH_SONGS,
    writes: WRITES,
    options: FitPersonality::cards,
    parse: |with| {
        let options: FitPersonality = parse(with)?;
        check_share("maximum_overlap", options.maximum_overlap)?;
        if options.neighbours == 0 {
            return Err("neighbours: expected a whole number from 1 on, found 0".to_owned());
        }
        Ok(Box::new(options))
    },
};

impl Stage for FitPersonality {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let (plays, songs) = (bench.plays(), bench.songs());
        let features = features(plays, songs);
        let vectors = song_vectors(&features, &scale_of_heard(self.scale, plays, &features));
        let users: Vec<_> =
            tastes(&plays.visible, &vectors).into_iter().map(|taste| taste.map(|taste| taste.mean)).collect();
        let space = MusicSpace { users: &users, songs: &vectors };
        let options = PersonalityOptions {
            k: self.neighbours,
            distance: self.distance,
            minimum_songs: self.minimum_songs,
            maximum_overlap: self.maximum_overlap,
            votes: self.votes,
        };
        let ids = (&plays.users, &plays.songs);
        let model = Personality::fit(&plays.visible, &plays.trains, space, ids, bench.seed, options);
        keep_model(bench, Box::new(model))
    }
}
