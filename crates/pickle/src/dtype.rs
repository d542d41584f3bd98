//! NumPy's description of the elements of an array, and the elements themselves.

use crate::value::Value;
use crate::{Cell, Missing, PickleError, told};

/// Kind and size of an element: `<f8`, `|O8`, `>M8[ns]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dtype {
    kind: u8,
    /// Bytes an element.
    pub(crate) size: usize,
    order: Order,
    unit: told::Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Little,
    Big,
}

impl Dtype {
    /// From the text that `numpy.dtype` is called with: kind and size.
    pub(crate) fn named(name: &str, at: usize) -> Result<Dtype, PickleError> {
        Dtype::parsed(name).ok_or_else(|| {
            PickleError::unexpected(at, "the dtype of numbers, texts or objects", format!("`{}`", shortened(name)))
        })
    }

    fn parsed(name: &str) -> Option<Dtype> {
        let kind = *name.as_bytes().first()?;
        let number: usize = name.get(1..)?.parse().ok()?;
        let allowed: &[usize] = match kind {
            b'f' => &[2, 4, 8],
            b'i' | b'u' => &[1, 2, 4, 8],
            b'b' => &[1],
            b'O' => &[4, 8],
            b'M' => &[8],
            b'S' | b'U' => &[],
            _ => return None,
        };
        let is_allowed = if allowed.is_empty() { number <= 1 << 28 } else { allowed.contains(&number) };
        let size = if kind == b'U' { number.checked_mul(4)? } else { number };
        is_allowed.then_some(Dtype { kind, size, order: Order::Little, unit: told::Unit::None })
    }

    /// With the state `(version, order, ..)` that `BUILD` gives; fields and shapes of its own are refused.
    pub(crate) fn with_state(mut self, state: &[Value<'_>], at: usize) -> Result<Dtype, PickleError> {
        let [_, order, subdtype, names, fields, ..] = state else {
            return Err(PickleError::unexpected(at, "the state of a dtype", "fewer than five values"));
        };
        self.order = match order.text() {
            Some(">") => Order::Big,
            Some("<" | "|" | "=") => Order::Little,
            _ => return Err(PickleError::unexpected(at, "a byte order", order.kind())),
        };
        if ![subdtype, names, fields].into_iter().all(Value::is_nothing) {
            return Err(PickleError::unexpected(at, "a dtype without fields", "one with fields"));
        }
        if self.kind == b'M' {
            self.unit = state.last().map_or(told::Unit::None, told::Unit::of_metadata);
        }
        Ok(self)
    }

    pub(crate) fn is_object(&self) -> bool {
        self.kind == b'O'
    }

    /// Whether elements always become packed numbers.
    pub(crate) fn is_number(&self) -> bool {
        matches!(self.kind, b'f' | b'i')
    }

    /// The value of one element, `bytes` as long as [`Dtype::size`]. NumPy's padding zeros are cut off texts and bytes.
    pub(crate) fn element(&self, bytes: &[u8], at: usize) -> Result<Cell<'static>, PickleError> {
        match self.kind {
            b'f' => Ok(Cell::Float(self.float(bytes))),
            b'i' => Ok(Cell::Integer(self.signed(bytes))),
            b'u' => Ok(whole(i128::from(self.unsigned(bytes)))),
            b'b' => Ok(Cell::Boolean(bytes != [0])),
            b'S' => Ok(Cell::Bytes(without_padding(bytes).to_vec().into())),
            b'U' => self.text(bytes).ok_or_else(|| PickleError::unexpected(at, "characters", "a number that is none")),
            b'M' => self.time(bytes, at),
            _ => Err(PickleError::unexpected(at, "a dtype of numbers or texts", "objects")),
        }
    }

    /// The bits of the element, whatever its size.
    fn unsigned(&self, bytes: &[u8]) -> u64 {
        let join = |bits: u64, &byte: &u8| bits << 8 | u64::from(byte);
        match self.order {
            Order::Little => bytes.iter().rev().fold(0, join),
            Order::Big => bytes.iter().fold(0, join),
        }
    }

    fn signed(&self, bytes: &[u8]) -> i64 {
        let unused = 64 - 8 * bytes.len() as u32;
        (self.unsigned(bytes) << unused) as i64 >> unused
    }

    fn float(&self, bytes: &[u8]) -> f64 {
        let bits = self.unsigned(bytes);
        match bytes.len() {
            2 => half(bits as u16),
            4 => f64::from(f32::from_bits(bits as u32)),
            _ => f64::from_bits(bits),
        }
    }

    /// UTF-32.
    fn text(&self, bytes: &[u8]) -> Option<Cell<'static>> {
        let characters = bytes.chunks_exact(4).map(|chunk| char::from_u32(self.unsigned(chunk) as u32));
        let text: String = characters.collect::<Option<_>>()?;
        Some(Cell::Text(text.trim_end_matches('\0').to_owned().into()))
    }

    fn time(&self, bytes: &[u8], at: usize) -> Result<Cell<'static>, PickleError> {
        match self.signed(bytes) {
            i64::MIN => Ok(Cell::Missing(Missing::NotATime)),
            count => self.unit.told(count).map(Cell::Told).ok_or_else(|| {
                PickleError::unexpected(at, "a time in days, seconds or parts of these", "another unit or range")
            }),
        }
    }
}

/// A whole number, packed if it fits.
pub(crate) fn whole(value: i128) -> Cell<'static> {
    i64::try_from(value).map_or_else(|_| Cell::Big(value.to_string()), Cell::Integer)
}

/// At most 60 characters of what a pickle says, for an error.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// IEEE 754 binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    sign * match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent - 15),
    }
}

fn without_padding(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    &bytes[..length]
}
