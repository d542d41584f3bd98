//! `split-plays`: which plays are shown and which are hidden, by a protocol of the literature.

use domain::FunnelStep;
use matrices::{LIANG_PUBLISHED, Protocol, Split, split};
use serde_json::json;

use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};
use crate::{Exit, RunError};

options! {
    /// The options of `split-plays`.
    SplitPlays {
        /// What is hidden of whom, and which users train models; docs/protocols.md works each through
        protocol: Protocol = Protocol::default(), "{ name = \"challenge\" | \"liang\" | \"leave-k-out\" | \"ratio\", ... }";
        /// Whether the run stops unless `liang` leaves as many rows, users and songs as Liang et al. had of the whole Taste Profile
        published: bool = false, "true | false";
    }
}

pub(crate) const KIND: StageKind = StageKind {
    name: "split-plays",
    about: "divides plays into visible and hidden ones by a protocol: users held out whole (Liang et al. 2018), k songs or a share of every user's songs",
    sources: &[],
    reads: &[Port::required("plays", Kind::Plays, "the plays; only their visible rows are divided")],
    writes: &[Port::required("plays", Kind::Plays, "the plays as the protocol has them")],
    options: SplitPlays::cards,
    parse: |with| {
        let options: SplitPlays = parse(with)?;
        options.protocol.check().map_err(|error| format!("protocol: {error}"))?;
        Ok(Box::new(options))
    },
};

impl Stage for SplitPlays {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let split = split(bench.plays().clone(), &self.protocol)?;
        if self.published {
            check_published(&split)?;
        }
        let Split { plays, steps } = split;
        for step in steps {
            let note = format!("{} users, {} songs", step.n_users, step.n_songs);
            let key = step.name.replace(' ', "_");
            let fact = json!({ "pairs": step.n_pairs, "users": step.n_users, "songs": step.n_songs });
            bench.outcome.facts.insert(key, fact);
            let is_hidden = step.name.starts_with("hidden");
            let rows = Some(step.n_pairs as u64);
            bench.outcome.funnel.push(FunnelStep {
                label: format!("{}: {}", self.protocol.name(), step.name),
                train: rows.filter(|_| !is_hidden),
                visible: None,
                hidden: rows.filter(|_| is_hidden),
                note,
            });
        }
        bench.outcome.made.plays.insert(bench.value("plays"), plays.into());
        Ok(())
    }
}

/// An error if a split is not the one of the literature.
fn check_published(split: &Split) -> Result<(), RunError> {
    let (wanted, n_training) = LIANG_PUBLISHED;
    let found = split.step(wanted.name);
    let trains = split.step("rows that train").map(|step| step.n_pairs);
    if found == Some(&wanted) && trains == Some(n_training) {
        return Ok(());
    }
    let counts = |step: &matrices::SplitStep| {
        format!("{} pairs of {} users and {} songs", step.n_pairs, step.n_users, step.n_songs)
    };
    Err(RunError::new(
        Exit::Data,
        format!(
            "published: expected {}, {n_training} to train on, found {}, {} to train on",
            counts(&wanted),
            found.map_or_else(|| "no such split".to_owned(), counts),
            trains.unwrap_or_default()
        ),
    )
    .with_hint(
        "only the whole train_triplets.txt without a join gives the published split; `published = false` takes any",
    ))
}
