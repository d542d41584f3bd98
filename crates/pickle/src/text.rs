//! Texts as pickles write them: UTF-8, and the escapes of protocol 0 and Python 2.

use std::borrow::Cow;

use crate::{Cell, PickleError};

/// UTF-8; surrogates, which Python lets pass, become U+FFFD.
pub(crate) fn utf8(bytes: &[u8], at: usize) -> Result<Cow<'_, str>, PickleError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => with_surrogates(bytes).map(Cow::Owned).ok_or_else(|| not_utf8(at)),
    }
}

fn not_utf8(at: usize) -> PickleError {
    PickleError::unexpected(at, "UTF-8", "bytes that are not")
}

/// UTF-8 in which lone surrogates stand as three bytes each: `ED`, `A0` to `BF`, and one more.
fn with_surrogates(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return Some(text);
            }
            Err(error) => {
                let (valid, broken) = rest.split_at(error.valid_up_to());
                text.push_str(std::str::from_utf8(valid).ok()?);
                let [0xed, 0xa0..=0xbf, 0x80..=0xbf, behind @ ..] = broken else { return None };
                text.push(char::REPLACEMENT_CHARACTER);
                rest = behind;
            }
        }
    }
}

/// The `str` of Python 2: a text if it is UTF-8.
pub(crate) fn of_python_2(bytes: &[u8]) -> Cell<'_> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cell::Text(Cow::Borrowed(text)),
        Err(_) => Cell::Bytes(Cow::Borrowed(bytes)),
    }
}

/// A text whose characters stand for bytes, as protocol 2 writes bytes.
pub(crate) fn latin_1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect()
}

/// `UNICODE`: Latin-1 with `\uXXXX` and `\UXXXXXXXX`.
pub(crate) fn raw_unicode_escape(line: &[u8]) -> Option<Cow<'_, str>> {
    if line.is_ascii() && !line.contains(&b'\\') {
        return std::str::from_utf8(line).ok().map(Cow::Borrowed);
    }
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let [first, behind @ ..] = rest {
        let digits = match rest {
            [b'\\', b'u', ..] => 4,
            [b'\\', b'U', ..] => 8,
            _ => 0,
        };
        if digits == 0 {
            text.push(char::from(*first));
            rest = behind;
        } else {
            text.push(escaped(rest.get(2..2 + digits)?)?);
            rest = &rest[2 + digits..];
        }
    }
    Some(Cow::Owned(text))
}

/// A character by its number in hexadecimal digits; a surrogate is U+FFFD.
fn escaped(digits: &[u8]) -> Option<char> {
    let number = hexadecimal(digits)?;
    let is_surrogate = (0xd800..0xe000).contains(&number);
    char::from_u32(number).or(is_surrogate.then_some(char::REPLACEMENT_CHARACTER))
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, &digit| Some(number << 4 | char::from(digit).to_digit(16)?))
}

/// `STRING`: the `repr` of a Python 2 `str`, in quotes, with escapes.
pub(crate) fn quoted(line: &[u8]) -> Option<Vec<u8>> {
    let (quote, rest) = line.split_first()?;
    let (last, mut inner) = rest.split_last()?;
    if quote != last || !matches!(quote, b'\'' | b'"') {
        return None;
    }
    let mut bytes = Vec::with_capacity(inner.len());
    while let [first, behind @ ..] = inner {
        inner = behind;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let (&escape, behind) = inner.split_first()?;
        inner = behind;
        if escape == b'x' {
            bytes.push(hexadecimal(inner.get(..2)?)? as u8);
            inner = &inner[2..];
        } else {
            bytes.push(unescaped(escape)?);
        }
    }
    Some(bytes)
}

fn unescaped(escape: u8) -> Option<u8> {
    match escape {
        b'n' => Some(b'\n'),
        b't' => Some(b'\t'),
        b'r' => Some(b'\r'),
        b'\\' | b'\'' | b'"' => Some(escape),
        _ => None,
    }
}

/// The `str` of Python 2 from its bytes: a text if these are UTF-8.
pub(crate) fn quoted_cell(bytes: Vec<u8>) -> Cell<'static> {
    match String::from_utf8(bytes) {
        Ok(text) => Cell::Text(Cow::Owned(text)),
        Err(error) => Cell::Bytes(Cow::Owned(error.into_bytes())),
    }
}
