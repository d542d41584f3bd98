//! The small readers: moments, Python's way of printing, columns of mixed cells.
//!
//! Expectations are what `str` and `repr` of Python 3.11 and pandas 3.1 print.

use pickle::{Cell, List, Missing};

use crate::{
    cells::{Cells, float_text},
    column::Zone,
    mixed::Mixed,
    moment::{Unit, date_text, moment_text, span_text},
    python::{quoted, text_of, tuple_text},
};

#[test]
fn moments_are_printed_as_pandas_prints_them() {
    let check = |count, unit, expected: &str| {
        assert_eq!(moment_text(count, unit, Zone::None).unwrap(), expected);
        assert_eq!(moment_text(count, unit, Zone::Utc).unwrap(), format!("{expected}+00:00"));
    };
    check(0, Unit::Seconds, "1970-01-01 00:00:00");
    check(951_782_400, Unit::Seconds, "2000-02-29 00:00:00");
    check(4_107_542_400, Unit::Seconds, "2100-03-01 00:00:00");
    check(-62_135_596_800, Unit::Seconds, "0001-01-01 00:00:00");
    check(1_556_712_000_123, Unit::Milliseconds, "2019-05-01 12:00:00.123000");
    check(-1, Unit::Microseconds, "1969-12-31 23:59:59.999999");
    check(-1, Unit::Nanoseconds, "1969-12-31 23:59:59.999999999");
    check(i64::MAX, Unit::Nanoseconds, "2262-04-11 23:47:16.854775807");
    check(-i64::MAX, Unit::Nanoseconds, "1677-09-21 00:12:43.145224193");
    assert_eq!(moment_text(i64::MIN, Unit::Nanoseconds, Zone::None), None);
}

#[test]
fn spans_are_printed_as_pandas_prints_them() {
    let check = |count, unit, expected: &str| assert_eq!(span_text(count, unit).unwrap(), expected);
    check(0, Unit::Seconds, "0 days 00:00:00");
    check(93_784, Unit::Seconds, "1 days 02:03:04");
    check(34_560_000, Unit::Seconds, "400 days 00:00:00");
    check(-500, Unit::Milliseconds, "-1 days +23:59:59.500000");
    check(1_500, Unit::Microseconds, "0 days 00:00:00.001500");
    check(-1, Unit::Nanoseconds, "-1 days +23:59:59.999999999");
    assert_eq!(span_text(i64::MIN, Unit::Seconds), None);
}

#[test]
fn days_are_counted_from_the_year_one() {
    assert_eq!(date_text(737_426).unwrap(), "2020-01-02");
    assert_eq!(date_text(1).unwrap(), "0001-01-01");
    assert_eq!(date_text(i64::MIN), None);
}

#[test]
fn units_stand_in_brackets() {
    let check = |name, expected| assert_eq!(Unit::of_type(name), expected);
    check("datetime64", Some(Unit::Nanoseconds));
    check("datetime64[us]", Some(Unit::Microseconds));
    check("datetime64[ms, Europe/Berlin]", Some(Unit::Milliseconds));
    check("timedelta64[s]", Some(Unit::Seconds));
    check("datetime64[generic]", None);
}

#[test]
fn floats_are_printed_as_python_prints_them() {
    let check = |value: f64, expected| assert_eq!(float_text(value), expected);
    check(0.1, "0.1");
    check(1.0, "1.0");
    check(-0.0, "-0.0");
    check(123_456.789, "123456.789");
    check(1e15, "1000000000000000.0");
    check(9_999_999_999_999_998.0, "9999999999999998.0");
    check(1e16, "1e+16");
    check(123_456_789_012_345_680.0, "1.2345678901234568e+17");
    check(0.0001, "0.0001");
    check(1e-5, "1e-05");
    check(1.5e-7, "1.5e-07");
    check(5e-324, "5e-324");
    check(1e300, "1e+300");
    check(f64::INFINITY, "inf");
}

#[test]
fn texts_are_quoted_as_python_quotes_them() {
    let check = |text, expected| assert_eq!(quoted(text), expected);
    check("a", "'a'");
    check("it's", "\"it's\"");
    check("say \"it's\"", "'say \"it\\'s\"'");
    check("\\ \n\t\r\x01\x7f é", "'\\\\ \\n\\t\\r\\x01\\x7f é'");
    assert_eq!(tuple_text(["'a'".to_owned(), "1".to_owned()].into_iter()), "('a', 1)");
    assert_eq!(tuple_text(["'a'".to_owned()].into_iter()), "('a',)");
}

#[test]
fn bytes_that_are_no_text_are_told_as_python_writes_them() {
    assert_eq!(text_of(&Cell::Bytes(b"caf\xc3\xa9".as_slice().into())), "café");
    assert_eq!(text_of(&Cell::Bytes(b"caf\xe9".as_slice().into())), "b'caf\\xe9'");
}

#[track_caller]
fn check_mixed(cells: Vec<Cell<'_>>, kind: &str, expected: &[Option<&str>]) {
    let mut column = Mixed::new();
    for cell in cells {
        column.push(cell);
    }
    let cells = column.finish();
    assert_eq!(cells.name(), kind);
    let labels = cells.labels();
    assert_eq!(labels.iter().map(Option::as_deref).collect::<Vec<_>>(), expected);
}

#[test]
fn a_column_of_one_kind_stays_of_that_kind() {
    let none = || Cell::Missing(Missing::Nothing);
    check_mixed(vec![none(), Cell::Integer(7), none()], "integers", &[None, Some("7"), None]);
    check_mixed(vec![Cell::Boolean(true), none()], "booleans", &[Some("True"), None]);
    check_mixed(vec![Cell::Float(0.5), Cell::Float(f64::NAN)], "floats", &[Some("0.5"), None]);
    check_mixed(vec![none(), Cell::Missing(Missing::NotATime)], "missing cells", &[None, None]);
}

#[test]
fn integers_and_floats_are_floats() {
    check_mixed(vec![Cell::Integer(1), Cell::Float(2.5)], "floats", &[Some("1.0"), Some("2.5")]);
    check_mixed(vec![Cell::Float(2.5), Cell::Integer(1)], "floats", &[Some("2.5"), Some("1.0")]);
}

#[test]
fn integers_that_are_no_floats_are_texts_beside_floats() {
    let cells = |value| vec![Cell::Integer(value), Cell::Float(0.5), Cell::Missing(Missing::Nothing)];
    check_mixed(cells(1 << 53), "floats", &[Some("9007199254740992.0"), Some("0.5"), None]);
    check_mixed(cells(-(1 << 53)), "floats", &[Some("-9007199254740992.0"), Some("0.5"), None]);
    check_mixed(cells((1 << 53) + 1), "texts", &[Some("9007199254740993"), Some("0.5"), None]);
    check_mixed(cells((1 << 60) + 1), "texts", &[Some("1152921504606846977"), Some("0.5"), None]);
    check_mixed(cells(i64::MIN), "texts", &[Some("-9223372036854775808"), Some("0.5"), None]);
}

#[test]
fn lists_of_integers_that_are_no_floats_are_counted_only_beside_floats() {
    let integers = || Cell::List(List::Integers(vec![(1 << 53) + 1]));
    let floats = || Cell::List(List::Floats(vec![0.5]));
    let mixed = || Cell::List(List::Cells(vec![Cell::Integer((1 << 53) + 1), Cell::Missing(Missing::Nothing)]));
    let told = "lists of whole numbers and floats";
    check_mixed(vec![integers(), floats(), floats()], told, &[None, None, None]);
    check_mixed(vec![floats(), integers()], told, &[None, None]);
    check_mixed(vec![mixed()], told, &[None]);
    check_mixed(vec![integers(), integers()], "lists of integers", &[None, None]);
}

#[test]
fn a_text_makes_texts_of_what_came_before() {
    let cells = vec![Cell::Integer(1), Cell::Float(2.5), Cell::Boolean(true), Cell::Text("a".into())];
    check_mixed(cells, "texts", &[Some("1"), Some("2.5"), Some("True"), Some("a")]);
    let cells = vec![Cell::Big("18446744073709551616".to_owned()), Cell::Told("2019-05-01T13:00:00".to_owned())];
    check_mixed(cells, "texts", &[Some("18446744073709551616"), Some("2019-05-01 13:00:00")]);
}

#[test]
fn lists_of_integers_become_floats_with_the_first_float() {
    let mut column = Mixed::new();
    let empty = List::Cells(Vec::new());
    for cell in [
        Cell::Missing(Missing::Nothing),
        Cell::List(empty),
        Cell::List(List::Integers(vec![1, 2])),
        Cell::List(List::Floats(vec![0.5])),
        Cell::List(List::Cells(vec![Cell::Integer(3), Cell::Float(1.5)])),
    ] {
        column.push(cell);
    }
    let Cells::FloatLists(lists) = column.finish() else { panic!("expected lists of floats") };
    let expected: [Option<&[f64]>; 5] = [None, Some(&[]), Some(&[1.0, 2.0]), Some(&[0.5]), Some(&[3.0, 1.5])];
    assert_eq!(lists.iter().collect::<Vec<_>>(), expected);
}

#[test]
fn lists_beside_other_values_are_counted_only() {
    let texts = || Cell::List(List::Cells(vec![Cell::Text("rock".into())]));
    check_mixed(vec![texts(), texts()], "lists of texts", &[None, None]);
    check_mixed(vec![Cell::Integer(1), texts()], "lists and other values", &[None, None]);
    check_mixed(vec![Cell::List(List::Integers(vec![1])), Cell::Integer(1)], "lists and other values", &[None, None]);
}
