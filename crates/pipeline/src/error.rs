//! One error for whoever started the program: where, what was expected, what was found, what to do next.

use artifacts::ArtifactError;
use domain::TooManyCells;
use ingest::IngestError;
use matrices::NothingLeft;

use crate::Exit;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// The exit code.
    pub exit: Exit,
    /// Where, what was expected, what was found; one or more problems, a line each.
    pub message: String,
    /// What to do next, if anything can be said.
    pub hint: Option<String>,
}

impl RunError {
    /// The command or the plan is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hint: None }
    }

    /// The same error with a hint.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same error, said to come from a stage.
    #[must_use]
    pub(crate) fn in_stage(self, stage: &str) -> Self {
        Self { message: format!("stage `{stage}`: {}", self.message), ..self }
    }

    /// Several errors as one: all messages, the code of the first kind, the hints that differ.
    pub(crate) fn all(errors: Vec<Self>) -> Option<Self> {
        let exit = errors.iter().map(|error| error.exit).min_by_key(|exit| urgency(*exit))?;
        let message = errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("\n");
        let mut hints: Vec<String> = errors.into_iter().filter_map(|error| error.hint).collect();
        hints.dedup();
        Some(Self { exit, message, hint: (!hints.is_empty()).then(|| hints.join("\nhint: ")) })
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
        f.write_str(&self.message)
    }
}

impl std::error::Error for RunError {}

impl From<IngestError> for RunError {
    fn from(error: IngestError) -> Self {
        let exit = match &error {
            IngestError::Missing { .. } | IngestError::NotAFile { .. } | IngestError::Unreadable { .. } => {
                Exit::NoInput
            }
            IngestError::Read { .. } => Exit::Io,
            IngestError::Changed { .. } => Exit::TryAgain,
            IngestError::Damaged { .. }
            | IngestError::Format { .. }
            | IngestError::Columns { .. }
            | IngestError::TooManyHeld { .. }
            | IngestError::TooManyRejected { .. } => Exit::Data,
        };
        Self { exit, message: error.to_string(), hint: error.hint() }
    }
}

impl From<ArtifactError> for RunError {
    fn from(error: ArtifactError) -> Self {
        let (exit, hint) = match &error {
            ArtifactError::Create { .. } => (Exit::CannotCreate, "name another folder with `--out`, or allow writing"),
            ArtifactError::Write { .. } => (Exit::Io, "nothing was left behind; make room and start again"),
            ArtifactError::Read { .. } => (Exit::Io, ""),
            ArtifactError::Locked { .. } => (Exit::TryAgain, "wait for the other run, or name another folder"),
        };
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        Self { exit, message: error.to_string(), hint }
    }
}

impl From<NothingLeft> for RunError {
    fn from(error: NothingLeft) -> Self {
        let hint = "do the song ids of both belong to the same data set?".to_owned();
        Self { exit: Exit::Data, message: error.to_string(), hint: Some(hint) }
    }
}

impl From<TooManyCells> for RunError {
    fn from(error: TooManyCells) -> Self {
        Self { exit: Exit::Data, message: error.to_string(), hint: None }
    }
}
