//! Many texts in one allocation.

/// A column of texts, each there or missing: one arena and the ends of its pieces.
///
/// Holds 8 bytes a text beside the text itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextColumn {
    arena: String,
    /// Where each text ends in the arena; with the bit [`MISSING`] where there is none.
    ends: Vec<usize>,
}

const MISSING: usize = 1 << (usize::BITS - 1);

impl TextColumn {
    /// Appends a text, or the fact that there is none.
    pub fn push(&mut self, text: Option<&str>) {
        self.arena.push_str(text.unwrap_or_default());
        self.ends.push(self.arena.len() | if text.is_some() { 0 } else { MISSING });
    }

    /// How many texts, missing ones included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text at `index`, `None` where it is missing.
    ///
    /// # Panics
    /// If `index` is not below `len()`.
    pub fn text(&self, index: usize) -> Option<&str> {
        let end = self.ends[index];
        if end & MISSING != 0 {
            return None;
        }
        let start = if index == 0 { 0 } else { self.ends[index - 1] & !MISSING };
        Some(&self.arena[start..end])
    }

    /// All texts in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&str>> {
        (0..self.len()).map(|index| self.text(index))
    }

    /// The texts of the given rows, in the given order.
    #[must_use]
    pub fn pick(&self, rows: &[u32]) -> Self {
        let mut picked = Self::default();
        for &row in rows {
            picked.push(self.text(row as usize));
        }
        picked
    }
}

impl<'a> FromIterator<Option<&'a str>> for TextColumn {
    fn from_iter<T: IntoIterator<Item = Option<&'a str>>>(texts: T) -> Self {
        let mut column = Self::default();
        for text in texts {
            column.push(text);
        }
        column
    }
}
