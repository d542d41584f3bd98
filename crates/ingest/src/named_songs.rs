//! Which songs the lines of triplets name, each once: what the reader of triplets would look up, without the rows.
//!
//! The same two ways as in `triplet_block`: plain lines wait until there are some dozens and are looked up together, any
//! other goes to the careful reader, which decides whether it is a triplet at all.

use crate::id_bytes::digest;
use crate::id_table::{IdTable, Slot};
use crate::lines::without_mark;
use crate::triplet_block::{Place, plain_line, plain_user};
use crate::triplet_line::parse;

/// Songs that wait to be looked up together.
const WAITING: usize = 64;

/// The songs that one worker knows: those that were known before it began, and behind them those it came upon.
pub(crate) struct NamedSongs {
    table: IdTable,
    n_known: usize,
}

impl NamedSongs {
    /// Knows the songs of a table.
    pub(crate) fn new(known: IdTable) -> Self {
        Self { n_known: known.len(), table: known }
    }

    /// The songs that were not known, in the order in which they came.
    pub(crate) fn new_songs(&self) -> impl Iterator<Item = &[u8]> {
        (self.n_known..self.table.len()).map(|row| self.table.id(row as u32))
    }

    /// Takes the songs of a block of whole lines; returns how many lines it has.
    pub(crate) fn take_block(&mut self, text: &[u8], place: Place) -> u64 {
        let mut rest = if place == Place::First { without_mark(text) } else { text };
        let (mut user, mut song_width, mut n_lines) = ("", 0, 0);
        let mut waiting: [(u64, &[u8]); WAITING] = [(0, &[]); WAITING];
        let mut n_waiting = 0;
        while !rest.is_empty() {
            user = plain_user(rest).unwrap_or(user);
            let before = rest.len();
            while let Some((song, _, behind)) = plain_line(rest, user.as_bytes(), song_width) {
                let digest = digest(song);
                if !digest.is_plain || song.first().is_none_or(|&first| first == b'"') {
                    break;
                }
                song_width = song.len();
                waiting[n_waiting] = (digest.hash, song);
                n_waiting += 1;
                n_lines += 1;
                rest = behind;
                if n_waiting == WAITING {
                    self.take(&waiting);
                    n_waiting = 0;
                }
            }
            if rest.len() == before {
                rest = self.take_any_line(rest);
                n_lines += 1;
            }
        }
        self.take(&waiting[..n_waiting]);
        n_lines
    }

    /// Looks up songs, each step for all of them, and adds those that are new.
    fn take(&mut self, waiting: &[(u64, &[u8])]) {
        let mut slots = [Slot::default(); WAITING];
        for (slot, (hash, _)) in slots.iter_mut().zip(waiting) {
            *slot = self.table.slot(*hash);
        }
        let mut likely = [None; WAITING];
        for ((likely, &slot), (hash, _)) in likely.iter_mut().zip(&slots).zip(waiting) {
            *likely = self.table.likely_position(slot, *hash);
        }
        let mut is_known = [false; WAITING];
        for ((is_known, likely), (_, song)) in is_known.iter_mut().zip(likely).zip(waiting) {
            *is_known = likely.is_some_and(|row| self.table.is_at(row, song));
        }
        for (_, (_, song)) in is_known.iter().zip(waiting).filter(|(is_known, _)| !**is_known) {
            self.add(song);
        }
    }

    #[cold]
    fn take_any_line<'a>(&mut self, text: &'a [u8]) -> &'a [u8] {
        let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
        let line = &text[..end];
        if let Ok(triplet) = parse(line.strip_suffix(b"\r").unwrap_or(line)) {
            self.add(triplet.song.as_bytes());
        }
        text.get(end + 1..).unwrap_or_default()
    }

    #[cold]
    fn add(&mut self, song: &[u8]) {
        if self.table.is_full() {
            self.table = self.table.grown();
        }
        // It may have come since it was looked up.
        let _position = self.table.insert(song);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::NamedSongs;
    use crate::id_table::IdTable;
    use crate::triplet_block::Place;
    use crate::triplet_line::parse;
    use proptest::prelude::*;

    fn known() -> IdTable {
        let mut table = IdTable::with_capacity(1);
        table.insert(b"SOA").expect("new");
        table
    }

    #[track_caller]
    fn check(text: &[u8]) {
        let mut songs = NamedSongs::new(known());
        songs.take_block(text, Place::Later);
        let lines = text.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let triplets =
            lines.filter(|line| !line.iter().all(u8::is_ascii_whitespace)).filter_map(|line| parse(line).ok());
        let expected: BTreeSet<&[u8]> =
            triplets.map(|line| line.song.as_bytes()).filter(|song| *song != b"SOA").collect();
        let found: Vec<&[u8]> = songs.new_songs().collect();
        assert_eq!(found.len(), expected.len(), "each once");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    }

    proptest! {
        #[test]
        fn the_songs_are_those_of_the_lines_that_can_be_used(
            lines in proptest::collection::vec(
                ("(ann|an|bob|\"b\"|)?", "\t?", "(SOA|SOB|SO C|SOX|\"SOD\"|\"|ü|)?", "[\t ]?", "(1|2|03|1.0|0|-1|x|16777217|)", "(\r?\n|\n\n|)"),
                0..40,
            ),
        ) {
            let text: String = lines.into_iter().map(|(a, b, c, d, e, f)| a + &b + &c + &d + &e + &f).collect();
            check(text.as_bytes());
        }

        /// More songs than wait together, and more than the table was made for.
        #[test]
        fn a_table_grows_with_its_songs(rows in proptest::collection::vec((0u8..3, 0u32..400), 0..900)) {
            let lines: Vec<String> = rows.iter().map(|(user, song)| format!("user{user}\tSO{song:0>16}\t1\n")).collect();
            check(lines.concat().as_bytes());
        }

        #[test]
        fn any_bytes_are_met(text in proptest::collection::vec(prop_oneof![Just(b'\t'), Just(b'\n'), Just(b'1'), any::<u8>()], 0..300)) {
            check(&text);
        }
    }
}
