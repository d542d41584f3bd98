//! What the pickle may refer to again: not the values, but where in the pickle they were made. A reference runs those
//! bytes again.
//!
//! A value is made by the bytes from its first opcode up to its last, so these alone make it again on an empty stack.
//! That takes 12 bytes a value, of which there are millions, however long it is.

use crate::PickleError;
use crate::value::Tool;

/// One slot of the memo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// Nothing was put there.
    Nowhere,
    /// By the bytes from .. to; a text or number, which is cheap to read again.
    Leaf(u32, u32),
    /// By the bytes from .. to, and it may grow yet.
    Growing(u32, u32),
    /// By the bytes from .. to, and it was referred to: if it grew now, references would be wrong.
    Whole(u32, u32),
    /// A class or a dtype: the place in `tools`.
    Tool(u32),
    /// The list of cells that are handed on while they are read.
    Handed,
}

/// The memo of one pickle.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    made: Vec<Made>,
    tools: Vec<Tool>,
}

impl Memo {
    /// How many slots were filled or passed over: where `MEMOIZE` puts the next.
    pub(crate) fn len(&self) -> usize {
        self.made.len()
    }

    pub(crate) fn made(&self, index: usize) -> Made {
        self.made.get(index).copied().unwrap_or(Made::Nowhere)
    }

    pub(crate) fn tool(&self, index: u32) -> Tool {
        self.tools[index as usize]
    }

    /// Puts a value into an empty slot; `at` is for the error.
    pub(crate) fn put(&mut self, index: usize, made: Made, at: usize) -> Result<(), PickleError> {
        if index == self.made.len() {
            self.made.push(made);
            return Ok(());
        }
        if self.made(index) != Made::Nowhere {
            return Err(PickleError::unexpected(at, "an empty slot of the memo", format!("slot {index} filled")));
        }
        if index > self.made.len() {
            self.made.resize(index + 1, Made::Nowhere);
        }
        self.made[index] = made;
        Ok(())
    }

    /// Keeps a class or dtype as it is.
    pub(crate) fn keep(&mut self, tool: Tool) -> Made {
        self.tools.push(tool);
        Made::Tool(self.tools.len() as u32 - 1)
    }

    /// The dtype in a slot has got its byte order.
    pub(crate) fn rework(&mut self, index: usize, tool: Tool) {
        if let Made::Tool(place) = self.made(index) {
            self.tools[place as usize] = tool;
        }
    }

    /// From here on the value in the slot may not grow.
    pub(crate) fn close(&mut self, index: usize) {
        if let Made::Growing(start, end) = self.made(index) {
            self.made[index] = Made::Whole(start, end);
        }
    }

    /// The value in the slot has grown by the bytes up to `end`.
    pub(crate) fn grow(&mut self, index: usize, end: usize, at: usize) -> Result<(), PickleError> {
        match self.made(index) {
            Made::Growing(start, _) => self.made[index] = Made::Growing(start, end as u32),
            Made::Whole(..) => return Err(PickleError::HoldsItself { at }),
            _ => (),
        }
        Ok(())
    }
}
