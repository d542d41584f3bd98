//! Frames that pandas wrote, in either of its formats.
//!
//! "Fixed" is a group of arrays, one for each block of columns of one type; "table" is one table of rows. Strings are
//! attributes in UTF-8; whatever else Python attaches is a pickle in ASCII.

mod allowance;
mod attributes;
mod axis;
mod fixed;
mod object;
mod table;

use crate::{Frame, Problem, store::Store};

/// The layouts of pandas that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PandasFormat {
    /// `format="fixed"`, a frame.
    Fixed,
    /// `format="fixed"`, a series.
    FixedSeries,
    /// `format="table"`, a frame.
    Table,
    /// `format="table"`, a series.
    TableSeries,
}

/// What pandas wrote into a group, `None` if it did not.
pub(crate) fn format(store: &dyn Store, group: &str) -> Result<Option<PandasFormat>, Problem> {
    let Some(name) = attributes::text(store, group, "pandas_type")? else { return Ok(None) };
    match name.as_str() {
        "frame" => Ok(Some(PandasFormat::Fixed)),
        "series" => Ok(Some(PandasFormat::FixedSeries)),
        "frame_table" => Ok(Some(PandasFormat::Table)),
        "series_table" => Ok(Some(PandasFormat::TableSeries)),
        _ => Err(Problem::layout(group, "a frame or series of pandas", format!("`{name}`"))),
    }
}

/// Reads the wanted columns of what pandas wrote into a group.
pub(crate) fn read(
    store: &dyn Store,
    group: &str,
    format: PandasFormat,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Frame, Problem> {
    match format {
        PandasFormat::Fixed => fixed::read_frame(store, group, wanted),
        PandasFormat::FixedSeries => fixed::read_series(store, group),
        PandasFormat::Table => table::read_frame(store, group, wanted),
        PandasFormat::TableSeries => table::read_series(store, group),
    }
}
