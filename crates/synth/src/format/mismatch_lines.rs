//! `sid_mismatches.txt`: a song, the track it was taken for, and what either is called, in plain UTF-8.
//!
//! ```text
//! ERROR: <SOUMNSI12AB0182807 TRMMGKQ128F9325E10> Digital Underground  -  The Way We Swing  !=  Linkwood  -  Underground
//! ```

use std::io;

use super::Sink;
use super::blocks::part;
use super::names::{artist_name, title};
use crate::table::{Credit, Mismatch, SongTable};

const LINES_AT_A_TIME: usize = 1 << 14;

/// Writes the list of mismatches.
pub(crate) fn mismatch_lines(table: &SongTable, seed: u64, sink: &mut Sink) -> io::Result<()> {
    let n_lines = table.mismatches.len();
    sink.write_blocks(n_lines.div_ceil(LINES_AT_A_TIME), |block, text| {
        for mismatch in &table.mismatches[part(block, LINES_AT_A_TIME, n_lines)] {
            push_line(mismatch, seed, text);
        }
    })
}

fn push_line(mismatch: &Mismatch, seed: u64, text: &mut Vec<u8>) {
    text.extend_from_slice(b"ERROR: <");
    text.extend_from_slice(&mismatch.song.text());
    text.push(b' ');
    text.extend_from_slice(&mismatch.track.text());
    text.extend_from_slice(b"> ");
    push_credit(mismatch.meant, seed, text);
    text.extend_from_slice(b"  !=  ");
    push_credit(mismatch.found, seed, text);
    text.push(b'\n');
}

fn push_credit(credit: Credit, seed: u64, text: &mut Vec<u8>) {
    text.extend_from_slice(artist_name(credit.artist, seed).as_bytes());
    text.extend_from_slice(b"  -  ");
    text.extend_from_slice(title(credit.title, seed).as_bytes());
}
