//! `song-table`: the songs of the matrices with all that their source says of them.

use artifacts::{Cells, FrameIndex, TableColumn};
use domain::{Column, Plays, SongTable, TextColumn};

use crate::RunError;
use crate::compartment::side_by_side;
use crate::convert::cells;
use crate::options::{options, parse};
use crate::stage::{Bench, Kind, Port, Stage, StageKind};
use crate::table_files::{Frame, TABLE, Table};

options! {
    /// The options of `song-table`.
    SongTableOptions {}
}

pub(crate) const KIND: StageKind = StageKind {
    name: "song-table",
    about: "writes the songs of the matrices with every column of their source and their genre, sorted by sparse_index",
    sources: &[],
    reads: &[
        Port::required("songs", Kind::Songs, "the songs"),
        Port::required("plays", Kind::Plays, "the numbered plays"),
    ],
    writes: &[Port::required("songs", Kind::File(TABLE), "sparse_index, song_id, the source's columns, genre")],
    options: SongTableOptions::cards,
    parse: |with| parse::<SongTableOptions>(with).map(|options| Box::new(options) as Box<dyn Stage>),
};

impl Stage for SongTableOptions {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        if !bench.writes_files {
            return Ok(());
        }
        let rows = rows(bench.plays());
        let songs =
            bench.songs().pick(&rows.iter().map(|&song| bench.plays().song_rows[song as usize]).collect::<Vec<_>>());
        bench.count("songs_with_genre", songs.genres.iter().flatten().count());
        bench.count("songs_with_features", songs.features.iter().flatten().count());
        let table = table(&songs, &rows);
        bench.keep_all(side_by_side(table.jobs(bench, "songs"))?);
        Ok(())
    }
}

/// The songs in the order of their rows: by number, or as the notebook had them.
fn rows(plays: &Plays) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..plays.songs.len() as u32).collect();
    if let Some(first_rows) = &plays.first_rows {
        rows.sort_unstable_by_key(|&song| first_rows.songs[song as usize]);
    }
    rows
}

fn table<'a>(songs: &'a SongTable, rows: &'a [u32]) -> Table<'a> {
    let number = |row: usize| i64::from(rows[row]);
    let mut all = vec![TableColumn {
        name: "sparse_index".to_owned(),
        cells: Cells::Integers(Box::new(move |row| Some(number(row)))),
    }];
    all.extend(columns(songs));
    let index = FrameIndex::Labels(Some("sparse_index"), Box::new(number));
    Table {
        n_rows: rows.len(),
        columns: all,
        frame: Frame { index, columns: columns(songs) },
        axes: &["songs", "columns"],
        about: "the songs of the matrices with all that their source says of them",
    }
}

/// The columns of a table of songs, ids first, genres last.
pub(crate) fn columns(songs: &SongTable) -> Vec<TableColumn<'_>> {
    let own = |name: &str, cells| TableColumn { name: name.to_owned(), cells };
    let mut columns = vec![own("song_id", texts(&songs.ids))];
    for Column { name, values } in songs.columns.iter().filter(|column| column.name != "song_id") {
        columns.push(own(&free_name(name, &songs.columns), cells(values)));
    }
    columns.push(own("genre", texts(&songs.genres)));
    columns.extend(songs.second_genres.as_ref().map(|genres| own("second_genre", texts(genres))));
    columns
}

/// The source's own name; `source_` before it if a column of ours has the name.
fn free_name(name: &str, others: &[Column]) -> String {
    if !["sparse_index", "genre", "second_genre"].contains(&name) {
        return name.to_owned();
    }
    let mut free = format!("source_{name}");
    while others.iter().any(|column| column.name == free) {
        free.insert_str(0, "source_");
    }
    free
}

fn texts(texts: &TextColumn) -> Cells<'_> {
    Cells::Texts(Box::new(|row| texts.text(row)))
}
