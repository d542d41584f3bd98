//! Triplet files of a million train triplets, plain and packed, and the songs that they are joined with.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use domain::{Column, Meter, SongTable, TextColumn, Values};
use flate2::{Compression, write::GzEncoder};
use ingest::{SourceFile, TripletsRead};
use synth::{Recipe, Sample, SampleFile, SongCells, SongColumn};
use tempfile::TempDir;

/// What is drawn: the same at every call.
const RECIPE: Recipe = Recipe { n_triplets: 1_000_000, seed: 2012 };
const SIDES: [SampleFile; 3] = [SampleFile::Train, SampleFile::Visible, SampleFile::Hidden];

static FOLDER: OnceLock<PathBuf> = OnceLock::new();
static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::new(&RECIPE).expect("a size that can be drawn"));
pub(crate) static SONGS: LazyLock<SongTable> = LazyLock::new(|| song_table(&SAMPLE));

/// How the files are packed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// The three files.
pub(crate) struct TripletFiles {
    files: [SourceFile; 3],
    /// Lines of all three.
    pub(crate) n_lines: u64,
    /// Bytes of all three, unpacked.
    pub(crate) n_bytes: u64,
}

/// Makes the folder for the files, which goes when it is dropped.
pub(crate) fn make_folder() -> TempDir {
    let folder = tempfile::tempdir().expect("room for temporary files");
    FOLDER.set(folder.path().to_owned()).expect("made once");
    folder
}

impl TripletFiles {
    /// Writes the files, each time anew.
    pub(crate) fn write(packing: Packing) -> Self {
        let folder = FOLDER.get().expect("the folder was made first").join(format!("{packing:?}"));
        fs::create_dir_all(&folder).expect("a folder that can be written to");
        let mut n_bytes = 0;
        let files = SIDES.map(|side| {
            let path = folder.join(format!("{side:?}"));
            n_bytes += write_packed(side, packing, &path).expect("a folder that can be written to");
            SourceFile { name: format!("{side:?}"), file: path.display().to_string(), path }
        });
        Self { files, n_lines: SIDES.map(|side| SAMPLE.n_lines(side)).iter().sum(), n_bytes }
    }

    /// Reads the files.
    pub(crate) fn read(&self) -> TripletsRead {
        let [train, visible, hidden] = &self.files;
        ingest::read_triplets([Some(train), Some(visible), Some(hidden)], &SONGS, 0.0, &Meter::default())
            .expect("files without a fault")
    }
}

/// Writes one side's file; the bytes that it has unpacked.
fn write_packed(side: SampleFile, packing: Packing, path: &Path) -> io::Result<u64> {
    let mut file = File::create(path)?;
    let mut n_bytes = 0;
    let mut write = |out: &mut dyn io::Write| SAMPLE.write(side, out, &mut |n| n_bytes += n);
    match packing {
        Packing::Plain => write(&mut file)?,
        Packing::Gzip => {
            let mut packed = GzEncoder::new(file, Compression::default());
            write(&mut packed)?;
            packed.finish()?;
        }
        Packing::Zstd => {
            let mut packed = zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?;
            write(&mut packed)?;
            packed.finish()?;
        }
    }
    Ok(n_bytes)
}

/// The songs of the sample, each once, with their numbers.
fn song_table(sample: &Sample) -> SongTable {
    let columns = sample.song_columns().columns;
    let ids = &columns.iter().find(|column| column.name == "song_id").expect("songs have ids").cells;
    let n_rows = sample.n_table_rows() as usize;
    let id = |row: usize| without_literal(ids.text(row).expect("ids are texts"));
    let mut seen = BTreeSet::new();
    let rows: Vec<u32> = (0..n_rows).filter(|&row| seen.insert(id(row))).map(|row| row as u32).collect();
    let all_ids: TextColumn = (0..n_rows).map(|row| Some(id(row))).collect();
    let numbers: Vec<Column> = columns.iter().filter_map(|column| Some(numbers(column)?.pick(&rows))).collect();
    SongTable {
        ids: all_ids.pick(&rows),
        features: SongTable::features_of(&numbers, rows.len()),
        columns: numbers,
        genres: rows.iter().map(|_| None::<&str>).collect(),
        second_genres: None,
        mismatched: vec![false; rows.len()],
    }
}

/// The id in a text that Python wrote for bytes: `b'SO...'`.
fn without_literal(text: &str) -> &str {
    text.strip_prefix("b'").and_then(|text| text.strip_suffix('\'')).unwrap_or(text)
}

/// A column of decimal numbers, if it is one.
fn numbers(column: &SongColumn) -> Option<Column> {
    let SongCells::Decimals(cells) = &column.cells else { return None };
    let values = Values::Floats(cells.iter().copied().map(Some).collect());
    Some(Column { name: column.name.to_owned(), values })
}
