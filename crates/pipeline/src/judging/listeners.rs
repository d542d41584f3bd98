//! Three users as a page shows them: what they heard, what they were recommended, what of it was hidden.

use domain::{Index, Plays, SongId, SongTable, UserId, Values};
use report::{Listener, PlayedSong, RankedSong, ShownList};

use super::Samples;

/// Songs of a history that are shown.
const HEARD: usize = 12;
/// Songs of a list that are shown.
const LISTED: usize = 10;

/// The columns of the song table in which titles and artists stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TitleColumns<'a> {
    pub(crate) title: &'a str,
    pub(crate) artist: &'a str,
}

/// The users of the samples with what each model recommends them.
pub(crate) fn listeners(
    plays: &Plays,
    songs: Option<&SongTable>,
    columns: TitleColumns<'_>,
    models: &[(String, Samples)],
) -> Vec<Listener> {
    let titles = Titles { plays, songs, columns };
    let users = models.first().map(|(_, samples)| samples.listeners.clone()).unwrap_or_default();
    users.into_iter().map(|user| listener(user, &titles, models)).collect()
}

fn listener(user: UserId, titles: &Titles<'_>, models: &[(String, Samples)]) -> Listener {
    let plays = titles.plays;
    let heard = plays_of(plays, user);
    let mut hidden = plays.hidden.of(user).0.to_vec();
    hidden.sort_unstable();
    hidden.dedup();
    let list = |(model, samples): &(String, Samples)| {
        let songs = samples.lists.get(&user).map_or(&[][..], |songs| songs);
        let is_hit = |song: &SongId| hidden.binary_search(song).is_ok();
        ShownList {
            model: model.clone(),
            n_hits: songs.iter().filter(|song| is_hit(song)).count(),
            n_songs: songs.len(),
            songs: songs
                .iter()
                .take(LISTED)
                .enumerate()
                .map(|(at, song)| RankedSong {
                    rank: at + 1,
                    title: titles.title(*song),
                    artist: titles.artist(*song),
                    is_hit: is_hit(song),
                })
                .collect(),
        }
    };
    Listener {
        user: plays.users.id(user).to_owned(),
        n_heard: heard.len(),
        n_hidden: hidden.len(),
        heard: heard
            .iter()
            .take(HEARD)
            .map(|&(song, plays)| PlayedSong { title: titles.title(song), artist: titles.artist(song), plays })
            .collect(),
        lists: models.iter().map(list).collect(),
    }
}

/// The songs that a user is known to have played, the most played first.
fn plays_of(plays: &Plays, user: UserId) -> Vec<(SongId, u64)> {
    let (songs, counts) = plays.visible.of(user);
    let mut rows: Vec<(SongId, u64)> = songs.iter().copied().zip(counts.iter().map(|&n| u64::from(n))).collect();
    rows.sort_unstable();
    rows.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    rows.sort_by_key(|&(song, plays)| (std::cmp::Reverse(plays), song));
    rows
}

struct Titles<'a> {
    plays: &'a Plays,
    songs: Option<&'a SongTable>,
    columns: TitleColumns<'a>,
}

impl Titles<'_> {
    /// The title, or the id of a song whose title is not known.
    fn title(&self, song: SongId) -> String {
        let title = self.text(self.columns.title, song);
        if title.is_empty() { self.plays.songs.id(song).to_owned() } else { title }
    }

    fn artist(&self, song: SongId) -> String {
        self.text(self.columns.artist, song)
    }

    fn text(&self, column: &str, song: SongId) -> String {
        let row = self.plays.song_rows[song.index()] as usize;
        match self.songs.and_then(|songs| songs.column(column)).map(|column| &column.values) {
            Some(Values::Texts(texts)) => texts.text(row).unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }
}
