//! Moments and spans of time as pandas prints them.
//!
//! Days since 1970 become a date by the civil calendar, extended both ways (H. Hinnant, "chrono-compatible low-level
//! date algorithms", 2013): years of 400 are cycles of 146,097 days that begin on 1 March.

use crate::column::Zone;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// A missing moment or span, `NaT`.
const MISSING: i64 = i64::MIN;

impl Unit {
    /// The unit in `datetime64[us]`, of a name without brackets nanoseconds.
    pub(crate) fn of_type(name: &str) -> Option<Self> {
        let Some((_, unit)) = name.split_once('[') else { return Some(Self::Nanoseconds) };
        match unit.trim_end_matches(']').split(',').next() {
            Some("s") => Some(Self::Seconds),
            Some("ms") => Some(Self::Milliseconds),
            Some("us") => Some(Self::Microseconds),
            Some("ns") => Some(Self::Nanoseconds),
            _ => None,
        }
    }

    fn per_second(self) -> i64 {
        match self {
            Self::Seconds => 1,
            Self::Milliseconds => 1_000,
            Self::Microseconds => 1_000_000,
            Self::Nanoseconds => 1_000_000_000,
        }
    }
}

/// `2019-05-01 12:00:00`, with a fraction if there is one, `None` for a missing moment.
pub(crate) fn moment_text(count: i64, unit: Unit, zone: Zone) -> Option<String> {
    if count == MISSING {
        return None;
    }
    let (seconds, fraction) = split(count, unit);
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let zone = if zone == Zone::Utc { "+00:00" } else { "" };
    Some(format!("{year:04}-{month:02}-{day:02} {}{fraction}{zone}", clock(seconds.rem_euclid(86_400))))
}

/// `1 days 02:03:04`, negative ones counted from the day before as `-1 days +23:59:59`; `None` for a missing span.
pub(crate) fn span_text(count: i64, unit: Unit) -> Option<String> {
    if count == MISSING {
        return None;
    }
    let (seconds, fraction) = split(count, unit);
    let days = seconds.div_euclid(86_400);
    let sign = if days < 0 { "+" } else { "" };
    Some(format!("{days} days {sign}{}{fraction}", clock(seconds.rem_euclid(86_400))))
}

/// Whole seconds, and the fraction as six or nine digits behind a point, or nothing.
fn split(count: i64, unit: Unit) -> (i64, String) {
    let (seconds, part) = (count.div_euclid(unit.per_second()), count.rem_euclid(unit.per_second()));
    let nanoseconds = part * (1_000_000_000 / unit.per_second());
    let fraction = match (nanoseconds, nanoseconds % 1_000) {
        (0, _) => String::new(),
        (_, 0) => format!(".{:06}", nanoseconds / 1_000),
        _ => format!(".{nanoseconds:09}"),
    };
    (seconds, fraction)
}

fn clock(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day so many days after 1 January 1970.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (cycle, day_of_cycle) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_cycle = (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (cycle * 400 + year_of_cycle + i64::from(month <= 2), month, day)
}

/// The date of a proleptic Gregorian ordinal, day 1 being 1 January of year 1: how Python counts dates.
pub(crate) fn date_text(ordinal: i64) -> Option<String> {
    let days = ordinal.checked_sub(719_163).filter(|days| days.abs() < 4_000_000)?;
    let (year, month, day) = civil(days);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}
