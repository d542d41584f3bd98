//! Cells of one column, whatever layout they came from.

use domain::{Lists, TextColumn};

/// The cells of a column, in the order of the rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Integers.
    Integers(Sparse<i64>),
    /// Integers of which one at least is above `i64::MAX`.
    Unsigned(Sparse<u64>),
    /// Floats; NaN is missing.
    Floats(Vec<f64>),
    /// Booleans.
    Booleans(Sparse<bool>),
    /// Texts; dates are texts too, as pandas prints them.
    Texts(TextColumn),
    /// Lists of integers.
    IntegerLists(Lists<i64>),
    /// Lists of floats.
    FloatLists(Lists<f64>),
    /// So many rows without a value.
    Missing(usize),
    /// Something that has no place here: lists of texts, complex numbers.
    Other {
        /// What it is.
        what: String,
        /// How many rows there are.
        n_rows: usize,
    },
}

impl Cells {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Integers(values) => values.len(),
            Self::Unsigned(values) => values.len(),
            Self::Floats(values) => values.len(),
            Self::Booleans(values) => values.len(),
            Self::Texts(texts) => texts.len(),
            Self::IntegerLists(lists) => lists.len(),
            Self::FloatLists(lists) => lists.len(),
            Self::Missing(n_rows) | Self::Other { n_rows, .. } => *n_rows,
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the cells are, for people.
    pub fn name(&self) -> &str {
        match self {
            Self::Integers(_) | Self::Unsigned(_) => "integers",
            Self::Floats(_) => "floats",
            Self::Booleans(_) => "booleans",
            Self::Texts(_) => "texts",
            Self::IntegerLists(_) => "lists of integers",
            Self::FloatLists(_) => "lists of floats",
            Self::Missing(_) => "missing cells",
            Self::Other { what, .. } => what,
        }
    }

    /// The cells at the given places; a place outside, as pandas writes -1, is a missing one.
    ///
    /// Booleans and integers stay what they are, and so do texts; lists are not taken apart and become `Other`.
    #[must_use]
    pub(crate) fn take(&self, places: &[i64]) -> Self {
        match self {
            Self::Integers(values) => Self::Integers(values.take(places)),
            Self::Unsigned(values) => Self::Unsigned(values.take(places)),
            Self::Booleans(values) => Self::Booleans(values.take(places)),
            Self::Floats(values) => {
                Self::Floats(places.iter().map(|&place| at(values, place).copied().unwrap_or(f64::NAN)).collect())
            }
            Self::Texts(texts) => Self::Texts(places.iter().map(|&place| text_at(texts, place)).collect()),
            Self::Missing(_) => Self::Missing(places.len()),
            other => Self::Other { what: other.name().to_owned(), n_rows: places.len() },
        }
    }

    /// Bytes of the texts at the given places; 0 if the cells are not texts.
    pub(crate) fn text_bytes(&self, places: &[i64]) -> u64 {
        let Self::Texts(texts) = self else { return 0 };
        places.iter().map(|&place| text_at(texts, place).map_or(0, str::len) as u64).fold(0, u64::saturating_add)
    }

    /// The cells as Python's `str` prints them, `None` where one is missing.
    pub(crate) fn labels(&self) -> Vec<Option<String>> {
        match self {
            Self::Integers(values) => values.iter().map(|value| value.map(|value| value.to_string())).collect(),
            Self::Unsigned(values) => values.iter().map(|value| value.map(|value| value.to_string())).collect(),
            Self::Booleans(values) => values.iter().map(|value| value.map(|value| truth(value).to_owned())).collect(),
            Self::Floats(values) => values.iter().map(|&value| (!value.is_nan()).then(|| float_text(value))).collect(),
            Self::Texts(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
            other => vec![None; other.len()],
        }
    }
}

fn at<T>(values: &[T], place: i64) -> Option<&T> {
    values.get(usize::try_from(place).ok()?)
}

fn text_at(texts: &TextColumn, place: i64) -> Option<&str> {
    let place = usize::try_from(place).ok().filter(|&place| place < texts.len())?;
    texts.text(place)
}

pub(crate) fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// A float as Python's `repr` prints it: the shortest digits that mean it, an exponent from 1e16 and below 1e-4.
pub(crate) fn float_text(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let size = value.abs();
    if value != 0.0 && !(1e-4..1e16).contains(&size) {
        let text = format!("{value:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    let text = value.to_string();
    if text.contains('.') { text } else { text + ".0" }
}

/// Values of which some may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparse<T> {
    values: Vec<T>,
    /// `None` as long as none is missing.
    present: Option<Vec<bool>>,
}

impl<T: Copy + Default> Sparse<T> {
    /// Values of which none is missing.
    pub fn whole(values: Vec<T>) -> Self {
        Self { values, present: None }
    }

    /// Appends a value, or the fact that there is none.
    pub fn push(&mut self, value: Option<T>) {
        if value.is_none() && self.present.is_none() {
            self.present = Some(vec![true; self.values.len()]);
        }
        if let Some(present) = &mut self.present {
            present.push(value.is_some());
        }
        self.values.push(value.unwrap_or_default());
    }

    /// How many, missing ones included.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value at `index`, `None` where it is missing or `index` outside.
    pub fn value(&self, index: usize) -> Option<T> {
        let present = self.present.as_ref().is_none_or(|present| present.get(index) == Some(&true));
        self.values.get(index).copied().filter(|_| present)
    }

    /// All in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<T>> {
        (0..self.len()).map(|index| self.value(index))
    }

    fn take(&self, places: &[i64]) -> Self {
        let mut taken = Self::default();
        for &place in places {
            taken.push(usize::try_from(place).ok().and_then(|place| self.value(place)));
        }
        taken
    }
}
