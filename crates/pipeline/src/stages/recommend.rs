//! `recommend`: a model's best songs for every user, as one Parquet file.

use artifacts::ModelHashes;
use domain::{Plays, UserId};
use recommenders::{Heard, RecommendError, RecommendOptions, TieOrder, recommend};
use serde::{Deserialize, Serialize};

use crate::listeners::Listeners;
use crate::listing::{COLUMNS, NotRanked, RANKINGS, RankingsFrom, check_length, write_lists};
use crate::music_space::heard;
use crate::options::{options, parse};
use crate::stage::{Bench, FittedModel, Kind, Port, Stage, StageKind};
use crate::{Exit, RunError};

options! {
    /// The options of `recommend`.
    Recommend {
        /// The length of a list
        k: usize = 500, "a whole number from 1 on";
        /// Whether songs that a user is known to have played may be in the user's list
        heard: Heard = Heard::LeaveOut, "\"leave-out\" | \"keep\"";
        /// Which songs can be recommended: those that a training user plays, or all that have a number
        candidates: Candidates = Candidates::Heard, "\"heard\" | \"all\"";
        /// Who gets a list: users with hidden plays, all users, or so many in the order of their ids
        users: Listeners = Listeners::Judged, "\"judged\" | \"all\" | a whole number";
    }
}

/// Which songs can be recommended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Candidates {
    Heard,
    All,
}

pub(crate) const KIND: StageKind = StageKind {
    name: "recommend",
    about: "ranks songs for users by a model's scores: leaves out what a user has heard, breaks ties by a seeded hash of the song id, cuts off",
    sources: &[],
    reads: &[
        Port::required("model", Kind::Model, "the model that scores"),
        Port::required("plays", Kind::Plays, "what the users have heard: the plays that the model was fitted on"),
    ],
    writes: &[
        Port::required("rankings", Kind::Rankings, "the lists"),
        Port::required("file", Kind::File(RANKINGS), COLUMNS),
    ],
    options: Recommend::cards,
    parse: |with| {
        let options: Recommend = parse(with)?;
        check_length(options.k)?;
        Ok(Box::new(options))
    },
};

impl Stage for Recommend {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let (fitted, plays) = (bench.model(), bench.plays());
        check_numbering(fitted, bench.identity())?;
        let (users, candidates) = (self.users(plays), self.candidates(plays));
        let ties = TieOrder::new(bench.seed, &plays.songs);
        let options = RecommendOptions { k: self.k, heard: self.heard, candidates: &candidates, ties: &ties };
        bench.count(&format!("{}.candidates", bench.stage.name), options.candidates.iter().filter(|is| **is).count());
        let ranked = write_lists(bench, plays, |each| {
            match recommend(fitted.model.as_ref(), &plays.visible, &users, &options, Some(bench.meter), each) {
                Ok(()) => Ok(()),
                Err(RecommendError::Sink(error)) => Err(NotRanked::Sink(error)),
                Err(RecommendError::NoScore { user, song, score }) => Err(NotRanked::Told(RunError::new(
                    Exit::Data,
                    format!(
                        "model `{}`: user {}: song {}: expected a finite score or none, found {score}",
                        fitted.name,
                        plays.users.id(user),
                        plays.songs.id(song)
                    ),
                )
                .with_hint("options of the model that are far from the usual, such as a weight of 1e30, leave the range of numbers"))),
            }
        })?;
        ranked.keep(
            bench,
            RankingsFrom {
                fitted_on: vec![fitted.fitted_on.clone()],
                mask: self.mask().to_owned(),
                is_of_all_songs: self.candidates == Candidates::All,
                heard: self.heard,
                k: self.k,
            },
        );
        Ok(())
    }
}

impl Recommend {
    fn users(&self, plays: &Plays) -> Vec<UserId> {
        let all = (0..plays.users.len() as u32).map(UserId);
        match self.users {
            Listeners::All => all.collect(),
            Listeners::First(n) => all.take(n).collect(),
            Listeners::Judged => all.filter(|&user| !plays.hidden.of(user).0.is_empty()).collect(),
        }
    }

    fn candidates(&self, plays: &Plays) -> Vec<bool> {
        match self.candidates {
            Candidates::All => vec![true; plays.songs.len()],
            Candidates::Heard => heard(plays),
        }
    }

    /// Which songs cannot be in a list, in words.
    fn mask(&self) -> &'static str {
        match (self.heard, self.candidates) {
            (Heard::LeaveOut, Candidates::Heard) => {
                "songs the user is known to have played; songs that no training user plays"
            }
            (Heard::LeaveOut, Candidates::All) => "songs the user is known to have played",
            (Heard::Keep, Candidates::Heard) => "songs that no training user plays",
            (Heard::Keep, Candidates::All) => "none",
        }
    }
}

/// An error if a model has other numbers of users or songs than the plays.
fn check_numbering(fitted: &FittedModel, here: &ModelHashes) -> Result<(), RunError> {
    let seen = &fitted.fitted_on;
    if (&seen.songs, &seen.users) == (&here.songs, &here.users) && seen.visible != here.visible {
        return Err(RunError::usage(format!(
            "model `{}`: expected the plays that it was fitted on, found others of the same users and songs",
            fitted.name
        ))
        .with_hint("their visible rows differ: what the one hides the other may show"));
    }
    let differs = [("songs", seen.songs != here.songs), ("users", seen.users != here.users)];
    match differs.into_iter().find(|(_, differs)| *differs) {
        None => Ok(()),
        Some((of, _)) => Err(RunError::usage(format!(
            "model `{}`: expected plays with the numbers of {of} that it was fitted on, found others",
            fitted.name
        ))
        .with_hint("`reads` of `recommend` names the plays that the model was fitted on")),
    }
}
