//! The blocks of a text, for workers that take one at a time.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use std::io::Read;

use crate::blocks::{BLOCK, Cutter, TextBlock};
use crate::unpack::Stop;

/// A text of which each worker in turn takes a block: reading, hashing and unpacking are part of the turn.
pub(crate) struct BlockQueue<'a> {
    /// `Err` once the text could not be read on.
    cutter: Mutex<Result<Cutter<'a>, Stop>>,
}

impl<'a> BlockQueue<'a> {
    /// The blocks of a text; `path` is what it is called in errors.
    pub(crate) fn new(text: &'a mut (dyn Read + Send), path: &'a Path) -> Self {
        Self { cutter: Mutex::new(Ok(Cutter::new(text, path, BLOCK))) }
    }

    /// Puts the next block into `lines` and returns its number; `None` if there is none, or none that can be read.
    pub(crate) fn next(&self, lines: &mut TextBlock) -> Option<usize> {
        let mut cutter = self.cutter.lock().unwrap_or_else(PoisonError::into_inner);
        match cutter.as_mut().ok()?.next(lines) {
            Ok(number) => number,
            Err(stop) => {
                *cutter = Err(stop);
                None
            }
        }
    }

    /// Why the text could not be read to its end, if it could not.
    pub(crate) fn end(self) -> Result<(), Stop> {
        self.cutter.into_inner().unwrap_or_else(PoisonError::into_inner).map(|_| ())
    }
}
