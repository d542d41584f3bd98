//! Cells in, a pickle out that NumPy of any version reads.

use crate::PickleError;
use crate::array::count;

/// How many values are appended to a list at once: what Python's own pickler does.
const BATCH: usize = 1000;

/// Bytes of a `float`.
const FLOAT: usize = 9;

/// Names and opcodes up to the shape: the array is made empty, then given its state `(1, shape, dtype, False, cells)`.
///
/// `numpy.core` is the name of NumPy 1; NumPy 2 keeps it for pickles, without a warning.
const BEFORE_SHAPE: &[u8] =
    b"\x80\x04cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R(K\x01";

/// The dtype `object`, order, and the list of cells.
const AFTER_SHAPE: &[u8] =
    b"cnumpy\ndtype\n\x8c\x02O8\x89\x88\x87R(K\x03\x8c\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?tb\x89]";

/// State and array done.
const END: &[u8] = b"tb.";

/// Writes an object array, cell by cell in C order, as a pickle of protocol 4.
#[derive(Debug)]
pub struct ArrayWriter {
    bytes: Vec<u8>,
    shape: Vec<usize>,
    n_cells: usize,
}

impl ArrayWriter {
    /// An array of the given lengths of axes; `estimate` is the length to expect of the pickle, in bytes.
    pub fn new(shape: &[usize], estimate: usize) -> ArrayWriter {
        let mut bytes = Vec::with_capacity(estimate + 256);
        bytes.extend_from_slice(BEFORE_SHAPE);
        bytes.push(b'(');
        for &length in shape {
            put_integer(&mut bytes, length as i64);
        }
        bytes.push(b't');
        bytes.extend_from_slice(AFTER_SHAPE);
        ArrayWriter { bytes, shape: shape.to_vec(), n_cells: 0 }
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        put_text(self.cell(), text);
    }

    /// What pandas writes for a missing text: NaN.
    pub fn missing(&mut self) {
        self.float(f64::NAN);
    }

    /// `None`.
    pub fn none(&mut self) {
        self.cell().push(b'N');
    }

    /// `True` or `False`.
    pub fn boolean(&mut self, value: bool) {
        self.cell().push(if value { 0x88 } else { 0x89 });
    }

    /// An `int`.
    pub fn integer(&mut self, value: i64) {
        put_integer(self.cell(), value);
    }

    /// A `float`.
    pub fn float(&mut self, value: f64) {
        put_float(self.cell(), value);
    }

    /// A list of `float`.
    pub fn floats(&mut self, values: &[f64]) {
        put_floats(self.cell(), values);
    }

    /// A list of `int`.
    pub fn integers(&mut self, values: impl IntoIterator<Item = i64>) {
        put_list(self.cell(), values.into_iter(), put_integer);
    }

    /// A list of `int`, all at least 0.
    pub fn counts(&mut self, values: impl ExactSizeIterator<Item = u32>) {
        put_counts(self.cell(), values);
    }

    /// A list of `str`.
    #[cfg(test)]
    pub(crate) fn texts<'t>(&mut self, values: impl IntoIterator<Item = &'t str>) {
        put_list(self.cell(), values.into_iter(), put_text);
    }

    /// The pickle, if there were as many cells as the shape says.
    pub fn finish(mut self) -> Result<Vec<u8>, PickleError> {
        let expected = count(&self.shape).unwrap_or(usize::MAX);
        if self.n_cells != expected {
            return Err(PickleError::Cells { shape: self.shape, expected, found: self.n_cells });
        }
        if self.n_cells > 0 {
            self.bytes.push(b'e');
        }
        self.bytes.extend_from_slice(END);
        Ok(self.bytes)
    }

    /// Where the next cell is to be written.
    fn cell(&mut self) -> &mut Vec<u8> {
        put_batch(&mut self.bytes, self.n_cells);
        self.n_cells += 1;
        &mut self.bytes
    }
}

/// Ends a batch of `APPENDS` and begins one, where it is time.
fn put_batch(bytes: &mut Vec<u8>, n_before: usize) {
    if n_before.is_multiple_of(BATCH) {
        bytes.extend_from_slice(if n_before == 0 { b"(" } else { b"e(" });
    }
}

fn put_list<T>(bytes: &mut Vec<u8>, values: impl Iterator<Item = T>, put: impl Fn(&mut Vec<u8>, T)) {
    bytes.push(b']');
    let mut n_values = 0;
    for value in values {
        put_batch(bytes, n_values);
        put(bytes, value);
        n_values += 1;
    }
    if n_values > 0 {
        bytes.push(b'e');
    }
}

fn put_floats(bytes: &mut Vec<u8>, values: &[f64]) {
    bytes.push(b']');
    for batch in values.chunks(BATCH) {
        bytes.push(b'(');
        let begin = bytes.len();
        bytes.resize(begin + FLOAT * batch.len(), 0);
        for (place, value) in bytes[begin..].as_chunks_mut::<FLOAT>().0.iter_mut().zip(batch) {
            place[0] = b'G';
            place[1..].copy_from_slice(&value.to_be_bytes());
        }
        bytes.push(b'e');
    }
}

/// As [`put_integer`], without a branch for each value: eight bytes are put down, and the next value begins behind those
/// of them that count.
fn put_counts(bytes: &mut Vec<u8>, mut values: impl ExactSizeIterator<Item = u32>) {
    bytes.push(b']');
    while values.len() > 0 {
        bytes.push(b'(');
        let mut at = bytes.len();
        bytes.resize(at + 8 * values.len().min(BATCH), 0);
        for value in values.by_ref().take(BATCH) {
            let (word, length) = integer_word(value);
            bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
            at += length;
        }
        bytes.truncate(at);
        bytes.push(b'e');
    }
}

/// What [`put_integer`] puts, from the lowest byte on, and how many bytes it is.
fn integer_word(value: u32) -> (u64, usize) {
    /// Opcode (and length), bits of it, bytes in all.
    const FORMS: [(u64, u32, usize); 4] =
        [(b'K' as u64, 8, 2), (b'M' as u64, 8, 3), (b'J' as u64, 8, 5), (0x058a, 16, 7)];
    let form = usize::from(value > 0xff) + usize::from(value > 0xffff) + usize::from(value > 0x7fff_ffff);
    let (opcode, shift, length) = FORMS[form];
    (opcode | u64::from(value) << shift, length)
}

/// Lengths of a byte where they fit: `SHORT_BINUNICODE`, `BINUNICODE`, `BINUNICODE8`.
fn put_text(bytes: &mut Vec<u8>, text: &str) {
    let length = text.len();
    if let Ok(short) = u8::try_from(length) {
        bytes.extend_from_slice(&[0x8c, short]);
    } else if let Ok(long) = u32::try_from(length) {
        bytes.push(b'X');
        bytes.extend_from_slice(&long.to_le_bytes());
    } else {
        bytes.push(0x8d);
        bytes.extend_from_slice(&(length as u64).to_le_bytes());
    }
    bytes.extend_from_slice(text.as_bytes());
}

/// The shortest of `BININT1`, `BININT2`, `BININT` and `LONG1`.
fn put_integer(bytes: &mut Vec<u8>, value: i64) {
    if let Ok(byte) = u8::try_from(value) {
        bytes.extend_from_slice(&[b'K', byte]);
    } else if let Ok(short) = u16::try_from(value) {
        bytes.push(b'M');
        bytes.extend_from_slice(&short.to_le_bytes());
    } else if let Ok(int) = i32::try_from(value) {
        bytes.push(b'J');
        bytes.extend_from_slice(&int.to_le_bytes());
    } else {
        put_long(bytes, value);
    }
}

/// `LONG1`: two's complement, little end first, without needless bytes.
fn put_long(bytes: &mut Vec<u8>, value: i64) {
    let sign_bits = if value < 0 { value.leading_ones() } else { value.leading_zeros() };
    let length = (64 - sign_bits as usize) / 8 + 1;
    bytes.extend_from_slice(&[0x8a, length as u8]);
    bytes.extend_from_slice(&value.to_le_bytes()[..length]);
}

/// `BINFLOAT`: big end first.
fn put_float(bytes: &mut Vec<u8>, value: f64) {
    bytes.push(b'G');
    bytes.extend_from_slice(&value.to_be_bytes());
}
