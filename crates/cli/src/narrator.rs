//! Tells how a run goes: a bar on a terminal, plain lines elsewhere, JSON for a log, or nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Meter;
use pipeline::{Event, Finished, Observer};
use serde_json::json;

use crate::bar::Bar;
use crate::out_of_memory;
use crate::voice::{Voice, line, log};

/// Tells of the stages of a run.
pub(crate) struct Narrator {
    voice: Voice,
    bar: Mutex<Option<Bar>>,
    at_work: Mutex<AtWork>,
}

/// The stages at work: their numbers, names and meters, and how many the plan has.
#[derive(Default)]
struct AtWork {
    stages: Vec<(usize, String, Arc<Meter>)>,
    n_stages: usize,
}

impl AtWork {
    /// What a bar for all of them is called.
    fn label(&self) -> String {
        let numbers = self.stages.iter().map(|(number, ..)| *number);
        let (first, last) = (numbers.clone().min().unwrap_or_default(), numbers.max().unwrap_or_default());
        let numbers = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let names: Vec<&str> = self.stages.iter().map(|(_, name, _)| name.as_str()).collect();
        format!("[{numbers}/{}] {}", self.n_stages, names.join(", "))
    }
}

impl Narrator {
    pub(crate) fn new(voice: Voice) -> Self {
        Self { voice, bar: Mutex::new(None), at_work: Mutex::default() }
    }

    /// Says something; a bar must not be on the screen.
    pub(crate) fn say(&self, text: &str) {
        match self.voice {
            Voice::Bars | Voice::Lines => line(text),
            Voice::Json => log("info", &json!({ "event": "note", "message": text })),
            Voice::Silent | Voice::SilentJson => {}
        }
    }

    /// Says that a run is complete, where it is and what it took.
    pub(crate) fn complete(&self, finished: &Finished) {
        let Finished { place, manifest } = finished;
        let (counts, machine) = (&manifest["counts"], &manifest["machine"]);
        if self.voice == Voice::Json {
            let place = place.display().to_string();
            log("info", &json!({ "event": "run-complete", "place": place, "counts": counts, "machine": machine }));
            return;
        }
        let megabytes = machine["peak_memory_bytes"].as_u64().unwrap_or_default() / 1_000_000;
        self.say(&format!(
            "{} songs x {} users, {} + {} cells; {} s, {} CPU s, {megabytes} MB at most",
            counts["n_songs"],
            counts["n_users"],
            counts["train_nnz"],
            counts["test_nnz"],
            machine["seconds"],
            machine["cpu_seconds"],
        ));
    }

    /// Shows how far a job is until the next call of `done` or `watch`.
    pub(crate) fn watch(&self, name: &str, meter: Arc<Meter>) {
        self.done();
        if self.voice == Voice::Bars {
            *self.bar() = Some(Bar::start(name, meter));
        }
    }

    fn watch_all(&self, at_work: &AtWork) {
        if let Some((_, _, meter)) = at_work.stages.last() {
            self.watch(&at_work.label(), Arc::clone(meter));
        }
    }

    fn at_work(&self) -> MutexGuard<'_, AtWork> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the bar away.
    pub(crate) fn done(&self) {
        if let Some(bar) = self.bar().take() {
            bar.stop();
        }
    }

    fn bar(&self) -> MutexGuard<'_, Option<Bar>> {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn log(&self, event: &Event<'_>) {
        let object = match event {
            Event::StageBegins { stage, number, n_stages, .. } => {
                json!({ "event": "stage-begins", "stage": stage, "number": number, "stages": n_stages })
            }
            Event::StageEnds { stage, seconds, rows, files } => {
                json!({ "event": "stage-ends", "stage": stage, "seconds": seconds, "rows": rows, "files": files })
            }
            Event::StageTakenOver { stage } => json!({ "event": "stage-taken-over", "stage": stage }),
            Event::Note { text } => return self.say(text),
        };
        log("info", &object);
    }
}

impl Observer for Narrator {
    fn see(&self, event: Event<'_>) {
        if matches!(event, Event::StageEnds { .. }) {
            out_of_memory::give_back();
        }
        if self.voice == Voice::Json {
            return self.log(&event);
        }
        match event {
            Event::StageBegins { stage, number, n_stages, meter } => {
                let mut at_work = self.at_work();
                at_work.n_stages = n_stages;
                at_work.stages.push((number, stage.to_owned(), meter));
                self.watch_all(&at_work);
            }
            Event::StageEnds { stage, seconds, rows, files } => {
                let mut at_work = self.at_work();
                self.done();
                let rows = if rows > 0 { format!("  {rows} rows") } else { String::new() };
                self.say(format!("{stage:<17} {seconds:>8.2} s{rows}  {}", files.join(" ")).trim_end());
                at_work.stages.retain(|(_, name, _)| name != stage);
                self.watch_all(&at_work);
            }
            Event::StageTakenOver { stage } => self.say(&format!("{stage:<17} taken over from the last run")),
            Event::Note { text } => self.say(&format!("{:18}{text}", "")),
        }
    }
}
