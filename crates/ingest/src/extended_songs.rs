//! The song table with every song that triplets name, so that reading them drops no row: one pass over the files for the
//! ids alone.

use std::collections::BTreeSet;
use std::thread;

use domain::{Column, Lists, Meter, SongTable, TextColumn, Values};

use crate::IngestError;
use crate::block_queue::BlockQueue;
use crate::blocks::TextBlock;
use crate::id_table::IdTable;
use crate::named_songs::NamedSongs;
use crate::song_request::SONG_ID;
use crate::source::{SourceFile, SourceRecord};
use crate::tally::Tally;
use crate::triplet_block::Place;
use crate::unpack::with_text;

/// A song table for triplets that are not joined with features.
pub struct SongsOfTriplets {
    /// The table as it was, and behind it the songs that it lacked, in byte order of their ids: nothing is known of them.
    pub table: SongTable,
    /// How many these are.
    pub n_added: usize,
    /// The files as they were in this pass. Rows are not counted in it.
    pub records: Vec<SourceRecord>,
}

/// Extends a table by every song that a usable line of the files names and the table lacks.
///
/// Lines that cannot be used add nothing and are no error: the reader of triplets says what is wrong with them. The same
/// table for any number of threads. Uses `rayon::current_num_threads()` threads beside the calling one.
pub fn songs_of_triplets(
    files: &[&SourceFile],
    table: Option<SongTable>,
    meter: &Meter,
) -> Result<SongsOfTriplets, IngestError> {
    let table = table.unwrap_or_else(without_songs);
    let mut workers: Vec<NamedSongs> =
        (0..rayon::current_num_threads()).map(|_| NamedSongs::new(IdTable::of(&table.ids))).collect();
    let records = files.iter().map(|file| read_songs_of(file, &mut workers, meter)).collect::<Result<_, _>>()?;
    let added: BTreeSet<&[u8]> = workers.iter().flat_map(NamedSongs::new_songs).collect();
    // Only texts are taken, so none falls out here.
    let added: Vec<&str> = added.into_iter().filter_map(|id| std::str::from_utf8(id).ok()).collect();
    Ok(SongsOfTriplets { n_added: added.len(), table: extended(table, &added), records })
}

fn read_songs_of(file: &SourceFile, workers: &mut [NamedSongs], meter: &Meter) -> Result<SourceRecord, IngestError> {
    let ((), print, packing) = with_text(&file.path, meter, |text| {
        let queue = BlockQueue::new(text, &file.path);
        thread::scope(|scope| {
            for songs in workers {
                let queue = &queue;
                scope.spawn(move || work(queue, songs, meter));
            }
        });
        queue.end()
    })?;
    Ok(Tally::default().close(file, print, packing.name()).0)
}

fn work(queue: &BlockQueue<'_>, songs: &mut NamedSongs, meter: &Meter) {
    let mut lines = TextBlock::default();
    while let Some(number) = queue.next(&mut lines) {
        let place = if number == 0 { Place::First } else { Place::Later };
        meter.advance(0, songs.take_block(lines.text(), place));
    }
}

/// A table of no song, with the column of their ids.
fn without_songs() -> SongTable {
    SongTable {
        ids: TextColumn::default(),
        columns: vec![Column { name: SONG_ID.to_owned(), values: Values::Texts(TextColumn::default()) }],
        features: Vec::new(),
        genres: TextColumn::default(),
        second_genres: None,
        mismatched: Vec::new(),
    }
}

fn extended(mut table: SongTable, added: &[&str]) -> SongTable {
    for column in &mut table.columns {
        match &mut column.values {
            Values::Texts(texts) if column.name == SONG_ID => push_all(texts, added),
            values => extend_missing(values, added.len()),
        }
    }
    push_all(&mut table.ids, added);
    let n = table.ids.len();
    table.features.resize(n, None);
    table.mismatched.resize(n, false);
    for genres in std::iter::once(&mut table.genres).chain(&mut table.second_genres) {
        push_missing(genres, added.len());
    }
    table
}

fn push_all(texts: &mut TextColumn, added: &[&str]) {
    for text in added {
        texts.push(Some(text));
    }
}

fn push_missing(texts: &mut TextColumn, n: usize) {
    for _ in 0..n {
        texts.push(None);
    }
}

/// Appends `n` missing cells.
fn extend_missing(values: &mut Values, n: usize) {
    fn cells<T: Clone>(cells: &mut Vec<Option<T>>, n: usize) {
        cells.resize(cells.len() + n, None);
    }
    fn lists<T>(lists: &mut Lists<T>, n: usize) {
        for _ in 0..n {
            lists.push(None::<Vec<T>>);
        }
    }
    match values {
        Values::Integers(values) => cells(values, n),
        Values::Floats(values) => cells(values, n),
        Values::Booleans(values) => cells(values, n),
        Values::Texts(texts) => push_missing(texts, n),
        Values::IntegerLists(values) => lists(values, n),
        Values::FloatLists(values) => lists(values, n),
    }
}
