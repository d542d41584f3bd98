//! Opcodes that make one text, number or the like out of their operand alone.

use std::borrow::Cow;

use crate::dtype::{shortened, whole};
use crate::input::Input;
use crate::{Cell, Missing, PickleError, opcode, text};

/// The value that the opcode at `at` makes; `None` if it is not one of these opcodes.
pub(crate) fn leaf<'a>(opcode: u8, input: &mut Input<'a>, at: usize) -> Result<Option<Cell<'a>>, PickleError> {
    let cell = match opcode {
        opcode::SHORT_BINUNICODE => Cell::Text(text::utf8(input.short_bytes()?, at)?),
        opcode::BINUNICODE => Cell::Text(text::utf8(input.bytes()?, at)?),
        opcode::BININT1 => Cell::Integer(i64::from(input.u8()?)),
        opcode::BININT2 => Cell::Integer(i64::from(input.u16()?)),
        opcode::BININT => Cell::Integer(i64::from(input.i32()?)),
        opcode::BINFLOAT => Cell::Float(input.f64()?),
        opcode::NONE => Cell::Missing(Missing::Nothing),
        opcode::NEWTRUE => Cell::Boolean(true),
        opcode::NEWFALSE => Cell::Boolean(false),
        opcode::LONG1 => long(input.short_bytes()?, at)?,
        opcode::SHORT_BINBYTES => bytes(input.short_bytes()?),
        opcode::BINBYTES => bytes(input.bytes()?),
        _ => return rare_leaf(opcode, input, at),
    };
    Ok(Some(cell))
}

/// Those of protocol 0, of Python 2, and of values beyond 4 GB.
fn rare_leaf<'a>(opcode: u8, input: &mut Input<'a>, at: usize) -> Result<Option<Cell<'a>>, PickleError> {
    let cell = match opcode {
        opcode::BINUNICODE8 => Cell::Text(text::utf8(input.long_bytes()?, at)?),
        opcode::BINBYTES8 | opcode::BYTEARRAY8 => bytes(input.long_bytes()?),
        opcode::LONG4 => long(input.bytes()?, at)?,
        opcode::SHORT_BINSTRING => text::of_python_2(input.short_bytes()?),
        opcode::BINSTRING => text::of_python_2(input.bytes()?),
        opcode::UNICODE => Cell::Text(written(input, at, "a text with escapes", text::raw_unicode_escape)?),
        opcode::STRING => text::quoted_cell(written(input, at, "a text in quotes", text::quoted)?),
        opcode::INT => written(input, at, "a whole number", integer)?,
        opcode::LONG => written(input, at, "a whole number and L", long_integer)?,
        opcode::FLOAT => written(input, at, "a number", float)?,
        _ => return Ok(None),
    };
    Ok(Some(cell))
}

fn bytes(bytes: &[u8]) -> Cell<'_> {
    Cell::Bytes(Cow::Borrowed(bytes))
}

/// What `parse` makes of a line.
fn written<'a, T>(
    input: &mut Input<'a>,
    at: usize,
    expected: &'static str,
    parse: impl Fn(&'a [u8]) -> Option<T>,
) -> Result<T, PickleError> {
    let line = input.line()?;
    let found = || format!("`{}`", shortened(&String::from_utf8_lossy(&line[..line.len().min(200)])));
    parse(line).ok_or_else(|| PickleError::unexpected(at, expected, found()))
}

/// `INT`: digits, and `00` and `01` for the truth values.
fn integer(line: &[u8]) -> Option<Cell<'static>> {
    match line {
        b"00" => Some(Cell::Boolean(false)),
        b"01" => Some(Cell::Boolean(true)),
        digits => number(digits),
    }
}

/// `LONG`: digits and an `L`.
fn long_integer(line: &[u8]) -> Option<Cell<'static>> {
    number(line.strip_suffix(b"L").unwrap_or(line))
}

fn number(digits: &[u8]) -> Option<Cell<'static>> {
    std::str::from_utf8(digits).ok()?.parse().ok().map(whole)
}

fn float(line: &[u8]) -> Option<Cell<'static>> {
    std::str::from_utf8(line).ok()?.parse().ok().map(Cell::Float)
}

/// `LONG1` and `LONG4`: two's complement, little end first.
fn long(bytes: &[u8], at: usize) -> Result<Cell<'static>, PickleError> {
    let mut filled = [if bytes.last().is_some_and(|&byte| byte > 0x7f) { 0xff } else { 0 }; 16];
    let Some(low) = filled.get_mut(..bytes.len()) else {
        let found = format!("{} bytes", bytes.len());
        return Err(PickleError::unexpected(at, "a whole number of at most 16 bytes", found));
    };
    low.copy_from_slice(bytes);
    Ok(whole(i128::from_le_bytes(filled)))
}
