//! `add-songs`: a row for every song that the triplets name, so that none falls out in the join.

use domain::Side;
use ingest::{IngestError, SourceFile};

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};

options! {
    /// The options of `add-songs`.
    AddSongs {}
}

pub(crate) const KIND: StageKind = StageKind {
    name: "add-songs",
    about: "adds a row to the songs for every song that the triplet files name and the songs lack, with nothing known of it but the id: plays are then read without a join",
    sources: &[
        Port::required("train", Kind::Source, "whole histories"),
        Port::optional("visible", Kind::Source, "the shown half of the test users' histories"),
        Port::optional("hidden", Kind::Source, "the hidden half"),
    ],
    reads: &[Port::optional("songs", Kind::Songs, "the songs that are known")],
    writes: &[Port::required("songs", Kind::Songs, "these and all others")],
    options: AddSongs::cards,
    parse: |with| parse::<AddSongs>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for AddSongs {
    fn check(&self, _port: &str, file: &SourceFile) -> Result<(), IngestError> {
        ingest::check_triplets(file)
    }

    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let files: Vec<&SourceFile> = Side::ALL.into_iter().filter_map(|side| bench.source(side.name())).collect();
        let made = ingest::songs_of_triplets(&files, bench.optional_songs().cloned(), bench.meter)?;
        bench.count("songs_added", made.n_added);
        bench.note(format!("{} songs that only triplets name were added.", made.n_added));
        bench.outcome.sources.extend(made.records);
        bench.outcome.made.songs.insert(bench.value("songs"), made.table);
        Ok(())
    }
}
