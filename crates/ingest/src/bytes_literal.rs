//! Text that went through Python's `str(bytes)`: `b'Rapha\xc3\xabl'`, `b"It's"`.

use std::borrow::Cow;

/// How wrapped text is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TextStyle {
    /// As Python would decode it: quotes off, escapes resolved, UTF-8.
    #[default]
    Decoded,
    /// As the notebook does: two characters off in front and one behind, in five columns, whatever stands there.
    Notebook,
}

/// The columns whose wrapping the notebook cuts off.
const NOTEBOOK_COLUMNS: [&str; 5] = ["song_id", "track_id", "artist_mbid", "artist_name", "title"];

/// A cell of column `column` in the given style. `None` if it stays as it is.
pub(crate) fn unwrapped<'c>(cell: &'c str, column: &str, style: TextStyle) -> Option<Cow<'c, str>> {
    match style {
        TextStyle::Decoded => decoded(cell),
        TextStyle::Notebook => NOTEBOOK_COLUMNS.contains(&column).then(|| sliced(cell).into()),
    }
}

/// `text[2:-1]` as Python has it: by characters, and empty where nothing is left.
fn sliced(cell: &str) -> String {
    let n = cell.chars().count();
    cell.chars().take(n.saturating_sub(1)).skip(2).collect()
}

/// The text inside a bytes literal; `None` if the cell is none, or if its bytes are not UTF-8.
fn decoded(cell: &str) -> Option<Cow<'_, str>> {
    let quoted = cell.strip_prefix('b')?;
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let inner = quoted.strip_prefix(quote)?.strip_suffix(quote)?;
    if memchr::memchr2(b'\\', quote as u8, inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    String::from_utf8(unescaped(inner.as_bytes(), quote as u8)?).ok().map(Cow::Owned)
}

fn unescaped(inner: &[u8], quote: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let [first, behind @ ..] = rest {
        rest = match (first, behind) {
            (b'\\', [b'x', high, low, behind @ ..]) => {
                bytes.push(hex(*high)? << 4 | hex(*low)?);
                behind
            }
            (b'\\', [escaped, behind @ ..]) => {
                bytes.push(named_escape(*escaped)?);
                behind
            }
            (b'\\', []) => return None,
            (byte, _) if *byte == quote => return None,
            (byte, behind) => {
                bytes.push(*byte);
                behind
            }
        };
    }
    Some(bytes)
}

/// The escapes that `repr(bytes)` writes.
fn named_escape(escaped: u8) -> Option<u8> {
    Some(match escaped {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'\\' | b'\'' | b'"' => escaped,
        _ => return None,
    })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::{TextStyle, unwrapped};

    #[track_caller]
    fn check(cell: &str, expected: Option<&str>) {
        assert_eq!(unwrapped(cell, "title", TextStyle::Decoded).as_deref(), expected);
    }

    #[test]
    fn a_bytes_literal_is_decoded_as_python_would() {
        check("b'SOAKIMP12A8C130995'", Some("SOAKIMP12A8C130995"));
        check(r"b'Rapha\xc3\xabl'", Some("Raphaël"));
        check("b\"It's\"", Some("It's"));
        check(r#"b'say "it\'s"'"#, Some(r#"say "it's""#));
        check(r"b'a\\b\n'", Some("a\\b\n"));
        check("b''", Some(""));
    }

    #[test]
    fn what_is_no_bytes_literal_of_utf8_stays() {
        for cell in ["plain", "b", "b'", "'a'", r"b'\xff'", r"b'\x4'", r"b'a\'", "b'a'b'", "b'a\"", r"b'\q'", ""] {
            check(cell, None);
        }
    }

    /// Python: `"plain"[2:-1] == "ai"`, `"b"[2:-1] == ""`.
    #[test]
    fn the_notebook_slices_five_columns_blindly() {
        let notebook = |cell, column| unwrapped(cell, column, TextStyle::Notebook);
        assert_eq!(notebook("plain", "title").as_deref(), Some("ai"));
        assert_eq!(notebook("b", "song_id").as_deref(), Some(""));
        assert_eq!(notebook(r"b'\xc3\xab'", "artist_name").as_deref(), Some(r"\xc3\xab"));
        assert_eq!(notebook("b'x'", "release"), None);
    }
}
