//! The stages of a run in a line: what each leaves for those behind it. Stages that make nothing for others go side by
//! side; what they tell is put in the order of the plan.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use artifacts::Shelf;
use domain::{Meter, Rejected};
use ingest::IngestError;
use rayon::prelude::*;
use serde_json::json;

use crate::check::{Checked, CheckedStage};
use crate::compartment::{Compartment, Failure};
use crate::machine::Clock;
use crate::manifest::{StageEntry, key, stages_of};
use crate::observer::{Event, Observer};
use crate::run::Run;
use crate::selection::Fate;
use crate::stage::{Bench, Outcome, Told, Values};
use crate::{Names, RunError};

/// The stages that go at once, by position in the plan. With one thread every stage goes alone.
pub(crate) fn groups(stages: &[CheckedStage]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in 0..stages.len() {
        match groups.last_mut() {
            Some(group) if rayon::current_num_threads() > 1 && goes_beside(&stages[at], &stages[at - 1]) => {
                group.end = at + 1;
            }
            _ => groups.push(at..at + 1),
        }
    }
    groups
}

fn goes_beside(stage: &CheckedStage, above: &CheckedStage) -> bool {
    !above.makes_values() && !stage.makes_values() && !stage.stage.reads_the_record()
}

/// The last run, whose files may be taken over.
pub(crate) struct LastRun {
    place: PathBuf,
    stages: BTreeMap<String, StageEntry>,
}

impl LastRun {
    pub(crate) fn of(shelf: &Shelf) -> Result<Self, RunError> {
        let missing = || {
            RunError::usage("--only, --from: expected a complete run to take the other stages' files from, found none")
                .with_hint("run the whole plan once")
        };
        let place = shelf.latest().ok_or_else(missing)?;
        let stages = stages_of(&place).ok_or_else(missing)?;
        Ok(Self { place, stages })
    }
}

/// The stages of a run in the order of the plan, and what they leave for those behind.
pub(crate) struct Line<'a> {
    run: &'a Run<'a>,
    checked: &'a Checked,
    shelf: &'a Shelf,
    last: Option<LastRun>,
    observer: &'a dyn Observer,
    values: Values,
    told: Told,
    pub(crate) rejected: Vec<Rejected>,
    /// SHA-256 of each source read so far.
    pub(crate) sums: BTreeMap<String, String>,
    /// The key of the stage that wrote each value.
    keys: BTreeMap<String, String>,
    pub(crate) entries: Vec<StageEntry>,
}

/// A stage that is to work.
struct Task<'a> {
    stage: &'a CheckedStage,
    /// Its position among those that go at once.
    position: usize,
    meter: Arc<Meter>,
    writes_files: bool,
}

/// What a stage did and took.
struct Done {
    outcome: Outcome,
    seconds: f64,
    cpu_seconds: f64,
}

impl<'a> Line<'a> {
    pub(crate) fn new(
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
            told: Told::default(),
            rejected: Vec::new(),
            sums: BTreeMap::new(),
            keys: BTreeMap::new(),
            entries: Vec::new(),
        }
    }

    /// Has the stages of a group work, or takes their files over; `first` is the position of the first in the plan. Values
    /// that no stage below reads are given up.
    pub(crate) fn pass(&mut self, stages: &'a [CheckedStage], fates: &[Fate], first: usize) -> Result<(), RunError> {
        let mut kept = Vec::new();
        for (stage, fate) in stages.iter().zip(fates) {
            kept.push(if *fate == Fate::TakenOver { Some(self.take_over(stage)?) } else { None });
        }
        let works = stages.iter().zip(fates).enumerate().filter(|(_, (_, fate))| **fate != Fate::TakenOver);
        let tasks: Vec<Task<'_>> =
            works.map(|(position, (stage, fate))| self.begin(stage, *fate, position, first)).collect();
        let is_alone = tasks.len() == 1;
        let mut done = self.work_all(tasks)?.into_iter();
        for ((stage, fate), kept) in stages.iter().zip(fates).zip(kept) {
            let entry = if let Some(entry) = kept {
                self.observer.see(Event::StageTakenOver { stage: &stage.plan.name });
                entry
            } else {
                let done = done.next().expect("a stage that is not taken over works");
                self.end(stage, *fate, done, is_alone)?
            };
            for value in stage.plan.writes.values().flat_map(Names::iter) {
                self.keys.insert(value.to_owned(), entry.key.clone());
            }
            self.told.record.push(entry.without_the_machine());
            self.entries.push(entry);
        }
        let below = &self.checked.stages[first + stages.len()..];
        self.values.retain(&below.iter().flat_map(|stage| stage.plan.reads.values().flat_map(Names::iter)).collect());
        Ok(())
    }

    fn begin(&self, stage: &'a CheckedStage, fate: Fate, position: usize, first: usize) -> Task<'a> {
        let meter = Arc::new(Meter::default());
        self.observer.see(Event::StageBegins {
            stage: &stage.plan.name,
            number: first + position + 1,
            n_stages: self.checked.stages.len(),
            meter: Arc::clone(&meter),
        });
        Task { stage, position, meter, writes_files: fate == Fate::Runs }
    }

    /// Has all tasks done at once. The error is that of the first in the plan that fails.
    fn work_all(&self, tasks: Vec<Task<'_>>) -> Result<Vec<Done>, RunError> {
        let failure = Failure::none();
        let (run, sources, values, told, folder) =
            (self.run, &self.checked.sources, &self.values, &self.told, self.shelf);
        let work = |task: Task<'_>| -> Result<Done, RunError> {
            let clock = Clock::start();
            let mut bench = Bench {
                title: &run.plan.title,
                plan_name: run.name,
                plan: run.plan,
                seed: run.plan.seed,
                stage: &task.stage.plan,
                sources,
                values,
                told,
                shelf: Compartment { shelf: folder, failure: &failure, position: task.position },
                meter: &task.meter,
                outcome: Outcome::default(),
                writes_files: task.writes_files,
            };
            let worked = task.stage.stage.run(&mut bench).map_err(|error| error.in_stage(&task.stage.plan.name));
            let outcome = bench.outcome;
            worked.inspect_err(|_| failure.at(task.position))?;
            let (seconds, cpu_seconds) = (clock.wall(), clock.cpu());
            let files: Vec<String> = outcome.artifacts.iter().map(|artifact| artifact.name.clone()).collect();
            let rows = task.meter.rows();
            self.observer.see(Event::StageEnds { stage: &task.stage.plan.name, seconds, rows, files: &files });
            Ok(Done { outcome, seconds, cpu_seconds })
        };
        let done: Vec<Result<Done, RunError>> = if tasks.len() > 1 {
            tasks.into_par_iter().with_max_len(1).map(work).collect()
        } else {
            tasks.into_iter().map(work).collect()
        };
        done.into_iter().collect()
    }

    /// Takes up what a stage did and tells what is worth knowing of it.
    fn end(&mut self, stage: &CheckedStage, fate: Fate, done: Done, is_alone: bool) -> Result<StageEntry, RunError> {
        let Done { mut outcome, seconds, cpu_seconds } = done;
        let name = stage.plan.name.as_str();
        self.rejected.append(&mut outcome.rejected);
        for source in &outcome.sources {
            let reasons = source.rejected_by_reason.iter();
            self.told.rejected.extend(reasons.map(|(reason, &n)| (source.name.clone(), (*reason).to_owned(), n)));
        }
        self.note_sums(&outcome)?;
        self.values.append(std::mem::take(&mut outcome.made));
        self.told.funnel.append(&mut outcome.funnel);
        for note in &outcome.notes {
            self.observer.see(Event::Note { text: note });
        }
        self.told.notes.append(&mut outcome.notes);
        let cpu_seconds = is_alone.then_some(cpu_seconds);
        let made = StageEntry::new(name, stage.kind.name, self.key_of(stage), &outcome, (seconds, cpu_seconds));
        if fate == Fate::MakesValues {
            let kept = self.take_over(stage)?;
            self.observer.see(Event::StageTakenOver { stage: name });
            return Ok(StageEntry { artifacts: kept.artifacts, ..made });
        }
        Ok(made)
    }

    /// Notes what the sources were. A source that a stage above has read must be the same still.
    fn note_sums(&mut self, outcome: &Outcome) -> Result<(), RunError> {
        for source in &outcome.sources {
            let earlier = self.sums.insert(source.name.clone(), source.sha256.clone());
            if earlier.is_some_and(|earlier| earlier != source.sha256) {
                let path = self.checked.sources[&source.name].path.clone();
                return Err(RunError::from(IngestError::Changed { path }).at(&format!("source `{}`", source.name)));
            }
        }
        Ok(())
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
        Ok(entry.clone())
    }

    fn key_of(&self, stage: &CheckedStage) -> String {
        let sources: BTreeMap<_, _> =
            stage.plan.sources.iter().map(|(port, name)| (port, self.sums.get(name))).collect();
        let reads: BTreeMap<_, _> = stage
            .plan
            .reads
            .iter()
            .map(|(port, values)| (port, values.iter().map(|value| self.keys.get(value)).collect::<Vec<_>>()))
            .collect();
        key(&json!({
            "version": env!("CARGO_PKG_VERSION"), "title": self.run.plan.title, "plan": self.run.name, "run": stage.plan.run, "with": stage.plan.with,
            "writes": stage.plan.writes, "sources": sources, "reads": reads, "seed": self.run.plan.seed,
        }))
    }
}
