//! What people call the songs of a run, as its table of songs has it, or why that is not known.

use std::path::Path;

use domain::{Index, SongId, TextColumn};

use super::check_bytes;
use crate::RunError;
use crate::finished_run::{FinishedRun, reads};
use crate::finished_run_tables::by_number;

/// Titles and artists by number. Both may be missing.
#[derive(Default)]
pub(crate) struct Titles {
    names: Option<TextColumn>,
    artists: Option<TextColumn>,
    /// Why there are no titles.
    pub(crate) lack: Option<String>,
}

impl Titles {
    /// From the table of the songs of some plays, if the run has one as Parquet and it is still there. One that was
    /// changed since is an error: its rows need not be of these songs.
    pub(crate) fn read(run: &FinishedRun, plays: &str, n_songs: usize) -> Result<Self, RunError> {
        let table = run.stages_of("song-table").rfind(|stage| reads(stage, "plays") == Some(plays));
        let path = match table.and_then(|stage| run.file(stage, "songs", ".parquet").ok()) {
            Some(path) if path.exists() => path,
            Some(path) => return Ok(Self::lacking(format!("{} is not there", path.display()))),
            None => return Ok(Self::lacking("the plan has no stage `song-table` that writes Parquet".to_owned())),
        };
        let title = run.judging_text("title");
        let (names, artists) = (by_number(&path, &title)?, by_number(&path, &run.judging_text("artist"))?);
        check_bytes(run, &path)?;
        let lack = lack(names.as_ref(), n_songs, &path, &title);
        let fitting = |texts: Option<TextColumn>| texts.filter(|texts| texts.len() == n_songs);
        Ok(Self { names: fitting(names), artists: fitting(artists), lack })
    }

    fn lacking(lack: String) -> Self {
        Self { lack: Some(lack), ..Self::default() }
    }

    /// What to tell people where songs have no titles.
    pub(crate) fn note(&self) -> Option<String> {
        let told = if self.artists.is_some() { "ids and artists" } else { "ids" };
        self.lack.as_ref().map(|lack| format!("songs are told by their {told} alone: {lack}"))
    }

    /// The title of a song, if it is known.
    pub(crate) fn title(&self, song: SongId) -> Option<&str> {
        self.names.as_ref()?.text(song.index()).filter(|title| !title.is_empty())
    }

    /// Who plays it, if that is known.
    pub(crate) fn artist(&self, song: SongId) -> Option<&str> {
        self.artists.as_ref()?.text(song.index()).filter(|artist| !artist.is_empty())
    }
}

/// Why the column of titles is of no use, if it is not.
fn lack(names: Option<&TextColumn>, n_songs: usize, path: &Path, column: &str) -> Option<String> {
    let path = path.display();
    match names {
        None => Some(format!("{path} has no column `{column}` of texts beside `sparse_index`")),
        Some(names) if names.len() != n_songs => Some(format!("{path} has {} songs, the run {n_songs}", names.len())),
        Some(_) => None,
    }
}
