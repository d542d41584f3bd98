//! How many of everything: the counts of the real files, scaled, with floors below which there is no structure left.

/// The counts of the real files and of their join, as the Million Song Dataset Challenge published them
/// (`McFee`, Bertin-Mahieux, Ellis & Lanckriet, WWW 2012 Companion) and as the files themselves count.
mod full {
    pub(super) const TRAIN_ROWS: f64 = 48_373_586.0;
    pub(super) const TRAIN_USERS: f64 = 1_019_318.0;
    pub(super) const TEST_USERS: f64 = 100_000.0;
    pub(super) const TEST_ROWS: f64 = 1_368_430.0 + 1_371_570.0;
    pub(super) const SONGS: f64 = 384_546.0;
    pub(super) const TABLE_ROWS: f64 = 447_499.0;
    pub(super) const TABLE_SONGS: f64 = 426_545.0;
    pub(super) const SONGS_IN_TABLE: f64 = 168_493.0;
    pub(super) const SURVIVING_ROWS: f64 = 18_141_049.0;
    pub(super) const GENRE_LINES: f64 = 406_427.0;
    pub(super) const MISMATCHES: f64 = 19_094.0;
    pub(super) const LISTENERS_OF_TOP_SONG: f64 = 110_479.0;
}

/// Fewer songs than this can't be told apart into 21 genres.
const FEWEST_SONGS: f64 = 200.0;
const FEWEST_TEST_USERS: f64 = 10.0;

/// The counts of one sample.
///
/// Users and plays scale with the train triplets, the song table and its companions with the songs.
#[derive(Clone, Debug)]
pub(crate) struct Sizes {
    pub(crate) n_train: usize,
    pub(crate) n_train_users: usize,
    pub(crate) n_test: usize,
    pub(crate) n_test_users: usize,
    /// Songs that somebody plays.
    pub(crate) n_songs: usize,
    /// Of those, the ones that the song table knows.
    pub(crate) n_songs_in_table: usize,
    /// Of the triplets, the share whose song the song table knows.
    pub(crate) surviving_share: f64,
    pub(crate) n_table_songs: usize,
    pub(crate) n_table_rows: usize,
    pub(crate) n_genre_lines: usize,
    pub(crate) n_mismatches: usize,
    /// Songs of the table over songs of the real table.
    pub(crate) table_scale: f64,
    /// Train triplets over real train triplets.
    pub(crate) scale: f64,
}

impl Sizes {
    pub(crate) fn of(n_triplets: u64) -> Self {
        let scale = n_triplets as f64 / full::TRAIN_ROWS;
        let n_songs = (full::SONGS * scale).round().max(FEWEST_SONGS);
        let table_scale = n_songs / full::SONGS;
        let n_test_users = (full::TEST_USERS * scale).round().max(FEWEST_TEST_USERS);
        let n_table_songs = (full::TABLE_SONGS * table_scale).round() as usize;
        let n_repeats = ((full::TABLE_ROWS - full::TABLE_SONGS) * table_scale).round().max(1.0) as usize;
        Self {
            n_train: n_triplets as usize,
            n_train_users: (full::TRAIN_USERS * scale).round() as usize,
            n_test: (full::TEST_ROWS / full::TEST_USERS * n_test_users).round() as usize,
            n_test_users: n_test_users as usize,
            n_songs: n_songs as usize,
            n_songs_in_table: (full::SONGS_IN_TABLE * table_scale).round() as usize,
            surviving_share: full::SURVIVING_ROWS / (full::TRAIN_ROWS + full::TEST_ROWS),
            n_table_songs,
            n_table_rows: n_table_songs + n_repeats,
            n_genre_lines: (full::GENRE_LINES * table_scale).round() as usize,
            n_mismatches: (full::MISMATCHES * table_scale).round().max(1.0) as usize,
            table_scale,
            scale,
        }
    }

    /// The share of all plays that the most popular song is to have.
    ///
    /// 10.8 % of the real train users play it. A small sample has fewer songs but listeners as busy, so that its top song
    /// must be somewhat more popular: by scale^-0.15.
    pub(crate) fn share_of_top_song(&self) -> f64 {
        let listeners = full::LISTENERS_OF_TOP_SONG / full::TRAIN_USERS * self.scale.powf(-0.15);
        listeners * self.n_train_users as f64 / self.n_train as f64
    }
}
