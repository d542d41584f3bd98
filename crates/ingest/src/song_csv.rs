//! Songs as CSV: a header with names, comma, tab or semicolon between fields, quotes as RFC 4180 has them.

use std::path::Path;

use csv::{ByteRecord, Terminator};
use domain::{AudioFeature, Column, TextColumn, Values};

use crate::cells::{NumberCell, as_floats, feature_fault, number, typed};
use crate::error::shortened;
use crate::lines::{is_blank, without_mark};
use crate::songs::{SONG_ID, TRACK_ID, TableRead, TextStyle, is_empty_id, missing_columns};
use crate::tally::Tally;
use crate::{IngestError, reason};

/// Lines that open a quote and do not close it: after so many the file is no CSV.
const MOST_OPEN_QUOTES: usize = 1000;

/// The names of the columns, from the first line.
pub(crate) fn header(path: &Path, text: &[u8]) -> Result<(Vec<String>, u8), IngestError> {
    let line = header_line(without_mark(text)).1;
    let count = |delimiter: u8| memchr::memchr_iter(delimiter, line).count();
    let delimiter = [b',', b'\t', b';'].into_iter().max_by_key(|&delimiter| (count(delimiter), delimiter == b','));
    let delimiter = delimiter.unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(line);
    let names: Vec<String> = match reader.headers() {
        Ok(names) => distinct(names.iter()),
        Err(_) => return Err(no_table(path, line)),
    };
    missing_columns(path, &names).map(|()| (names, delimiter))
}

/// The first line that is not blank, without its line feed, and how many blank ones stand before it.
fn header_line(text: &[u8]) -> (usize, &[u8]) {
    let mut lines = text.split(|&byte| byte == b'\n').enumerate();
    lines.find(|(_, line)| !is_blank(line)).unwrap_or((0, b""))
}

/// Reads the whole table.
pub(crate) fn read(path: &Path, text: &[u8], style: TextStyle) -> Result<TableRead, IngestError> {
    let text = without_mark(text);
    let (names, delimiter) = header(path, text)?;
    let (n_blank, line) = header_line(text);
    let last_blank = n_blank.checked_sub(1).and_then(|last| memchr::memchr_iter(b'\n', text).nth(last));
    let blank_end = last_blank.map_or(0, |end| end + 1);
    let start = (blank_end + line.len() + 1).min(text.len());
    let mut rows = Rows::new(&names, style);
    let mut from = (start, n_blank as u64 + 2);
    let mut n_open = 0;
    while let Some(open_quote) = rows.read_from(text, from, delimiter) {
        from = open_quote;
        n_open += 1;
        if n_open > MOST_OPEN_QUOTES {
            return Err(no_table(path, b"quotes that are opened and not closed"));
        }
    }
    Ok(rows.into_table(names))
}

/// Names as they stand; an empty one is `unnamed_` and its place from 0, one that stands there again gets `.1`, `.2`.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for (at, name) in names.enumerate() {
        let name = if name.is_empty() { format!("unnamed_{at}") } else { name.to_owned() };
        let others = (1..).map(|number| format!("{name}.{number}"));
        let free = std::iter::once(name.clone()).chain(others).find(|name| !distinct.contains(name));
        distinct.extend(free);
    }
    distinct
}

fn no_table(path: &Path, found: &[u8]) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: "a CSV or Parquet table of songs".to_owned(),
        found: format!("{:?}", shortened(&String::from_utf8_lossy(found))),
        hint: "the first line of a CSV names its columns",
    }
}

/// Whether every quote of a record of several lines opens a field, closes one or is doubled, and none stays open: a
/// stray quote must not eat lines.
fn is_well_quoted(record: &[u8], delimiter: u8) -> bool {
    let ends_field = |byte: Option<&u8>| byte.is_none_or(|&byte| byte == delimiter || byte == b'\r' || byte == b'\n');
    let (mut at, mut is_open, mut begins_field) = (0, false, true);
    while let Some(&byte) = record.get(at) {
        let next = record.get(at + 1);
        match (byte, is_open) {
            (b'"', true) if next == Some(&b'"') => at += 1,
            (b'"', true) if ends_field(next) => is_open = false,
            (b'"', false) if begins_field => is_open = true,
            (b'"', _) => return false,
            _ => {}
        }
        begins_field = !is_open && (byte == delimiter || byte == b'\n');
        at += 1;
    }
    !is_open
}

struct Rows {
    columns: Vec<TextColumn>,
    song_id: usize,
    features: Vec<usize>,
    style: TextStyle,
    tally: Tally,
}

impl Rows {
    fn new(names: &[String], style: TextStyle) -> Self {
        let position = |wanted: &str| names.iter().position(|name| name == wanted);
        Self {
            columns: vec![TextColumn::default(); names.len()],
            song_id: position(SONG_ID).unwrap_or_default(),
            features: AudioFeature::ALL.iter().filter_map(|feature| position(feature.column())).collect(),
            style,
            tally: Tally::default(),
        }
    }

    /// Reads records from a byte and line on. Where a quote is opened and not closed in time, that line alone is
    /// rejected, and the place behind it is returned to go on from.
    fn read_from(&mut self, text: &[u8], (start, first_line): (usize, u64), delimiter: u8) -> Option<(usize, u64)> {
        let rest = &text[start..];
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .terminator(Terminator::Any(b'\n'))
            .has_headers(false)
            .flexible(true)
            .from_reader(rest);
        let mut record = ByteRecord::new();
        loop {
            let begin = reader.position().byte() as usize;
            let line = first_line + reader.position().line() - 1;
            if !reader.read_byte_record(&mut record).unwrap_or(false) {
                return None;
            }
            let skipped = rest[begin..].iter().take_while(|&&byte| byte == b'\n').count();
            let (begin, line) = (begin + skipped, line + skipped as u64);
            let raw = &rest[begin..reader.position().byte() as usize];
            let first_end = raw.iter().position(|&byte| byte == b'\n').map_or(raw.len(), |end| end + 1);
            if is_blank(raw) {
                continue;
            }
            self.tally.n_rows += 1;
            if first_end < raw.len() && (!is_well_quoted(raw, delimiter) || self.holds_a_row(raw, delimiter)) {
                self.tally.reject(line, reason::FIELDS, raw[..first_end].trim_ascii_end());
                return Some((start + begin + first_end, line + 1));
            }
            if let Err(reason) = self.take(&record) {
                self.tally.reject(line, reason, raw.trim_ascii_end());
            }
        }
    }

    /// Whether the last line of a record of several lines looks like a row of its own: two stray quotes may make one
    /// record of two rows that is well formed.
    fn holds_a_row(&self, record: &[u8], delimiter: u8) -> bool {
        let lines = record.trim_ascii_end().rsplit(|&byte| byte == b'\n');
        let fields = lines.map(|line| memchr::memchr_iter(delimiter, line).count() + 1);
        fields.take(1).any(|n_fields| n_fields == self.columns.len())
    }

    fn take(&mut self, record: &ByteRecord) -> Result<(), &'static str> {
        if record.len() != self.columns.len() {
            return Err(reason::FIELDS);
        }
        let last = record.len() - 1;
        let cell =
            |at: usize| if at == last { record[at].strip_suffix(b"\r").unwrap_or(&record[at]) } else { &record[at] };
        let text = |at: usize| std::str::from_utf8(cell(at)).map_err(|_| reason::NOT_UTF8);
        for at in 0..record.len() {
            text(at)?;
        }
        if is_empty_id(text(self.song_id)?, self.style) {
            return Err(reason::SONG_EMPTY);
        }
        for &at in &self.features {
            match number(text(at)?) {
                NumberCell::Missing => {}
                NumberCell::Number(number) => feature_fault(number).map_or(Ok(()), Err)?,
                NumberCell::Text => return Err(reason::FEATURE_NOT_A_NUMBER),
            }
        }
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.push(Some(text(at)?).filter(|text| !text.is_empty()));
        }
        Ok(())
    }

    fn into_table(self, names: Vec<String>) -> TableRead {
        let typed_column = |(name, texts): (String, TextColumn)| {
            let values = match name.as_str() {
                SONG_ID | TRACK_ID => Values::Texts(texts),
                name if AudioFeature::ALL.iter().any(|feature| feature.column() == name) => as_floats(&texts),
                _ => typed(texts),
            };
            Column { name, values }
        };
        let columns = names.into_iter().zip(self.columns).map(typed_column).collect();
        TableRead { columns, tally: self.tally, left_out: Vec::new() }
    }
}
