//! Which song is meant: an id, or a title as people write it.

use domain::{SongId, Vocabulary};

use super::answer::NamedSong;
use super::titles::Titles;
use crate::finished_run::FinishedRun;
use crate::{Exit, RunError};

/// Songs that are told where several may be meant.
const TOLD: usize = 5;

/// The song of an id, or of a title that a single song has, whatever its case.
pub(super) fn find_song(
    run: &FinishedRun,
    text: &str,
    songs: &Vocabulary<SongId>,
    titles: &Titles,
) -> Result<SongId, RunError> {
    if let Some(song) = songs.index_of(text) {
        return Ok(song);
    }
    let wanted = text.to_lowercase();
    let having = |fits: &dyn Fn(&str) -> bool| -> Vec<SongId> {
        let all = (0..songs.len() as u32).map(SongId);
        all.filter(|song| titles.title(*song).is_some_and(|title| fits(&title.to_lowercase()))).collect()
    };
    match having(&|title| title == wanted)[..] {
        [song] => return Ok(song),
        [] => {}
        ref several => {
            let found = format!("{} songs of that title", several.len());
            return Err(not_one(run, text, &found).with_hint(told("name one by its id", several, songs, titles)));
        }
    }
    let alike = having(&|title| !wanted.is_empty() && title.contains(&wanted));
    let error = not_one(run, text, "no song of that id or title");
    if let Some(lack) = &titles.lack {
        return Err(error.with_hint(format!("titles are not known, name a song by its id: {lack}")));
    }
    if alike.is_empty() {
        return Err(error.with_hint("songs that nobody plays are not in a run"));
    }
    let beginning = format!("{} of its titles contain the text", alike.len());
    Err(error.with_hint(told(&beginning, &alike, songs, titles)))
}

fn not_one(run: &FinishedRun, text: &str, found: &str) -> RunError {
    let expected = format!("{}: expected the id or the title of one of its songs", run.place.display());
    RunError::new(Exit::NoInput, format!("{expected} in `{text}`, found {found}"))
}

fn told(beginning: &str, found: &[SongId], songs: &Vocabulary<SongId>, titles: &Titles) -> String {
    let name = |song: &SongId| {
        let NamedSong { song_id, title, artist } = NamedSong::of(*song, songs, titles);
        let artist = artist.map(|artist| format!(" by {artist}")).unwrap_or_default();
        format!("{song_id} ({}{artist})", title.unwrap_or_default())
    };
    let names: Vec<String> = found.iter().take(TOLD).map(name).collect();
    let more = if found.len() > TOLD { ", ..." } else { "" };
    // Titles come from outside: nothing in them may move a terminal's cursor.
    format!("{beginning}: {}{more}", names.join(", ").replace(char::is_control, " "))
}
