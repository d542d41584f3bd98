//! The cells of rankings as numbers of the run: what a column of one row group says of every row.

use domain::Index;
use polars::prelude::{ArrowDataType, DataType, PolarsError, Series};

use crate::id_numbers::IdNumbers;

/// How a file tells users or songs.
pub(crate) enum Told<'v, I> {
    /// By id, in the column of that name.
    Ids(&'static str, IdNumbers<'v, I>),
    /// By index below a number, in the column of that name.
    Indices(&'static str, usize),
}

/// Why a cell says nothing. The row counts from 0 within the row group.
pub(crate) enum BadCell {
    Missing(usize),
    Unknown(usize, String),
    Index(usize, i64),
    Undecodable(PolarsError),
}

impl From<PolarsError> for BadCell {
    fn from(error: PolarsError) -> Self {
        Self::Undecodable(error)
    }
}

impl<I: Index> Told<'_, I> {
    /// The column.
    pub(crate) fn column(&self) -> &'static str {
        match self {
            Self::Ids(column, _) | Self::Indices(column, _) => column,
        }
    }

    /// The number of every row's user or song.
    pub(crate) fn numbers(&self, cells: &Series) -> Result<Vec<u32>, BadCell> {
        match self {
            Self::Ids(_, numbers) => numbers_of_ids(cells, numbers),
            Self::Indices(_, n) => numbers_of_indices(cells, *n),
        }
    }
}

fn numbers_of_ids<I: Index>(cells: &Series, numbers: &IdNumbers<'_, I>) -> Result<Vec<u32>, BadCell> {
    let texts = cells.cast(&DataType::String)?;
    let mut last = None;
    let mut found = Vec::with_capacity(cells.len());
    for (id, row) in texts.str()?.iter().zip(0..) {
        let id = id.ok_or(BadCell::Missing(row))?;
        let number = match last {
            Some((last_id, number)) if last_id == id => number,
            _ => numbers.number(id).ok_or_else(|| BadCell::Unknown(row, id.to_owned()))?,
        };
        last = Some((id, number));
        found.push(number);
    }
    Ok(found)
}

fn numbers_of_indices(cells: &Series, n: usize) -> Result<Vec<u32>, BadCell> {
    if let Some(row) = first_missing(cells) {
        return Err(BadCell::Missing(row));
    }
    if cells.dtype() == &DataType::Int32 {
        let mut found: Vec<u32> = Vec::with_capacity(cells.len());
        for chunk in cells.i32()?.downcast_iter() {
            let begin = found.len();
            found.extend(chunk.values().iter().map(|&index| index as u32));
            // A negative one is far beyond as an unsigned one.
            if found[begin..].iter().any(|&index| index as usize >= n) {
                let row = found.iter().position(|&index| index as usize >= n).unwrap_or_default();
                return Err(BadCell::Index(row, i64::from(found[row] as i32)));
            }
        }
        return Ok(found);
    }
    let whole = cells.strict_cast(&DataType::Int64)?;
    let mut found = Vec::with_capacity(cells.len());
    for (index, row) in whole.i64()?.iter().zip(0..) {
        let index = index.ok_or(BadCell::Missing(row))?;
        let number = u32::try_from(index).ok().filter(|&number| (number as usize) < n);
        found.push(number.ok_or(BadCell::Index(row, index))?);
    }
    Ok(found)
}

/// Scores as float64, for float32 makes ties of what others tell apart; a negative zero becomes zero.
pub(crate) fn scores(cells: &Series) -> Result<Vec<f64>, BadCell> {
    if let Some(row) = first_missing(cells) {
        return Err(BadCell::Missing(row));
    }
    let mut scores = Vec::with_capacity(cells.len());
    if cells.dtype() == &DataType::Float32 {
        for chunk in cells.f32()?.downcast_iter() {
            scores.extend(chunk.values().iter().map(|score| f64::from(*score) + 0.0));
        }
        return Ok(scores);
    }
    let cells = cells.cast(&DataType::Float64)?;
    for chunk in cells.f64()?.downcast_iter() {
        scores.extend(chunk.values().iter().map(|score| score + 0.0));
    }
    Ok(scores)
}

/// Ranks as floating-point numbers, which pandas makes of them.
pub(crate) fn ranks(cells: &Series) -> Result<Vec<f64>, BadCell> {
    if let Some(row) = first_missing(cells) {
        return Err(BadCell::Missing(row));
    }
    let cells = cells.cast(&DataType::Float64)?;
    Ok(cells.f64()?.iter().flatten().collect())
}

fn first_missing(cells: &Series) -> Option<usize> {
    if cells.null_count() == 0 {
        return None;
    }
    cells.is_null().iter().position(|is_null| is_null == Some(true))
}

/// Whether a column holds texts.
pub(crate) fn is_text(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as D;
    match dtype {
        D::Utf8 | D::LargeUtf8 | D::Utf8View => true,
        D::Dictionary(_, inner, _) => is_text(inner),
        _ => false,
    }
}

/// Whether a column holds whole numbers.
pub(crate) fn is_whole(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as D;
    matches!(dtype, D::Int8 | D::Int16 | D::Int32 | D::Int64 | D::UInt8 | D::UInt16 | D::UInt32 | D::UInt64)
}

/// Whether a column holds numbers.
pub(crate) fn is_number(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as D;
    is_whole(dtype) || matches!(dtype, D::Float16 | D::Float32 | D::Float64 | D::Decimal(..))
}
