//! A stray quote in a CSV must not eat lines: whether a record of several lines is one, or rows that a quote tore.

/// Whether a record of several lines is torn.
///
/// It is, if a quote stands where RFC 4180 has none, if one stays open, or if one of its lines but the first looks like
/// a row of its own: two stray quotes may make one record of many rows that is well formed. The last line of a record
/// whose first field spans the lines has all the delimiters of a row and is none.
pub(crate) fn is_torn(record: &[u8], delimiter: u8, n_columns: usize) -> bool {
    let Some(broken_field) = field_at_last_break(record, delimiter) else { return true };
    let is_row = |line: &[u8]| memchr::memchr_iter(delimiter, line).count() + 1 == n_columns;
    let mut lines = record.trim_ascii_end().split(|&byte| byte == b'\n');
    let (Some(_first), Some(last)) = (lines.next(), lines.next_back()) else { return false };
    lines.any(is_row) || (broken_field > 0 && is_row(last))
}

/// The position of the field that the last line break but the closing one stands in; `None` if a quote does not open
/// a field, close one or stand doubled in one, or if one stays open.
fn field_at_last_break(record: &[u8], delimiter: u8) -> Option<usize> {
    let ends_field = |byte: Option<&u8>| byte.is_none_or(|&byte| byte == delimiter || byte == b'\r' || byte == b'\n');
    let (mut at, mut is_open, mut begins_field) = (0, false, true);
    let (mut field, mut broken) = (0, 0);
    while let Some(&byte) = record.get(at) {
        let next = record.get(at + 1);
        match (byte, is_open) {
            (b'"', true) if next == Some(&b'"') => at += 1,
            (b'"', true) if ends_field(next) => is_open = false,
            (b'"', false) if begins_field => is_open = true,
            (b'"', _) => return None,
            (b'\n', true) => broken = field,
            (byte, false) if byte == delimiter => field += 1,
            _ => {}
        }
        begins_field = !is_open && (byte == delimiter || byte == b'\n');
        at += 1;
    }
    (!is_open).then_some(broken)
}

#[cfg(test)]
mod tests {
    use super::is_torn;

    #[track_caller]
    fn check(record: &str, torn: bool) {
        assert_eq!(is_torn(record.as_bytes(), b',', 3), torn, "{record:?}");
    }

    #[test]
    fn a_field_may_span_lines() {
        check("a,\"b\nc\",d\n", false);
        check("\"a\nb\",c,d\n", false);
        check("a,b,\"c\nd\ne\"\r\n", false);
        check("a,\"say \"\"b\"\"\nc\",d\n", false);
    }

    #[test]
    fn a_quote_out_of_place_or_left_open_tears() {
        check("a,\"b,c\nd,\"e,f\n", true);
        check("a,b,\"c\nd,e,f\n", true);
        check("a,b\"c,d\ne\",f\n", true);
    }

    #[test]
    fn a_line_that_looks_like_a_row_tears() {
        check("a,\"b,c\nd,e,f\ng,h\",i\n", true);
        check("a,\"b,c\nd,12\",f\n", true);
    }
}
