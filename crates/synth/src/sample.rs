//! A sample: everything that was drawn, how much of it there is, and the bytes of its files.

use std::io;

use crate::format;
use crate::listening::Listening;
use crate::recipe::{Recipe, RecipeError};
use crate::sample_file::SampleFile;
use crate::sizes::Sizes;
use crate::song_columns::SongColumns;
use crate::songs::Songs;
use crate::table::{Coverage, SongTable};

/// A sample of listening logs and of the tables that go with them.
///
/// Memory is about four bytes a play and some hundred bytes a song; the text of the files is never held as a whole.
pub struct Sample {
    seed: u64,
    songs: Songs,
    listening: Listening,
    table: SongTable,
    n_visible: usize,
    n_surviving: u64,
}

impl Sample {
    /// Draws songs, users, plays and tables. O(plays + songs log songs), parallel over users, same sample for any thread count.
    pub fn new(recipe: &Recipe) -> Result<Self, RecipeError> {
        recipe.check()?;
        let seed = recipe.seed;
        let sizes = Sizes::of(recipe.n_triplets);
        let songs = Songs::draw(&sizes, seed);
        let listening = Listening::draw(&sizes, &songs, seed);
        let coverage = Coverage::draw(&sizes, &songs, &listening, seed);
        let table = SongTable::draw(&sizes, &songs, &coverage, seed);
        let n_visible = listening.n_visible();
        Ok(Self { seed, songs, listening, table, n_visible, n_surviving: coverage.n_surviving() })
    }

    /// Writes one text file to `out`, in order, a few million bytes at a time, and tells `advance` the length of each piece.
    ///
    /// The pieces are made in parallel, on the rayon pool of the calling thread, while the one before is written.
    pub fn write(&self, file: SampleFile, out: &mut dyn io::Write, advance: &mut dyn FnMut(u64)) -> io::Result<()> {
        let sink = &mut format::Sink { out, advance };
        match file {
            SampleFile::Train => format::train(&self.listening, &self.table, self.seed, sink),
            SampleFile::Visible => format::visible(&self.listening, &self.table, self.seed, sink),
            SampleFile::Hidden => format::hidden(&self.listening, &self.table, self.seed, sink),
            SampleFile::Genres => format::genre_lines(&self.table, sink),
            SampleFile::Mismatches => format::mismatch_lines(&self.table, self.seed, sink),
        }
    }

    /// The song table, whose file is [`SONG_TABLE`](crate::SONG_TABLE). About 350 bytes a row.
    pub fn song_columns(&self) -> SongColumns {
        format::song_columns(&self.table, self.seed)
    }

    /// How many lines a file has.
    pub fn n_lines(&self, file: SampleFile) -> u64 {
        match file {
            SampleFile::Train => self.n_train(),
            SampleFile::Visible => self.n_visible(),
            SampleFile::Hidden => self.n_hidden(),
            SampleFile::Genres => self.n_genre_lines(),
            SampleFile::Mismatches => self.n_mismatches(),
        }
    }

    /// Triplets of the train users: what the recipe asked for.
    pub fn n_train(&self) -> u64 {
        self.listening.n_train() as u64
    }

    /// Triplets of the test users that are visible.
    pub fn n_visible(&self) -> u64 {
        self.n_visible as u64
    }

    /// Triplets of the test users that are hidden.
    pub fn n_hidden(&self) -> u64 {
        (self.listening.n_plays() - self.listening.n_train() - self.n_visible) as u64
    }

    /// Train and test users together.
    pub fn n_users(&self) -> u64 {
        self.listening.n_users() as u64
    }

    /// Users of the train file.
    pub fn n_train_users(&self) -> u64 {
        self.listening.train_users().len() as u64
    }

    /// Users of the visible file, and of the hidden one: they are the same.
    pub fn n_test_users(&self) -> u64 {
        self.listening.test_users().len() as u64
    }

    /// Songs that somebody plays; each of them occurs in the train file.
    pub fn n_songs(&self) -> u64 {
        self.songs.len() as u64
    }

    /// Songs of the song table, played or not.
    pub fn n_table_songs(&self) -> u64 {
        self.table.songs.len() as u64
    }

    /// Rows of the song table: some songs occur more than once.
    pub fn n_table_rows(&self) -> u64 {
        self.table.rows.len() as u64
    }

    /// Triplets of all three files whose song is in the song table.
    pub fn n_surviving(&self) -> u64 {
        self.n_surviving
    }

    /// Lines of the genre file.
    pub fn n_genre_lines(&self) -> u64 {
        self.table.genre_lines.len() as u64
    }

    /// Lines of the list of mismatches.
    pub fn n_mismatches(&self) -> u64 {
        self.table.mismatches.len() as u64
    }
}
