//! A source: a file from outside, watched while it is read.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use domain::Meter;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::IngestError;

/// A file that a plan names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The source's name in the plan.
    pub name: String,
    /// The file as the plan or the command line names it.
    pub file: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What was read: enough to know the file again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceRecord {
    /// The source's name in the plan.
    pub name: String,
    /// The file as the plan or the command line names it.
    pub file: String,
    /// Bytes of the file as it lies there.
    pub size: u64,
    /// SHA-256 of the file as it lies there, in hex.
    pub sha256: String,
    /// Last change, seconds since 1970.
    pub modified: u64,
    /// `plain`, `gzip`, `zstd`, `zip`, `parquet` or `hdf5`.
    pub packing: &'static str,
    /// Rows, blank lines and comments not counted.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// How many of them for each reason.
    pub rejected_by_reason: BTreeMap<&'static str, u64>,
}

/// Has a file read by `read`, which opens it by its path and says how many rows it has, and hashes it. An error if the
/// file changed meanwhile, whatever else was wrong with it.
pub fn read_hashed<T, E: From<IngestError>>(
    file: &SourceFile,
    packing: &'static str,
    meter: &Meter,
    read: impl FnOnce(&Path) -> Result<(T, u64), E>,
) -> Result<(T, SourceRecord), E> {
    let source = OpenSource::open(&file.path, meter)?;
    let done = read(&file.path);
    let Fingerprint { size, sha256, modified } = source.finish()?;
    let (value, rows) = done?;
    let record = SourceRecord {
        name: file.name.clone(),
        file: file.file.clone(),
        size,
        sha256,
        modified,
        packing,
        rows,
        rejected: 0,
        rejected_by_reason: BTreeMap::new(),
    };
    Ok((value, record))
}

/// An open source: hashes what is read, and knows whether the file changed meanwhile.
pub(crate) struct OpenSource<'a> {
    file: File,
    path: PathBuf,
    before: Stamp,
    hash: Sha256,
    meter: &'a Meter,
    fault: Option<io::Error>,
}

/// What is known of a source once it was read to its end.
pub(crate) struct Fingerprint {
    pub(crate) size: u64,
    pub(crate) sha256: String,
    pub(crate) modified: u64,
}

impl<'a> OpenSource<'a> {
    pub(crate) fn open(path: &Path, meter: &'a Meter) -> Result<Self, IngestError> {
        let file = open_file(path)?;
        let before = stamp(&file.metadata().map_err(|source| unreadable(path, source))?);
        meter.expect(before.0);
        Ok(Self { file, path: path.to_owned(), before, hash: Sha256::new(), meter, fault: None })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The error of the system that a decoder above may have wrapped or hidden.
    pub(crate) fn take_fault(&mut self) -> Option<io::Error> {
        self.fault.take()
    }

    /// An error if the file is not the one that was opened any more.
    pub(crate) fn still(&self) -> Result<(), IngestError> {
        unchanged(&self.path, self.before)
    }

    /// Reads what is left, and says what the file was. An error if it is not the file that was opened.
    pub(crate) fn finish(mut self) -> Result<Fingerprint, IngestError> {
        io::copy(&mut self, &mut io::sink()).map_err(|source| IngestError::Read { path: self.path.clone(), source })?;
        self.still()?;
        Ok(Fingerprint { size: self.before.0, sha256: hex(&self.hash.finalize()), modified: seconds(self.before.1) })
    }
}

impl Read for OpenSource<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.file.read(buffer) {
            Ok(n) => {
                self.hash.update(&buffer[..n]);
                self.meter.advance(n as u64, 0);
                Ok(n)
            }
            Err(error) => {
                let same = io::Error::new(error.kind(), error.to_string());
                if error.kind() != io::ErrorKind::Interrupted {
                    self.fault = Some(error);
                }
                Err(same)
            }
        }
    }
}

/// Opens a file for reading; a folder or anything that is not a file is refused by name.
pub(crate) fn open_file(path: &Path) -> Result<File, IngestError> {
    let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            IngestError::Missing { path: path.to_owned(), others: Vec::new() }
        }
        _ => unreadable(path, source),
    })?;
    if !metadata.is_file() {
        let found = if metadata.is_dir() { "a folder" } else { "something that is neither file nor folder" };
        return Err(IngestError::NotAFile { path: path.to_owned(), found });
    }
    File::open(path).map_err(|source| unreadable(path, source))
}

fn unreadable(path: &Path, source: io::Error) -> IngestError {
    IngestError::Unreadable { path: path.to_owned(), source }
}

/// Size and time of a file.
pub(crate) type Stamp = (u64, Option<SystemTime>);

/// What a file that is there looks like from outside.
pub(crate) fn stamp_of(path: &Path) -> Result<Stamp, IngestError> {
    std::fs::metadata(path).map(|metadata| stamp(&metadata)).map_err(|source| unreadable(path, source))
}

/// An error if a file has another size or time than before. One that is gone has changed, too.
///
/// Whatever else was wrong with a file that changed, this comes first: what was read is neither the old file nor the
/// new one.
pub(crate) fn unchanged(path: &Path, before: Stamp) -> Result<(), IngestError> {
    let after = std::fs::metadata(path).ok().map(|after| stamp(&after));
    if after == Some(before) { Ok(()) } else { Err(IngestError::Changed { path: path.to_owned() }) }
}

fn stamp(metadata: &Metadata) -> Stamp {
    (metadata.len(), metadata.modified().ok())
}

fn seconds(time: Option<SystemTime>) -> u64 {
    time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |since| since.as_secs())
}

/// Bytes as hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
