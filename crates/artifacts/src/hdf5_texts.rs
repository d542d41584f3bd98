//! Texts of any length, as the HDF5 library takes them.

/// Texts as C has them: one after the other, each with a zero behind it.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Texts {
    /// Adds a text. A zero byte, which would end it, becomes the replacement character.
    pub(crate) fn push(&mut self, text: &str) {
        self.starts.push(self.bytes.len());
        if text.contains('\0') {
            self.bytes.extend_from_slice(text.replace('\0', "\u{fffd}").as_bytes());
        } else {
            self.bytes.extend_from_slice(text.as_bytes());
        }
        self.bytes.push(0);
    }

    /// Takes all texts out.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.starts.clear();
    }

    /// Pointers to the texts, good for as long as none is added.
    pub(crate) fn pointers(&self) -> Vec<*const u8> {
        self.starts.iter().map(|&start| self.bytes[start..].as_ptr()).collect()
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<T: IntoIterator<Item = &'a str>>(texts: T) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.push(text));
        all
    }
}
