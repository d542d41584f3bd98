//! Many lists in one allocation.

/// A column of lists, each there or missing: all values in one piece, and where each list ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Lists<T> {
    values: Vec<T>,
    ends: Vec<usize>,
    present: Vec<bool>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { values: Vec::new(), ends: Vec::new(), present: Vec::new() }
    }
}

impl<T> Lists<T> {
    /// Appends a list, or the fact that there is none.
    pub fn push(&mut self, list: Option<impl IntoIterator<Item = T>>) {
        self.present.push(list.is_some());
        self.values.extend(list.into_iter().flatten());
        self.ends.push(self.values.len());
    }

    /// How many lists, missing ones included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The values of all lists, one list after the other.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The list at `index`, `None` where it is missing.
    ///
    /// # Panics
    /// If `index` is not below `len()`.
    pub fn list(&self, index: usize) -> Option<&[T]> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        self.present[index].then(|| &self.values[start..self.ends[index]])
    }

    /// All lists in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<&[T]>> {
        (0..self.len()).map(|index| self.list(index))
    }

    /// The same lists of other values.
    #[must_use]
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Lists<U> {
        let values = self.values.into_iter().map(change).collect();
        Lists { values, ends: self.ends, present: self.present }
    }
}

impl<T: Copy> Lists<T> {
    /// The lists of the given rows, in the given order.
    #[must_use]
    pub fn pick(&self, rows: &[u32]) -> Self {
        let mut picked = Self::default();
        for &row in rows {
            picked.push(self.list(row as usize).map(|list| list.iter().copied()));
        }
        picked
    }
}
