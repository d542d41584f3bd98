//! A sample's files read back, line by line, with a stop at whatever isn't in the format.

use crate::{Recipe, Sample, SampleFile, SongCells, SongColumn};

pub(super) fn sample(n_triplets: u64, seed: u64) -> Sample {
    Sample::new(&Recipe { n_triplets, seed }).unwrap()
}

pub(super) fn bytes(sample: &Sample, file: SampleFile) -> Vec<u8> {
    let mut bytes = Vec::new();
    sample.write(file, &mut bytes, &mut |_| {}).unwrap();
    bytes
}

/// The lines of a file, which must end in one line feed each and be as many as the sample says.
#[track_caller]
pub(super) fn lines(sample: &Sample, file: SampleFile) -> Vec<String> {
    let text = String::from_utf8(bytes(sample, file)).unwrap();
    assert!(text.ends_with('\n') && !text.contains(['\r', '\0']));
    let lines: Vec<String> = text.lines().map(String::from).collect();
    assert_eq!(lines.len() as u64, sample.n_lines(file), "{file:?}");
    lines
}

pub(super) struct Triplet {
    pub(super) user: String,
    pub(super) song: String,
    pub(super) plays: u32,
}

#[track_caller]
pub(super) fn triplets(sample: &Sample, file: SampleFile) -> Vec<Triplet> {
    lines(sample, file).iter().map(|line| triplet(line)).collect()
}

fn triplet(line: &str) -> Triplet {
    let fields: Vec<&str> = line.split('\t').collect();
    let [user, song, plays] = fields[..] else { panic!("not a triplet: {line}") };
    assert!(user.len() == 40 && user.bytes().all(is_lower_hex), "not a user: {user}");
    assert_song(song);
    let plays = plays.parse().unwrap();
    assert!((1..=9_667).contains(&plays));
    Triplet { user: user.into(), song: song.into(), plays }
}

/// One row of the song table by its columns' names.
pub(super) struct SongRow {
    pub(super) columns: Vec<(String, String)>,
}

impl SongRow {
    #[track_caller]
    pub(super) fn field(&self, name: &str) -> &str {
        &self.columns.iter().find(|(column, _)| column == name).unwrap().1
    }

    /// The text inside `b'...'` or `b"..."`, escapes and all.
    #[track_caller]
    pub(super) fn text(&self, name: &str) -> &str {
        let field = self.field(name);
        let inner = field.strip_prefix("b'").and_then(|rest| rest.strip_suffix('\''));
        let inner = inner.or_else(|| field.strip_prefix("b\"").and_then(|rest| rest.strip_suffix('"')));
        inner.unwrap_or_else(|| panic!("not as Python prints bytes: {field}"))
    }

    #[track_caller]
    pub(super) fn number(&self, name: &str) -> f64 {
        self.field(name).parse().unwrap()
    }
}

/// The rows of the song table, every cell as text; a missing number is empty.
#[track_caller]
pub(super) fn song_rows(sample: &Sample) -> Vec<SongRow> {
    let table = sample.song_columns();
    let cell = |column: &SongColumn, row: usize| match &column.cells {
        SongCells::Texts { .. } => column.cells.text(row).unwrap().to_owned(),
        SongCells::Integers(cells) => cells[row].to_string(),
        SongCells::Decimals(cells) if cells[row].is_nan() => String::new(),
        SongCells::Decimals(cells) => format!("{:?}", cells[row]),
    };
    let row = |row: usize| SongRow {
        columns: table.columns.iter().map(|column| (column.name.to_owned(), cell(column, row))).collect(),
    };
    (0..sample.n_table_rows() as usize).map(row).collect()
}

#[track_caller]
pub(super) fn assert_song(id: &str) {
    assert_id(id, "SO", "12A");
}

#[track_caller]
pub(super) fn assert_track(id: &str) {
    assert_id(id, "TR", "128F");
}

#[track_caller]
fn assert_id(id: &str, prefix: &str, middle: &str) {
    let rest = id.strip_prefix(prefix).filter(|rest| rest.len() == 16).unwrap_or_else(|| panic!("not an id: {id}"));
    let (letters, rest) = rest.split_at(5);
    let hex = rest.strip_prefix(middle).unwrap_or_else(|| panic!("not an id: {id}"));
    assert!(letters.bytes().all(|byte| byte.is_ascii_uppercase()), "not an id: {id}");
    assert!(hex.bytes().all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte)), "not an id: {id}");
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}
