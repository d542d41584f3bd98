//! `split-plays`: which plays are shown and which are hidden, by a protocol of the literature.

use matrices::{Protocol, Split, split};
use serde_json::json;
use summary::FunnelStep;

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};

options! {
    /// The options of `split-plays`.
    SplitPlays {
        /// What is hidden of whom, and which users train models; docs/protocols.md works each through
        protocol: Protocol = Protocol::default(), "{ name = \"challenge\" | \"liang\" | \"leave-k-out\" | \"ratio\", ... }";
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
        let Split { plays, steps } = split(bench.plays().clone(), &self.protocol)?;
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
