//! Dates, times and decimals, which leave the pickle as text.

use crate::Cell;
use crate::value::{Tool, Value};

/// Parts of a second that NumPy and pandas count times in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    None,
    Days,
    /// How many make a second: 1, 1000, 1,000,000 or 1,000,000,000.
    PerSecond(u32),
}

impl Unit {
    /// From the last value of a dtype's state: `(metadata, (unit, number, 1, 1))`.
    pub(crate) fn of_metadata(metadata: &Value<'_>) -> Unit {
        let Value::Tuple(outer) = metadata else { return Unit::None };
        let Some(Value::Tuple(inner)) = outer.last() else { return Unit::None };
        let [Value::Cell(unit), number, ..] = inner.as_slice() else { return Unit::None };
        let unit = match unit {
            Cell::Text(text) => text.as_bytes(),
            Cell::Bytes(bytes) => bytes,
            _ => return Unit::None,
        };
        if number.integer() == Some(1) { Unit::called(unit) } else { Unit::None }
    }

    fn called(name: &[u8]) -> Unit {
        match name {
            b"D" => Unit::Days,
            b"s" => Unit::PerSecond(1),
            b"ms" => Unit::PerSecond(1_000),
            b"us" => Unit::PerSecond(1_000_000),
            b"ns" => Unit::PerSecond(1_000_000_000),
            _ => Unit::None,
        }
    }

    /// NumPy's number for a unit, which pandas 2 and 3 write.
    pub(crate) fn numbered(number: i64) -> Unit {
        match number {
            7 => Unit::PerSecond(1),
            8 => Unit::PerSecond(1_000),
            9 => Unit::PerSecond(1_000_000),
            10 => Unit::PerSecond(1_000_000_000),
            _ => Unit::None,
        }
    }

    /// A count so many seconds later.
    pub(crate) fn later(self, count: i64, seconds: i64) -> Option<i64> {
        match self {
            Unit::PerSecond(parts) => count.checked_add(seconds.checked_mul(i64::from(parts))?),
            _ => None,
        }
    }

    /// ISO 8601 of a count since 1970, in the proleptic Gregorian calendar, if the year has four digits.
    pub(crate) fn told(self, count: i64) -> Option<String> {
        match self {
            Unit::None => None,
            Unit::Days => day(count),
            Unit::PerSecond(parts) => {
                let seconds = count.div_euclid(i64::from(parts));
                let part = count.rem_euclid(i64::from(parts)) as u64;
                let nanoseconds = part * (1_000_000_000 / u64::from(parts));
                let date = day(seconds.div_euclid(86_400))?;
                let second = seconds.rem_euclid(86_400);
                let time = clock(second / 3600, second / 60 % 60, second % 60, nanoseconds);
                Some(format!("{date}T{time}"))
            }
        }
    }
}

/// `YYYY-MM-DD` of a number of days since 1970-01-01.
///
/// Howard Hinnant, "chrono-compatible low-level date algorithms", 2013: years begin in March, so that the leap day is the
/// last; 400 years have 146,097 days.
fn day(days: i64) -> Option<String> {
    let shifted = days.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (0..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn clock(hour: i64, minute: i64, second: i64, nanoseconds: u64) -> String {
    let whole = format!("{hour:02}:{minute:02}:{second:02}");
    match nanoseconds {
        0 => whole,
        _ if nanoseconds.is_multiple_of(1000) => format!("{whole}.{:06}", nanoseconds / 1000),
        _ => format!("{whole}.{nanoseconds:09}"),
    }
}

/// The four bytes of a `datetime.date`: year in two, month, day.
pub(crate) fn date(bytes: &[u8]) -> Option<String> {
    let &[high, low, month, day] = bytes else { return None };
    let year = u16::from_be_bytes([high, low]);
    ((1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// The six bytes of a `datetime.time`; the highest bit of the first (summer time told twice) is passed over.
pub(crate) fn time(bytes: &[u8]) -> Option<String> {
    let &[hour, minute, second, high, middle, low] = bytes else { return None };
    let (hour, microseconds) = (hour & 0x7f, u32::from_be_bytes([0, high, middle, low]));
    (hour < 24 && minute < 60 && second < 60 && microseconds < 1_000_000)
        .then(|| clock(i64::from(hour), i64::from(minute), i64::from(second), u64::from(microseconds) * 1000))
}

/// The ten bytes of a `datetime.datetime`.
pub(crate) fn date_time(bytes: &[u8]) -> Option<String> {
    let (day, clock) = bytes.split_at_checked(4)?;
    let &[high, low, month, of_month] = day else { return None };
    let day = date(&[high, low, month & 0x7f, of_month])?;
    Some(format!("{day}T{}", time(clock)?))
}

/// The digits of a `decimal.Decimal`, as they are; `NaN` is one too.
pub(crate) fn decimal(text: &str) -> Option<String> {
    let is_digit = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    (!text.is_empty() && text.chars().all(is_digit)).then(|| text.to_owned())
}

/// A time zone: none, or an offset; the zones with names are not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    None,
    /// Seconds east of Greenwich.
    Offset(i64),
}

impl Zone {
    pub(crate) fn of(value: &Value<'_>) -> Option<Zone> {
        match value {
            Value::Tool(Tool::Zone(seconds)) => Some(Zone::Offset(*seconds)),
            value => value.is_nothing().then_some(Zone::None),
        }
    }

    pub(crate) fn seconds(self) -> i64 {
        match self {
            Zone::None => 0,
            Zone::Offset(seconds) => seconds,
        }
    }

    /// `+02:00`, or nothing without a zone; none is a day or more from Greenwich.
    pub(crate) fn told(self) -> Option<String> {
        let Zone::Offset(seconds) = self else { return Some(String::new()) };
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        let is_whole = seconds.unsigned_abs().is_multiple_of(60) && minutes < 24 * 60;
        is_whole.then(|| format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
    }
}

/// A time zone as Python's `str` has it: `UTC`, `UTC+02:00`.
pub(crate) fn zone(seconds: i64) -> String {
    let east = Zone::Offset(seconds).told().filter(|_| seconds != 0);
    format!("UTC{}", east.unwrap_or_default())
}
