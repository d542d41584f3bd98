//! A text cut into lines, for the small formats.

/// Lines with their numbers from 1, without line ends, blank ones left out. A byte order mark is taken off.
pub(crate) fn numbered_lines(text: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    without_mark(text)
        .split(|&byte| byte == b'\n')
        .zip(1..)
        .map(|(line, number)| (number, line.strip_suffix(b"\r").unwrap_or(line)))
        .filter(|(_, line)| !is_blank(line))
}

/// The start of a text without a line that may be cut, unless it is the only one.
pub(crate) fn whole_lines(mut start: Vec<u8>) -> Vec<u8> {
    if let Some(end) = memchr::memrchr(b'\n', &start) {
        start.truncate(end + 1);
    }
    start
}

/// Whether a line holds nothing but white space.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// The text behind a UTF-8 byte order mark, if there is one.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
}
