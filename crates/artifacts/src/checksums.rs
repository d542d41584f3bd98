//! `SHA256SUMS`: what `sha256sum -c` reads.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::ArtifactError;

/// The name of the file with the checksums of a run's other files.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// A file that is not what the checksums say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// It is not there or cannot be read.
    Unreadable {
        /// The file.
        name: String,
    },
    /// It has other bytes.
    Differs {
        /// The file.
        name: String,
    },
    /// It is there, and no checksum is.
    Unlisted {
        /// The file.
        name: String,
    },
    /// A line of the checksums that is none.
    Malformed {
        /// The line, from 1.
        line: usize,
    },
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable { name } => write!(f, "{name}: expected a file that can be read, found none"),
            Self::Differs { name } => write!(f, "{name}: expected the bytes of the checksum, found others"),
            Self::Unlisted { name } => write!(f, "{name}: expected a checksum for every file, found none for it"),
            Self::Malformed { line } => write!(f, "{CHECKSUMS}: line {line}: expected a checksum and a file name"),
        }
    }
}

/// Hashes every file of a run again. The names that are right, and what is wrong.
pub fn verify_checksums(run: &Path) -> Result<(Vec<String>, Vec<Mismatch>), ArtifactError> {
    let list = run.join(CHECKSUMS);
    let text = std::fs::read_to_string(&list).map_err(ArtifactError::read(&list))?;
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    let mut listed = vec![CHECKSUMS.to_owned()];
    for (line, number) in text.lines().zip(1..) {
        let Some((sum, name)) = line.split_once("  ").filter(|(_, name)| is_plain_name(name)) else {
            wrong.push(Mismatch::Malformed { line: number });
            continue;
        };
        listed.push(name.to_owned());
        match sha256_of(&run.join(name)) {
            Ok(found) if found == sum => right.push(name.to_owned()),
            Ok(_) => wrong.push(Mismatch::Differs { name: name.to_owned() }),
            Err(_) => wrong.push(Mismatch::Unreadable { name: name.to_owned() }),
        }
    }
    wrong.extend(unlisted(run, &listed)?);
    Ok((right, wrong))
}

fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.contains('/') && name != ".."
}

fn unlisted(run: &Path, listed: &[String]) -> Result<Vec<Mismatch>, ArtifactError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(run).map_err(ArtifactError::read(run))? {
        let entry = entry.map_err(ArtifactError::read(run))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names.into_iter().filter(|name| !listed.contains(name)).map(|name| Mismatch::Unlisted { name }).collect())
}

/// SHA-256 of a file, in hex.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(&buffer[..n]),
        }
    }
}

/// A writer that hashes and counts what passes.
pub(crate) struct Hashing<W> {
    out: W,
    size: u64,
    hash: Sha256,
}

impl<W: Write> Hashing<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, size: 0, hash: Sha256::new() }
    }

    pub(crate) fn finish(self) -> (W, u64, Vec<u8>) {
        (self.out, self.size, self.hash.finalize().to_vec())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.size += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A reader that hashes what passes.
pub(crate) struct HashingReader<R> {
    from: R,
    hash: Sha256,
}

impl<R: Read> HashingReader<R> {
    pub(crate) fn new(from: R) -> Self {
        Self { from, hash: Sha256::new() }
    }

    /// SHA-256 of all that was read, in hex.
    pub(crate) fn finish(self) -> String {
        hex(&self.hash.finalize())
    }
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buffer)?;
        self.hash.update(&buffer[..n]);
        Ok(n)
    }
}

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes all that is written to it");
        text
    })
}
