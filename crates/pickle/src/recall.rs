//! Values into the memo and out again: what `BINGET` refers to is made again by running the bytes that made it.

use std::borrow::Cow;

use crate::machine::Machine;
use crate::memo::Made;
use crate::stack::{Bottom, InMemo, Slot};
use crate::value::Value;
use crate::{Cell, PickleError};

/// A part of the pickle that is run again.
#[derive(Debug)]
pub(crate) struct Repetition {
    /// The opcode that referred to the value, and where to go on.
    at: usize,
    resume: usize,
    /// What is to be restored at the end.
    until: usize,
    bottom: Bottom,
}

/// Texts are compared with UTF-8 when they are read again, which is far quicker than running opcodes.
const LEAF_BYTES_FOR_ONE: u64 = 8;

impl Machine<'_, '_> {
    /// Remembers the value on top of the stack. While something is repeated, it is remembered already.
    pub(crate) fn put(&mut self, index: usize, at: usize) -> Result<(), PickleError> {
        if index > self.input.len() {
            return Err(PickleError::Limit { at, what: "slots of the memo", limit: self.input.len() as u64 });
        }
        let top = self.stack.top(at)?;
        if !self.repetitions.is_empty() {
            return Ok(());
        }
        if let InMemo::At(_) = top.memo {
            return Err(PickleError::unexpected(at, "a value that is not in the memo", "one that is"));
        }
        let made = match &top.value {
            Value::Tool(tool) => self.memo.keep(*tool),
            _ => made(top, at),
        };
        if top.memo == InMemo::No {
            top.memo = InMemo::At(index as u32);
        }
        self.memo.put(index, made, at)
    }

    /// Puts a remembered value on the stack, or begins to make it again.
    pub(crate) fn recall(&mut self, index: usize, at: usize) -> Result<(), PickleError> {
        self.memo.close(index);
        match self.memo.made(index) {
            Made::Nowhere => {
                Err(PickleError::unexpected(at, "a filled slot of the memo", format!("slot {index} empty")))
            }
            Made::Handed => Err(PickleError::HoldsItself { at }),
            Made::Tool(place) => {
                let tool = Value::Tool(self.memo.tool(place));
                self.stack.push(Slot { memo: InMemo::From, ..Slot::leaf(tool, at) })
            }
            Made::Leaf(start, end) => self.repeat(start, end, u64::from(end - start) / LEAF_BYTES_FOR_ONE + 1, at),
            Made::Growing(start, end) | Made::Whole(start, end) => self.repeat(start, end, u64::from(end - start), at),
        }
    }

    fn repeat(&mut self, start: u32, end: u32, cost: u64, at: usize) -> Result<(), PickleError> {
        let limit = |what, limit| PickleError::Limit { at, what, limit };
        self.repeats_left = self.repeats_left.checked_sub(cost).ok_or_else(|| {
            limit("bytes read again", self.limits.repeats * self.input.len() as u64 + self.limits.repeated_bytes)
        })?;
        if self.repetitions.len() >= usize::from(self.limits.depth) {
            return Err(limit("values in values", u64::from(self.limits.depth)));
        }
        let (resume, until) = (self.input.position, self.repeated_until);
        self.repetitions.push(Repetition { at, resume, until, bottom: self.stack.begin() });
        self.input.position = start as usize;
        self.repeated_until = end as usize;
        Ok(())
    }

    /// The value is made; on with what referred to it.
    pub(crate) fn end_repetition(&mut self) -> Result<(), PickleError> {
        let Repetition { at, resume, until, bottom } = self.repetitions.pop().expect("a repetition has an end");
        let slot = self.stack.end(bottom, at)?;
        slot.start = at as u32;
        slot.memo = InMemo::From;
        self.input.position = resume;
        self.repeated_until = until;
        Ok(())
    }
}

/// The bytes that made a value, up to the opcode at `end`.
fn made(slot: &Slot<'_>, end: usize) -> Made {
    let end = end as u32;
    match &slot.value {
        Value::Handed => Made::Handed,
        Value::Cell(Cell::List(_) | Cell::Pairs(_)) | Value::Array(_) => Made::Growing(slot.start, end),
        Value::Cell(Cell::Text(Cow::Borrowed(_)) | Cell::Bytes(Cow::Borrowed(_))) => Made::Leaf(slot.start, end),
        _ => Made::Whole(slot.start, end),
    }
}
