//! The stack of the machine: values, marks between them, and the account of the memory they take.

use std::borrow::Cow;

use crate::value::Value;
use crate::{Cell, PickleError};

/// A value with what the memo and the account need to know of it.
#[derive(Debug)]
pub(crate) struct Slot<'a> {
    pub(crate) value: Value<'a>,
    /// Bytes that the value has allocated, about.
    pub(crate) weight: usize,
    /// Offset of the first opcode that went into it.
    pub(crate) start: u32,
    /// How deep it is: 0 for a text or number.
    pub(crate) depth: u16,
    pub(crate) memo: InMemo,
}

/// Whether the memo knows a value of the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InMemo {
    No,
    At(u32),
    /// It came out of the memo: not to be changed.
    From,
}

/// Values, marks, and what may still be held.
#[derive(Debug)]
pub(crate) struct Stack<'a> {
    slots: Vec<Slot<'a>>,
    /// Heights of the stack, and the offsets of the opcodes.
    marks: Vec<Mark>,
    /// Where what runs at the moment has begun: below is not its own.
    bottom: Bottom,
    account: Account,
}

/// Where a `MARK` stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) height: usize,
    pub(crate) at: usize,
}

/// How high values and marks stood when something began to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bottom {
    n_slots: usize,
    n_marks: usize,
}

/// Bytes of memory that may still be taken.
#[derive(Debug)]
pub(crate) struct Account {
    left: usize,
    limit: usize,
}

impl<'a> Slot<'a> {
    /// A value that has allocated nothing but itself.
    pub(crate) fn leaf(value: Value<'a>, start: usize) -> Slot<'a> {
        Slot { value, weight: 0, start: start as u32, depth: 0, memo: InMemo::No }
    }

    /// A cell that is not around others.
    pub(crate) fn cell(cell: Cell<'a>, start: usize) -> Slot<'a> {
        let weight = match &cell {
            Cell::Text(Cow::Owned(text)) | Cell::Big(text) | Cell::Told(text) => text.len(),
            Cell::Bytes(Cow::Owned(bytes)) => bytes.len(),
            _ => 0,
        };
        Slot { weight, ..Slot::leaf(Value::Cell(cell), start) }
    }
}

/// What several slots are together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) weight: usize,
    pub(crate) depth: u16,
}

impl Parts {
    pub(crate) fn of(slots: &[Slot<'_>]) -> Parts {
        slots.iter().fold(Parts::default(), |parts, slot| Parts {
            weight: parts.weight + slot.weight,
            depth: parts.depth.max(slot.depth + 1),
        })
    }
}

impl<'a> Stack<'a> {
    pub(crate) fn new(memory: usize) -> Stack<'a> {
        let account = Account { left: memory, limit: memory };
        Stack { slots: Vec::new(), marks: Vec::new(), bottom: Bottom::default(), account }
    }

    pub(crate) fn push(&mut self, slot: Slot<'a>) -> Result<(), PickleError> {
        self.account.spend(SLOT + slot.weight, slot.start as usize)?;
        self.slots.push(slot);
        Ok(())
    }

    pub(crate) fn pop(&mut self, at: usize) -> Result<Slot<'a>, PickleError> {
        let floor = self.floor();
        let slot = if self.slots.len() > floor { self.slots.pop() } else { None }.ok_or_else(|| empty(at))?;
        self.account.restore(SLOT + slot.weight);
        Ok(slot)
    }

    pub(crate) fn top(&mut self, at: usize) -> Result<&mut Slot<'a>, PickleError> {
        let floor = self.floor();
        if self.slots.len() > floor { self.slots.last_mut() } else { None }.ok_or_else(|| empty(at))
    }

    pub(crate) fn mark(&mut self, at: usize) -> Result<(), PickleError> {
        self.account.spend(SLOT, at)?;
        self.marks.push(Mark { height: self.slots.len(), at });
        Ok(())
    }

    /// Moves what is above the last mark to `slots`, which is empty, and takes the mark away. Where it was.
    pub(crate) fn pop_to_mark(&mut self, slots: &mut Vec<Slot<'a>>, at: usize) -> Result<usize, PickleError> {
        let is_own = self.marks.len() > self.bottom.n_marks;
        let mark = if is_own { self.marks.pop() } else { None };
        let mark = mark.ok_or_else(|| PickleError::unexpected(at, "a mark on the stack", "none"))?;
        slots.extend(self.slots.drain(mark.height..));
        let weight = slots.iter().map(|slot| SLOT + slot.weight).sum::<usize>();
        self.account.restore(SLOT + weight);
        Ok(mark.at)
    }

    /// The last `n` values, in order.
    pub(crate) fn pop_some(&mut self, n: usize, slots: &mut Vec<Slot<'a>>, at: usize) -> Result<(), PickleError> {
        for _ in 0..n {
            slots.push(self.pop(at)?);
        }
        slots.reverse();
        Ok(())
    }

    /// All values and the places of the marks.
    pub(crate) fn parts(&self) -> (&[Slot<'a>], &[Mark]) {
        (&self.slots, &self.marks)
    }

    /// Spends what is about to be allocated beside the stack.
    pub(crate) fn check_room(&mut self, bytes: usize, at: usize) -> Result<(), PickleError> {
        self.account.spend(bytes, at)?;
        self.account.restore(bytes);
        Ok(())
    }

    /// From here on nothing that is there now is touched. Returns what [`Stack::end`] wants.
    pub(crate) fn begin(&mut self) -> Bottom {
        let here = Bottom { n_slots: self.slots.len(), n_marks: self.marks.len() };
        std::mem::replace(&mut self.bottom, here)
    }

    /// Goes back to the bottom before, if exactly one value has come since: that one.
    pub(crate) fn end(&mut self, before: Bottom, at: usize) -> Result<&mut Slot<'a>, PickleError> {
        let is_one = self.slots.len() == self.bottom.n_slots + 1 && self.marks.len() == self.bottom.n_marks;
        self.bottom = before;
        if is_one { self.slots.last_mut() } else { None }
            .ok_or_else(|| PickleError::unexpected(at, "one value", "more or fewer on the stack"))
    }

    /// Values below it are not to be taken.
    fn floor(&self) -> usize {
        self.marks.last().map_or(0, |mark| mark.height).max(self.bottom.n_slots)
    }
}

impl Account {
    fn spend(&mut self, bytes: usize, at: usize) -> Result<(), PickleError> {
        let over = || PickleError::Limit { at, what: "bytes of memory", limit: self.limit as u64 };
        self.left = self.left.checked_sub(bytes).ok_or_else(over)?;
        Ok(())
    }

    fn restore(&mut self, bytes: usize) {
        self.left += bytes;
    }
}

/// What a value costs on the stack; a mark is reckoned the same.
const SLOT: usize = size_of::<Slot<'_>>();

fn empty(at: usize) -> PickleError {
    PickleError::unexpected(at, "a value on the stack", "none")
}
