//! A block of triplet lines, joined with the songs.
//!
//! The song is looked up before anything else is done with a line, and what the filter says "no" to is done with. The
//! others wait until there are some dozens of them: their look-ups then overlap, where each alone would wait for memory.
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
        text,
        songs,
        found: BlockRows::default(),
        users: vec![""],
        user_found: 0,
        song_width: 0,
        waiting: vec![Waiting::default(); WAITING],
        n_waiting: 0,
    };
    block.read();
    block.found
}

struct BlockReader<'a> {
    text: &'a [u8],
    songs: &'a IdTable,
    found: BlockRows,
    /// The users, run by run, behind one that stands for none; the last is that of the line before.
    users: Vec<&'a str>,
    /// Which of them is the last of `found.users`.
    user_found: u32,
    /// How many bytes the song of the line before had.
    song_width: usize,
    /// Rows whose song the filter knows, not yet looked up.
    waiting: Vec<Waiting>,
    n_waiting: usize,
}

/// A row to be looked up.
#[derive(Clone, Copy, Default)]
struct Waiting {
    hash: u64,
    /// Where the song stands in the text.
    start: u32,
    end: u32,
    plays: u32,
    user: u32,
}

/// A plain line, read.
struct PlainLine<'a> {
    /// The user, if it is another than before.
    other_user: Option<&'a str>,
    song: std::ops::Range<usize>,
    hash: u64,
    plays: u32,
    /// Where the next line begins.
    next: usize,
}

impl<'a> BlockReader<'a> {
    fn read(&mut self) {
        let mut at = 0;
        while at < self.text.len() {
            at = match self.plain_line(at) {
                Some(line) => self.take_plain_line(&line),
                None => self.take_any_line(at),
            };
        }
        self.look_up();
    }

    /// The line at `at` if its ids are of plain characters and do not begin with a quote, and its plays are one to eight
    /// digits that make a number in the limits.
    #[inline]
    fn plain_line(&self, at: usize) -> Option<PlainLine<'a>> {
        let line = &self.text[at..];
        let user = self.users[self.users.len() - 1].as_bytes();
        let width = user.len();
        let is_same = line.get(width) == Some(&b'\t') && same_bytes(&line[..width], user);
        let other_user = if is_same && width > 0 { None } else { Some(plain_user(line)?) };
        let width = other_user.map_or(width, str::len);

        let behind_user = &line[width + 1..];
        let song = behind_user.get(..self.song_width).filter(|_| behind_user.get(self.song_width) == Some(&b'\t'));
        let song = match song {
            Some(song) => song,
            None => &behind_user[..memchr::memchr2(b'\t', b'\n', behind_user)?],
        };
        let digest = digest(song);
        if !digest.is_plain || song.first().is_none_or(|&first| first == b'"') {
            return None;
        }
        let behind_song = behind_user[song.len()..].strip_prefix(b"\t")?;
        let (plays, n_digits) = leading_number(behind_song)?;
        let end = behind_song.get(n_digits..)?;
        let n_end = if end.first() == Some(&b'\n') { 1 } else { end.starts_with(b"\r\n").then_some(2)? };
        let start = at + width + 1;
        let end = start + song.len();
        let next = end + 1 + n_digits + n_end;
        (1..=MOST_PLAYS).contains(&plays).then_some(PlainLine {
            other_user,
            song: start..end,
            hash: digest.hash,
            plays,
            next,
        })
    }

    #[inline]
    fn take_plain_line(&mut self, line: &PlainLine<'a>) -> usize {
        if let Some(user) = line.other_user {
            self.change_user(user);
        }
        self.found.n_lines += 1;
        self.found.n_rows += 1;
        self.song_width = line.song.len();
        self.waiting[self.n_waiting] = Waiting {
            hash: line.hash,
            start: line.song.start as u32,
            end: line.song.end as u32,
            plays: line.plays,
            user: self.users.len() as u32 - 1,
        };
        self.n_waiting += 1;
        if self.n_waiting == WAITING {
            self.look_up();
        }
        line.next
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
        let id = |row: &Waiting| &self.text[row.start as usize..row.end as usize];
        for ((is_right, &likely), &row) in is_right.iter_mut().zip(&likely).zip(maybe) {
            *is_right = likely.is_some_and(|song| self.songs.is_at(song, id(&waiting[usize::from(row)])));
        }
        for ((is_right, &likely), &row) in is_right.iter().zip(&likely).zip(maybe) {
            let row = &waiting[usize::from(row)];
            let song = if *is_right { likely } else { likely.and_then(|_| self.songs.find(id(row))) };
            if let Some(song) = song {
                self.push(row.user, song, row.plays);
            }
        }
        self.n_waiting = 0;
        self.waiting = waiting;
    }

    #[cold]
    fn take_any_line(&mut self, at: usize) -> usize {
        let line = &self.text[at..];
        let end = memchr::memchr(b'\n', line).unwrap_or(line.len());
        self.take_line(&line[..end]);
        at + end + 1
    }

    fn take_line(&mut self, line: &'a [u8]) {
        self.found.n_lines += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if is_blank(line) {
            return;
        }
        self.found.n_rows += 1;
        match parse(line) {
            Ok(TripletLine { user, song, plays }) => {
                self.change_user(user);
                self.look_up();
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
            self.user_found = user;
            self.found.users.push(Some(self.users[user as usize]));
            self.found.ends.push(self.found.songs.len() as u32);
        }
        self.found.songs.push(song);
        self.found.plays.push(plays);
        if let Some(end) = self.found.ends.last_mut() {
            *end += 1;
        }
    }
}

/// The user at the start of a line, if it is of plain characters and does not begin with a quote.
fn plain_user(line: &[u8]) -> Option<&str> {
    let user = &line[..memchr::memchr(b'\t', line)?];
    if user.first().is_none_or(|&first| first == b'"') || !is_plain(user) {
        return None;
    }
    std::str::from_utf8(user).ok()
}

/// The number that one to eight leading digits make, and how many they are.
#[inline]
fn leading_number(text: &[u8]) -> Option<(u32, usize)> {
    let mut number = 0;
    let mut n_digits = 0;
    while let Some(digit @ b'0'..=b'9') = text.get(n_digits) {
        if n_digits == 8 {
            return None;
        }
        number = number * 10 + u32::from(digit - b'0');
        n_digits += 1;
    }
    (n_digits > 0).then_some((number, n_digits))
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
