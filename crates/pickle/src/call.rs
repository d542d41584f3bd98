//! What the allowed classes and functions make of their arguments. None of them is run: each is a few lines here.

use std::borrow::Cow;

use crate::array::{Array, Order, shape_of};
use crate::dtype::Dtype;
use crate::global::Global;
use crate::told::Zone;
use crate::value::{Tool, Value};
use crate::{Cell, Missing, PickleError, text, told};

/// The value of `global(*arguments)`.
pub(crate) fn call(global: Global, arguments: Vec<Value<'_>>, at: usize) -> Result<Value<'_>, PickleError> {
    let wrong = || PickleError::unexpected(at, "the usual arguments", format!("others, of `{}`", global.name()));
    let made = match global {
        Global::Reconstruct => reconstruct(&arguments),
        Global::Dtype => return dtype(&arguments, at)?.ok_or_else(wrong),
        Global::Scalar => return scalar(&arguments, at)?.ok_or_else(wrong),
        Global::FromBuffer => return from_buffer(arguments, at)?.ok_or_else(wrong),
        Global::Encode | Global::Bytes | Global::ByteArray => bytes(arguments),
        Global::NotATime => Some(Value::Cell(Cell::Missing(Missing::NotATime))),
        Global::Timestamp | Global::UnpickledTimestamp => timestamp(&arguments).map(told_value),
        Global::Date | Global::DateTime | Global::Time => moment(global, &arguments).map(told_value),
        Global::TimeDelta => offset(&arguments).map(|seconds| Value::Tool(Tool::Offset(seconds))),
        Global::TimeZone | Global::Utc => offset(&arguments).map(|seconds| Value::Tool(Tool::Zone(seconds))),
        Global::NamedZone => arguments.first().and_then(Value::text).map(|name| told_value(name.to_owned())),
        Global::Attribute => attribute(&arguments),
        Global::Frequency => Some(Value::Tool(Tool::Frequency)),
        Global::Instance => instance(&arguments),
        Global::Decimal => decimal(&arguments).map(told_value),
        Global::Ndarray | Global::NotAvailable | Global::ZoneClass | Global::Object => None,
    };
    made.ok_or_else(wrong)
}

fn told_value(text: String) -> Value<'static> {
    Value::Cell(Cell::Told(text))
}

/// `_reconstruct(ndarray, (0,), b"b")`: an array yet without state.
fn reconstruct<'a>(arguments: &[Value<'_>]) -> Option<Value<'a>> {
    let [Value::Tool(Tool::Global(Global::Ndarray)), _, _] = arguments else { return None };
    Some(Value::Array(None))
}

/// `dtype("f8", False, True)`.
fn dtype<'a>(arguments: &[Value<'_>], at: usize) -> Result<Option<Value<'a>>, PickleError> {
    let Some(name) = arguments.first().and_then(Value::text) else { return Ok(None) };
    Ok(Some(Value::Tool(Tool::Dtype(Dtype::named(name, at)?))))
}

/// `scalar(dtype, bytes)`.
fn scalar<'a>(arguments: &[Value<'_>], at: usize) -> Result<Option<Value<'a>>, PickleError> {
    let [Value::Tool(Tool::Dtype(dtype)), bytes] = arguments else { return Ok(None) };
    match bytes.bytes() {
        Some(bytes) if bytes.len() == dtype.size => Ok(Some(Value::Cell(dtype.element(bytes, at)?))),
        _ => Ok(None),
    }
}

/// `_frombuffer(bytes, dtype, shape, "C")`, which protocol 5 uses.
fn from_buffer(arguments: Vec<Value<'_>>, at: usize) -> Result<Option<Value<'_>>, PickleError> {
    let Ok([buffer, Value::Tool(Tool::Dtype(dtype)), shape, order]) = <[Value<'_>; 4]>::try_from(arguments) else {
        return Ok(None);
    };
    let order = match order.text() {
        Some("C") => Order::C,
        Some("F") => Order::Fortran,
        _ => return Ok(None),
    };
    let Some(bytes) = buffer.into_bytes() else { return Ok(None) };
    let array = Array::packed(shape_of(&shape, at)?, dtype, order, bytes, at)?;
    Ok(Some(Value::Array(Some(Box::new(array)))))
}

/// `encode("..", "latin1")`, `bytes()`, `bytearray(b"..")` and `bytearray("..", "latin-1")`.
fn bytes(arguments: Vec<Value<'_>>) -> Option<Value<'_>> {
    let bytes = match arguments.as_slice() {
        [] => Cow::Borrowed(&[][..]),
        [text, coding] if matches!(coding.text(), Some("latin1" | "latin-1")) => text::latin_1(text.text()?)?.into(),
        [Value::Cell(Cell::Bytes(_))] => arguments.into_iter().next()?.into_bytes()?,
        _ => return None,
    };
    Some(Value::Cell(Cell::Bytes(bytes)))
}

/// `Timestamp(count, None, zone)`, in nanoseconds, or with the number of a unit behind these.
fn timestamp(arguments: &[Value<'_>]) -> Option<String> {
    let (count, zone, unit) = match arguments {
        [count, _, zone] => (count, zone, told::Unit::numbered(10)),
        [count, _, zone, unit] => (count, zone, told::Unit::numbered(unit.integer()?)),
        _ => return None,
    };
    let zone = Zone::of(zone)?;
    let local = unit.later(count.integer()?, zone.seconds())?;
    Some(unit.told(local)? + &zone.told()?)
}

/// The bytes of a date or time, and the zone.
fn moment(global: Global, arguments: &[Value<'_>]) -> Option<String> {
    let (bytes, zone) = match arguments {
        [bytes] => (bytes.bytes()?, Zone::None),
        [bytes, zone] => (bytes.bytes()?, Zone::of(zone)?),
        _ => return None,
    };
    let told = match global {
        Global::Date => told::date(bytes),
        Global::Time => told::time(bytes),
        _ => told::date_time(bytes),
    };
    Some(told? + &zone.told()?)
}

/// `timedelta(days, seconds, 0)`, `timezone(timedelta(..))`, and UTC, which has no arguments.
fn offset(arguments: &[Value<'_>]) -> Option<i64> {
    match arguments {
        [] => Some(0),
        [Value::Tool(Tool::Offset(seconds))] => Some(*seconds),
        [days, seconds, parts] if parts.integer() == Some(0) => {
            days.integer()?.checked_mul(86_400)?.checked_add(seconds.integer()?)
        }
        _ => None,
    }
}

/// `getattr(ZoneInfo, "_unpickle")`.
fn attribute<'a>(arguments: &[Value<'_>]) -> Option<Value<'a>> {
    let [Value::Tool(Tool::Global(Global::ZoneClass)), name] = arguments else { return None };
    (name.text() == Some("_unpickle")).then_some(Value::Tool(Tool::Global(Global::NamedZone)))
}

/// `_reconstructor(Day, object, None)`.
fn instance<'a>(arguments: &[Value<'_>]) -> Option<Value<'a>> {
    let [Value::Tool(Tool::Global(Global::Frequency)), Value::Tool(Tool::Global(Global::Object)), _] = arguments else {
        return None;
    };
    Some(Value::Tool(Tool::Frequency))
}

fn decimal(arguments: &[Value<'_>]) -> Option<String> {
    let [digits] = arguments else { return None };
    told::decimal(digits.text()?)
}
