//! Compressed sources, known by their first bytes and not by their names.
//!
//! gzip (any number of members), zstd (any number of frames) and zip with one file inside, as the MSD site ships the
//! Taste Profile. The decoder runs on the thread that reads.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use domain::Meter;

use crate::IngestError;
use crate::source::{Fingerprint, OpenSource, open_file};

/// How a source is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
    Zip,
}

impl Packing {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Zip => "zip",
        }
    }

    fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            _ => Self::Plain,
        }
    }
}

/// The first bytes of the file as it lies there.
pub(crate) fn first_bytes(path: &Path, n: u64) -> Result<Vec<u8>, IngestError> {
    let mut start = Vec::new();
    open_file(path)?
        .take(n)
        .read_to_end(&mut start)
        .map_err(|source| IngestError::Read { path: path.to_owned(), source })?;
    Ok(start)
}

/// Hands the unpacked text of a source to `read`, then says what the file was.
///
/// `read` may stop early only with an error: the rest of the file is unpacked to know that it is whole.
pub(crate) fn with_text<T>(
    path: &Path,
    meter: &Meter,
    read: impl FnOnce(&mut (dyn Read + Send)) -> Result<T, Stop>,
) -> Result<(T, Fingerprint, Packing), IngestError> {
    let mut source = OpenSource::open(path, meter)?;
    let packing = Packing::of(&first_bytes(path, 4)?);
    let outcome = match packing {
        Packing::Plain => read(&mut source),
        Packing::Gzip => read(&mut flate2::read::MultiGzDecoder::new(&mut source)),
        Packing::Zstd => match zstd::stream::read::Decoder::new(&mut source) {
            Ok(mut decoder) => read(&mut decoder),
            Err(error) => Err(Stop::Input(error)),
        },
        Packing::Zip => with_zip(path, read),
    };
    match outcome {
        Ok(value) => Ok((value, source.finish()?, packing)),
        Err(stop) => Err(source.still().err().unwrap_or_else(|| match stop {
            Stop::Error(error) => *error,
            Stop::Input(error) => broken(&mut source, packing, &error),
        })),
    }
}

/// Why the reading of a text ended early.
pub(crate) enum Stop {
    /// The reader below failed.
    Input(io::Error),
    /// The text is not what it should be.
    Error(Box<IngestError>),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Input(error)
    }
}

impl From<IngestError> for Stop {
    fn from(error: IngestError) -> Self {
        Self::Error(Box::new(error))
    }
}

fn broken(source: &mut OpenSource<'_>, packing: Packing, error: &io::Error) -> IngestError {
    let path = source.path().to_owned();
    // So says the zstd library, as text alone. zlib-rs and zip take their memory where everything here does.
    let is_without_memory = packing == Packing::Zstd && error.to_string().contains("not enough memory");
    match source.take_fault() {
        None if is_without_memory => IngestError::Read { path, source: io::ErrorKind::OutOfMemory.into() },
        Some(source) => IngestError::Read { path, source },
        None => IngestError::Damaged { path, packing: packing.name(), detail: error.to_string() },
    }
}

fn with_zip<T>(path: &Path, read: impl FnOnce(&mut (dyn Read + Send)) -> Result<T, Stop>) -> Result<T, Stop> {
    let damaged = |error: rawzip::Error| Stop::Input(io::Error::other(error.to_string()));
    let file: File = open_file(path)?;
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let archive = rawzip::ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut inside = Vec::new();
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        if !entry.is_dir() && !entry.file_path().as_ref().starts_with(b"__MACOSX/") {
            inside.push((entry.wayfinder(), entry.compression_method()));
        }
    }
    let [(wayfinder, method)] = inside[..] else {
        return Err(Stop::from(IngestError::Format {
            path: path.to_owned(),
            line: None,
            expected: "a zip with one file inside".to_owned(),
            found: format!("{} files", inside.len()),
            hint: "unpack it and name the file that is meant",
        }));
    };
    let entry = archive.get_entry(wayfinder).map_err(damaged)?;
    match method {
        rawzip::CompressionMethod::STORE => read(&mut entry.verifying_reader(entry.reader())),
        rawzip::CompressionMethod::DEFLATE => {
            read(&mut entry.verifying_reader(flate2::read::DeflateDecoder::new(entry.reader())))
        }
        other => Err(Stop::Input(io::Error::other(format!("compression method {other:?} is not supported")))),
    }
}

/// The whole unpacked text.
pub(crate) fn read_text(path: &Path, meter: &Meter) -> Result<(Vec<u8>, Fingerprint, Packing), IngestError> {
    with_text(path, meter, |text| {
        let mut bytes = Vec::new();
        text.read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}

/// The unpacked text's first bytes, at most `n` of them; damage behind them is not seen.
pub(crate) fn text_start(path: &Path, n: u64) -> Result<Vec<u8>, IngestError> {
    if Packing::of(&first_bytes(path, 4)?) == Packing::Plain {
        return first_bytes(path, n);
    }
    let mut start = Vec::new();
    let enough = || Stop::Input(io::Error::other("enough"));
    let outcome = with_text(path, &Meter::default(), |text| -> Result<(), Stop> {
        text.take(n).read_to_end(&mut start)?;
        if start.len() as u64 == n { Err(enough()) } else { Ok(()) }
    });
    match outcome {
        Err(_) if start.len() as u64 == n => Ok(start),
        other => other.map(|_| start),
    }
}
