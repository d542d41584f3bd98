//! Pickled NumPy object arrays, read and written: the cells of the object columns of pandas.
//!
//! A pickle is a program for a small stack machine. [`read_array`] runs the few opcodes that arrays of plain values
//! need, calls nothing, and hands the cells on one by one; [`ArrayWriter`] writes a pickle that any NumPy reads.
//! Files are not opened here.
//!
//! What a hostile pickle can cost is bounded: texts are borrowed, a claimed length is compared with what is left of the
//! input before anything is allocated, and [`Limits`] bound the rest.

mod cell;
mod error;
mod limits;
mod reader;

mod containers;
mod handing;
mod machine;
mod objects;
mod recall;

mod input;
mod leaf;
mod memo;
mod opcode;
mod stack;
mod text;
mod value;

mod array;
mod call;
mod dtype;
mod global;
mod told;

mod writer;

pub use cell::{Cell, List, Missing};
pub use error::PickleError;
pub use limits::Limits;
pub use reader::{Place, Shape, read_array, read_array_until, read_value};
pub use writer::ArrayWriter;

#[cfg(test)]
mod tests;
