//! One line of a triplet file: `user TAB song TAB plays`, no header, no quoting.
//!
//! The careful reader, which decides what a line means; `triplet_block` has the fast one for lines that leave no
//! question, and falls back to this one.

use crate::reason;

/// The most plays that a row may have: 2^24, up to which float32 holds every whole number.
pub(crate) const MOST_PLAYS: u32 = 1 << 24;

/// A line that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TripletLine<'a> {
    pub(crate) user: &'a str,
    pub(crate) song: &'a str,
    pub(crate) plays: u32,
}

/// Reads a line without its line end; `Err` names the reason why it cannot be used.
///
/// A pair of quotes around a whole field is taken off; any other quote is a character like others. Ids are taken as
/// they stand, spaces and words such as `NA` included. Plays may be written `3`, `+3`, `3.0` or `3e0`, with spaces
/// around them, as numbers that went through a floating-point column are.
pub(crate) fn parse(line: &[u8]) -> Result<TripletLine<'_>, &'static str> {
    let line = std::str::from_utf8(line).map_err(|_| reason::NOT_UTF8)?;
    let mut fields = line.split('\t').map(unquoted);
    let (Some(user), Some(song), Some(plays), None) = (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(reason::FIELDS);
    };
    if user.is_empty() {
        return Err(reason::USER_EMPTY);
    }
    if song.is_empty() {
        return Err(reason::SONG_EMPTY);
    }
    Ok(TripletLine { user, song, plays: parse_plays(plays.trim_ascii())? })
}

fn unquoted(field: &str) -> &str {
    match field.strip_prefix('"').and_then(|field| field.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => inner,
        _ => field,
    }
}

fn parse_plays(text: &str) -> Result<u32, &'static str> {
    if text.is_empty() {
        return Err(reason::PLAYS_MISSING);
    }
    if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
        return Err(reason::PLAYS_NOT_A_NUMBER);
    }
    let number: f64 = text.parse().map_err(|_| reason::PLAYS_NOT_A_NUMBER)?;
    match number {
        n if n < 0.0 => Err(reason::PLAYS_NEGATIVE),
        0.0 => Err(reason::PLAYS_ZERO),
        n if n > f64::from(MOST_PLAYS) => Err(reason::PLAYS_TOO_MANY),
        n if n.fract() != 0.0 => Err(reason::PLAYS_NOT_WHOLE),
        n => Ok(n as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::{TripletLine, parse};

    #[track_caller]
    fn check(line: &str, expected: Result<(&str, &str, u32), &'static str>) {
        assert_eq!(parse(line.as_bytes()), expected.map(|(user, song, plays)| TripletLine { user, song, plays }));
    }

    #[test]
    fn a_line_is_user_song_and_plays() {
        check("ann\tSOA\t3", Ok(("ann", "SOA", 3)));
        check("ann\tSOA\t16777216", Ok(("ann", "SOA", 16_777_216)));
        check("NA\tnull\t1", Ok(("NA", "null", 1)));
        check(" ann\tSO A\t 7 ", Ok((" ann", "SO A", 7)));
    }

    #[test]
    fn a_whole_number_may_be_written_as_floats_are() {
        check("ann\tSOA\t3.0", Ok(("ann", "SOA", 3)));
        check("ann\tSOA\t+3", Ok(("ann", "SOA", 3)));
        check("ann\tSOA\t1e3", Ok(("ann", "SOA", 1000)));
    }

    #[test]
    fn quotes_around_a_field_are_taken_off_and_others_are_characters() {
        check("\"ann\"\t\"SOA\"\t\"3\"", Ok(("ann", "SOA", 3)));
        check("\"ann\tSOA\t3", Ok(("\"ann", "SOA", 3)));
        check("an\"n\tSOA\"\t3", Ok(("an\"n", "SOA\"", 3)));
    }

    #[test]
    fn a_line_that_cannot_be_used_says_why() {
        check("ann\tSOA", Err("fields"));
        check("ann\tSOA\t3\t4", Err("fields"));
        check("ann SOA 3", Err("fields"));
        check("\tSOA\t3", Err("user-empty"));
        check("ann\t\t3", Err("song-empty"));
        check("ann\tSOA\t", Err("plays-missing"));
        check("ann\tSOA\tthree", Err("plays-not-a-number"));
        check("ann\tSOA\tnan", Err("plays-not-a-number"));
        check("ann\tSOA\tinf", Err("plays-not-a-number"));
        check("ann\tSOA\t1.5", Err("plays-not-whole"));
        check("ann\tSOA\t0", Err("plays-zero"));
        check("ann\tSOA\t-0", Err("plays-zero"));
        check("ann\tSOA\t-2", Err("plays-negative"));
        check("ann\tSOA\t16777217", Err("plays-too-many"));
        check("ann\tSOA\t99999999999999999999", Err("plays-too-many"));
        assert_eq!(parse(b"a\xffn\tSOA\t3"), Err("not-utf8"));
    }
}
