//! A digest of the rows that a model was shown, so that its file can say which they were.

use domain::{Plays, SongId, UserId};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Users whose rows are laid out at a time.
const USERS: usize = 4096;

/// SHA-256, in hex, of the visible rows, by ids: all songs' ids, then for every user the id, whether the user trains (a word,
/// 1 or 0), and the rows (song's number, plays) in ascending order. Numbers are little-endian words of 32 bits; before an id stands how
/// many bytes it has, before rows how many there are.
///
/// The order of lines in the files has no part in it, nor have hidden rows. What is shown of users who are held out has:
/// models score by it. O(rows log user's
/// rows), the same for any number of threads.
pub fn digest_of_visible(plays: &Plays) -> String {
    let mut hash = Sha256::new();
    hash.update((plays.songs.len() as u32).to_le_bytes());
    for song in plays.songs.iter() {
        hash.update((song.len() as u32).to_le_bytes());
        hash.update(song.as_bytes());
    }
    let users: Vec<UserId> = (0..plays.users.len() as u32).map(UserId).collect();
    // As many stretches at a time as there are threads: the bytes of all rows at once would be as many again.
    for group in users.chunks(USERS * rayon::current_num_threads()) {
        let texts: Vec<Vec<u8>> = group.par_chunks(USERS).map(|users| laid_out(plays, users)).collect();
        for text in &texts {
            hash.update(text);
        }
    }
    hex(&hash.finalize())
}

fn laid_out(plays: &Plays, users: &[UserId]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rows: Vec<(SongId, u32)> = Vec::new();
    for &user in users {
        let (songs, counts) = plays.visible.of(user);
        rows.clear();
        rows.extend(songs.iter().copied().zip(counts.iter().copied()));
        rows.sort_unstable();
        let id = plays.users.id(user);
        bytes.extend_from_slice(&(id.len() as u32).to_le_bytes());
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(&u32::from(plays.trains[user.0 as usize]).to_le_bytes());
        bytes.extend_from_slice(&(rows.len() as u32).to_le_bytes());
        for (song, count) in &rows {
            bytes.extend_from_slice(&song.0.to_le_bytes());
            bytes.extend_from_slice(&count.to_le_bytes());
        }
    }
    bytes
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes what is written");
        text
    })
}
