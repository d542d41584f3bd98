//! Lists, tuples, dicts and the states of arrays: values from the stack into values.

use crate::array::{Array, shape_of};
use crate::global::Global;
use crate::machine::Machine;
use crate::stack::{InMemo, Parts, Slot};
use crate::value::{Tool, Value};
use crate::{Cell, List, PickleError, call, dtype, text};

impl<'a> Machine<'_, 'a> {
    /// A new list, unless it is the one whose cells are wanted.
    pub(crate) fn empty_list(&mut self, at: usize) -> Result<(), PickleError> {
        let value = match self.shape_of_the_array(at)? {
            Some(shape) => {
                self.handing.begin(shape);
                Value::Handed
            }
            None => Value::Cell(Cell::List(List::EMPTY)),
        };
        self.stack.push(Slot::leaf(value, at))
    }

    /// The shape, if the list that begins now is that of the outermost array: the stack is `array MARK 1 shape object order`.
    fn shape_of_the_array(&self, at: usize) -> Result<Option<Vec<usize>>, PickleError> {
        if !self.handing.is_waiting() || !self.repetitions.is_empty() {
            return Ok(None);
        }
        let ([array, _, shape, dtype, _], [1]) = self.stack.parts() else { return Ok(None) };
        match (&array.value, &dtype.value) {
            (Value::Array(None), Value::Tool(Tool::Dtype(dtype))) if dtype.is_object() => {
                shape_of(&shape.value, at).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// `LIST`, of protocol 0: what is above the mark.
    pub(crate) fn list(&mut self, at: usize) -> Result<(), PickleError> {
        let mut moved = std::mem::take(&mut self.moved);
        let start = self.stack.pop_to_mark(&mut moved, at)?;
        self.moved = moved;
        self.extend(Slot::leaf(Value::Cell(Cell::List(List::EMPTY)), start), at)
    }

    pub(crate) fn append(&mut self, at: usize) -> Result<(), PickleError> {
        let slot = self.stack.pop(at)?;
        self.moved.push(slot);
        let list = self.stack.pop(at)?;
        self.extend(list, at)
    }

    pub(crate) fn appends(&mut self, at: usize) -> Result<(), PickleError> {
        self.stack.pop_to_mark(&mut self.moved, at)?;
        let list = self.stack.pop(at)?;
        self.extend(list, at)
    }

    /// The list with the moved values behind.
    fn extend(&mut self, mut slot: Slot<'a>, at: usize) -> Result<(), PickleError> {
        self.grow(&slot, at)?;
        let parts = Parts::of(&self.moved);
        match &mut slot.value {
            Value::Handed => self.hand_on(parts, at)?,
            Value::Cell(Cell::List(list)) => {
                let bytes_before = size_of_list(list);
                let mut room = self.moved.len();
                for item in self.moved.drain(..) {
                    room -= 1;
                    list.push(item.value.into_cell(at)?, room);
                }
                slot.weight = slot.weight + parts.weight + size_of_list(list) - bytes_before;
                slot.depth = slot.depth.max(parts.depth);
            }
            other => return Err(PickleError::unexpected(at, "a list to append to", other.kind())),
        }
        self.push_deep(slot, at)
    }

    fn hand_on(&mut self, parts: Parts, at: usize) -> Result<(), PickleError> {
        self.check_depth(parts.depth, at)?;
        for item in self.moved.drain(..) {
            self.handing.next(item.value.into_cell(at)?)?;
        }
        Ok(())
    }

    pub(crate) fn short_tuple(&mut self, length: usize, at: usize) -> Result<(), PickleError> {
        self.stack.pop_some(length, &mut self.moved, at)?;
        self.gather(at)
    }

    pub(crate) fn tuple(&mut self, at: usize) -> Result<(), PickleError> {
        self.stack.pop_to_mark(&mut self.moved, at)?;
        self.gather(at)
    }
}
