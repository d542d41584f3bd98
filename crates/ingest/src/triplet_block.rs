//! A block of triplet lines, joined with the songs.
//!
//! The song is looked up before anything else is done with a line. Lines wait until there are some dozens of them: their
//! look-ups then overlap, where each alone would wait for memory, and what the table's filter says "no" to is done with.
//! A line whose user is that of the line before is compared instead of searched; what is not plainly
//! `user TAB song TAB digits` goes to the careful reader.

use domain::{RejectedRow, TextColumn};

use crate::id_bytes::{digest, is_plain, same_bytes};
use crate::id_table::{IdTable, Slot};
use crate::lines::{is_blank, without_mark};
use crate::triplet_line::{MOST_PLAYS, TripletLine, parse};

/// Rows that wait to be looked up together.
const WAITING: usize = 128;

/// What a block of lines says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct BlockRows {
    /// Lines, blank ones included.
    pub(crate) n_lines: u64,
    /// Rows, that is, lines that are not blank.
    pub(crate) n_rows: u64,
    /// A user for every run of rows of one user.
    pub(crate) users: TextColumn,
    /// Where each run ends among the rows.
    pub(crate) ends: Vec<u32>,
    /// The songs of the rows whose song is known.
    pub(crate) songs: Vec<u32>,
    /// The plays of the same rows.
    pub(crate) plays: Vec<u32>,
    /// The rows that cannot be used; lines count from 1 in this block.
    pub(crate) rejected: Vec<RejectedRow>,
}

/// Where the block stands in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At the start, where a byte order mark may stand.
    First,
    /// Anywhere else.
    Later,
}

/// Reads a block of whole lines.
pub(crate) fn read_block(text: &[u8], place: Place, songs: &IdTable) -> BlockRows {
    let text = if place == Place::First { without_mark(text) } else { text };
    let mut block = BlockReader {
        songs,
        found: BlockRows::default(),
        users: vec![""],
        user_found: 0,
        song_width: 0,
        waiting: vec![Waiting::default(); WAITING],
        n_waiting: 0,
    };
    block.read(text);
    block.found
}

struct BlockReader<'a> {
    songs: &'a IdTable,
    found: BlockRows,
    /// The users, run by run, behind one that stands for none; the last is that of the line before.
    users: Vec<&'a str>,
    /// Which of them is the last of `found.users`.
    user_found: u32,
    /// How many bytes the song of the line before had.
    song_width: usize,
    /// Rows not yet looked up.
    waiting: Vec<Waiting<'a>>,
    n_waiting: usize,
}

/// A row to be looked up.
#[derive(Clone, Copy, Default)]
struct Waiting<'a> {
    hash: u64,
    song: &'a [u8],
    plays: u32,
    user: u32,
}

impl<'a> BlockReader<'a> {
    fn read(&mut self, text: &'a [u8]) {
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(user) = plain_user(rest) {
                self.change_user(user);
            }
            let behind = self.take_plain_lines(rest);
            rest = if behind.len() == rest.len() { self.take_any_line(rest) } else { behind };
        }
        self.look_up();
        self.end_run();
    }

    /// Takes the plain lines of the last user at the start of a text; returns the text behind them.
    ///
    /// Plain is a line whose song is of plain characters and does not begin with a quote, and whose plays are one to eight
    /// digits that make a number in the limits.
    fn take_plain_lines(&mut self, text: &'a [u8]) -> &'a [u8] {
        let user = self.users[self.users.len() - 1].as_bytes();
        let user_number = self.users.len() as u32 - 1;
        let mut song_width = self.song_width;
        let mut rest = text;
        while let Some((song, plays, behind)) = plain_line(rest, user, song_width) {
            let digest = digest(song);
            if !digest.is_plain || song.first().is_none_or(|&first| first == b'"') {
                break;
            }
            song_width = song.len();
            if self.n_waiting == WAITING {
                self.look_up();
            }
            self.waiting[self.n_waiting] = Waiting { hash: digest.hash, song, plays, user: user_number };
            self.n_waiting += 1;
            rest = behind;
        }
        self.song_width = song_width;
        rest
    }

    fn change_user(&mut self, user: &'a str) {
        if self.users.last() != Some(&user) {
            self.users.push(user);
        }
    }

    /// Looks up the rows that wait, each step for all of them: the filter, the slots, the likely positions, the ids there.
    fn look_up(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let mut maybe = [0_u8; WAITING];
        let mut n_maybe = 0;
        for (number, row) in (0..).zip(&waiting[..self.n_waiting]) {
            // Written in any case and counted only if the song may be known: no branch that would be guessed wrong.
            maybe[n_maybe] = number;
            n_maybe += usize::from(self.songs.may_hold(row.hash));
        }
        let maybe = &maybe[..n_maybe];
        let mut slots = [Slot::default(); WAITING];
        for (slot, &row) in slots.iter_mut().zip(maybe) {
            *slot = self.songs.slot(waiting[usize::from(row)].hash);
        }
        let mut likely = [None; WAITING];
        for ((likely, &slot), &row) in likely.iter_mut().zip(&slots).zip(maybe) {
            *likely = self.songs.likely_position(slot, waiting[usize::from(row)].hash);
        }
        let mut is_right = [false; WAITING];
        for ((is_right, &likely), &row) in is_right.iter_mut().zip(&likely).zip(maybe) {
            *is_right = likely.is_some_and(|song| self.songs.is_at(song, waiting[usize::from(row)].song));
        }
        for ((is_right, &likely), &row) in is_right.iter().zip(&likely).zip(maybe) {
            let row = &waiting[usize::from(row)];
            let song = if *is_right { likely } else { likely.and_then(|_| self.songs.find(row.song)) };
            if let Some(song) = song {
                self.push(row.user, song, row.plays);
            }
        }
        self.found.n_lines += self.n_waiting as u64;
        self.found.n_rows += self.n_waiting as u64;
        self.n_waiting = 0;
        self.waiting = waiting;
    }

    #[cold]
    fn take_any_line(&mut self, text: &'a [u8]) -> &'a [u8] {
        let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
        self.take_line(&text[..end]);
        text.get(end + 1..).unwrap_or_default()
    }

    fn take_line(&mut self, line: &'a [u8]) {
        self.look_up();
        self.found.n_lines += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if is_blank(line) {
            return;
        }
        self.found.n_rows += 1;
        match parse(line) {
            Ok(TripletLine { user, song, plays }) => {
                self.change_user(user);
                if let Some(song) = self.songs.find(song.as_bytes()) {
                    self.push(self.users.len() as u32 - 1, song, plays);
                }
            }
            Err(reason) => {
                let raw = String::from_utf8_lossy(line).into_owned();
                self.found.rejected.push(RejectedRow { line: self.found.n_lines, reason, raw });
            }
        }
    }

    #[inline]
    fn push(&mut self, user: u32, song: u32, plays: u32) {
        if user != self.user_found {
            self.end_run();
            self.user_found = user;
            self.found.users.push(Some(self.users[user as usize]));
        }
        self.found.songs.push(song);
        self.found.plays.push(plays);
    }

    /// Notes where the rows of the last user end, if there is one.
    fn end_run(&mut self) {
        if self.user_found > 0 {
            self.found.ends.push(self.found.songs.len() as u32);
        }
    }
}

/// Song and plays of the line at the start of a text, and the text behind it, if the line is of that user; `song_width` is
/// the width that the song probably has. What stands in the song is not looked at.
#[inline]
pub(crate) fn plain_line<'a>(text: &'a [u8], user: &[u8], song_width: usize) -> Option<(&'a [u8], u32, &'a [u8])> {
    let (start, behind_user) = text.split_at_checked(user.len()).filter(|_| !user.is_empty())?;
    let (b'\t', behind_user) = behind_user.split_first()? else { return None };
    if !same_bytes(start, user) {
        return None;
    }
    let song_width = match behind_user.get(song_width) {
        Some(b'\t') => song_width,
        _ => memchr::memchr2(b'\t', b'\n', behind_user)?,
    };
    let (song, behind_song) = behind_user.split_at_checked(song_width)?;
    let (b'\t', behind_song) = behind_song.split_first()? else { return None };
    let (plays, behind) = leading_number(behind_song)?;
    let behind = behind.strip_prefix(b"\n").or_else(|| behind.strip_prefix(b"\r\n"))?;
    (1..=MOST_PLAYS).contains(&plays).then_some((song, plays, behind))
}

/// The user at the start of a line, if it is of plain characters and does not begin with a quote.
pub(crate) fn plain_user(line: &[u8]) -> Option<&str> {
    let end = memchr::memchr2(b'\t', b'\n', line)?;
    let user = &line[..end];
    if line[end] != b'\t' || user.first().is_none_or(|&first| first == b'"') || !is_plain(user) {
        return None;
    }
    std::str::from_utf8(user).ok()
}

/// The number that one to eight leading digits make, and what is behind them.
#[inline]
fn leading_number(text: &[u8]) -> Option<(u32, &[u8])> {
    let mut rest = text;
    let mut number = 0;
    while let Some((digit @ b'0'..=b'9', behind)) = rest.split_first() {
        number = number * 10 + u32::from(digit - b'0');
        rest = behind;
        if text.len() - rest.len() == 9 {
            return None;
        }
    }
    (rest.len() < text.len()).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::{BlockRows, Place, read_block};
    use crate::id_table::IdTable;
    use crate::triplet_line::parse;
    use domain::RejectedRow;
    use proptest::prelude::*;

    fn songs() -> IdTable {
        let mut songs = IdTable::with_capacity(4);
        for id in ["SOA", "SOB", "SO C"] {
            songs.insert(id.as_bytes()).expect("new");
        }
        songs
    }

    /// Rows as (user, song row, plays).
    fn rows(block: &BlockRows) -> Vec<(String, u32, u32)> {
        let user = |row: usize| block.ends.partition_point(|&end| end as usize <= row);
        let user = |row: usize| block.users.text(user(row)).expect("a user").to_owned();
        (0..block.songs.len()).map(|row| (user(row), block.songs[row], block.plays[row])).collect()
    }

    /// The same by the careful reader alone, line by line.
    fn simply(text: &[u8], songs: &IdTable) -> (Vec<(String, u32, u32)>, Vec<RejectedRow>) {
        let (mut rows, mut rejected) = (Vec::new(), Vec::new());
        for (line, number) in text.split(|&byte| byte == b'\n').zip(1..) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match parse(line) {
                Ok(line) => {
                    rows.extend(songs.find(line.song.as_bytes()).map(|song| (line.user.to_owned(), song, line.plays)));
                }
                Err(reason) => {
                    rejected.push(RejectedRow {
                        line: number,
                        reason,
                        raw: String::from_utf8_lossy(line).into_owned(),
                    });
                }
            }
        }
        (rows, rejected)
    }

    #[test]
    fn rows_without_a_known_song_fall_out_and_bad_ones_are_kept_aside() {
        let text = b"ann\tSOA\t3\nann\tSOX\t1\nann\tSOB\t0\r\n\nbob\tSO C\t2";
        let block = read_block(text, Place::Later, &songs());
        assert_eq!(rows(&block), [("ann".to_owned(), 0, 3), ("bob".to_owned(), 2, 2)]);
        assert_eq!((block.n_lines, block.n_rows), (5, 4));
        assert_eq!(block.rejected, [RejectedRow { line: 3, reason: "plays-zero", raw: "ann\tSOB\t0".to_owned() }]);
    }

    #[test]
    fn a_byte_order_mark_at_the_start_is_no_part_of_the_user() {
        let block = read_block(b"\xef\xbb\xbfann\tSOA\t3\n", Place::First, &songs());
        assert_eq!(rows(&block), [("ann".to_owned(), 0, 3)]);
    }

    #[test]
    fn a_user_is_not_mistaken_for_one_that_begins_alike() {
        let block = read_block(b"an\tSOA\t1\nann\tSOA\t2\nan\tSOX\t1\nann\tSOB\t3\n", Place::Later, &songs());
        assert_eq!(rows(&block), [("an".to_owned(), 0, 1), ("ann".to_owned(), 0, 2), ("ann".to_owned(), 1, 3)]);
    }

    #[test]
    fn a_line_may_end_as_on_windows() {
        let block = read_block(b"ann\tSOA\t3\r\nann\tSOB\t1\r\nann\tSOA\t2\r", Place::Later, &songs());
        let ann = || "ann".to_owned();
        assert_eq!(rows(&block), [(ann(), 0, 3), (ann(), 1, 1), (ann(), 0, 2)]);
    }

    proptest! {
        #[test]
        fn the_fast_reader_equals_the_simple_one_on_odd_lines(
            lines in proptest::collection::vec(
                ("(ann|an|bob|\"b\"|)?", "\t?", "(SOA|SOB|SO C|SOX|\"SOA\"|\")?", "[\t ]?", "(1|2|03|1.0|0|-1|x|16777217|123456789|)", "(\r?\n|\n\n|)"),
                0..40,
            ),
        ) {
            let text: String = lines.into_iter().map(|(a, b, c, d, e, f)| a + &b + &c + &d + &e + &f).collect();
            let block = read_block(text.as_bytes(), Place::Later, &songs());
            let (expected, rejected) = simply(text.as_bytes(), &songs());
            prop_assert_eq!(rows(&block), expected);
            prop_assert_eq!(block.rejected, rejected);
        }

        /// Ids as wide as the Taste Profile's, most lines plain, more of them than wait together; a few bytes changed at random.
        #[test]
        fn the_fast_reader_equals_the_simple_one_on_long_texts(
            runs in proptest::collection::vec((0u8..4, proptest::collection::vec((0u8..6, 1u32..100), 1..90)), 1..12),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(b'\t'), Just(b'\n'), Just(b'\r'), Just(b'"'), Just(b'0'), any::<u8>()]), 0..6),
        ) {
            let song = |number: u8| format!("SO{:0>16}", ["A", "B", "C", "AA", "AB", "BA"][usize::from(number)]);
            let mut songs = IdTable::with_capacity(3);
            for number in 0..3 {
                songs.insert(song(number).as_bytes()).expect("new");
            }
            let mut text = Vec::new();
            for (user, rows) in runs {
                for (number, plays) in rows {
                    text.extend_from_slice(format!("{:x<40}\t{}\t{plays}\n", format!("user{user}"), song(number)).as_bytes());
                }
            }
            for (at, byte) in changes {
                let at = at.index(text.len());
                text[at] = byte;
            }
            let block = read_block(&text, Place::Later, &songs);
            let (expected, rejected) = simply(&text, &songs);
            prop_assert_eq!(rows(&block), expected);
            prop_assert_eq!(block.rejected, rejected);
        }

        #[test]
        fn any_bytes_are_read_alike_and_without_panic(text in proptest::collection::vec(prop_oneof![Just(b'\t'), Just(b'\n'), Just(b'1'), any::<u8>()], 0..300)) {
            let block = read_block(&text, Place::Later, &songs());
            let (expected, rejected) = simply(&text, &songs());
            prop_assert_eq!(rows(&block), expected);
            prop_assert_eq!(block.rejected, rejected);
        }
    }
}
