//! A seeded sample on disk, in the real files' formats.

use std::io::Write as _;
use std::path::Path;

use artifacts::WholeFile;
use domain::Meter;
use synth::{Recipe, Sample, SampleFile};

use crate::RunError;

/// A sample that was written.
pub struct SampleMade {
    /// Each file with its number of lines.
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
        SampleFile::Songs => 290,
        SampleFile::Genres => 28,
        SampleFile::Mismatches => 142,
    }
}

/// Whether every file of a sample is in a folder.
pub fn sample_is_there(folder: &Path) -> bool {
    SampleFile::ALL.iter().all(|file| folder.join(file.path()).is_file())
}

/// Makes a sample of `n_triplets` train triplets under `out`. Each file appears when it is complete.
pub fn make_sample(n_triplets: u64, seed: u64, out: &Path, meter: &Meter) -> Result<SampleMade, RunError> {
    let sample =
        Sample::new(&Recipe { n_triplets, seed }).map_err(|error| RunError::usage(format!("synth: {error}")))?;
    let mut files = Vec::new();
    meter.expect(SampleFile::ALL.into_iter().map(|file| sample.n_lines(file) * line_length(file)).sum());
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
