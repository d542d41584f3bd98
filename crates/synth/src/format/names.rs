//! What artists, releases and titles are called: made-up words, with every kind of character that the real table has.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

use crate::stream::{Topic, stream};

const SYLLABLES: [&str; 32] = [
    "a", "bel", "cor", "da", "el", "fen", "gra", "hol", "is", "ju", "ka", "lu", "mor", "na", "or", "pe", "qui", "ri",
    "sol", "te", "ul", "ven", "wy", "xan", "yo", "zi", "night", "river", "moon", "fire", "gold", "rain",
];

/// Half of the names end here, the other half in something that a reader of the table can trip over.
const ENDINGS: [&str; 15] = [
    " (Live)",
    " (Album Version)",
    " [Explicit]",
    " / Live",
    " & Friends",
    " feat. X; Y",
    " No. 5",
    " Été",
    " ラジオ",
    " O'Clock",
    "'n' \"Roll\"",
    ", Pt. 2",
    " \"Remix\"",
    " \\ Slash",
    " 100% #1",
];

/// The name of an artist, by the artist's number.
pub(super) fn artist_name(artist: u32, seed: u64) -> String {
    name(3, &mut stream(seed, Topic::ArtistName, u64::from(artist)))
}

/// The name of one of an artist's three releases.
pub(super) fn release(artist: u32, song: u32, seed: u64) -> String {
    name(4, &mut stream(seed, Topic::Release, u64::from(artist) * 3 + u64::from(song % 3)))
}

/// The title of a song, by its index in the song table.
pub(super) fn title(song: u32, seed: u64) -> String {
    name(5, &mut stream(seed, Topic::Title, u64::from(song)))
}

fn name(most_words: u32, rng: &mut impl Rng) -> String {
    let n_words = rng.random_range(1..=most_words);
    let mut name = (0..n_words).map(|_| word(rng)).collect::<Vec<_>>().join(" ");
    if rng.random() {
        name.push_str(ENDINGS.choose(rng).copied().unwrap_or_default());
    }
    name
}

/// One to three syllables with a capital letter.
fn word(rng: &mut impl Rng) -> String {
    let n_syllables = rng.random_range(1..=3);
    let mut word: String = (0..n_syllables).filter_map(|_| SYLLABLES.choose(rng).copied()).collect();
    word[..1].make_ascii_uppercase();
    word
}
