//! Values into the memo and out again: what `BINGET` refers to is made again by running the bytes that made it.

use std::borrow::Cow;
use std::ops::Range;

use crate::machine::Machine;
use crate::memo::Made;
use crate::stack::{Bottom, InMemo, Slot};
use crate::value::Value;
use crate::{Cell, PickleError};

/// A part of the pickle that is run again.
#[derive(Debug)]
pub(crate) struct Repetition {
    /// The slot of the memo, the opcode that referred to it, and where to go on.
    index: usize,
    at: usize,
    resume: usize,
    /// What is to be restored at the end.
    until: usize,
    bottom: Bottom,
}

/// Texts are compared with UTF-8 when they are read again, which is far quicker than running opcodes.
const LEAF_BYTES_FOR_ONE: u64 = 8;

/// How many texts are at hand without being read again.
const N_AT_HAND: usize = 64;

/// Texts that were referred to lately, each with its slot of the memo; a slot has one place for it.
#[derive(Debug)]
pub(crate) struct AtHand<'a> {
    texts: [(usize, &'a str); N_AT_HAND],
}

impl Default for AtHand<'_> {
    fn default() -> Self {
        AtHand { texts: [(usize::MAX, ""); N_AT_HAND] }
    }
}

impl<'a> AtHand<'a> {
    fn text(&self, index: usize) -> Option<&'a str> {
        let (of, text) = self.texts[index % N_AT_HAND];
        (of == index).then_some(text)
    }

    fn keep(&mut self, index: usize, value: &Value<'a>) {
        if let Value::Cell(Cell::Text(Cow::Borrowed(text))) = value {
            self.texts[index % N_AT_HAND] = (index, text);
        }
    }
}

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
        if let Some(text) = self.at_hand.text(index) {
            return self.stack.push(Slot { memo: InMemo::From, ..Slot::cell(Cell::Text(Cow::Borrowed(text)), at) });
        }
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
            Made::Leaf(start, end) => {
                self.repeat(index, start..end, u64::from(end - start) / LEAF_BYTES_FOR_ONE + 1, at)
            }
            Made::Growing(start, end) | Made::Whole(start, end) => {
                self.repeat(index, start..end, u64::from(end - start), at)
            }
        }
    }

    fn repeat(&mut self, index: usize, bytes: Range<u32>, cost: u64, at: usize) -> Result<(), PickleError> {
        let limit = |what, limit| PickleError::Limit { at, what, limit };
        self.repeats_left = self
            .repeats_left
            .checked_sub(cost)
            .ok_or_else(|| limit("bytes read again", self.limits.repeats_of(self.input.len())))?;
        if self.repetitions.len() >= usize::from(self.limits.depth) {
            return Err(limit("values in values", u64::from(self.limits.depth)));
        }
        let (resume, until) = (self.input.position, self.repeated_until);
        self.repetitions.push(Repetition { index, at, resume, until, bottom: self.stack.begin() });
        self.input.position = bytes.start as usize;
        self.repeated_until = bytes.end as usize;
        Ok(())
    }

    /// The value is made; on with what referred to it.
    pub(crate) fn end_repetition(&mut self) -> Result<(), PickleError> {
        let Repetition { index, at, resume, until, bottom } = self.repetitions.pop().expect("a repetition has an end");
        let slot = self.stack.end(bottom, at)?;
        slot.start = at as u32;
        slot.memo = InMemo::From;
        self.at_hand.keep(index, &slot.value);
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
