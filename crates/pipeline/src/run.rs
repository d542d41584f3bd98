//! Runs a plan: stage after stage, onto the shelf, with a manifest, whole or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use artifacts::{Cells, Shelf, TableColumn, Written, write_table};
use domain::{Meter, Rejected};
use serde_json::{Value, json};
use summary::FunnelStep;

use crate::check::{Checked, CheckedStage, MANIFEST, REJECTED, check};
use crate::machine::{Clock, now, peak_memory};
use crate::manifest::{Machine, StageEntry, key, manifest, stages_of};
use crate::observer::{Event, Observer};
use crate::plan::Plan;
use crate::selection::{Fate, Selection, fates};
use crate::stage::{Bench, Outcome, Values};
use crate::{Names, RunError};

/// What to run, where from, where to.
pub struct Run<'a> {
    /// The plan, with the command line's changes.
    pub plan: &'a Plan,
    /// The plan's short name, which begins the run's.
    pub name: &'a str,
    /// The folder of the sources.
    pub data: &'a Path,
    /// The folder of runs.
    pub out: &'a Path,
    /// Which stages.
    pub selection: Selection,
}

/// A complete run.
pub struct Finished {
    /// Its folder.
    pub place: PathBuf,
    /// Its manifest.
    pub manifest: Value,
}

/// Runs a plan. On any error nothing is left behind and `latest` stays as it was.
pub fn run(run: &Run<'_>, observer: &dyn Observer) -> Result<Finished, RunError> {
    let clock = Clock::start();
    let checked = check(run.plan, run.data)?;
    let fates = fates(&checked.stages, &run.selection)?;
    let shelf = Shelf::open(run.out)?;
    let last = match run.selection {
        Selection::All => None,
        _ => Some(LastRun::of(&shelf)?),
    };
    let mut line = Line::new(run, &checked, &shelf, last, observer);
    for (number, (stage, fate)) in checked.stages.iter().zip(&fates).enumerate() {
        line.pass(stage, *fate, number + 1)?;
    }
    let Line { entries, rejected, sums, .. } = line;
    let n_rejected = rejected.iter().map(|source| source.rows.len()).sum();
    let rejected = write_rejected(&shelf, &rejected)?;
    let name = format!("{}-{}", run.name, run_key(run.plan, &sums));
    let machine = Machine {
        threads: rayon::current_num_threads(),
        seconds: clock.wall(),
        cpu_seconds: clock.cpu(),
        peak_memory_bytes: peak_memory(),
        finished: now(),
    };
    let manifest = manifest(&name, run.plan, &entries, (&rejected, n_rejected), &machine);
    shelf.write(MANIFEST, |out| writeln!(out, "{manifest:#}"))?;
    let place = shelf.complete(&name)?;
    Ok(Finished { place, manifest })
}

/// Stands for the plan and the content of all sources, not for their names nor for the machine: the same again is the
/// same run.
fn run_key(plan: &Plan, sums: &BTreeMap<String, String>) -> String {
    key(
        &json!({ "version": env!("CARGO_PKG_VERSION"), "title": plan.title, "seed": plan.seed, "stages": plan.stages, "sources": sums }),
    )
}

struct LastRun {
    place: PathBuf,
    stages: BTreeMap<String, StageEntry>,
}

impl LastRun {
    fn of(shelf: &Shelf) -> Result<Self, RunError> {
        let missing = || {
            RunError::usage("--only, --from: expected a complete run to take the other stages' files from, found none")
                .with_hint("run the whole plan once")
        };
        let place = shelf.latest().ok_or_else(missing)?;
        let stages = stages_of(&place).ok_or_else(missing)?;
        Ok(Self { place, stages })
    }
}

/// The stages of a run, one after the other, and what they leave for those behind.
struct Line<'a> {
    run: &'a Run<'a>,
    checked: &'a Checked,
    shelf: &'a Shelf,
    last: Option<LastRun>,
    observer: &'a dyn Observer,
    values: Values,
    funnel: Vec<FunnelStep>,
    notes: Vec<String>,
    rejected: Vec<Rejected>,
    /// Source, reason and number of the rejected rows so far.
    reasons: Vec<(String, String, u64)>,
    /// SHA-256 of each source read so far.
    sums: BTreeMap<String, String>,
    /// The key of the stage that wrote each value.
    keys: BTreeMap<String, String>,
    entries: Vec<StageEntry>,
}

impl<'a> Line<'a> {
    fn new(
        run: &'a Run<'a>,
        checked: &'a Checked,
        shelf: &'a Shelf,
        last: Option<LastRun>,
        observer: &'a dyn Observer,
    ) -> Self {
        Self {
            run,
            checked,
            shelf,
            last,
            observer,
            values: Values::default(),
            funnel: Vec::new(),
            notes: Vec::new(),
            rejected: Vec::new(),
            reasons: Vec::new(),
            sums: BTreeMap::new(),
            keys: BTreeMap::new(),
            entries: Vec::new(),
        }
    }

    fn pass(&mut self, stage: &CheckedStage, fate: Fate, number: usize) -> Result<(), RunError> {
        let entry = match fate {
            Fate::TakenOver => self.take_over(stage)?,
            Fate::Runs => self.work(stage, number, true)?,
            Fate::MakesValues => {
                let made = self.work(stage, number, false)?;
                let kept = self.take_over(stage)?;
                StageEntry { artifacts: kept.artifacts, ..made }
            }
        };
        for value in stage.plan.writes.values().flat_map(Names::iter) {
            self.keys.insert(value.to_owned(), entry.key.clone());
        }
        self.entries.push(entry);
        Ok(())
    }

    fn work(&mut self, stage: &CheckedStage, number: usize, writes_files: bool) -> Result<StageEntry, RunError> {
        let clock = Clock::start();
        let meter = Arc::new(Meter::default());
        let name = stage.plan.name.as_str();
        let n_stages = self.checked.stages.len();
        self.observer.see(Event::StageBegins { stage: name, number, n_stages, meter: Arc::clone(&meter) });
        let n_notes = self.notes.len();
        let mut bench = Bench {
            title: &self.run.plan.title,
            plan_name: self.run.name,
            stage: &stage.plan,
            sources: &self.checked.sources,
            values: &mut self.values,
            funnel: &mut self.funnel,
            rejected_so_far: &self.reasons,
            notes: &mut self.notes,
            shelf: self.shelf,
            meter: &meter,
            outcome: Outcome::default(),
            writes_files,
        };
        stage.stage.run(&mut bench).map_err(|error| error.in_stage(name))?;
        let mut outcome = bench.outcome;
        self.rejected.append(&mut outcome.rejected);
        for source in &outcome.sources {
            let reasons = source.rejected_by_reason.iter();
            self.reasons.extend(reasons.map(|(reason, &n)| (source.name.clone(), (*reason).to_owned(), n)));
        }
        self.sums.extend(outcome.sources.iter().map(|source| (source.name.clone(), source.sha256.clone())));
        let files: Vec<String> = outcome.artifacts.iter().map(|artifact| artifact.name.clone()).collect();
        let (seconds, rows) = (clock.wall(), meter.rows());
        self.observer.see(Event::StageEnds { stage: name, seconds, rows, files: &files });
        for note in &self.notes[n_notes..] {
            self.observer.see(Event::Note { text: note });
        }
        Ok(StageEntry::new(name, stage.kind.name, self.key_of(stage), &outcome, (seconds, clock.cpu())))
    }

    /// Takes the files of a stage from the last run, if it made them of the same.
    fn take_over(&mut self, stage: &CheckedStage) -> Result<StageEntry, RunError> {
        let name = stage.plan.name.as_str();
        let key = self.key_of(stage);
        let last = self.last.as_ref().expect("without a last run every stage runs");
        let Some(entry) = last.stages.get(name).filter(|entry| entry.key == key) else {
            return Err(RunError::usage(format!(
                "stage `{name}`: expected the last run to have made it of the same sources and options, found it did not"
            ))
            .with_hint("leave out --only or --from"));
        };
        for file in entry.files() {
            self.shelf.take_over(&last.place, &file)?;
        }
        self.observer.see(Event::StageTakenOver { stage: name });
        Ok(entry.clone())
    }

    fn key_of(&self, stage: &CheckedStage) -> String {
        let sources: BTreeMap<_, _> =
            stage.plan.sources.iter().map(|(port, name)| (port, self.sums.get(name))).collect();
        let reads: BTreeMap<_, _> = stage.plan.reads.iter().map(|(port, value)| (port, self.keys.get(value))).collect();
        key(&json!({
            "version": env!("CARGO_PKG_VERSION"), "title": self.run.plan.title, "plan": self.run.name, "run": stage.plan.run, "with": stage.plan.with,
            "writes": stage.plan.writes, "sources": sources, "reads": reads, "seed": self.run.plan.seed,
        }))
    }
}

fn write_rejected(shelf: &Shelf, rejected: &[Rejected]) -> Result<Written, RunError> {
    let rows: Vec<_> = rejected.iter().flat_map(|source| source.rows.iter().map(move |row| (source, row))).collect();
    let column = |name: &str, cells| TableColumn { name: name.to_owned(), cells };
    let columns = [
        column("source", Cells::Texts(Box::new(|at| Some(&rows[at].0.source)))),
        column("file", Cells::Texts(Box::new(|at| Some(&rows[at].0.file)))),
        column("line", Cells::Integers(Box::new(|at| i64::try_from(rows[at].1.line).ok()))),
        column("reason", Cells::Texts(Box::new(|at| Some(rows[at].1.reason)))),
        column("raw", Cells::Texts(Box::new(|at| Some(&rows[at].1.raw)))),
    ];
    Ok(shelf.write(REJECTED, |out| write_table(&columns, rows.len(), out))?)
}
