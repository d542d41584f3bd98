//! Edits of a tree, drawn from bytes.

use super::{STORED, Source, Told, Tree};
use crate::store::{Attribute, Packing};

/// Texts that layouts look for.
const TEXTS: [&str; 28] = [
    "frame",
    "series",
    "frame_table",
    "series_table",
    "regular",
    "multi",
    "category",
    "string",
    "integer",
    "float",
    "object",
    "date",
    "datetime64",
    "datetime64[us]",
    "datetime64[ns, UTC]",
    "timedelta64",
    "str",
    "nan",
    "UTF-8",
    "latin-1",
    "cp1252",
    "index",
    "values_block_0",
    "a",
    "b",
    "",
    "\0index",
    "datetime64[generic]",
];
/// Names of attributes that layouts ask for.
const NAMES: [&str; 24] = [
    "pandas_type",
    "encoding",
    "nblocks",
    "axis0_variety",
    "axis1_variety",
    "axis0_nlevels",
    "axis1_nlevels",
    "kind",
    "name",
    "transposed",
    "value_type",
    "shape",
    "tz",
    "nan_rep",
    "levels",
    "info",
    "non_index_axes",
    "values_block_0_kind",
    "values_block_0_dtype",
    "values_block_0_meta",
    "values_block_1_kind",
    "values_block_1_meta",
    "index_kind",
    "block0_items_variety",
];
/// Pickles of `()`, `(0,)`, `(2, 0)`, `['a', 'b']`, `None`, and one that is cut.
const PICKLES: [&[u8]; 6] = [b").", b"(I0\nt.", b"(I2\nI0\nt.", b"(lVa\naVb\na.", b"N.", b"(lVa\na"];

impl Tree {
    /// Makes edits for as long as there are bytes.
    pub fn edit(&mut self, source: &mut Source<'_>) {
        while !source.is_empty() {
            match source.byte() % 12 {
                0..=2 => self.set_attribute(source),
                3 => self.drop_attribute(source),
                4 => self.drop_dataset(source),
                5 => self.copy_dataset(source),
                _ => self.edit_dataset(source),
            }
        }
    }

    fn set_attribute(&mut self, source: &mut Source<'_>) {
        let key = if source.byte().is_multiple_of(4) {
            self.new_attribute(source)
        } else {
            nth(self.attributes.keys(), source)
        };
        let Some(key) = key else { return };
        let value = match source.byte() % 8 {
            0 | 1 => Attribute::Text(TEXTS[usize::from(source.byte()) % TEXTS.len()].to_owned()),
            2 => Attribute::Integer(i64::from(source.byte() as i8)),
            3 | 4 => Attribute::Ascii(PICKLES[usize::from(source.byte()) % PICKLES.len()].to_vec()),
            5 => nth(self.attributes.values(), source).unwrap_or(Attribute::Empty),
            _ => source.attribute(),
        };
        self.attributes.insert(key, value);
    }

    fn new_attribute(&self, source: &mut Source<'_>) -> Option<(String, String)> {
        let objects = self.groups.keys().chain(self.datasets.keys());
        let object = nth(objects.collect::<Vec<_>>().into_iter(), source)?;
        Some((object, NAMES[usize::from(source.byte()) % NAMES.len()].to_owned()))
    }

    fn drop_attribute(&mut self, source: &mut Source<'_>) {
        if let Some(key) = nth(self.attributes.keys(), source) {
            self.attributes.remove(&key);
        }
    }

    fn drop_dataset(&mut self, source: &mut Source<'_>) {
        if let Some(path) = nth(self.datasets.keys(), source) {
            self.datasets.remove(&path);
        }
    }

    fn copy_dataset(&mut self, source: &mut Source<'_>) {
        let (from, to) = (nth(self.datasets.values(), source), nth(self.datasets.keys(), source));
        if let (Some(told), Some(path)) = (from, to) {
            self.datasets.insert(path, told);
        }
    }

    fn edit_dataset(&mut self, source: &mut Source<'_>) {
        let Some(path) = nth(self.datasets.keys(), source) else { return };
        if let Some(told) = self.datasets.get_mut(&path) {
            told.edit(source);
        }
    }
}

impl Told {
    fn edit(&mut self, source: &mut Source<'_>) {
        match source.byte() % 10 {
            0 => self.dataset.shape = (0..source.byte() % 4).map(|_| source.size()).collect(),
            1 => {
                let (place, len) = (source.byte(), source.size());
                if let Some(extent) = pick(&mut self.dataset.shape, place) {
                    *extent = len;
                }
            }
            2 => self.dataset.element = source.element(3),
            3 => self.dataset.stored_bytes = source.size().min(STORED),
            4 => self.dataset.packing = [Packing::Plain, Packing::Filtered][usize::from(source.byte() % 2)].clone(),
            5 => self.dataset.chunk_rows = Some(source.size()),
            6 => self.surplus = source.byte() as i8,
            7 => overwrite(&mut self.bytes, source),
            8 => self.bytes = source.slice().to_vec(),
            _ => overwrite(&mut self.packed, source),
        }
    }
}

fn overwrite(bytes: &mut [u8], source: &mut Source<'_>) {
    let place = usize::from(source.byte()) | usize::from(source.byte()) << 8;
    let len = bytes.len().max(1);
    if let Some(byte) = bytes.get_mut(place % len) {
        *byte = source.byte();
    }
}

fn pick<T>(values: &mut [T], place: u8) -> Option<&mut T> {
    let len = values.len().max(1);
    values.get_mut(usize::from(place) % len)
}

fn nth<'a, T: Clone + 'a>(mut values: impl ExactSizeIterator<Item = &'a T>, source: &mut Source<'_>) -> Option<T> {
    let len = values.len();
    if len == 0 {
        return None;
    }
    values.nth(usize::from(source.byte()) % len).cloned()
}
