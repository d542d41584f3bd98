//! How Python 3 prints bytes: the song table's makers wrote `str(bytes)` into it.
//!
//! ```text
//! Raphaël   b'Rapha\xc3\xabl'
//! It's      b"It's"
//! ```

use std::fmt::Write;

/// `repr()` of the UTF-8 bytes of `text`, appended to `out`.
///
/// Double quotes where there is a single one inside and no double one; `\x..` for everything that isn't printable ASCII.
pub(super) fn push_repr(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push('b');
    out.push(quote);
    for byte in text.bytes() {
        push_byte(byte, quote, out);
    }
    out.push(quote);
}

fn push_byte(byte: u8, quote: char, out: &mut String) {
    match char::from(byte) {
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        char if char == '\\' || char == quote => out.extend(['\\', char]),
        char @ ' '..='~' => out.push(char),
        // Writing to a string can't go wrong.
        _ => drop(write!(out, "\\x{byte:02x}")),
    }
}
