//! `read-rankings`: lists that somebody else made, taken over in the run's numbers.

use artifacts::RankingsReader;
use ingest::read_hashed;
use recommenders::Heard;

use crate::RunError;
use crate::listing::{COLUMNS, NotRanked, RANKINGS, RankingsFrom, write_lists};
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};

options! {
    /// The options of `read-rankings`.
    ReadRankings {}
}

pub(crate) const KIND: StageKind = StageKind {
    name: "read-rankings",
    about: "takes over rankings made elsewhere: Parquet with user_id and song_id, and rank (from 1) or score or rows in order; nothing is known of what their model has seen",
    sources: &[Port::required("rankings", Kind::Source, "the rankings (Parquet)")],
    reads: &[Port::required("plays", Kind::Plays, "the users and songs")],
    writes: &[
        Port::required("rankings", Kind::Rankings, "the lists"),
        Port::required("file", Kind::File(RANKINGS), COLUMNS),
    ],
    options: ReadRankings::cards,
    parse: |with| parse::<ReadRankings>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for ReadRankings {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let (plays, source) = (bench.plays(), bench.required_source("rankings"));
        let (listed, record) = read_hashed(source, "parquet", bench.meter, |path| -> Result<_, RunError> {
            let mut lists = RankingsReader::open(path, &plays.users, &plays.songs)?;
            let n_rows = lists.n_rows();
            let listed = write_lists(bench, plays, |each| {
                lists.try_for_each(|block| {
                    let block = block.map_err(|error| NotRanked::Told(error.into()))?;
                    each(block).map_err(NotRanked::Sink)
                })
            })?;
            Ok((listed, n_rows))
        })?;
        bench.outcome.sources.push(record);
        let mask = "as whoever made the lists had it".to_owned();
        listed.keep(
            bench,
            RankingsFrom { fitted_on: Vec::new(), mask, is_of_all_songs: false, heard: Heard::Keep, k: usize::MAX },
        );
        Ok(())
    }
}
