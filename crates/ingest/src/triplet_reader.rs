//! The three triplet files, read by many threads, in the order of their lines.
//!
//! Every worker in turn reads, hashes and unpacks a block, then parses it and joins it with the songs while others have
//! their turn, so that a block stays in one core's cache; the calling thread puts the blocks in order and gives users
//! their numbers. Cost: one look-up a line, one more for every run of a user's lines.

use std::collections::BTreeMap;
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use domain::{Meter, Rejected, RejectedRow, Side, SideRows, SongTable, Triplets};

use crate::block_queue::BlockQueue;
use crate::blocks::{BLOCK, Cutter, LONGEST_LINE, TextBlock};
use crate::error::shortened;
use crate::id_table::IdTable;
use crate::interner::Interner;
use crate::source::{SourceFile, SourceRecord};
use crate::tally::Tally;
use crate::triplet_block::{BlockRows, Place, read_block};
use crate::unpack::{Stop, text_start, with_text};
use crate::{IngestError, reason};

/// Rejected rows that are held at most, whatever share is allowed.
const MOST_REJECTED: usize = 1_000_000;
/// Bytes of their texts that are held at most.
const MOST_REJECTED_BYTES: usize = 1 << 28;

/// The three files joined with the songs.
pub struct TripletsRead {
    /// The rows that remain.
    pub triplets: Triplets,
    /// Each side's file and what fell out of it, in the order of [`Side::ALL`].
    pub sides: Vec<SideRead>,
}

/// One side's file.
pub struct SideRead {
    /// Which side.
    pub side: Side,
    /// The file, with rows in and rejected.
    pub record: SourceRecord,
    /// The rows that could not be used.
    pub rejected: Rejected,
    /// Rows whose song is in the song table.
    pub n_joined: u64,
}

/// Reads the files of [`Side::ALL`], those that are there, and keeps the rows whose song is in `songs`.
///
/// More than the share `max_rejected` of unusable rows in a file is an error, and so is a file whose first block has no
/// usable row at all. Uses `rayon::current_num_threads()` threads beside the calling one.
pub fn read_triplets(
    files: [Option<&SourceFile>; 3],
    songs: &SongTable,
    max_rejected: f64,
    meter: &Meter,
) -> Result<TripletsRead, IngestError> {
    let table = IdTable::of(&songs.ids);
    let mut users = Interner::default();
    let mut triplets = Triplets::default();
    let mut sides = Vec::new();
    for (side, file) in Side::ALL.into_iter().zip(files) {
        let Some(file) = file else { continue };
        let gathering = Gathering::new(file, max_rejected, &mut users);
        let (rows, read) = read_side(side, file, &table, gathering, meter)?;
        *triplets.side_mut(side) = rows;
        sides.push(read);
    }
    triplets.users = users.into_ids();
    Ok(TripletsRead { triplets, sides })
}

/// Whether a file looks like triplets: there, readable, unpackable, and a usable row among its first lines.
pub fn check_triplets(file: &SourceFile) -> Result<(), IngestError> {
    let start = text_start(&file.path, (2 * BLOCK + LONGEST_LINE) as u64)?;
    let mut first = TextBlock::default();
    match Cutter::new(&mut &start[..], &file.path, BLOCK).next(&mut first) {
        Err(Stop::Error(error)) => Err(*error),
        _ => not_the_format(file, &read_block(first.text(), Place::First, &IdTable::with_capacity(0))),
    }
}

fn read_side(
    side: Side,
    file: &SourceFile,
    songs: &IdTable,
    mut gathering: Gathering<'_>,
    meter: &Meter,
) -> Result<(SideRows, SideRead), IngestError> {
    let n_workers = rayon::current_num_threads();
    let read = with_text(&file.path, meter, |text| {
        let queue = BlockQueue::new(text, &file.path);
        let (parsed, blocks) = bounded(4 * n_workers);
        thread::scope(|scope| {
            for _ in 0..n_workers {
                let (queue, parsed) = (&queue, parsed.clone());
                scope.spawn(move || work(queue, songs, &parsed));
            }
            drop(parsed);
            gathering.gather(blocks, meter)
        })?;
        queue.end()
    });
    let ((), print, packing) = read?;
    gathering.tally.check_limit(file, gathering.max_rejected)?;
    let n_joined = gathering.rows.len() as u64;
    let (record, rejected) = gathering.tally.close(file, print, packing.name());
    Ok((gathering.rows, SideRead { side, record, rejected, n_joined }))
}

/// Parses blocks until there is none left or nobody wants their rows.
fn work(queue: &BlockQueue<'_>, songs: &IdTable, parsed: &Sender<(usize, BlockRows)>) {
    let mut lines = TextBlock::default();
    while let Some(number) = queue.next(&mut lines) {
        let place = if number == 0 { Place::First } else { Place::Later };
        if parsed.send((number, read_block(lines.text(), place, songs))).is_err() {
            return;
        }
    }
}

/// The rows of one file so far.
struct Gathering<'a> {
    file: &'a SourceFile,
    max_rejected: f64,
    users: &'a mut Interner,
    n_lines: u64,
    n_rejected_bytes: usize,
    rows: SideRows,
    tally: Tally,
}

impl<'a> Gathering<'a> {
    fn new(file: &'a SourceFile, max_rejected: f64, users: &'a mut Interner) -> Self {
        Self {
            file,
            max_rejected,
            users,
            n_lines: 0,
            n_rejected_bytes: 0,
            rows: SideRows::default(),
            tally: Tally::default(),
        }
    }

    /// Takes the blocks in the order of their numbers, whichever comes first.
    fn gather(&mut self, blocks: Receiver<(usize, BlockRows)>, meter: &Meter) -> Result<(), IngestError> {
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (number, block) in blocks {
            early.insert(number, block);
            while let Some(block) = early.remove(&next) {
                if next == 0 {
                    not_the_format(self.file, &block)?;
                }
                meter.advance(0, block.n_rows);
                self.take(block)?;
                next += 1;
            }
        }
        Ok(())
    }

    fn take(&mut self, block: BlockRows) -> Result<(), IngestError> {
        let mut start = 0;
        for (user, &end) in block.users.iter().zip(&block.ends) {
            let rows = start..end as usize;
            let user = self.users.number(user.unwrap_or_default());
            self.rows.extend_user(user, &block.songs[rows.clone()], &block.plays[rows]);
            start = end as usize;
        }
        let lines_before = self.n_lines;
        for row in block.rejected {
            self.n_rejected_bytes += row.raw.len();
            self.tally.rejected.push(RejectedRow { line: row.line + lines_before, ..row });
        }
        self.n_lines += block.n_lines;
        self.tally.n_rows += block.n_rows;
        if self.tally.rejected.len() > MOST_REJECTED || self.n_rejected_bytes > MOST_REJECTED_BYTES {
            return Err(IngestError::TooManyHeld {
                path: self.file.path.clone(),
                most: MOST_REJECTED,
                most_bytes: MOST_REJECTED_BYTES,
                n_rows: self.tally.n_rows,
            });
        }
        Ok(())
    }
}

/// An error if the first block of a file has rows and none of them can be used.
fn not_the_format(file: &SourceFile, first: &BlockRows) -> Result<(), IngestError> {
    let n_rejected = first.rejected.len() as u64;
    match first.rejected.first() {
        Some(row) if n_rejected == first.n_rows => Err(IngestError::Format {
            path: file.path.clone(),
            line: Some(row.line),
            expected: "user, song and play count separated by tabs".to_owned(),
            found: described(row),
            hint: "the Taste Profile files have no header and no quoting",
        }),
        _ => Ok(()),
    }
}

fn described(row: &RejectedRow) -> String {
    let raw = shortened(&row.raw);
    match row.reason {
        reason::FIELDS => {
            let n_fields = row.raw.split('\t').count();
            format!("{n_fields} field{}: {raw:?}", if n_fields == 1 { "" } else { "s" })
        }
        other => format!("{other}: {raw:?}"),
    }
}
