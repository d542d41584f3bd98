//! Triplets: `user TAB song TAB plays LF`, grouped by user, a user's songs in the order of their ids.
//!
//! ```text
//! b80344d063b5ccb3212f76538f3d9e43d87dca9e    SOAKIMP12A8C130995    1
//! b80344d063b5ccb3212f76538f3d9e43d87dca9e    SOBBMDR12A8C13253B    2
//! ```
//!
//! A user's plays stay in one block; block b holds the users whose first play is among plays b * 32,768 and following.

use std::io;
use std::ops::Range;

use super::Sink;
use crate::ids::user_text;
use crate::listening::{Listening, Play};
use crate::table::SongTable;

const PLAYS_AT_A_TIME: usize = 1 << 15;
const LONGEST_LINE: usize = 80;
const SONG_AT: usize = 41;
const PLAYS_AT: usize = 60;

/// `train_triplets.txt`.
pub(crate) fn train(listening: &Listening, table: &SongTable, seed: u64, sink: &mut Sink) -> io::Result<()> {
    write(listening, table, listening.train_users(), sink, |user, lines| {
        lines.write_user(listening, seed, user, |_| true);
    })
}

/// The visible half of the test users' plays.
pub(crate) fn visible(listening: &Listening, table: &SongTable, seed: u64, sink: &mut Sink) -> io::Result<()> {
    write(listening, table, listening.test_users(), sink, |user, lines| {
        let mut half = listening.visible_half(user);
        lines.write_user(listening, seed, user, |_| half.next_is_visible());
    })
}

/// The hidden half of the test users' plays.
pub(crate) fn hidden(listening: &Listening, table: &SongTable, seed: u64, sink: &mut Sink) -> io::Result<()> {
    write(listening, table, listening.test_users(), sink, |user, lines| {
        let mut half = listening.visible_half(user);
        lines.write_user(listening, seed, user, |_| !half.next_is_visible());
    })
}

fn write(
    listening: &Listening,
    table: &SongTable,
    users: Range<usize>,
    sink: &mut Sink,
    write_user: impl Fn(usize, &mut Lines) + Sync,
) -> io::Result<()> {
    let songs = song_texts(table);
    let (start, end) = (listening.first_play_of(users.start), listening.first_play_of(users.end));
    let n_blocks = (end - start).div_ceil(PLAYS_AT_A_TIME);
    let first_user = |block: usize| listening.first_user_from(end.min(start + block * PLAYS_AT_A_TIME));
    sink.write_blocks(n_blocks, |block, text| {
        let mut lines = Lines { songs: &songs, text };
        for user in first_user(block)..first_user(block + 1) {
            write_user(user, &mut lines);
        }
    })
}

/// Every song's id between two tabs, by song number.
fn song_texts(table: &SongTable) -> Vec<[u8; 20]> {
    let between_tabs = |id: [u8; 18]| {
        let mut text = [b'\t'; 20];
        text[1..19].copy_from_slice(&id);
        text
    };
    table.played.iter().map(|code| between_tabs(code.text())).collect()
}

struct Lines<'a> {
    songs: &'a [[u8; 20]],
    text: &'a mut Vec<u8>,
}

impl Lines<'_> {
    fn write_user(&mut self, listening: &Listening, seed: u64, user: usize, mut is_wanted: impl FnMut(Play) -> bool) {
        let mut line = [0; LONGEST_LINE];
        line[..40].copy_from_slice(&user_text(seed, user));
        let mut counts = listening.counts_of(user);
        for &play in listening.plays_of(user) {
            let count = counts.next(play);
            if is_wanted(play) {
                line[SONG_AT - 1..PLAYS_AT].copy_from_slice(&self.songs[play.song() as usize]);
                let end = write_count(count, &mut line);
                self.text.extend_from_slice(&line[..end]);
            }
        }
    }
}

/// Writes the digits of a count and the end of the line; returns the line's length.
fn write_count(count: u32, line: &mut [u8; LONGEST_LINE]) -> usize {
    let n_digits = count.checked_ilog10().unwrap_or(0) as usize + 1;
    let end = PLAYS_AT + n_digits;
    let mut rest = count;
    for digit in line[PLAYS_AT..end].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    line[end] = b'\n';
    end + 1
}
