//! `msd-MAGD-genreAssignment.cls`: `track TAB genre LF`, sorted by track, no header.

use std::io;

use super::Sink;
use super::blocks::part;
use crate::songs::GENRES;
use crate::table::SongTable;

const LINES_AT_A_TIME: usize = 1 << 16;

/// Writes the genre file.
pub(crate) fn genre_lines(table: &SongTable, sink: &mut Sink) -> io::Result<()> {
    let n_lines = table.genre_lines.len();
    sink.write_blocks(n_lines.div_ceil(LINES_AT_A_TIME), |block, text| {
        for (track, genre) in &table.genre_lines[part(block, LINES_AT_A_TIME, n_lines)] {
            text.extend_from_slice(&track.text());
            text.push(b'\t');
            text.extend_from_slice(GENRES[usize::from(*genre)].0.as_bytes());
            text.push(b'\n');
        }
    })
}
