//! Classes and functions from the allow-list, their calls, and the states of dtypes and arrays.

use crate::array::Array;
use crate::call::call;
use crate::dtype::{Dtype, shortened};
use crate::global::Global;
use crate::machine::Machine;
use crate::stack::{InMemo, Slot};
use crate::value::{Tool, Value};
use crate::{Cell, Missing, PickleError, text};

impl<'a> Machine<'_, 'a> {
    /// `GLOBAL`: module and name in two lines.
    pub(crate) fn global(&mut self, at: usize) -> Result<(), PickleError> {
        let module = text::utf8(self.input.line()?, at)?;
        let name = text::utf8(self.input.line()?, at)?;
        self.push_global(&module, &name, at, at)
    }

    /// `STACK_GLOBAL`: module and name are texts on the stack.
    pub(crate) fn stack_global(&mut self, at: usize) -> Result<(), PickleError> {
        let name = self.stack.pop(at)?;
        let module = self.stack.pop(at)?;
        let (Some(module_text), Some(name)) = (module.value.text(), name.value.text()) else {
            return Err(PickleError::unexpected(at, "a module and a name", "other values"));
        };
        self.push_global(module_text, name, module.start as usize, at)
    }

    fn push_global(&mut self, module: &str, name: &str, start: usize, at: usize) -> Result<(), PickleError> {
        let value = match Global::allowed(module, name) {
            Some(Global::NotAvailable) => Value::Cell(Cell::Missing(Missing::NotAvailable)),
            Some(global) => Value::Tool(Tool::Global(global)),
            None => {
                let global = format!("{}.{}", shortened(module), shortened(name));
                return Err(PickleError::Global { at, global });
            }
        };
        self.stack.push(Slot::leaf(value, start))
    }

    /// `REDUCE`: a class or function with its arguments.
    pub(crate) fn reduce(&mut self, at: usize) -> Result<(), PickleError> {
        let arguments = self.stack.pop(at)?;
        let callee = self.stack.pop(at)?;
        let start = callee.start as usize;
        match (callee.value, arguments.value) {
            (Value::Tool(Tool::Global(global)), Value::Tuple(values)) => match call(global, values, at)? {
                Value::Cell(cell) => self.stack.push(Slot::cell(cell, start)),
                Value::Array(Some(array)) => self.push_array(*array, &Slot::leaf(Value::Handed, start), at),
                other => self.stack.push(Slot::leaf(other, start)),
            },
            (callee, arguments) => {
                let found = format!("{} and {}", callee.kind(), arguments.kind());
                Err(PickleError::unexpected(at, "a class and a tuple of arguments", found))
            }
        }
    }

    /// `BUILD`: a dtype or an array gets its state.
    pub(crate) fn build(&mut self, at: usize) -> Result<(), PickleError> {
        let state = self.stack.pop(at)?;
        let slot = self.stack.pop(at)?;
        match (&slot.value, state.value) {
            (Value::Tool(Tool::Dtype(dtype)), Value::Tuple(values)) => {
                let dtype = dtype.with_state(&values, at)?;
                self.push_dtype(dtype, &slot, at)
            }
            (Value::Array(None), Value::Tuple(values)) => {
                self.grow(&slot, at)?;
                self.push_array(
                    Array::with_state(values, at)?,
                    &Slot { weight: state.weight, depth: state.depth, ..slot },
                    at,
                )
            }
            (Value::Tool(Tool::Frequency), _) => self.stack.push(slot),
            (other, state) => {
                let found = format!("{} and {}", other.kind(), state.kind());
                Err(PickleError::unexpected(at, "an array or dtype and its state", found))
            }
        }
    }

    fn push_dtype(&mut self, dtype: Dtype, slot: &Slot<'a>, at: usize) -> Result<(), PickleError> {
        let tool = Tool::Dtype(dtype);
        match slot.memo {
            InMemo::No => (),
            InMemo::At(index) => self.memo.rework(index as usize, tool),
            InMemo::From => return Err(PickleError::HoldsItself { at }),
        }
        self.stack.push(Slot { value: Value::Tool(tool), ..*slot })
    }

    /// An array into the place of `slot`: as it is if it is the outermost, otherwise as lists.
    fn push_array(&mut self, array: Array<'a>, slot: &Slot<'a>, at: usize) -> Result<(), PickleError> {
        let depth = slot.depth.max(array.shape.len() as u16);
        if self.stack.parts().0.is_empty() {
            let weight = slot.weight.max(array.weight());
            return self.push_deep(Slot { value: Value::Array(Some(Box::new(array))), weight, depth, ..*slot }, at);
        }
        let unpacked = array.unpacked_weight();
        self.stack.check_room(unpacked, at)?;
        let value = Value::Cell(array.into_cell(at)?);
        self.push_deep(Slot { value, weight: slot.weight.saturating_add(unpacked), depth, ..*slot }, at)
    }
}
