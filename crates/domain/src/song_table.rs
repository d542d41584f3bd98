//! The songs with everything their source says of them.

use crate::{AudioFeature, Lists, SongFeatures, TextColumn};

/// One row per song id, in the order of the source; every column under the source's own name.
#[derive(Clone, Debug, PartialEq)]
pub struct SongTable {
    /// Song ids, unique, none missing.
    pub ids: TextColumn,
    /// All columns of the source in its order, the id's own among them.
    pub columns: Vec<Column>,
    /// The six features of each song; `None` where one is missing.
    pub features: Vec<Option<SongFeatures>>,
    /// The first genre that the genres' source names for the song's track.
    pub genres: TextColumn,
    /// The second genre, where the genres' source has a column for it.
    pub second_genres: Option<TextColumn>,
    /// Whether the mismatch list names the song.
    pub mismatched: Vec<bool>,
}

impl SongTable {
    /// How many songs.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The id of the song in row `row`.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn id(&self, row: usize) -> &str {
        self.ids.text(row).expect("every song has an id")
    }

    /// The column called `name`.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The table with the given rows only, in the given order.
    #[must_use]
    pub fn pick(&self, rows: &[u32]) -> Self {
        Self {
            ids: self.ids.pick(rows),
            columns: self.columns.iter().map(|column| column.pick(rows)).collect(),
            features: rows.iter().map(|&row| self.features[row as usize]).collect(),
            genres: self.genres.pick(rows),
            second_genres: self.second_genres.as_ref().map(|genres| genres.pick(rows)),
            mismatched: rows.iter().map(|&row| self.mismatched[row as usize]).collect(),
        }
    }

    /// The six features of every row, read off the columns that carry their names.
    ///
    /// A column that is not there or not of numbers counts as missing in every row.
    pub fn features_of(columns: &[Column], n_rows: usize) -> Vec<Option<SongFeatures>> {
        let numbers = AudioFeature::ALL.map(|feature| columns.iter().find(|column| column.name == feature.column()));
        let cell = |row: usize| {
            let mut features = [0.0; AudioFeature::COUNT];
            for (value, column) in features.iter_mut().zip(&numbers) {
                *value = column.and_then(|column| column.values.number(row)).filter(|number| number.is_finite())?;
            }
            Some(features)
        };
        (0..n_rows).map(cell).collect()
    }
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the source.
    pub name: String,
    /// Its cells.
    pub values: Values,
}

impl Column {
    /// The column with the given rows only, in the given order.
    #[must_use]
    pub fn pick(&self, rows: &[u32]) -> Self {
        Self { name: self.name.clone(), values: self.values.pick(rows) }
    }
}

/// The cells of a column, all of one type, each there or missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Whole numbers.
    Integers(Vec<Option<i64>>),
    /// Floating-point numbers; NaN counts as missing wherever it matters.
    Floats(Vec<Option<f64>>),
    /// True or false.
    Booleans(Vec<Option<bool>>),
    /// Texts.
    Texts(TextColumn),
    /// Lists of whole numbers.
    IntegerLists(Lists<i64>),
    /// Lists of floating-point numbers.
    FloatLists(Lists<f64>),
}

impl Values {
    /// The number in row `row`; `None` where it is missing or not a number.
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Integers(cells) => cells[row].map(|cell| cell as f64),
            Self::Floats(cells) => cells[row],
            _ => None,
        }
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        match self {
            Self::Integers(cells) => cells.len(),
            Self::Floats(cells) => cells.len(),
            Self::Booleans(cells) => cells.len(),
            Self::Texts(cells) => cells.len(),
            Self::IntegerLists(cells) => cells.len(),
            Self::FloatLists(cells) => cells.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn pick(&self, rows: &[u32]) -> Self {
        fn picked<T: Copy>(cells: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|&row| cells[row as usize]).collect()
        }
        match self {
            Self::Integers(cells) => Self::Integers(picked(cells, rows)),
            Self::Floats(cells) => Self::Floats(picked(cells, rows)),
            Self::Booleans(cells) => Self::Booleans(picked(cells, rows)),
            Self::Texts(cells) => Self::Texts(cells.pick(rows)),
            Self::IntegerLists(cells) => Self::IntegerLists(cells.pick(rows)),
            Self::FloatLists(cells) => Self::FloatLists(cells.pick(rows)),
        }
    }
}
