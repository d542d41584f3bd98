//! Packed values of one column, turned into cells.

use domain::TextColumn;

use crate::{
    cells::{Cells, Sparse},
    moment::{Unit, moment_text, span_text},
    store::Value,
    text::Decoding,
};

/// What stored numbers mean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// What they are.
    Plain,
    /// Moments since 1970.
    Moment {
        /// What is counted.
        unit: Unit,
        /// Whether they are UTC, shown by `+00:00`, or without a zone.
        zone: Zone,
    },
    /// Spans of time.
    Span(Unit),
}

/// Whether moments have a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// They have none.
    None,
    /// They are UTC.
    Utc,
}

/// A column that grows.
pub(crate) enum Column {
    Integers(Vec<i64>),
    Unsigned(Vec<u64>),
    Floats(Vec<f64>),
    Booleans(Vec<bool>),
    Texts { texts: TextColumn, decoding: Decoding, missing: Option<String> },
    Moments { texts: TextColumn, unit: Unit, zone: Zone },
    Spans { texts: TextColumn, unit: Unit },
}

impl Column {
    /// An empty column; `missing` is the text that stands for a missing one.
    pub(crate) fn new(value: Value, meaning: &Meaning, decoding: Decoding, missing: Option<&str>) -> Self {
        let texts = TextColumn::default();
        match (value, meaning) {
            (Value::Integer, Meaning::Moment { unit, zone }) => Self::Moments { texts, unit: *unit, zone: *zone },
            (Value::Integer, Meaning::Span(unit)) => Self::Spans { texts, unit: *unit },
            (Value::Integer, Meaning::Plain) => Self::Integers(Vec::new()),
            (Value::Unsigned, _) => Self::Unsigned(Vec::new()),
            (Value::Float, _) => Self::Floats(Vec::new()),
            (Value::Boolean, _) => Self::Booleans(Vec::new()),
            (Value::Text(_), _) => Self::Texts { texts, decoding, missing: missing.map(str::to_owned) },
        }
    }

    /// Appends values, each as wide as its kind.
    pub(crate) fn extend<'a>(&mut self, packed: impl Iterator<Item = &'a [u8]>) {
        match self {
            Self::Integers(values) => values.extend(packed.map(|bytes| i64::from_ne_bytes(eight(bytes)))),
            Self::Unsigned(values) => values.extend(packed.map(|bytes| u64::from_ne_bytes(eight(bytes)))),
            Self::Floats(values) => values.extend(packed.map(|bytes| f64::from_ne_bytes(eight(bytes)))),
            Self::Booleans(values) => values.extend(packed.map(|bytes| bytes.first() != Some(&0))),
            Self::Texts { texts, decoding, missing } => {
                packed.for_each(|bytes| push_text(texts, bytes, *decoding, missing.as_deref()));
            }
            Self::Moments { texts, unit, zone } => {
                packed.for_each(|bytes| {
                    texts.push(moment_text(i64::from_ne_bytes(eight(bytes)), *unit, *zone).as_deref())
                });
            }
            Self::Spans { texts, unit } => {
                packed.for_each(|bytes| texts.push(span_text(i64::from_ne_bytes(eight(bytes)), *unit).as_deref()));
            }
        }
    }

    /// The cells.
    pub(crate) fn finish(self) -> Cells {
        match self {
            Self::Integers(values) => Cells::Integers(Sparse::whole(values)),
            Self::Unsigned(values) => unsigned(values),
            Self::Floats(values) => Cells::Floats(values),
            Self::Booleans(values) => Cells::Booleans(Sparse::whole(values)),
            Self::Texts { texts, .. } | Self::Moments { texts, .. } | Self::Spans { texts, .. } => Cells::Texts(texts),
        }
    }
}

/// Eight bytes, filled up with zeros if there are fewer.
fn eight(bytes: &[u8]) -> [u8; 8] {
    let mut eight = [0; 8];
    let len = bytes.len().min(8);
    eight[..len].copy_from_slice(&bytes[..len]);
    eight
}

fn push_text(texts: &mut TextColumn, bytes: &[u8], decoding: Decoding, missing: Option<&str>) {
    let end = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let text = decoding.decode(&bytes[..end]);
    texts.push(Some(&*text).filter(|&text| Some(text) != missing));
}

/// Integers if all fit.
fn unsigned(values: Vec<u64>) -> Cells {
    if values.iter().all(|&value| i64::try_from(value).is_ok()) {
        return Cells::Integers(Sparse::whole(values.into_iter().map(|value| value as i64).collect()));
    }
    Cells::Unsigned(Sparse::whole(values))
}
