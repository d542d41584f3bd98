//! From texts to typed columns.
//!
//! A column whose every cell is a whole number holds integers, of numbers floats, of `True`/`False` booleans, and texts
//! otherwise. In a column of numbers the words that pandas takes for missing are missing; in a column of texts only the
//! empty cell is, so that an artist called `NA` keeps the name.

use domain::{TextColumn, Values};

use crate::reason;

/// What a cell says when a number is expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NumberCell {
    Missing,
    Number(f64),
    Text,
}

/// Reads a cell that should hold a number.
pub(crate) fn number(cell: &str) -> NumberCell {
    let cell = cell.trim_ascii();
    if is_missing(cell) {
        return NumberCell::Missing;
    }
    match cell.parse::<f64>() {
        Ok(number) if number.is_nan() => NumberCell::Missing,
        Ok(number) => NumberCell::Number(number),
        Err(_) => NumberCell::Text,
    }
}

/// The largest size that an audio feature may have: all are between -60 and 5, or 0 and 1.
const LARGEST_FEATURE: f64 = 1e6;

/// Why a number cannot be an audio feature, if it cannot.
pub(crate) fn feature_fault(number: f64) -> Option<&'static str> {
    if number.is_infinite() {
        Some(reason::FEATURE_NOT_FINITE)
    } else if number.abs() > LARGEST_FEATURE {
        Some(reason::FEATURE_OUT_OF_RANGE)
    } else {
        None
    }
}

/// The column with the narrowest type that loses nothing. Empty cells are missing.
pub(crate) fn typed(texts: TextColumn) -> Values {
    if texts.iter().flatten().all(is_missing) {
        return Values::Texts(texts);
    }
    whole_numbers(&texts).or_else(|| floats(&texts)).or_else(|| booleans(&texts)).unwrap_or(Values::Texts(texts))
}

/// The column as floats, for a column that is known to hold numbers; what is no number is missing.
pub(crate) fn as_floats(texts: &TextColumn) -> Values {
    let cell = |text: Option<&str>| match number(text?) {
        NumberCell::Number(number) => Some(number),
        _ => None,
    };
    Values::Floats(texts.iter().map(cell).collect())
}

fn whole_numbers(texts: &TextColumn) -> Option<Values> {
    collect(texts, |text| text.parse().ok().filter(|number: &i64| number.to_string() == text)).map(Values::Integers)
}

fn floats(texts: &TextColumn) -> Option<Values> {
    let float = |text: &str| match number(text) {
        NumberCell::Number(number) if !has_leading_zero(text) && !loses_digits(text, number) => Some(number),
        _ => None,
    };
    collect(texts, float).map(Values::Floats)
}

fn booleans(texts: &TextColumn) -> Option<Values> {
    let truth = |text: &str| match text {
        "True" | "true" | "TRUE" => Some(true),
        "False" | "false" | "FALSE" => Some(false),
        _ => None,
    };
    collect(texts, truth).map(Values::Booleans)
}

/// All cells by `read`, or `None` as soon as one is neither missing nor readable.
fn collect<T>(texts: &TextColumn, read: impl Fn(&str) -> Option<T>) -> Option<Vec<Option<T>>> {
    let cell = |text: Option<&str>| match text {
        Some(text) if !is_missing(text) => read(text).map(Some),
        _ => Some(None),
    };
    texts.iter().map(cell).collect()
}

/// A whole number beyond 2^53 is an id, and a double would change its digits.
fn loses_digits(text: &str, number: f64) -> bool {
    let is_whole = text.trim_start_matches(['-', '+']).bytes().all(|byte| byte.is_ascii_digit());
    is_whole && number.abs() > 9_007_199_254_740_992.0
}

/// `007` is a name, `0.7` a number.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit()
}

fn is_missing(cell: &str) -> bool {
    matches!(
        cell,
        "" | "NA"
            | "N/A"
            | "n/a"
            | "NaN"
            | "nan"
            | "-NaN"
            | "-nan"
            | "null"
            | "NULL"
            | "None"
            | "<NA>"
            | "#N/A"
            | "#NA"
    )
}

#[cfg(test)]
mod tests {
    use super::typed;
    use domain::{TextColumn, Values};

    #[track_caller]
    fn check(cells: &[&str], expected: &Values) {
        let texts: TextColumn = cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)).collect();
        assert_eq!(&typed(texts), expected);
    }

    fn texts(cells: &[&str]) -> Values {
        Values::Texts(cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)).collect())
    }

    #[test]
    fn a_column_takes_the_narrowest_type_that_loses_nothing() {
        check(&["1", "", "-2"], &Values::Integers(vec![Some(1), None, Some(-2)]));
        check(&["1", "NaN", "2.5"], &Values::Floats(vec![Some(1.0), None, Some(2.5)]));
        check(&["5.65e-6"], &Values::Floats(vec![Some(5.65e-6)]));
        check(&["True", "False"], &Values::Booleans(vec![Some(true), Some(false)]));
        check(&["1.5", "-inf"], &Values::Floats(vec![Some(1.5), Some(f64::NEG_INFINITY)]));
        check(&["007", "1"], &texts(&["007", "1"]));
        check(&["1", "NA", "Nina"], &texts(&["1", "NA", "Nina"]));
        check(&["99999999999999999999"], &texts(&["99999999999999999999"]));
        check(&["", ""], &texts(&["", ""]));
    }
}
