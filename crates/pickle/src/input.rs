//! The bytes of a pickle, taken from the front; nothing is allocated here, and no claimed length is believed.

use crate::PickleError;

/// A position in the pickle and the operand readers of the opcodes.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    bytes: &'a [u8],
    /// Offset of the next byte.
    pub(crate) position: usize,
}

impl<'a> Input<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Input<'a> {
        Input { bytes, position: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn opcode(&mut self) -> Result<u8, PickleError> {
        self.array::<1>("an opcode").map(|[byte]| byte)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, PickleError> {
        self.array("one byte").map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, PickleError> {
        self.array("two bytes").map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, PickleError> {
        self.array("four bytes").map(u32::from_le_bytes)
    }

    pub(crate) fn i32(&mut self) -> Result<i32, PickleError> {
        self.array("four bytes").map(i32::from_le_bytes)
    }

    pub(crate) fn f64(&mut self) -> Result<f64, PickleError> {
        self.array("eight bytes").map(f64::from_be_bytes)
    }

    /// Bytes behind a length of one byte.
    pub(crate) fn short_bytes(&mut self) -> Result<&'a [u8], PickleError> {
        let length = self.u8()?;
        self.take(usize::from(length))
    }

    /// Bytes behind a length of four bytes.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], PickleError> {
        let length = self.u32()?;
        self.take(length as usize)
    }

    /// Bytes behind a length of eight bytes.
    pub(crate) fn long_bytes(&mut self) -> Result<&'a [u8], PickleError> {
        let length = self.array("eight bytes").map(u64::from_le_bytes)?;
        self.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// What stands before the next line feed, which is passed over.
    pub(crate) fn line(&mut self) -> Result<&'a [u8], PickleError> {
        let rest = &self.bytes[self.position..];
        let end = rest.iter().position(|&byte| byte == b'\n').ok_or_else(|| self.cut("a line feed"))?;
        self.position += end + 1;
        Ok(&rest[..end])
    }

    /// A memo index in digits.
    pub(crate) fn number(&mut self) -> Result<usize, PickleError> {
        let at = self.position;
        let line = self.line()?;
        let number = std::str::from_utf8(line).ok().and_then(|digits| digits.parse().ok());
        number.ok_or_else(|| PickleError::unexpected(at, "the number of a slot of the memo", "other characters"))
    }

    /// Passes over the length of a frame, which must not be longer than what is left.
    pub(crate) fn frame(&mut self) -> Result<(), PickleError> {
        let length = self.array("eight bytes").map(u64::from_le_bytes)?;
        let left = self.bytes.len() - self.position;
        if length > left as u64 { Err(self.cut("a frame as long as it says")) } else { Ok(()) }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], PickleError> {
        let rest = &self.bytes[self.position..];
        let taken = rest.get(..length).ok_or_else(|| self.cut("as many bytes as the length before them says"))?;
        self.position += length;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, expected: &'static str) -> Result<[u8; N], PickleError> {
        let rest = &self.bytes[self.position..];
        let array = *rest.first_chunk::<N>().ok_or_else(|| self.cut(expected))?;
        self.position += N;
        Ok(array)
    }

    fn cut(&self, expected: &'static str) -> PickleError {
        PickleError::Cut { at: self.position, expected }
    }
}
