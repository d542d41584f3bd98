//! What can go wrong with a source.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use domain::RejectedRow;

/// Why a source could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// No such file.
    #[error("{}: expected a file, found nothing there{}", .path.display(), nor(.others))]
    Missing {
        /// The path that was tried.
        path: PathBuf,
        /// Files that would have done as well.
        others: Vec<String>,
    },
    /// An HDF5 file that is damaged or not what it should be.
    #[error(transparent)]
    Hdf5(hdf::HdfError),
    /// Something else than a file stands there.
    #[error("{}: expected a file, found {found}", .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What stands there.
        found: &'static str,
    },
    /// The file may not be opened.
    #[error("{}: expected a file that can be read, found: {source}", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave up in the middle of the file.
    #[error("{}: could not be read to its end: {source}", .path.display())]
    Read {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A compressed file that does not unpack.
    #[error("{}: expected {packing} data, found damage or an early end: {detail}", .path.display())]
    Damaged {
        /// The path.
        path: PathBuf,
        /// The compression.
        packing: &'static str,
        /// What the decoder said.
        detail: String,
    },
    /// The content is not what the source is for.
    #[error("{}: {}expected {expected}, found {found}", .path.display(), place(*.line))]
    Format {
        /// The path.
        path: PathBuf,
        /// The line, from 1, where one can be named.
        line: Option<u64>,
        /// What should have stood there.
        expected: String,
        /// What stood there.
        found: String,
        /// What to do.
        hint: &'static str,
    },
    /// Columns are not there.
    #[error("{}: expected column{} {}, found columns {}", .path.display(), if .missing.len() == 1 { "" } else { "s" }, .missing.join(", "), listed(.found))]
    Columns {
        /// The path.
        path: PathBuf,
        /// Those that are missing.
        missing: Vec<String>,
        /// Those that are there.
        found: Vec<String>,
    },
    /// The file was another one at the end than at the start.
    #[error("{}: expected a file that stays as it is while it is read, found its size or time changed", .path.display())]
    Changed {
        /// The path.
        path: PathBuf,
    },
    /// More rows than are held could not be used, whatever share is allowed.
    #[error("{}: expected at most {most} unusable rows, or {most_bytes} bytes of them, found more in the first {n_rows} rows", .path.display())]
    TooManyHeld {
        /// The path.
        path: PathBuf,
        /// How many are held at most.
        most: usize,
        /// How many bytes of them.
        most_bytes: usize,
        /// Rows read so far.
        n_rows: u64,
    },
    /// More rows than allowed could not be used.
    #[error("{}", too_many(.path, *.n_rejected, *.n_rows, *.max_rejected, .by_reason, .examples))]
    TooManyRejected {
        /// The path.
        path: PathBuf,
        /// Rows that could not be used, as far as the file was read.
        n_rejected: u64,
        /// Rows read.
        n_rows: u64,
        /// The share that is allowed.
        max_rejected: f64,
        /// How many for each reason.
        by_reason: BTreeMap<&'static str, u64>,
        /// The first few.
        examples: Vec<RejectedRow>,
    },
}

impl From<hdf::HdfError> for IngestError {
    fn from(hdf::HdfError { file, problem }: hdf::HdfError) -> Self {
        match problem {
            hdf::Problem::Io { reason } => Self::Read { path: file, source: reason },
            problem => Self::Hdf5(hdf::HdfError { file, problem }),
        }
    }
}

impl IngestError {
    /// Whether the file is HDF5 and holds no table that is known here.
    pub fn is_other_hdf5(&self) -> bool {
        matches!(self, Self::Hdf5(hdf::HdfError { problem: hdf::Problem::Unknown { .. }, .. }))
    }

    /// What the reader of the message may do next.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Missing { .. } => "name another file with `--source NAME=FILE`, or another folder with `--data`",
            Self::Format { hint, .. } => hint,
            Self::Columns { .. } => "columns are found by name; rename them in the file or name another file",
            Self::Damaged { .. } => "fetch the file again; a download may have stopped early",
            Self::TooManyRejected { .. } => {
                "mend the rows, or allow more with the stage's option `max_rejected` (a share of the rows)"
            }
            Self::TooManyHeld { .. } => "is it the right file?",
            Self::Hdf5(hdf::HdfError { problem: hdf::Problem::Keys { .. } | hdf::Problem::NoKey { .. }, .. }) => {
                "name one with `--key KEY`, in a plan with the option `key` of the stage (`--set songs.key=KEY`)"
            }
            Self::Hdf5(error) => error.hint().unwrap_or_default(),
            Self::Changed { .. } => "start again when nothing writes to it any more",
            Self::NotAFile { .. } | Self::Unreadable { .. } | Self::Read { .. } => "",
        };
        (!hint.is_empty()).then(|| hint.to_owned())
    }
}

fn nor(others: &[String]) -> String {
    others.iter().fold(String::new(), |text, other| text + ", nor " + other)
}

/// At most forty names, each shortened.
fn listed(names: &[String]) -> String {
    const MOST: usize = 40;
    let mut shown: Vec<String> = names.iter().take(MOST).map(|name| shortened(name)).collect();
    if names.len() > MOST {
        shown.push(format!("... {} in all", names.len()));
    }
    shown.join(", ")
}

fn place(line: Option<u64>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}

fn too_many(
    path: &std::path::Path,
    n_rejected: u64,
    n_rows: u64,
    max_rejected: f64,
    by_reason: &BTreeMap<&'static str, u64>,
    examples: &[RejectedRow],
) -> String {
    let mut text = format!(
        "{}: expected at most a share of {max_rejected} of the rows to be unusable, found {n_rejected} of {n_rows}:",
        path.display(),
    );
    let mut separator = " ";
    for (reason, count) in by_reason {
        let _ = write!(text, "{separator}{reason} {count}");
        separator = ", ";
    }
    for row in examples {
        let _ = write!(text, "\n  line {}: {}: {:?}", row.line, row.reason, shortened(&row.raw));
    }
    text
}

/// At most the first 80 characters.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
