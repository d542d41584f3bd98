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

/// What pandas wrote into a group.
pub(crate) enum Written {
    /// What can be read.
    Known(PandasFormat),
    /// Something else, by the name that pandas gives it.
    Other(String),
}

/// What pandas wrote into a group, `None` if it did not.
pub(crate) fn written(store: &dyn Store, group: &str) -> Result<Option<Written>, Problem> {
    let Some(name) = attributes::text(store, group, "pandas_type")? else { return Ok(None) };
    Ok(Some(match name.as_str() {
        "frame" => Written::Known(PandasFormat::Fixed),
        "series" => Written::Known(PandasFormat::FixedSeries),
        "frame_table" => Written::Known(PandasFormat::Table),
        "series_table" => Written::Known(PandasFormat::TableSeries),
        _ => Written::Other(name),
    }))
}

/// Whether a group inside of what pandas wrote is a part of it, rather than a key of its own.
pub(crate) fn is_part(name: &str) -> bool {
    name == "meta" || name == "_i_table"
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
