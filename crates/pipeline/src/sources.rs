//! From the names in a plan to files: found, and looked into, before any stage runs.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ingest::{IngestError, SourceFile};

use crate::RunError;
use crate::plan::Plan;

/// Endings of packed files that are tried where the plain one is missing.
const PACKED: [&str; 3] = [".gz", ".zst", ".zip"];

/// The files of a plan's sources. Optional ones that are missing are left out; all others that are missing are named at
/// once.
pub(crate) fn find_sources(plan: &Plan, data: &Path) -> (BTreeMap<String, SourceFile>, Vec<RunError>) {
    let mut found = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, source) in &plan.sources {
        match source.files().iter().find_map(|file| find(data, file)) {
            Some((file, path)) => {
                found.insert(name.clone(), SourceFile { name: name.clone(), file, path });
            }
            None if source.is_optional() => {}
            None => {
                let others = source.files().iter().skip(1).map(str::to_owned).collect();
                let missing = IngestError::Missing { path: data.join(source.files().first()), others };
                problems.push(from_source(name, missing));
            }
        }
    }
    (found, problems)
}

/// An error of a source, with the source's name in front.
pub(crate) fn from_source(name: &str, error: IngestError) -> RunError {
    RunError::from(error).at(&format!("source `{name}`"))
}

fn find(data: &Path, file: &str) -> Option<(String, PathBuf)> {
    let packed = PACKED.iter().map(|ending| format!("{file}{ending}"));
    std::iter::once(file.to_owned()).chain(packed).find_map(|file| {
        let path = data.join(&file);
        // A folder or a file that may not be opened is there: what is wrong with it is said when it is looked into.
        let is_there = path.symlink_metadata().err().is_none_or(|error| error.kind() == ErrorKind::PermissionDenied);
        is_there.then_some((file, path))
    })
}
