//! What a run answers, in words and columns.

use pipeline::{NamedSong, Recommended, RecommendedSong, Similar, SimilarSong, Why};

use crate::aligned::{CellSide, TextCells, aligned, plain, shortened};

/// The most that is shown of a song's name within a text.
const NAME: usize = 30;

/// A user's best songs below what the user is known to have played.
pub(crate) fn recommended(found: &Recommended) -> String {
    let Recommended { run, user_id, n_played, n_plays, model, kind, .. } = found;
    let played = found.played.iter().map(|played| format!("{} ({})", by_whom(&played.song), played.plays));
    let played = played.collect::<Vec<_>>().join(", ");
    let list = if found.songs.is_empty() {
        "nothing: the user is known to have played every song that may be listed, or the model knows too little of the user".to_owned()
    } else {
        aligned(&list(found))
    };
    format!(
        "user {user_id} in {run}: {} known, {}\nmost played: {}\nrecommended by {model} ({kind}){}\n\n{list}",
        n(*n_played, "song"),
        n(*n_plays as usize, "play"),
        if played.is_empty() { "nothing" } else { &played },
        hits(found),
    )
}

fn hits(found: &Recommended) -> String {
    let n_hits = found.songs.iter().filter(|song| song.is_hit == Some(true)).count();
    match found.n_hidden {
        None => String::new(),
        Some(0) => ", nothing of the user was hidden".to_owned(),
        Some(n_hidden) => format!(", hits (*): {n_hits} of the user's {}", n(n_hidden, "hidden song")),
    }
}

fn list(found: &Recommended) -> Vec<TextCells> {
    let songs = &found.songs;
    let mut columns = vec![ranks(songs.iter().map(|song| song.rank))];
    if found.n_hidden.is_some_and(|n_hidden| n_hidden > 0) {
        let mark = |song: &RecommendedSong| if song.is_hit == Some(true) { "*".to_owned() } else { String::new() };
        columns.push(TextCells::new("hit", CellSide::Right, songs.iter().map(mark)));
    }
    columns.push(scores(songs.iter().map(|song| song.score)));
    columns.extend(names(songs.iter().map(|song| &song.song)));
    columns.push(TextCells::new("why", CellSide::Whole, songs.iter().map(|song| why(&song.why))));
    columns
}

/// Songs near another one.
pub(crate) fn similar(found: &Similar) -> String {
    let Similar { run, model, kind, song, songs, .. } = found;
    let mut columns = vec![ranks(songs.iter().map(|song| song.rank)), scores(songs.iter().map(|song| song.score))];
    columns.extend(names(songs.iter().map(|SimilarSong { song, .. }| song)));
    format!("like {} in {run}, by {model} ({kind})\n\n{}", with_id(song), aligned(&columns))
}

fn ranks(ranks: impl Iterator<Item = usize>) -> TextCells {
    TextCells::new("rank", CellSide::Right, ranks.map(|rank| rank.to_string()))
}

/// Whole numbers as such, others with four decimals.
fn scores(scores: impl Iterator<Item = f32> + Clone) -> TextCells {
    let decimals = if scores.clone().all(|score| score.fract() == 0.0) { 0 } else { 4 };
    TextCells::new("score", CellSide::Right, scores.map(|score| format!("{score:.decimals$}")))
}

/// Titles and artists where any is known, and ids.
fn names<'a>(songs: impl Iterator<Item = &'a NamedSong> + Clone) -> Vec<TextCells> {
    let text = |of: fn(&NamedSong) -> Option<&String>| {
        let texts = songs.clone().map(move |song| of(song).cloned());
        texts.clone().any(|text| text.is_some()).then(|| texts.map(Option::unwrap_or_default))
    };
    let titles = text(|song| song.title.as_ref()).map(|titles| TextCells::new("title", CellSide::Left, titles));
    let artists = text(|song| song.artist.as_ref()).map(|artists| TextCells::new("artist", CellSide::Left, artists));
    let ids = TextCells::new("song", CellSide::Left, songs.map(|song| song.song_id.clone()));
    titles.into_iter().chain(artists).chain([ids]).collect()
}

fn by_whom(song: &NamedSong) -> String {
    let artist = song.artist.as_ref().map(|artist| format!(" by {artist}")).unwrap_or_default();
    plain(&format!("{}{artist}", song.name()))
}

fn with_id(song: &NamedSong) -> String {
    if song.title.is_some() { format!("{} ({})", by_whom(song), song.song_id) } else { song.song_id.clone() }
}

/// Reasons in words; heard songs together.
fn why(reasons: &[Why]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for reason in reasons {
        let text = match reason {
            Why::Listeners { listeners } => n(*listeners as usize, "listener"),
            Why::Heard { song, part } if texts.is_empty() => {
                format!("heard {} (+{part:.3})", shortened(song.name(), NAME))
            }
            Why::Heard { song, part } => format!("{} (+{part:.3})", shortened(song.name(), NAME)),
            Why::Neighbours { votes, asked } => format!("{votes} of {asked} neighbours play it"),
            Why::Distance { distance } => format!("{distance:.3} from the user's taste"),
            Why::Genre { share } => format!("{:.1} % of the plays are of its genre", share * 100.0),
            Why::Drawn => "drawn".to_owned(),
        };
        texts.push(text);
    }
    texts.join(", ")
}

/// `1 song`, `2 songs`.
fn n(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}
