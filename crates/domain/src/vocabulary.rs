//! The ids of a run's users or songs, and their numbers.

use std::marker::PhantomData;

use crate::{Index, TextColumn};

/// Ids in strictly ascending byte order; an id's rank is its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary<I> {
    ids: TextColumn,
    numbered: PhantomData<I>,
}

impl<I: Index> Vocabulary<I> {
    /// Numbers ids that come in strictly ascending byte order; `None` if they do not.
    pub fn from_sorted<'a>(ids: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut column = TextColumn::default();
        for id in ids {
            let last = column.len().checked_sub(1).and_then(|last| column.text(last));
            if last.is_some_and(|last| last.as_bytes() >= id.as_bytes()) {
                return None;
            }
            column.push(Some(id));
        }
        u32::try_from(column.len()).ok()?;
        Some(Self { ids: column, numbered: PhantomData })
    }

    /// How many ids.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The id that `index` stands for.
    ///
    /// # Panics
    /// If `index` was not numbered here.
    pub fn id(&self, index: I) -> &str {
        self.ids.text(index.index()).expect("a vocabulary has no missing id")
    }

    /// The number of `id`, if it is known. O(log n).
    pub fn index_of(&self, id: &str) -> Option<I> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.id(I::new(middle as u32)).as_bytes().cmp(id.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(I::new(middle as u32)),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// All ids in order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.ids.iter().map(Option::unwrap_or_default)
    }
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;
    use crate::{SongId, UserId};

    #[test]
    fn an_id_is_found_under_its_rank() {
        let songs = Vocabulary::<SongId>::from_sorted(["SOA", "SOB", "z7", "ü7"]).expect("sorted");
        assert_eq!(songs.index_of("SOB"), Some(SongId(1)));
        assert_eq!(songs.index_of("ü7"), Some(SongId(3)), "byte order puts ü behind z");
        assert_eq!(songs.index_of("SOAA"), None);
        assert_eq!(songs.id(SongId(2)), "z7");
    }

    #[test]
    fn ids_out_of_order_or_twice_are_no_vocabulary() {
        assert!(Vocabulary::<UserId>::from_sorted(["b", "a"]).is_none());
        assert!(Vocabulary::<UserId>::from_sorted(["a", "a"]).is_none());
    }
}
