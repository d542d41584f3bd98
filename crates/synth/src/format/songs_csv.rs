//! `full_msd_with_audio_features.csv`: the header and all rows of the song table.

use std::io;

use super::Sink;
use super::blocks::part;
use super::song_row::{COLUMNS, push_row};
use crate::table::SongTable;

const ROWS_AT_A_TIME: usize = 1 << 13;

/// Writes the song table; its header is part of the first block.
pub(crate) fn songs_csv(table: &SongTable, seed: u64, sink: &mut Sink) -> io::Result<()> {
    let n_rows = table.rows.len();
    sink.write_blocks(n_rows.div_ceil(ROWS_AT_A_TIME), |block, text| {
        if block == 0 {
            text.extend_from_slice(COLUMNS.join(",").as_bytes());
            text.push(b'\n');
        }
        for row in part(block, ROWS_AT_A_TIME, n_rows) {
            push_row(table, row, seed, text);
        }
    })
}
