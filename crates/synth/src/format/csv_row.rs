//! One row of comma-separated fields, quoted as RFC 4180 wants it where a field needs it.

use std::io::Write;

/// A row that is being written; [`CsvRow::end`] ends its line.
pub(super) struct CsvRow<'a> {
    text: &'a mut Vec<u8>,
    is_first: bool,
}

impl<'a> CsvRow<'a> {
    pub(super) fn start(text: &'a mut Vec<u8>) -> Self {
        Self { text, is_first: true }
    }

    pub(super) fn end(self) {
        self.text.push(b'\n');
    }

    pub(super) fn missing(&mut self) {
        self.separate();
    }

    pub(super) fn integer(&mut self, value: i64) {
        self.separate();
        // Writing to a vector can't go wrong.
        drop(write!(self.text, "{value}"));
    }

    /// The shortest decimal that is read back as `value`, with a point or an exponent in it.
    pub(super) fn decimal(&mut self, value: f64) {
        self.separate();
        drop(write!(self.text, "{value:?}"));
    }

    pub(super) fn text(&mut self, value: &str) {
        self.separate();
        if !value.contains([',', '"', '\n', '\r']) {
            self.text.extend_from_slice(value.as_bytes());
            return;
        }
        self.text.push(b'"');
        for byte in value.bytes() {
            self.text.push(byte);
            if byte == b'"' {
                self.text.push(b'"');
            }
        }
        self.text.push(b'"');
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.text.push(b',');
        }
    }
}
