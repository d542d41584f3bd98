//! Runs a plan onto the shelf, with a manifest, whole or not at all.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use artifacts::{Cells, Shelf, TableColumn, Written, write_table};
use domain::Rejected;
use serde_json::{Value, json};

use crate::RunError;
use crate::check::{MANIFEST, REJECTED, check};
use crate::line::{LastRun, Line, groups};
use crate::machine::{Clock, now, peak_memory};
use crate::manifest::{Machine, key, manifest};
use crate::observer::Observer;
use crate::plan::Plan;
use crate::selection::{Selection, fates};

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
    for stages in groups(&checked.stages) {
        line.pass(&checked.stages[stages.clone()], &fates[stages.clone()], stages.start)?;
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
