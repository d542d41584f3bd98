//! Columns of a table read back, as the project's own: to look into a run that is complete.

use std::path::Path;

use domain::{Column, Lists, TextColumn, Values};
use polars::prelude::{DataType, PolarsResult, Series};

use crate::TableError;
use crate::parquet_file::ParquetFile;
use crate::quiet_panic::without_panic;

/// Reads the named columns of a Parquet file, in the order of the names.
///
/// Numbers come as int64 and float64, whatever their width; a list of whole numbers that lacks one comes as a list of
/// floats, NaN where one is missing.
pub fn read_columns(path: &Path, names: &[&str]) -> Result<Vec<Column>, TableError> {
    let file = ParquetFile::open(path)?;
    names.iter().map(|name| column(&file, name)).collect()
}

fn column(file: &ParquetFile, name: &str) -> Result<Column, TableError> {
    if file.dtype(name).is_none() {
        return Err(file.no_column(name));
    }
    let mut whole: Option<Series> = None;
    for group in (0..file.n_groups()).filter(|&group| file.n_rows_of(group) > 0) {
        let cells = file.read(group, name)?;
        match &mut whole {
            None => whole = Some(cells),
            Some(whole) => drop(whole.append(&cells).map_err(|error| file.damaged(&error))?),
        }
    }
    let values = without_panic(|| match whole {
        Some(cells) => values(&cells),
        None => empty(file, name),
    });
    let values = values.ok_or_else(|| TableError::contradictory(file.path()))?;
    let values = values.map_err(|error| file.damaged(&error))?;
    let values = values.ok_or_else(|| file.column_type(name, "texts, numbers, truths or lists of numbers"))?;
    Ok(Column { name: name.to_owned(), values })
}

/// The cells of a column of no rows.
fn empty(file: &ParquetFile, name: &str) -> PolarsResult<Option<Values>> {
    let Some(dtype) = file.dtype(name) else { return Ok(None) };
    values(&Series::new_empty(name.into(), &DataType::from_arrow_dtype(dtype)))
}

/// The cells of a column; `None` if they are of a type that has no place here.
fn values(cells: &Series) -> PolarsResult<Option<Values>> {
    Ok(Some(match cells.dtype() {
        DataType::Boolean => Values::Booleans(cells.bool()?.iter().collect()),
        dtype if dtype.is_integer() => Values::Integers(cells.strict_cast(&DataType::Int64)?.i64()?.iter().collect()),
        dtype if dtype.is_float() || dtype.is_decimal() => {
            Values::Floats(cells.cast(&DataType::Float64)?.f64()?.iter().collect())
        }
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => {
            Values::Texts(cells.cast(&DataType::String)?.str()?.iter().collect::<TextColumn>())
        }
        DataType::List(of) if of.is_integer() && !has_gaps(cells)? => Values::IntegerLists(integer_lists(cells)?),
        DataType::List(of) if of.is_integer() || of.is_float() => Values::FloatLists(float_lists(cells)?),
        _ => return Ok(None),
    }))
}

/// Whether a list lacks one of its values.
fn has_gaps(cells: &Series) -> PolarsResult<bool> {
    Ok(cells.list()?.amortized_iter().flatten().any(|list| list.as_ref().null_count() > 0))
}

fn integer_lists(cells: &Series) -> PolarsResult<Lists<i64>> {
    let cells = cells.strict_cast(&DataType::List(Box::new(DataType::Int64)))?;
    let mut lists = Lists::default();
    for list in cells.list()?.amortized_iter() {
        let numbers = list.as_ref().map(|list| list.as_ref().i64()).transpose()?;
        lists.push(numbers.map(|numbers| numbers.iter().flatten()));
    }
    Ok(lists)
}

fn float_lists(cells: &Series) -> PolarsResult<Lists<f64>> {
    let cells = cells.cast(&DataType::List(Box::new(DataType::Float64)))?;
    let mut lists = Lists::default();
    for list in cells.list()?.amortized_iter() {
        let numbers = list.as_ref().map(|list| list.as_ref().f64()).transpose()?;
        lists.push(numbers.map(|numbers| numbers.iter().map(|number| number.unwrap_or(f64::NAN))));
    }
    Ok(lists)
}
