//! A text cut into blocks of whole lines, for many threads.

use std::io::{self, Read};
use std::path::Path;

use crate::IngestError;
use crate::unpack::Stop;

/// Bytes that a block aims at: small enough to stay in a core's cache between the thread that reads and the one that
/// parses, large enough that handing it over costs nothing.
pub(crate) const BLOCK: usize = 1 << 20;

/// The longest line that is taken for one.
pub(crate) const LONGEST_LINE: usize = 1 << 20;

/// Reads blocks of whole lines and gives each to `take`, which returns an empty buffer for the next one, or `None` to
/// stop with an error. The last block may lack its line end.
pub(crate) fn cut_into_blocks(
    text: &mut dyn Read,
    path: &Path,
    block: usize,
    mut take: impl FnMut(Vec<u8>) -> Option<Vec<u8>>,
) -> Result<(), Stop> {
    let mut buffer = Vec::new();
    let mut begun_line = Vec::new();
    loop {
        buffer.clear();
        buffer.append(&mut begun_line);
        let at_end = fill(text, &mut buffer, block)?;
        if !at_end {
            let Some(end) = memchr::memrchr(b'\n', &buffer) else {
                if buffer.len() > LONGEST_LINE {
                    return Err(too_long(path).into());
                }
                std::mem::swap(&mut begun_line, &mut buffer);
                continue;
            };
            begun_line.extend_from_slice(&buffer[end + 1..]);
            buffer.truncate(end + 1);
        }
        if !buffer.is_empty() {
            match take(std::mem::take(&mut buffer)) {
                Some(next) => buffer = next,
                None => return Err(io::Error::other("nobody reads on").into()),
            }
        }
        if at_end {
            return Ok(());
        }
    }
}

/// Reads until `more` bytes were added or the text ends; says whether it ended.
fn fill(text: &mut dyn Read, buffer: &mut Vec<u8>, more: usize) -> io::Result<bool> {
    let begun = buffer.len();
    buffer.resize(begun + more, 0);
    let mut filled = begun;
    while filled < buffer.len() {
        match text.read(&mut buffer[filled..]) {
            Ok(0) => {
                buffer.truncate(filled);
                return Ok(true);
            }
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

fn too_long(path: &Path) -> IngestError {
    IngestError::Format {
        path: path.to_owned(),
        line: None,
        expected: "lines of text".to_owned(),
        found: format!("more than {LONGEST_LINE} bytes without a line end"),
        hint: "the Taste Profile files are text with one triplet a line",
    }
}

#[cfg(test)]
mod tests {
    use super::cut_into_blocks;
    use proptest::prelude::*;
    use std::path::Path;

    fn blocks(text: &[u8], block: usize) -> Vec<Vec<u8>> {
        let mut blocks = Vec::new();
        let cut = cut_into_blocks(&mut &text[..], Path::new("x"), block, |block| {
            blocks.push(block);
            Some(Vec::new())
        });
        assert!(cut.is_ok());
        blocks
    }

    proptest! {
        #[test]
        fn the_blocks_are_the_text_cut_behind_line_ends(text in "[ab\n]{0,200}", block in 1usize..20) {
            let blocks = blocks(text.as_bytes(), block);
            prop_assert_eq!(blocks.concat(), text.as_bytes());
            for whole in blocks.iter().rev().skip(1) {
                prop_assert_eq!(whole.last(), Some(&b'\n'));
            }
        }
    }
}
