//! A seeded sample on disk, in the real files' formats.

use std::io::Write as _;
use std::path::Path;

use artifacts::{Cells, FrameIndex, TableColumn, WholeFile, write_frame, write_whole};
use domain::Meter;
use synth::{Recipe, SONG_TABLE, Sample, SampleFile, SongCells, SongColumn};

use crate::RunError;

/// A sample that was written.
pub struct SampleMade {
    /// Each file with its number of lines or rows.
    pub files: Vec<(&'static str, u64)>,
    /// Users in all.
    pub n_users: u64,
    /// Songs that are played.
    pub n_songs: u64,
}

/// Bytes of a line, about, to know how far the writing is.
fn line_length(file: SampleFile) -> u64 {
    match file {
        SampleFile::Train | SampleFile::Visible | SampleFile::Hidden => 62,
        SampleFile::Genres => 28,
        SampleFile::Mismatches => 142,
    }
}

/// Bytes of a row of the song table, about.
const ROW_LENGTH: u64 = 430;

/// Whether every file of a sample is in a folder.
pub fn sample_is_there(folder: &Path) -> bool {
    SampleFile::ALL.iter().map(|file| file.path()).chain([SONG_TABLE]).all(|file| folder.join(file).is_file())
}

/// Makes a sample of `n_triplets` train triplets under `out`. Each file appears when it is complete.
pub fn make_sample(n_triplets: u64, seed: u64, out: &Path, meter: &Meter) -> Result<SampleMade, RunError> {
    let sample =
        Sample::new(&Recipe { n_triplets, seed }).map_err(|error| RunError::usage(format!("synth: {error}")))?;
    let song_bytes = sample.n_table_rows() * ROW_LENGTH;
    let text_bytes: u64 = SampleFile::ALL.into_iter().map(|file| sample.n_lines(file) * line_length(file)).sum();
    meter.expect(song_bytes + text_bytes);
    let mut files = vec![(SONG_TABLE, sample.n_table_rows())];
    write_songs(&sample, &out.join(SONG_TABLE))?;
    meter.advance(song_bytes, sample.n_table_rows());
    for file in SampleFile::ALL {
        let n_lines = sample.n_lines(file);
        let mut whole = WholeFile::create(&out.join(file.path()))?;
        sample
            .write(file, &mut whole, &mut |bytes| meter.advance(bytes, bytes / line_length(file)))
            .and_then(|()| whole.flush())
            .map_err(|error| whole.broken(error))?;
        whole.complete()?;
        files.push((file.path(), n_lines));
    }
    Ok(SampleMade { files, n_users: sample.n_users(), n_songs: sample.n_songs() })
}

/// The song table as pandas keeps a frame.
fn write_songs(sample: &Sample, path: &Path) -> Result<(), RunError> {
    let songs = sample.song_columns();
    let columns: Vec<_> = songs.columns.iter().map(table_column).collect();
    Ok(write_whole(path, |path| write_frame(&columns, &FrameIndex::Range, sample.n_table_rows() as usize, path))?)
}

fn table_column(SongColumn { name, cells }: &SongColumn) -> TableColumn<'_> {
    let cells = match cells {
        SongCells::Texts { .. } => Cells::Texts(Box::new(|row| cells.text(row))),
        SongCells::Integers(numbers) => Cells::Integers(Box::new(|row| Some(numbers[row]))),
        SongCells::Decimals(numbers) => {
            Cells::Floats(Box::new(|row| Some(numbers[row]).filter(|number| !number.is_nan())))
        }
    };
    TableColumn { name: (*name).to_owned(), cells }
}
