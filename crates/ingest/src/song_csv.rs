//! Songs as CSV: a header with names, comma, tab or semicolon between fields, quotes as RFC 4180 has them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use csv::{ByteRecord, Terminator};
use domain::{Column, TextColumn, Values};

use crate::cells::{NumberCell, as_floats, feature_fault, number, typed};
use crate::error::shortened;
use crate::lines::{is_blank, without_mark};
use crate::song_request::SongRequest;
use crate::songs::is_empty_id;
use crate::stored_table::TableRead;
use crate::tally::Tally;
use crate::torn_record::is_torn;
use crate::{IngestError, reason};

/// What may stand between fields.
const DELIMITERS: [u8; 3] = [b';', b'\t', b','];

/// Lines that open a quote and do not close it: after so many the file is no CSV.
const MOST_OPEN_QUOTES: usize = 1000;

/// The names of the columns and what separates them, from the first line.
pub(crate) fn header(path: &Path, text: &[u8], request: &SongRequest) -> Result<(Vec<String>, u8), IngestError> {
    let line = header_line(without_mark(text)).1;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.contains(&b'\r') {
        return Err(no_table(path, line));
    }
    let readings = DELIMITERS.map(|delimiter| (names(line, delimiter), delimiter));
    // The delimiter by which most of the needed columns are found, of these the one that finds most columns.
    let best = readings.into_iter().max_by_key(|(names, _)| {
        let n_missing = names.as_ref().map_or(usize::MAX, |names| request.missing(names).len());
        (std::cmp::Reverse(n_missing), names.as_ref().map_or(0, Vec::len))
    });
    let Some((Some(names), delimiter)) = best else { return Err(no_table(path, line)) };
    request.check(path, &names).map(|()| (names, delimiter))
}

fn names(line: &[u8], delimiter: u8) -> Option<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).from_reader(line);
    reader.headers().ok().map(|names| distinct(names.iter()))
}

/// The first line that is not blank, without its line feed, and how many blank ones stand before it.
fn header_line(text: &[u8]) -> (usize, &[u8]) {
    let mut lines = text.split(|&byte| byte == b'\n').enumerate();
    lines.find(|(_, line)| !is_blank(line)).unwrap_or((0, b""))
}

/// Reads the whole table.
pub(crate) fn read(path: &Path, text: &[u8], request: &SongRequest) -> Result<TableRead, IngestError> {
    let text = without_mark(text);
    let (names, delimiter) = header(path, text, request)?;
    let (n_blank, line) = header_line(text);
    let last_blank = n_blank.checked_sub(1).and_then(|last| memchr::memchr_iter(b'\n', text).nth(last));
    let blank_end = last_blank.map_or(0, |end| end + 1);
    let start = (blank_end + line.len() + 1).min(text.len());
    let mut rows = Rows::new(&names, request);
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
    let mut taken = BTreeSet::new();
    let mut next = BTreeMap::<String, usize>::new();
    let mut free_name = |(at, name): (usize, &str)| {
        let name = if name.is_empty() { format!("unnamed_{at}") } else { name.to_owned() };
        let mut free = name.clone();
        while !taken.insert(free.clone()) {
            let number = next.entry(name.clone()).or_default();
            *number += 1;
            free = format!("{name}.{number}");
        }
        free
    };
    names.enumerate().map(&mut free_name).collect()
}

fn no_table(path: &Path, found: &[u8]) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: "a CSV, Parquet or HDF5 table of songs".to_owned(),
        found: format!("{:?}", shortened(&String::from_utf8_lossy(found))),
        hint: "the first line of a CSV names its columns",
    }
}

struct Rows<'a> {
    columns: Vec<TextColumn>,
    song_id: Option<usize>,
    features: Vec<usize>,
    request: &'a SongRequest,
    tally: Tally,
}

impl<'a> Rows<'a> {
    fn new(names: &[String], request: &'a SongRequest) -> Self {
        let positions =
            |holds: &dyn Fn(&str) -> bool| -> Vec<usize> { (0..names.len()).filter(|&at| holds(&names[at])).collect() };
        Self {
            columns: vec![TextColumn::default(); names.len()],
            song_id: positions(&|name| request.is_song_id(name)).first().copied(),
            features: positions(&|name| request.is_feature(name)),
            request,
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
            let n_columns = self.columns.len();
            if first_end < raw.len() && (record.len() != n_columns || is_torn(raw, delimiter, n_columns)) {
                self.tally.reject(line, reason::FIELDS, raw[..first_end].trim_ascii_end());
                return Some((start + begin + first_end, line + 1));
            }
            if let Err(reason) = self.take(&record) {
                self.tally.reject(line, reason, raw.trim_ascii_end());
            }
        }
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
        if let Some(at) = self.song_id
            && is_empty_id(text(at)?, self.request.text)
        {
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
        let request = self.request;
        let typed_column = |(name, texts): (String, TextColumn)| {
            let values = match name.as_str() {
                name if request.is_song_id(name) || request.is_track_id(name) => Values::Texts(texts),
                name if request.is_feature(name) => as_floats(&texts),
                _ => typed(texts),
            };
            Column { name, values }
        };
        let columns =
            names.into_iter().zip(self.columns).filter(|(name, _)| request.wants(name)).map(typed_column).collect();
        TableRead { columns, tally: self.tally, ..TableRead::default() }
    }
}
