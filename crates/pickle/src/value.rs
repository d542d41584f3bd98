//! What is on the stack: cells, and the tools that make them.

use std::borrow::Cow;

use crate::array::Array;
use crate::dtype::Dtype;
use crate::global::Global;
use crate::{Cell, PickleError, told};

/// One value of the stack machine.
#[derive(Debug)]
pub(crate) enum Value<'a> {
    Cell(Cell<'a>),
    /// A tuple: a cell, or the arguments of a call, or a state.
    Tuple(Vec<Value<'a>>),
    Tool(Tool),
    /// An array, `None` until `BUILD` gives it its state.
    Array(Option<Box<Array<'a>>>),
    /// The list of cells that are handed on while they are read.
    Handed,
}

/// A value without a place of its own in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tool {
    Global(Global),
    Dtype(Dtype),
    /// A `timedelta` as time zones are made of: seconds.
    Offset(i64),
    /// A time zone: seconds east of Greenwich.
    Zone(i64),
    /// How often moments come.
    Frequency,
}

impl<'a> Value<'a> {
    /// What it is called in an error.
    pub(crate) fn kind(&self) -> String {
        match self {
            Value::Cell(cell) => cell.kind().to_owned(),
            Value::Tuple(_) => "a tuple".to_owned(),
            Value::Tool(Tool::Global(global)) => format!("the class `{}`", global.name()),
            Value::Tool(Tool::Dtype(_)) => "a dtype".to_owned(),
            Value::Tool(Tool::Offset(_)) => "a time difference".to_owned(),
            Value::Tool(Tool::Zone(_)) => "a time zone".to_owned(),
            Value::Tool(Tool::Frequency) => "a frequency".to_owned(),
            Value::Array(_) => "an array".to_owned(),
            Value::Handed => "the array's own list".to_owned(),
        }
    }

    /// As a cell; `at` is for the error.
    pub(crate) fn into_cell(self, at: usize) -> Result<Cell<'a>, PickleError> {
        match self {
            Value::Cell(cell) => Ok(cell),
            Value::Tuple(values) => {
                let cells = values.into_iter().map(|value| value.into_cell(at));
                Ok(Cell::List(cells.collect::<Result<_, _>>()?))
            }
            Value::Handed => Err(PickleError::HoldsItself { at }),
            Value::Tool(Tool::Zone(seconds)) => Ok(Cell::Told(told::zone(seconds))),
            Value::Tool(Tool::Frequency) => Ok(Cell::Told("a frequency".to_owned())),
            other => Err(PickleError::unexpected(at, "a value for a cell", other.kind())),
        }
    }

    pub(crate) fn integer(&self) -> Option<i64> {
        match self {
            Value::Cell(Cell::Integer(value)) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Value::Cell(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Bytes, or the text that Python 2 wrote for them.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Cell(Cell::Bytes(bytes)) => Some(bytes),
            Value::Cell(Cell::Text(text)) => Some(text.as_bytes()),
            _ => None,
        }
    }

    pub(crate) fn into_bytes(self) -> Option<Cow<'a, [u8]>> {
        match self {
            Value::Cell(Cell::Bytes(bytes)) => Some(bytes),
            Value::Cell(Cell::Text(Cow::Borrowed(text))) => Some(Cow::Borrowed(text.as_bytes())),
            Value::Cell(Cell::Text(Cow::Owned(text))) => Some(Cow::Owned(text.into_bytes())),
            _ => None,
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Value::Cell(Cell::Missing(crate::Missing::Nothing)))
    }
}
