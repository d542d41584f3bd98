//! `song-table`: the songs of the matrices with all that their source says of them.

use artifacts::{Cells, TableColumn, write_table};
use domain::{Column, SongTable, TextColumn, Values};
use serde_json::{Map, json};

use crate::RunError;
use crate::options::{options, parse};
use crate::stage::{Bench, Description, Kind, Port, Stage, StageKind, no_sources};

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
    writes: &[Port::required("songs", Kind::File(".parquet"), "sparse_index, song_id, the source's columns, genre")],
    options: SongTableOptions::cards,
    parse: |with| parse::<SongTableOptions>(with).map(|options| Box::new(options) as Box<dyn Stage>),
    check: no_sources,
};

impl Stage for SongTableOptions {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let Some(name) = bench.file("songs") else { return Ok(()) };
        let songs = bench.songs().pick(&bench.plays().song_rows);
        let columns = columns(&songs);
        let written = bench.shelf.write(&name, |out| write_table(&columns, songs.len(), out))?;
        let dtype: Map<_, _> =
            columns.iter().map(|column| (column.name.clone(), json!(column.cells.type_name()))).collect();
        let n_columns = columns.len();
        let n_with_genre = songs.genres.iter().flatten().count();
        drop(columns);
        bench.count("songs_with_genre", n_with_genre);
        bench.count("songs_with_features", songs.features.iter().flatten().count());
        let shape = vec![songs.len(), n_columns];
        let about = "the songs of the matrices, in the order of their rows";
        bench.keep(written, Description { shape, axes: &["songs", "columns"], dtype: dtype.into(), about });
        Ok(())
    }
}

fn columns(songs: &SongTable) -> Vec<TableColumn<'_>> {
    let own = |name: &str, cells| TableColumn { name: name.to_owned(), cells };
    let mut columns = vec![own("sparse_index", Cells::RowNumber), own("song_id", texts(&songs.ids))];
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

fn cells(values: &Values) -> Cells<'_> {
    match values {
        Values::Integers(cells) => Cells::Integers(Box::new(|row| cells[row])),
        Values::Floats(cells) => Cells::Floats(Box::new(|row| cells[row])),
        Values::Booleans(cells) => Cells::Booleans(Box::new(|row| cells[row])),
        Values::Texts(cells) => texts(cells),
    }
}
