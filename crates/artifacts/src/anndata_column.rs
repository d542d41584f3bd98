//! A column of an AnnData table: an array, or a group where cells are missing or texts repeat.

use std::io;

use rayon::prelude::*;

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
        Cells::Indices(cell) => {
            let number = |row: usize| i64::from(cell(row).unwrap_or(0));
            let values = |place: &Place, name: &str| write_integers(place, name, n_rows, number);
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

/// Texts as they are if each stands once and none is missing; otherwise as categories, in order.
fn write_texts<'a>(
    table: &Place,
    name: &str,
    n_rows: usize,
    cell: impl Fn(usize) -> Option<&'a str> + Sync,
) -> io::Result<()> {
    let (categories, codes) = categorise(n_rows, &cell);
    if categories.len() == n_rows {
        return write_strings(table, name, n_rows, |row| cell(row).unwrap_or_default());
    }
    let group = table.group(name)?;
    encode(&group, "categorical", "0.2.0")?;
    group.truth("ordered", Element::Boolean, false)?;
    write_strings(&group, "categories", categories.len(), |category| categories[category])?;
    let element = code_element(categories.len());
    let size = element.size().expect("a number");
    write_array(&group, "codes", element, n_rows, |row, bytes| {
        bytes.extend_from_slice(&codes[row].to_le_bytes()[..size]);
    })
}

/// The texts that occur, in byte order, and the position of each row's text among them, -1 where it is missing.
fn categorise<'a>(n_rows: usize, cell: impl Fn(usize) -> Option<&'a str> + Sync) -> (Vec<&'a str>, Vec<i32>) {
    let mut rows: Vec<(u128, u32, &str)> =
        (0..n_rows).filter_map(|row| cell(row).map(|text| (beginning(text), row as u32, text))).collect();
    rows.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.2.cmp(b.2)));
    let (mut categories, mut codes) = (Vec::<&str>::new(), vec![-1; n_rows]);
    for (_, row, text) in rows {
        if categories.last() != Some(&text) {
            categories.push(text);
        }
        codes[row as usize] = categories.len() as i32 - 1;
    }
    (categories, codes)
}

/// The first 16 bytes as a number that sorts like them, so that most comparisons need not look at the text.
fn beginning(text: &str) -> u128 {
    let mut bytes = [0; 16];
    let n = text.len().min(bytes.len());
    bytes[..n].copy_from_slice(&text.as_bytes()[..n]);
    u128::from_be_bytes(bytes)
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
