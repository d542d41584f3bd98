//! `blend`: one list of two, by share or in turns.

use artifacts::RankingsReader;
use recommenders::{Blend, BlendSide, Blender, Heard};
use serde::{Deserialize, Serialize};

use super::read_triplets::check_share;
use crate::RunError;
use crate::listing::{COLUMNS, NotRanked, RANKINGS, RankingsFrom, Sink, check_length, write_lists};
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};

options! {
    /// The options of `blend`.
    BlendLists {
        /// The first list gives a share of the songs and the second the rest, or both give one in turn
        how: Way = Way::Share, "\"share\" | \"interleave\"";
        /// The share of the first list
        share: f64 = 0.5, "a number from 0 to 1";
        /// The length of a list
        k: usize = 500, "a whole number from 1 on";
    }
}

/// How two lists become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    Share,
    Interleave,
}

pub(crate) const KIND: StageKind = StageKind {
    name: "blend",
    about: "makes one list of two: a share of the first and the rest of the second, or one in turn, no song twice",
    sources: &[],
    reads: &[
        Port::required("first", Kind::Rankings, "the lists that begin"),
        Port::required("second", Kind::Rankings, "the lists that fill up"),
        Port::required("plays", Kind::Plays, "the users and songs"),
    ],
    writes: &[
        Port::required("rankings", Kind::Rankings, "the lists"),
        Port::required("file", Kind::File(RANKINGS), COLUMNS),
    ],
    options: BlendLists::cards,
    parse: |with| {
        let options: BlendLists = parse(with)?;
        check_share("share", options.share)?;
        check_length(options.k)?;
        Ok(Box::new(options))
    },
};

impl Stage for BlendLists {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let plays = bench.plays();
        let (first, second) = (bench.rankings("first")[0], bench.rankings("second")[0]);
        let listed = write_lists(bench, plays, |each| {
            let open = |file: &crate::stage::RankingsFile| {
                RankingsReader::open(&file.path, &plays.users, &plays.songs)
                    .map_err(|error| NotRanked::Told(error.into()))
            };
            self.blended([open(first)?, open(second)?], each)
        })?;
        let from = RankingsFrom {
            fitted_on: first.fitted_on.iter().chain(&second.fitted_on).cloned().collect(),
            mask: if first.mask == second.mask {
                first.mask.clone()
            } else {
                format!("{}: {}; {}: {}", first.name, first.mask, second.name, second.mask)
            },
            heard: if [first, second].iter().all(|file| file.heard == Heard::LeaveOut) {
                Heard::LeaveOut
            } else {
                Heard::Keep
            },
            k: self.k,
            is_of_all_songs: first.is_of_all_songs || second.is_of_all_songs,
        };
        listed.keep(bench, from);
        Ok(())
    }
}

impl BlendLists {
    /// Reads both sides in turn, the one that is behind first.
    fn blended(&self, mut sides: [RankingsReader<'_>; 2], each: &mut Sink<'_>) -> Result<(), NotRanked> {
        let how = match self.how {
            Way::Share => Blend::Share(self.share),
            Way::Interleave => Blend::Interleave,
        };
        let mut blender = Blender::new(self.k, how);
        let mut known = [Some(0); 2];
        while let Some(at) = (0..2).filter(|&at| known[at].is_some()).min_by_key(|&at| known[at]) {
            let side = [BlendSide::First, BlendSide::Second][at];
            let block = if let Some(block) = sides[at].next() {
                let block = block.map_err(|error| NotRanked::Told(error.into()))?;
                known[at] = block.users().last().map(|user| user.0).or(known[at]);
                blender.take(side, &block)
            } else {
                known[at] = None;
                blender.end(side)
            };
            each(block).map_err(NotRanked::Sink)?;
        }
        Ok(())
    }
}
