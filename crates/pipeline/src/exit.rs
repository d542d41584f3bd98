//! What a scheduler learns from the exit code.

/// How the program ended. The numbers are those of sysexits.h where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Something failed that has no number of its own.
    Failed = 1,
    /// The command or the plan is wrong.
    Usage = 2,
    /// A source's content is wrong: damaged, not the format, or too many unusable rows.
    Data = 65,
    /// A source is missing or cannot be opened.
    NoInput = 66,
    /// The program is wrong: a bug.
    Internal = 70,
    /// The system has no more memory to give, or no further thread.
    OutOfMemory = 71,
    /// The output folder or a file in it cannot be made.
    CannotCreate = 73,
    /// Reading or writing broke off, as on a full disk.
    Io = 74,
    /// Try again later: another run holds the output folder, or a source is locked or changed while it was
    /// read.
    TryAgain = 75,
}

impl Exit {
    /// All but success, with what they mean, for the help text.
    pub const MEANINGS: &[(Self, &str)] = &[
        (Self::Failed, "something failed that has no number of its own"),
        (Self::Usage, "the command or the plan is wrong"),
        (Self::Data, "a source's content is wrong, or too many of its rows cannot be used"),
        (Self::NoInput, "a source is missing or cannot be opened"),
        (Self::Internal, "the program is wrong: a bug to be reported"),
        (Self::OutOfMemory, "out of memory: a limit or the machine is too small"),
        (Self::CannotCreate, "the output folder cannot be written to"),
        (Self::Io, "reading or writing broke off, as on a full disk"),
        (Self::TryAgain, "another run holds the output folder, or a source is locked, or changed while it was read"),
    ];

    /// The number.
    pub fn code(self) -> u8 {
        self as u8
    }
}
