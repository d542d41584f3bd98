//! Songs whose id is known to stand for another recording: `ERROR: <SO... TR...> artist - title != artist - title`.

use domain::{Meter, Rejected};

use crate::id_table::IdTable;
use crate::lines::{numbered_lines, whole_lines};
use crate::source::{SourceFile, SourceRecord};
use crate::tally::{Format, Tally};
use crate::unpack::{read_text, text_start};
use crate::{IngestError, reason};

/// The songs that a mismatch list names.
pub struct Mismatches {
    songs: IdTable,
    /// The file.
    pub record: SourceRecord,
    /// The rows that could not be used.
    pub rejected: Rejected,
}

impl Mismatches {
    /// Whether the list names the song.
    pub fn names(&self, song: &str) -> bool {
        self.songs.find(song.as_bytes()).is_some()
    }

    /// How many songs it names.
    pub fn n_songs(&self) -> usize {
        self.songs.len()
    }
}

/// Reads a mismatch list.
pub fn read_mismatches(file: &SourceFile, max_rejected: f64, meter: &Meter) -> Result<Mismatches, IngestError> {
    let (text, print, packing) = read_text(&file.path, meter)?;
    let mut songs = IdTable::with_capacity(memchr::memchr_iter(b'\n', &text).count() + 1);
    let mut tally = Tally::default();
    for (number, line) in numbered_lines(&text) {
        tally.n_rows += 1;
        match song_of(line) {
            // The list names some songs twice, with two tracks.
            Some(song) => drop(songs.insert(song)),
            None => tally.reject(number, reason::NOT_A_MISMATCH, line),
        }
    }
    tally.check_format(file, &FORMAT)?;
    meter.advance(0, tally.n_rows);
    tally.check_limit(file, max_rejected)?;
    let (record, rejected) = tally.close(file, print, packing.name());
    Ok(Mismatches { songs, record, rejected })
}

/// Whether a file looks like a mismatch list.
pub fn check_mismatches(file: &SourceFile) -> Result<(), IngestError> {
    let mut tally = Tally::default();
    for (number, line) in numbered_lines(&whole_lines(text_start(&file.path, 1 << 16)?)) {
        tally.n_rows += 1;
        if song_of(line).is_none() {
            tally.reject(number, reason::NOT_A_MISMATCH, line);
        }
    }
    tally.check_format(file, &FORMAT)
}

/// The song id between `<` and the next space.
fn song_of(line: &[u8]) -> Option<&[u8]> {
    let inside = line.strip_prefix(b"ERROR: <")?;
    let end = memchr::memchr(b' ', inside)?;
    let closed = memchr::memchr(b'>', inside).is_some_and(|close| close > end + 1);
    (end > 0 && closed).then(|| &inside[..end])
}

/// What a mismatch list is made of, for the error when it is none.
const FORMAT: Format = Format {
    expected: "`ERROR: <SONG TRACK> artist - title != artist - title`",
    hint: "the Million Song Dataset's sid_mismatches.txt is of this form",
};
