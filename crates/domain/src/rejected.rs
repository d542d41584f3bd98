//! Rows that could not be used, kept aside with the reason.

/// One row of a source that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// The line in the file (of the unpacked text), or the row of a Parquet file, from 1.
    pub line: u64,
    /// Why, in a short fixed wording such as `plays-zero`.
    pub reason: &'static str,
    /// The row as it stood; bytes that are not UTF-8 are replaced.
    pub raw: String,
}

/// The rejected rows of one source, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejected {
    /// The source's name in the plan.
    pub source: String,
    /// The file, as the plan or the command line names it.
    pub file: String,
    /// The rows.
    pub rows: Vec<RejectedRow>,
}
