//! The stack machine of pickles, with the opcodes that plain values and arrays need.

use crate::handing::{Handing, See};
use crate::input::Input;
use crate::memo::Memo;
use crate::recall::{AtHand, Repetition};
use crate::stack::{Slot, Stack};
use crate::value::Value;
use crate::{Cell, Limits, PickleError, Shape, leaf, opcode};

/// The state while a pickle is run.
pub(crate) struct Machine<'s, 'a> {
    pub(crate) input: Input<'a>,
    pub(crate) stack: Stack<'a>,
    pub(crate) memo: Memo,
    /// Parts of the pickle that are being run again, the innermost last.
    pub(crate) repetitions: Vec<Repetition>,
    /// Where the innermost of these ends.
    pub(crate) repeated_until: usize,
    pub(crate) at_hand: AtHand<'a>,
    /// Bytes that may still be run again.
    pub(crate) repeats_left: u64,
    pub(crate) limits: Limits,
    pub(crate) handing: Handing<'s, 'a>,
    /// Values on their way from the stack into a container; empty between opcodes.
    pub(crate) moved: Vec<Slot<'a>>,
}

impl<'s, 'a> Machine<'s, 'a> {
    pub(crate) fn new(bytes: &'a [u8], limits: Limits, see: Option<See<'s, 'a>>) -> Result<Self, PickleError> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(PickleError::Limit { at: 0, what: "bytes", limit: u64::from(u32::MAX) });
        }
        Ok(Machine {
            input: Input::new(bytes),
            stack: Stack::new(limits.memory),
            memo: Memo::default(),
            repetitions: Vec::new(),
            repeated_until: usize::MAX,
            at_hand: AtHand::default(),
            repeats_left: limits.repeats_of(bytes.len()),
            limits,
            handing: Handing::new(see),
            moved: Vec::new(),
        })
    }

    /// Runs the pickle of an array and returns its shape.
    pub(crate) fn array(mut self) -> Result<Shape, PickleError> {
        let (slot, at) = self.run()?;
        let Value::Array(Some(array)) = slot.value else {
            return Err(PickleError::unexpected(at, "an array", slot.value.kind()));
        };
        if array.is_handed() {
            self.handing.check()?;
            return Ok(array.shape);
        }
        let shape = array.shape.clone();
        for (index, cell) in array.into_cells(at)?.enumerate() {
            self.handing.hand(index, &shape, cell?)?;
        }
        Ok(shape)
    }

    /// Runs the pickle of one value.
    pub(crate) fn value(mut self) -> Result<Cell<'a>, PickleError> {
        let (slot, at) = self.run()?;
        match slot.value {
            Value::Array(Some(array)) => {
                self.stack.check_room(array.unpacked_weight(), at)?;
                array.into_cell(at)
            }
            value => value.into_cell(at),
        }
    }

    /// Runs up to `STOP`; the one value that is left, and where.
    fn run(&mut self) -> Result<(Slot<'a>, usize), PickleError> {
        loop {
            if self.input.position >= self.repeated_until {
                self.end_repetition()?;
                continue;
            }
            let at = self.input.position;
            let opcode = self.input.opcode()?;
            if opcode == opcode::STOP && self.repetitions.is_empty() {
                return self.stop(at);
            }
            self.step(opcode, at)?;
        }
    }

    fn stop(&mut self, at: usize) -> Result<(Slot<'a>, usize), PickleError> {
        match self.stack.parts() {
            ([_], []) => Ok((self.stack.pop(at)?, at)),
            _ => Err(PickleError::unexpected(at, "one value on the stack at the end", "more or none")),
        }
    }

    fn step(&mut self, opcode: u8, at: usize) -> Result<(), PickleError> {
        if let Some(cell) = leaf::leaf(opcode, &mut self.input, at)? {
            return self.stack.push(Slot::cell(cell, at));
        }
        match opcode {
            opcode::MEMOIZE => self.put(self.memo.len(), at),
            opcode::MARK => self.stack.mark(at),
            opcode::FRAME => self.input.frame(),
            opcode::PROTO => self.protocol(at),
            opcode::EMPTY_LIST => self.empty_list(at),
            opcode::LIST => self.list(at),
            opcode::APPEND => self.append(at),
            opcode::APPENDS => self.appends(at),
            opcode::EMPTY_TUPLE => self.stack.push(Slot::leaf(Value::Tuple(Vec::new()), at)),
            opcode::TUPLE1 => self.short_tuple(1, at),
            opcode::TUPLE2 => self.short_tuple(2, at),
            opcode::TUPLE3 => self.short_tuple(3, at),
            opcode::TUPLE => self.tuple(at),
            opcode::EMPTY_DICT => self.stack.push(Slot::cell(Cell::Pairs(Vec::new()), at)),
            opcode::DICT => self.dict(at),
            opcode::SETITEM => self.set_item(at),
            opcode::SETITEMS => self.set_items(at),
            opcode::GLOBAL => self.global(at),
            opcode::STACK_GLOBAL => self.stack_global(at),
            opcode::REDUCE => self.reduce(at),
            opcode::BUILD => self.build(at),
            _ => self.step_in_memo(opcode, at),
        }
    }

    fn step_in_memo(&mut self, opcode: u8, at: usize) -> Result<(), PickleError> {
        match opcode {
            opcode::BINPUT => {
                let index = self.input.u8()?;
                self.put(usize::from(index), at)
            }
            opcode::LONG_BINPUT => {
                let index = self.input.u32()?;
                self.put(index as usize, at)
            }
            opcode::PUT => {
                let index = self.input.number()?;
                self.put(index, at)
            }
            opcode::BINGET => {
                let index = self.input.u8()?;
                self.recall(usize::from(index), at)
            }
            opcode::LONG_BINGET => {
                let index = self.input.u32()?;
                self.recall(index as usize, at)
            }
            opcode::GET => {
                let index = self.input.number()?;
                self.recall(index, at)
            }
            _ => Err(PickleError::Opcode { at, opcode: opcode::refused(opcode) }),
        }
    }

    /// The opcode's number is the newest protocol that is used: 5 is the last there is.
    fn protocol(&mut self, at: usize) -> Result<(), PickleError> {
        match self.input.u8()? {
            0..=5 => Ok(()),
            found => Err(PickleError::unexpected(at, "a protocol up to 5", format!("protocol {found}"))),
        }
    }
}
