//! `fit-random`: songs in a random order of each user's own; its expected metrics are known, so it checks the evaluation.

use recommenders::Random;

use crate::RunError;
use crate::fitting::{READS, WRITES, keep_model};
use crate::options::{options, parse};
use crate::stage::{Bench, Stage, StageKind};

options! {
    /// The options of `fit-random`.
    FitRandom {}
}

pub(crate) const KIND: StageKind = StageKind {
    name: "fit-random",
    about: "scores songs at random by a hash of the plan's seed, the user and the song",
    sources: &[],
    reads: READS,
    writes: WRITES,
    options: FitRandom::cards,
    parse: |with| parse::<FitRandom>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for FitRandom {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let plays = bench.plays();
        let model = Random::new(bench.seed, &plays.users, &plays.songs);
        keep_model(bench, Box::new(model))
    }
}
