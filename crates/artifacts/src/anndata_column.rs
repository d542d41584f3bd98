//! A column of an AnnData table: an array, or a group where cells are missing or texts repeat.

use std::collections::BTreeSet;
use std::io;

use crate::anndata::encode;
use crate::hdf5_element::Element;
use crate::hdf5_file::Place;
use crate::{Cells, TableColumn};

/// Writes a column of single values.
///
/// # Panics
/// If the column is one of lists or vectors.
pub(crate) fn write_column(table: &Place, column: &TableColumn<'_>, n_rows: usize) -> io::Result<()> {
    let name = column.name.as_str();
    match &column.cells {
        Cells::RowNumber => write_integers(table, name, n_rows, |row| row as i64),
        Cells::Floats(cell) => write_array(table, name, Element::Float64, n_rows, |row, bytes| {
            bytes.extend_from_slice(&cell(row).unwrap_or(f64::NAN).to_le_bytes());
        }),
        Cells::Integers(cell) | Cells::ObjectIntegers(cell) => {
            let values = |place: &Place, name: &str| write_integers(place, name, n_rows, |row| cell(row).unwrap_or(0));
            write_nullable(table, name, "nullable-integer", values, n_rows, |row| cell(row).is_none())
        }
        Cells::Booleans(cell) => {
            let values =
                |place: &Place, name: &str| write_truths(place, name, n_rows, |row| cell(row).unwrap_or(false));
            write_nullable(table, name, "nullable-boolean", values, n_rows, |row| cell(row).is_none())
        }
        Cells::Texts(cell) => write_texts(table, name, n_rows, cell),
        Cells::Vectors(_) | Cells::Songs(_) | Cells::FloatLists(_) | Cells::IntegerLists(_) => {
            unreachable!("lists and vectors are kept out of tables")
        }
    }
}

fn write_array(
    place: &Place,
    name: &str,
    element: Element,
    n_rows: usize,
    fill: impl FnMut(usize, &mut Vec<u8>),
) -> io::Result<()> {
    encode(&place.cells(name, element, (n_rows, None), fill)?, "array", "0.2.0")
}

fn write_integers(place: &Place, name: &str, n_rows: usize, cell: impl Fn(usize) -> i64) -> io::Result<()> {
    write_array(place, name, Element::Int64, n_rows, |row, bytes| bytes.extend_from_slice(&cell(row).to_le_bytes()))
}

fn write_truths(place: &Place, name: &str, n_rows: usize, cell: impl Fn(usize) -> bool) -> io::Result<()> {
    write_array(place, name, Element::Boolean, n_rows, |row, bytes| bytes.push(u8::from(cell(row))))
}

/// An array, or, where a cell is missing, a group of values and a mask that is true for a missing one.
fn write_nullable(
    table: &Place,
    name: &str,
    kind: &str,
    values: impl Fn(&Place, &str) -> io::Result<()>,
    n_rows: usize,
    is_missing: impl Fn(usize) -> bool,
) -> io::Result<()> {
    if !(0..n_rows).any(&is_missing) {
        return values(table, name);
    }
    let group = table.group(name)?;
    encode(&group, kind, "0.1.0")?;
    values(&group, "values")?;
    write_truths(&group, "mask", n_rows, is_missing)
}

/// Texts as they are if each stands once and none is missing; otherwise as categories.
fn write_texts<'a>(
    table: &Place,
    name: &str,
    n_rows: usize,
    cell: impl Fn(usize) -> Option<&'a str>,
) -> io::Result<()> {
    let categories: BTreeSet<&str> = (0..n_rows).filter_map(&cell).collect();
    if categories.len() == n_rows {
        return write_strings(table, name, n_rows, |row| cell(row).unwrap_or_default());
    }
    let categories: Vec<&str> = categories.into_iter().collect();
    let code = |row| cell(row).map_or(-1, |text| categories.binary_search(&text).expect("a category") as i64);
    let group = table.group(name)?;
    encode(&group, "categorical", "0.2.0")?;
    group.truth("ordered", Element::Boolean, false)?;
    write_strings(&group, "categories", categories.len(), |category| categories[category])?;
    let element = code_element(categories.len());
    let size = element.size().expect("a number");
    write_array(&group, "codes", element, n_rows, |row, bytes| {
        bytes.extend_from_slice(&code(row).to_le_bytes()[..size]);
    })
}

fn write_strings<'a>(place: &Place, name: &str, n_rows: usize, text: impl Fn(usize) -> &'a str) -> io::Result<()> {
    encode(&place.varying_texts(name, n_rows, text)?, "string-array", "0.2.0")
}

/// The smallest type that holds the codes of so many categories, as pandas has it.
fn code_element(n_categories: usize) -> Element {
    match n_categories {
        0..=0x7f => Element::Int8,
        0x80..=0x7fff => Element::Int16,
        _ => Element::Int32,
    }
}
