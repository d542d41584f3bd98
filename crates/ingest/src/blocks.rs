//! A text cut into blocks of whole lines, for many threads.

use std::io::{self, Read};
use std::path::Path;

use crate::IngestError;
use crate::unpack::Stop;

/// Bytes that a block aims at: small enough to stay in a core's own cache while it is read, hashed and parsed, large
/// enough that whose turn it is costs nothing.
pub(crate) const BLOCK: usize = 1 << 19;

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

/// Cuts a text into blocks of whole lines, one after the other.
pub(crate) struct Cutter<'a> {
    text: &'a mut (dyn Read + Send),
    path: &'a Path,
    block: usize,
    /// What was read of the line that the next block begins with.
    begun_line: Vec<u8>,
    n_cut: usize,
    is_at_end: bool,
}

impl<'a> Cutter<'a> {
    /// A cutter of blocks of about `block` bytes; `path` is what the text is called in errors.
    pub(crate) fn new(text: &'a mut (dyn Read + Send), path: &'a Path, block: usize) -> Self {
        Self { text, path, block, begun_line: Vec::new(), n_cut: 0, is_at_end: false }
    }

    /// Puts the next block into `lines` and returns its number, from 0; `None` behind the last, which may lack its line
    /// end.
    pub(crate) fn next(&mut self, lines: &mut TextBlock) -> Result<Option<usize>, Stop> {
        if self.is_at_end {
            return Ok(None);
        }
        lines.begin(&std::mem::take(&mut self.begun_line));
        loop {
            self.is_at_end = lines.fill(self.text, self.block)?;
            match memchr::memrchr(b'\n', lines.text()) {
                _ if self.is_at_end => break,
                Some(end) => {
                    self.begun_line = lines.cut(end + 1);
                    break;
                }
                None if lines.len > LONGEST_LINE => return Err(too_long(self.path).into()),
                None => {}
            }
        }
        self.n_cut += 1;
        Ok((lines.len > 0).then(|| self.n_cut - 1))
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
    use super::{Cutter, TextBlock};
    use proptest::prelude::*;
    use std::path::Path;

    fn blocks(text: &[u8], block: usize) -> Vec<Vec<u8>> {
        let (mut blocks, mut lines) = (Vec::new(), TextBlock::default());
        let mut text = text;
        let mut cutter = Cutter::new(&mut text, Path::new("x"), block);
        while let Some(number) = cutter.next(&mut lines).unwrap_or_else(|_| panic!("a text that can be read")) {
            assert_eq!(number, blocks.len());
            blocks.push(lines.text().to_vec());
        }
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
