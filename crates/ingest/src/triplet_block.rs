//! A block of triplet lines, joined with the songs.
//!
//! The song is looked up before anything else is done with a line. A line whose user is that of the line before is
//! compared instead of searched; what is not plainly `user TAB song TAB digits` goes to the careful reader.

use domain::{RejectedRow, SideRows, TextColumn};

use crate::id_table::IdTable;
use crate::lines::{is_blank, without_mark};
use crate::triplet_line::{MOST_PLAYS, TripletLine, parse};

/// What a block of lines says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct BlockRows {
    /// Lines, blank ones included.
    pub(crate) n_lines: u64,
    /// Rows, that is, lines that are not blank.
    pub(crate) n_rows: u64,
    /// A user for every run of rows of one user.
    pub(crate) users: TextColumn,
    /// The rows whose song is known; users are positions in `users`.
    pub(crate) rows: SideRows,
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
    let mut block = BlockReader { songs, found: BlockRows::default(), user: "", begun: false };
    match std::str::from_utf8(text) {
        Ok(valid) => block.read_valid(valid),
        Err(_) => block.read_carefully(text),
    }
    block.found
}

struct BlockReader<'a> {
    songs: &'a IdTable,
    found: BlockRows,
    /// The user of the row before.
    user: &'a str,
    /// Whether `user` is the last of `found.users`.
    begun: bool,
}

impl<'a> BlockReader<'a> {
    fn read_valid(&mut self, text: &'a str) {
        let mut rest = text;
        while !rest.is_empty() {
            rest = match self.read_plain_line(rest) {
                Some(behind) => behind,
                None => self.read_any_line(rest),
            };
        }
    }

    /// Reads a line of the same user as before, a song without quotes and up to eight digits; returns what is behind
    /// it. `None`, and nothing done, if the line is anything else.
    #[inline]
    fn read_plain_line(&mut self, text: &'a str) -> Option<&'a str> {
        let behind_user = text.as_bytes().strip_prefix(self.user.as_bytes())?.strip_prefix(b"\t")?;
        let song_end = memchr::memchr2(b'\t', b'\n', behind_user)?;
        let (song, behind_song) = behind_user.split_at(song_end);
        if self.user.is_empty() || song.is_empty() || song[0] == b'"' {
            return None;
        }
        let (plays, n_digits) = leading_number(behind_song.strip_prefix(b"\t")?)?;
        let line_end = self.user.len() + 1 + song_end + 1 + n_digits;
        if text.as_bytes().get(line_end) != Some(&b'\n') || plays == 0 || plays > MOST_PLAYS {
            return None;
        }
        self.found.n_lines += 1;
        self.found.n_rows += 1;
        if let Some(row) = self.songs.find(song) {
            self.push(row, plays);
        }
        Some(&text[line_end + 1..])
    }

    fn read_any_line(&mut self, text: &'a str) -> &'a str {
        let (line, behind) = text.split_once('\n').unwrap_or((text, ""));
        self.read_line(line.as_bytes());
        behind
    }

    fn read_carefully(&mut self, text: &'a [u8]) {
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            self.read_line(line.strip_suffix(b"\n").unwrap_or(line));
        }
    }

    fn read_line(&mut self, line: &'a [u8]) {
        self.found.n_lines += 1;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if is_blank(line) {
            return;
        }
        self.found.n_rows += 1;
        match parse(line) {
            Ok(TripletLine { user, song, plays }) => {
                self.begun &= user == self.user;
                self.user = user;
                if let Some(row) = self.songs.find(song.as_bytes()) {
                    self.push(row, plays);
                }
            }
            Err(reason) => {
                let raw = String::from_utf8_lossy(line).into_owned();
                self.found.rejected.push(RejectedRow { line: self.found.n_lines, reason, raw });
            }
        }
    }

    #[inline]
    fn push(&mut self, song: u32, plays: u32) {
        if !self.begun {
            self.found.users.push(Some(self.user));
            self.begun = true;
        }
        self.found.rows.users.push(self.found.users.len() as u32 - 1);
        self.found.rows.songs.push(song);
        self.found.rows.plays.push(plays);
    }
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
        let user = |row: usize| block.users.text(block.rows.users[row] as usize).expect("a user").to_owned();
        (0..block.rows.len()).map(|row| (user(row), block.rows.songs[row], block.rows.plays[row])).collect()
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

        #[test]
        fn any_bytes_are_read_alike_and_without_panic(text in proptest::collection::vec(prop_oneof![Just(b'\t'), Just(b'\n'), Just(b'1'), any::<u8>()], 0..300)) {
            let block = read_block(&text, Place::Later, &songs());
            let (expected, rejected) = simply(&text, &songs());
            prop_assert_eq!(rows(&block), expected);
            prop_assert_eq!(block.rejected, rejected);
        }
    }
}
