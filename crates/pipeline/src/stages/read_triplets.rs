//! `read-triplets`: who played what, on three sides, joined with the songs and numbered.

use domain::{FunnelStep, Plays, RowOrder, Side};
use ingest::{IngestError, SideRead, SourceFile, TripletsRead};
use matrices::Catalogue;

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};

options! {
    /// The options of `read-triplets`.
    ReadTriplets {
        /// The share of unusable rows of a file beyond which the run stops
        max_rejected: f64 = 0.001, "a number from 0 to 1";
        /// The order of a user's songs: as in the files, or as the notebook had it under pandas before 2.2
        order: RowOrder = RowOrder::Files, "\"files\" | \"notebook\"";
        /// Which songs get a number: those that a row names, or all of the song table, so that songs nobody has played can be recommended
        catalogue: Catalogue = Catalogue::Played, "\"played\" | \"all\"";
    }
}

pub(crate) const KIND: StageKind = StageKind {
    name: "read-triplets",
    about: "reads `user TAB song TAB plays` on the sides train, visible and hidden, keeps the rows whose song is known, drops hidden rows of users without visible ones, numbers users and songs in byte order of their ids",
    sources: &[
        Port::required("train", Kind::Source, "whole histories"),
        Port::optional("visible", Kind::Source, "the shown half of the test users' histories"),
        Port::optional("hidden", Kind::Source, "the hidden half"),
    ],
    reads: &[Port::required("songs", Kind::Songs, "the songs to join with")],
    writes: &[Port::required("plays", Kind::Plays, "the numbered plays")],
    options: ReadTriplets::cards,
    parse: |with| {
        let options: ReadTriplets = parse(with)?;
        check_share("max_rejected", options.max_rejected)?;
        Ok(Box::new(options))
    },
};

/// An error if an option that is a share is none.
pub(crate) fn check_share(name: &str, share: f64) -> Result<(), String> {
    if (0.0..=1.0).contains(&share) {
        Ok(())
    } else {
        Err(format!("{name}: expected a number from 0 to 1, found {share}"))
    }
}

impl Stage for ReadTriplets {
    fn check(&self, _port: &str, file: &SourceFile) -> Result<(), IngestError> {
        ingest::check_triplets(file)
    }

    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let files = Side::ALL.map(|side| bench.source(side.name()));
        let TripletsRead { triplets, sides } =
            ingest::read_triplets(files, bench.songs(), self.max_rejected, bench.meter)?;
        count_mismatched(bench, &triplets);
        let plays = matrices::number(triplets, bench.songs(), self.order, self.catalogue)?;
        count(bench, &sides, &plays);
        tell_the_funnel(bench, &sides, &plays);
        for SideRead { record, rejected, .. } in sides {
            bench.outcome.sources.push(record);
            bench.outcome.rejected.push(rejected);
        }
        bench.outcome.made.plays.insert(bench.value("plays"), plays.into());
        Ok(())
    }
}

/// Notes how many rows are of songs that the mismatch list names.
fn count_mismatched(bench: &mut Bench<'_>, triplets: &domain::Triplets) {
    let mismatched = &bench.songs().mismatched;
    let rows =
        Side::ALL.map(|side| triplets.side(side).songs().iter().filter(|&&song| mismatched[song as usize]).count());
    let n_rows: usize = rows.iter().sum();
    bench.count("triplets_mismatched", n_rows);
    if n_rows > 0 {
        bench.note(format!("{n_rows} of the joined triplets are of songs that the mismatch list names."));
    }
}

fn count(bench: &mut Bench<'_>, sides: &[SideRead], plays: &Plays) {
    let joined = Side::ALL.map(|side| of(sides, side, |side| side.n_joined).unwrap_or_default());
    let raw: u64 = sides.iter().map(|side| side.record.rows).sum();
    let visible = joined[0] + joined[1];
    bench.count("raw_triplets", raw as usize);
    bench.count("joined", (visible + joined[2]) as usize);
    bench.count("visible", visible as usize);
    bench.count("hidden", joined[2] as usize);
    bench.count("users_without_visible", plays.n_users_without_visible);
    bench.count("hidden_after", plays.hidden.n_rows());
    bench.count("all_after", plays.visible.n_rows() + plays.hidden.n_rows());
    bench.count("n_users", plays.users.len());
    bench.count("n_songs", plays.songs.len());
    bench.count("n_test_users", plays.is_test.iter().filter(|&&is_test| is_test).count());
    for side in sides {
        let step = format!("{}: song is known", side.side.name());
        bench.step(&step, side.record.rows, side.n_joined, side.record.rejected);
    }
    if sides.iter().any(|side| side.side == Side::Hidden) {
        bench.step("hidden: user has visible rows", joined[2], plays.hidden.n_rows() as u64, 0);
    }
}

/// A number of one side; `None` where the plan has no such side.
fn of(sides: &[SideRead], wanted: Side, number: impl Fn(&SideRead) -> u64) -> Option<u64> {
    sides.iter().find(|side| side.side == wanted).map(number)
}

fn tell_the_funnel(bench: &mut Bench<'_>, sides: &[SideRead], plays: &Plays) {
    let mut step = |label: &str, [train, visible, hidden]: [Option<u64>; 3], note: &str| {
        bench.outcome.funnel.push(FunnelStep {
            label: label.to_owned(),
            train,
            visible,
            hidden,
            note: note.to_owned(),
        });
    };
    let all = |number: fn(&SideRead) -> u64| Side::ALL.map(|side| of(sides, side, number));
    step("rows in the files", all(|side| side.record.rows), "blank lines are not rows");
    step("well formed", all(|side| side.record.rows - side.record.rejected), "the others are in rejected.parquet");
    step("song is known", all(|side| side.n_joined), "the song is in the song table");
    let [train, visible, hidden] = all(|side| side.n_joined);
    let note = format!("{} users with hidden rows only were left out", plays.n_users_without_visible);
    step("user has visible plays", [train, visible, hidden.map(|_| plays.hidden.n_rows() as u64)], &note);
}
