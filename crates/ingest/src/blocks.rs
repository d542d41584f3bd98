//! A text cut into blocks of whole lines, for many threads.

use std::io::{self, Read};
use std::path::Path;

use crate::IngestError;
use crate::unpack::Stop;

/// Bytes that a block aims at: small enough to stay in a core's cache between the thread that reads and the one that
/// parses, large enough that handing it over costs nothing.
pub(crate) const BLOCK: usize = 1 << 18;

/// The longest line that is taken for one.
pub(crate) const LONGEST_LINE: usize = 1 << 20;

/// Whole lines, in a buffer that is used again and again: its bytes behind the text are left from before.
#[derive(Default)]
pub(crate) struct TextBlock {
    buffer: Vec<u8>,
    len: usize,
}

impl TextBlock {
    /// The lines.
    pub(crate) fn text(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    /// Reads until `more` bytes were added or the text ends; says whether it ended.
    fn fill(&mut self, text: &mut dyn Read, more: usize) -> io::Result<bool> {
        let full = self.len + more;
        if self.buffer.len() < full {
            self.buffer.resize(full, 0);
        }
        while self.len < full {
            match text.read(&mut self.buffer[self.len..full]) {
                Ok(0) => return Ok(true),
                Ok(n) => self.len += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Leaves the text up to `end` and returns what stood behind.
    fn cut(&mut self, end: usize) -> Vec<u8> {
        let behind = self.buffer[end..self.len].to_vec();
        self.len = end;
        behind
    }

    fn begin(&mut self, text: &[u8]) {
        let n = text.len();
        if self.buffer.len() < n {
            self.buffer.resize(n, 0);
        }
        self.buffer[..n].copy_from_slice(text);
        self.len = n;
    }
}

/// Reads blocks of whole lines and gives each to `take`, which returns a used one for the next, or `None` to stop with
/// an error. The last block may lack its line end.
pub(crate) fn cut_into_blocks(
    text: &mut dyn Read,
    path: &Path,
    block: usize,
    mut take: impl FnMut(TextBlock) -> Option<TextBlock>,
) -> Result<(), Stop> {
    let mut lines = TextBlock::default();
    loop {
        let at_end = lines.fill(text, block)?;
        let begun_line = match memchr::memrchr(b'\n', lines.text()) {
            _ if at_end => Vec::new(),
            Some(end) => lines.cut(end + 1),
            None if lines.len > LONGEST_LINE => return Err(too_long(path).into()),
            None => continue,
        };
        if lines.len > 0 {
            lines = take(lines).ok_or_else(|| io::Error::other("nobody reads on"))?;
        }
        if at_end {
            return Ok(());
        }
        lines.begin(&begun_line);
    }
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
            blocks.push(block.text().to_vec());
            Some(block)
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
