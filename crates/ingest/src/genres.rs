//! Genres of tracks: `track TAB genre` (MAGD) or `track TAB genre TAB second genre` (tagtraum), `#` before comments.

use domain::{Meter, Rejected, TextColumn};

use crate::id_table::IdTable;
use crate::lines::{numbered_lines, whole_lines};
use crate::source::{SourceFile, SourceRecord};
use crate::tally::{Format, Tally};
use crate::unpack::{read_text, text_start};
use crate::{IngestError, reason};

/// The first line of every track in a genre file.
pub struct GenreTable {
    tracks: IdTable,
    first: TextColumn,
    second: TextColumn,
    has_second: bool,
    /// The file.
    pub record: SourceRecord,
    /// The rows that could not be used.
    pub rejected: Rejected,
}

impl GenreTable {
    /// The first genre of a track, and the second if it has one. Of a track that stands there twice, the first line
    /// counts.
    pub fn genres_of(&self, track: &str) -> Option<(&str, Option<&str>)> {
        let row = self.tracks.find(track.as_bytes())? as usize;
        Some((self.first.text(row)?, self.second.text(row)))
    }

    /// Whether any track has a second genre.
    pub fn has_second(&self) -> bool {
        self.has_second
    }

    /// How many tracks have a genre.
    pub fn n_tracks(&self) -> usize {
        self.tracks.len()
    }
}

/// Reads a genre file.
pub fn read_genres(file: &SourceFile, max_rejected: f64, meter: &Meter) -> Result<GenreTable, IngestError> {
    let (text, print, packing) = read_text(&file.path, meter)?;
    let n_lines = memchr::memchr_iter(b'\n', &text).count() + 1;
    let (mut tracks, mut first, mut second) =
        (IdTable::with_capacity(n_lines), TextColumn::default(), TextColumn::default());
    let mut tally = Tally::default();
    for (number, line) in rows(&text) {
        tally.n_rows += 1;
        match parse(line) {
            Ok((track, genre, other)) => {
                if tracks.insert(track.as_bytes()).is_ok() {
                    first.push(Some(genre));
                    second.push(other);
                }
            }
            Err(reason) => tally.reject(number, reason, line),
        }
    }
    tally.check_format(file, &FORMAT)?;
    meter.advance(0, tally.n_rows);
    tally.check_limit(file, max_rejected)?;
    let (record, rejected) = tally.close(file, print, packing.name());
    let has_second = second.iter().any(|genre| genre.is_some());
    Ok(GenreTable { tracks, first, second, has_second, record, rejected })
}

/// Whether a file looks like genres.
pub fn check_genres(file: &SourceFile) -> Result<(), IngestError> {
    let mut tally = Tally::default();
    for (number, line) in rows(&whole_lines(text_start(&file.path, 1 << 16)?)) {
        tally.n_rows += 1;
        if let Err(reason) = parse(line) {
            tally.reject(number, reason, line);
        }
    }
    tally.check_format(file, &FORMAT)
}

fn rows(text: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    numbered_lines(text).filter(|(_, line)| !line.starts_with(b"#"))
}

fn parse(line: &[u8]) -> Result<(&str, &str, Option<&str>), &'static str> {
    let line = std::str::from_utf8(line).map_err(|_| reason::NOT_UTF8)?;
    let mut fields = line.split('\t');
    let (Some(track), Some(genre), other, None) = (fields.next(), fields.next(), fields.next(), fields.next()) else {
        return Err(reason::FIELDS);
    };
    if track.is_empty() || genre.is_empty() {
        return Err(reason::GENRE_EMPTY);
    }
    Ok((track, genre, other.filter(|other| !other.is_empty())))
}

/// What a genre file is made of, for the error when it is none.
const FORMAT: Format = Format {
    expected: "track and genre separated by a tab",
    hint: "the MAGD and tagtraum files (.cls) of the Million Song Dataset are of this form",
};
