//! `fit-popularity`: the songs that most users play, for everyone.

use recommenders::{PopularBy, Popularity};

use crate::RunError;
use crate::fitting::{READS, WRITES, keep_model};
use crate::options::{options, parse};
use crate::stage::{Bench, Stage, StageKind};

options! {
    /// The options of `fit-popularity`.
    FitPopularity {
        /// What makes a song popular: the number of its listeners, or all their plays
        by: PopularBy = PopularBy::Listeners, "\"listeners\" | \"plays\"";
    }
}

pub(crate) const KIND: StageKind = StageKind {
    name: "fit-popularity",
    about: "scores songs by how many training users play them, the same for everyone",
    sources: &[],
    reads: READS,
    writes: WRITES,
    options: FitPopularity::cards,
    parse: |with| parse::<FitPopularity>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for FitPopularity {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let plays = bench.plays();
        let model = Popularity::fit(&plays.visible, &plays.trains, plays.songs.len(), self.by);
        keep_model(bench, Box::new(model))
    }
}
