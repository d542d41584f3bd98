//! How many rows a source had and which of them could not be used.

use std::collections::BTreeMap;

use domain::{Rejected, RejectedRow};

use crate::IngestError;
use crate::error::shortened;
use crate::source::{Fingerprint, SourceFile, SourceRecord};

/// The rows of one source so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) n_rows: u64,
    pub(crate) rejected: Vec<RejectedRow>,
}

/// What a small format is made of.
pub(crate) struct Format {
    pub(crate) expected: &'static str,
    pub(crate) hint: &'static str,
}

impl Tally {
    /// An error if there are rows and none of them can be used.
    pub(crate) fn check_format(&self, file: &SourceFile, format: &Format) -> Result<(), IngestError> {
        match self.rejected.first() {
            Some(row) if self.rejected.len() as u64 == self.n_rows => Err(IngestError::Format {
                path: file.path.clone(),
                line: Some(row.line),
                expected: format.expected.to_owned(),
                found: format!("{}: {:?}", row.reason, shortened(&row.raw)),
                hint: format.hint,
            }),
            _ => Ok(()),
        }
    }

    /// Keeps a row aside.
    pub(crate) fn reject(&mut self, line: u64, reason: &'static str, raw: &[u8]) {
        self.rejected.push(rejected_row(line, reason, raw));
    }

    /// An error if more than the share `max_rejected` of the rows cannot be used.
    pub(crate) fn check_limit(&self, file: &SourceFile, max_rejected: f64) -> Result<(), IngestError> {
        // Both numbers are rounded once, so that 29 of 100 is 0.29.
        if self.rejected.is_empty() || self.rejected.len() as f64 / self.n_rows as f64 <= max_rejected {
            return Ok(());
        }
        Err(IngestError::TooManyRejected {
            path: file.path.clone(),
            n_rejected: self.rejected.len() as u64,
            n_rows: self.n_rows,
            max_rejected,
            by_reason: self.by_reason(),
            examples: self.rejected.iter().take(3).cloned().collect(),
        })
    }

    fn by_reason(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for row in &self.rejected {
            *counts.entry(row.reason).or_insert(0) += 1;
        }
        counts
    }

    /// The record of the file and the rows kept aside.
    pub(crate) fn close(
        self,
        file: &SourceFile,
        print: Fingerprint,
        packing: &'static str,
    ) -> (SourceRecord, Rejected) {
        let record = SourceRecord {
            name: file.name.clone(),
            file: file.file.clone(),
            size: print.size,
            sha256: print.sha256,
            modified: print.modified,
            packing,
            rows: self.n_rows,
            rejected: self.rejected.len() as u64,
            rejected_by_reason: self.by_reason(),
        };
        (record, Rejected { source: file.name.clone(), file: file.file.clone(), rows: self.rejected })
    }
}

/// A row kept aside; bytes that are not UTF-8 are replaced.
pub(crate) fn rejected_row(line: u64, reason: &'static str, raw: &[u8]) -> RejectedRow {
    RejectedRow { line, reason, raw: String::from_utf8_lossy(raw).into_owned() }
}
