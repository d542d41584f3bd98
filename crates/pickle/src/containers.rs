//! Lists, tuples and dicts: values from the stack into values.

use crate::array::shape_of;
use crate::machine::Machine;
use crate::stack::{InMemo, Mark, Parts, Slot};
use crate::value::{Tool, Value};
use crate::{Cell, List, PickleError, Shape};

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
    fn shape_of_the_array(&self, at: usize) -> Result<Option<Shape>, PickleError> {
        if !self.handing.is_waiting() || !self.repetitions.is_empty() {
            return Ok(None);
        }
        let ([array, _, shape, dtype, _], [Mark { height: 1, .. }]) = self.stack.parts() else { return Ok(None) };
        match (&array.value, &dtype.value) {
            (Value::Array(None), Value::Tool(Tool::Dtype(dtype))) if dtype.is_object() => {
                shape_of(&shape.value, at).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// `LIST`, of protocol 0: what is above the mark.
    pub(crate) fn list(&mut self, at: usize) -> Result<(), PickleError> {
        let start = self.stack.pop_to_mark(&mut self.moved, at)?;
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

    /// `TUPLE1` to `TUPLE3`.
    pub(crate) fn short_tuple(&mut self, length: usize, at: usize) -> Result<(), PickleError> {
        self.stack.pop_some(length, &mut self.moved, at)?;
        let start = self.moved[0].start as usize;
        self.gather(start, at)
    }

    /// `TUPLE`: what is above the mark.
    pub(crate) fn tuple(&mut self, at: usize) -> Result<(), PickleError> {
        let start = self.stack.pop_to_mark(&mut self.moved, at)?;
        self.gather(start, at)
    }

    /// The moved values as a tuple.
    fn gather(&mut self, start: usize, at: usize) -> Result<(), PickleError> {
        let parts = Parts::of(&self.moved);
        let values: Vec<_> = self.moved.drain(..).map(|slot| slot.value).collect();
        let weight = parts.weight + values.len() * size_of::<Value<'_>>();
        self.push_deep(Slot { weight, depth: parts.depth, ..Slot::leaf(Value::Tuple(values), start) }, at)
    }

    /// `DICT`, of protocol 0: what is above the mark, in pairs.
    pub(crate) fn dict(&mut self, at: usize) -> Result<(), PickleError> {
        let start = self.stack.pop_to_mark(&mut self.moved, at)?;
        self.pair_up(Slot::cell(Cell::Pairs(Vec::new()), start), at)
    }

    pub(crate) fn set_item(&mut self, at: usize) -> Result<(), PickleError> {
        self.stack.pop_some(2, &mut self.moved, at)?;
        let dict = self.stack.pop(at)?;
        self.pair_up(dict, at)
    }

    pub(crate) fn set_items(&mut self, at: usize) -> Result<(), PickleError> {
        self.stack.pop_to_mark(&mut self.moved, at)?;
        let dict = self.stack.pop(at)?;
        self.pair_up(dict, at)
    }

    /// The dict with the moved values behind, keys and values by turns.
    fn pair_up(&mut self, mut slot: Slot<'a>, at: usize) -> Result<(), PickleError> {
        self.grow(&slot, at)?;
        let Value::Cell(Cell::Pairs(pairs)) = &mut slot.value else {
            return Err(PickleError::unexpected(at, "a dict to set items of", slot.value.kind()));
        };
        if !self.moved.len().is_multiple_of(2) {
            return Err(PickleError::unexpected(at, "keys and values by turns", "an odd number of them"));
        }
        let parts = Parts::of(&self.moved);
        slot.weight += parts.weight + self.moved.len() * size_of::<Cell<'_>>();
        slot.depth = slot.depth.max(parts.depth);
        let mut moved = self.moved.drain(..);
        while let (Some(key), Some(value)) = (moved.next(), moved.next()) {
            pairs.push((key.value.into_cell(at)?, value.value.into_cell(at)?));
        }
        drop(moved);
        self.push_deep(slot, at)
    }

    /// A value that held others when it was made or grew.
    pub(crate) fn push_deep(&mut self, slot: Slot<'a>, at: usize) -> Result<(), PickleError> {
        self.check_depth(slot.depth, at)?;
        self.stack.push(slot)
    }

    fn check_depth(&self, depth: u16, at: usize) -> Result<(), PickleError> {
        let limit = self.limits.depth;
        let over = PickleError::Limit { at, what: "values in values", limit: u64::from(limit) };
        if depth > limit { Err(over) } else { Ok(()) }
    }

    /// Tells the memo that a value grows up to here.
    pub(crate) fn grow(&mut self, slot: &Slot<'_>, at: usize) -> Result<(), PickleError> {
        match slot.memo {
            InMemo::No => Ok(()),
            InMemo::At(index) => self.memo.grow(index as usize, self.input.position, at),
            InMemo::From => Err(PickleError::HoldsItself { at }),
        }
    }
}

fn size_of_list(list: &List<'_>) -> usize {
    match list {
        List::Floats(values) => size_of_val(values.as_slice()),
        List::Integers(values) => size_of_val(values.as_slice()),
        List::Cells(cells) => size_of_val(cells.as_slice()),
    }
}
