//! One error for whoever started the program: where, what was expected, what was found, what to do next.

use std::io::ErrorKind;

use artifacts::{ArtifactError, ModelFileError, RankingsError, TableError};
use domain::TooManyCells;
use evaluation::{EvaluationError, JudgeError};
use ingest::IngestError;
use matrices::{NothingLeft, SplitError};

use crate::Exit;
use crate::machine::is_memory_limited;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// The exit code.
    pub exit: Exit,
    /// Where, what was expected, what was found, for each problem; most errors have one.
    pub problems: Vec<String>,
    /// What to do next, if anything can be said.
    pub hint: Option<String>,
}

impl RunError {
    /// One problem.
    pub fn new(exit: Exit, problem: impl Into<String>) -> Self {
        Self { exit, problems: vec![problem.into()], hint: None }
    }

    /// The command or the plan is wrong.
    pub fn usage(problem: impl Into<String>) -> Self {
        Self::new(Exit::Usage, problem)
    }

    /// The same error with a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same error, said to come from a stage.
    #[must_use]
    pub(crate) fn in_stage(self, stage: &str) -> Self {
        self.at(&format!("stage `{stage}`"))
    }

    /// The same error, with the place of every problem in front.
    #[must_use]
    pub(crate) fn at(self, place: &str) -> Self {
        Self { problems: self.problems.into_iter().map(|problem| format!("{place}: {problem}")).collect(), ..self }
    }

    /// Several errors as one: all problems, the code of the first kind, the hints that differ.
    pub(crate) fn all(errors: Vec<Self>) -> Option<Self> {
        let exit = errors.iter().map(|error| error.exit).min_by_key(|exit| urgency(*exit))?;
        let (mut problems, mut hints) = (Vec::new(), Vec::new());
        for error in errors {
            problems.extend(error.problems);
            hints.extend(error.hint.filter(|hint| !hints.contains(hint)));
        }
        Some(Self { exit, problems, hint: (!hints.is_empty()).then(|| hints.join("; ")) })
    }
}

/// The plan before missing files, missing files before wrong ones.
fn urgency(exit: Exit) -> u8 {
    match exit {
        Exit::Usage => 0,
        Exit::NoInput => 1,
        _ => 2,
    }
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.problems.join("\n"))
    }
}

impl std::error::Error for RunError {}

const MORE_MEMORY: &str =
    "raise the limit, or take fewer threads with `--threads`; nothing half-written was left behind";

impl From<IngestError> for RunError {
    fn from(error: IngestError) -> Self {
        if is_for_want_of_memory(&error) {
            return Self::new(Exit::OutOfMemory, format!("out of memory: {error}")).with_hint(MORE_MEMORY);
        }
        let exit = match &error {
            IngestError::Missing { .. } | IngestError::NotAFile { .. } | IngestError::Unreadable { .. } => {
                Exit::NoInput
            }
            IngestError::Read { .. } => Exit::Io,
            IngestError::Changed { .. } => Exit::TryAgain,
            IngestError::Hdf5(error) if error.is_locked() => Exit::TryAgain,
            IngestError::Damaged { .. }
            | IngestError::Hdf5(_)
            | IngestError::Format { .. }
            | IngestError::Columns { .. }
            | IngestError::TooManyHeld { .. }
            | IngestError::TooManyRejected { .. } => Exit::Data,
        };
        Self { hint: error.hint(), ..Self::new(exit, error.to_string()) }
    }
}

/// Whether a source could not be read for want of memory. The HDF5 library says so of damaged files, too, that claim to
/// be large, so it is believed only where there is a limit.
fn is_for_want_of_memory(error: &IngestError) -> bool {
    match error {
        IngestError::Read { source, .. } | IngestError::Unreadable { source, .. } => {
            source.kind() == ErrorKind::OutOfMemory
        }
        IngestError::Hdf5(error) => error.tells_of_memory() && is_memory_limited(),
        _ => false,
    }
}

impl From<SplitError> for RunError {
    fn from(error: SplitError) -> Self {
        Self::new(Exit::Data, error.to_string())
    }
}

impl From<EvaluationError> for RunError {
    fn from(error: EvaluationError) -> Self {
        Self::new(Exit::Data, error.to_string())
    }
}

impl<E: std::error::Error + Into<Self> + 'static> From<JudgeError<E>> for RunError {
    fn from(error: JudgeError<E>) -> Self {
        match error {
            JudgeError::Lists(error) => error.into(),
            JudgeError::Source(error) => error.into(),
        }
    }
}

impl From<RankingsError> for RunError {
    fn from(error: RankingsError) -> Self {
        Self::new(Exit::Data, error.to_string())
    }
}

impl From<TableError> for RunError {
    fn from(error: TableError) -> Self {
        let exit = if matches!(error, TableError::Open { .. }) { Exit::NoInput } else { Exit::Data };
        Self::new(exit, error.to_string())
    }
}

impl From<ModelFileError> for RunError {
    fn from(error: ModelFileError) -> Self {
        let exit = if matches!(error, ModelFileError::Open { .. }) { Exit::NoInput } else { Exit::Data };
        Self::new(exit, error.to_string())
    }
}

impl From<ArtifactError> for RunError {
    fn from(error: ArtifactError) -> Self {
        if let ArtifactError::Create { source, .. }
        | ArtifactError::Write { source, .. }
        | ArtifactError::Read { source, .. } = &error
            && source.kind() == ErrorKind::OutOfMemory
        {
            return Self::new(Exit::OutOfMemory, format!("out of memory: {error}")).with_hint(MORE_MEMORY);
        }
        let (exit, hint) = match &error {
            ArtifactError::Create { .. } => (Exit::CannotCreate, "name another folder with `--out`, or allow writing"),
            ArtifactError::Write { source, .. } if source.kind() == ErrorKind::InvalidInput => (Exit::Data, ""),
            ArtifactError::Write { source, .. } if source.kind() == ErrorKind::IsADirectory => {
                (Exit::CannotCreate, "name another file")
            }
            ArtifactError::Write { .. } => (
                Exit::Io,
                "nothing half-written was left behind; make room, or raise the limit of `ulimit -f`, and start again",
            ),
            ArtifactError::Read { .. } => (Exit::Io, ""),
            ArtifactError::Altered { .. } => (Exit::Data, "run the whole plan again"),
            ArtifactError::Locked { .. } => (Exit::TryAgain, "wait for the other run, or name another folder"),
        };
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        Self { hint, ..Self::new(exit, error.to_string()) }
    }
}

impl From<NothingLeft> for RunError {
    fn from(error: NothingLeft) -> Self {
        Self::new(Exit::Data, error.to_string()).with_hint("do the song ids of both belong to the same data set?")
    }
}

impl From<TooManyCells> for RunError {
    fn from(error: TooManyCells) -> Self {
        Self::new(Exit::Data, error.to_string())
    }
}
