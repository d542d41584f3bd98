//! Trees as bytes and back: for recordings in files, and for a fuzzer, from whose bytes any tree can come.

use super::{STORED, Told, Tree};
use crate::store::{Attribute, Dataset, Element, Field, MemberKind, Packing, Sign};

/// Bytes taken from the front; zeros when there are none left.
pub struct Source<'a>(pub &'a [u8]);

impl<'a> Source<'a> {
    /// Whether there are none left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// The next eight bytes as a number.
    pub fn number(&mut self) -> u64 {
        (0..8).fold(0, |number, place| number | u64::from(self.byte()) << (8 * place))
    }

    /// A small number in one byte, any number in nine.
    pub fn size(&mut self) -> u64 {
        match self.byte() {
            255 => self.number(),
            small => u64::from(small),
        }
    }

    /// As many bytes as two bytes say.
    pub fn slice(&mut self) -> &'a [u8] {
        let length = usize::from(self.byte()) | usize::from(self.byte()) << 8;
        let (slice, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        slice
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(self.slice()).into_owned()
    }

    /// An attribute's value.
    pub fn attribute(&mut self) -> Attribute {
        match self.byte() {
            0 => Attribute::Integer(self.number() as i64),
            1 => Attribute::Float(f64::from_bits(self.number())),
            2 => Attribute::Text(self.text()),
            3 => Attribute::Ascii(self.slice().to_vec()),
            4 => Attribute::Empty,
            _ => Attribute::Other("of another type".to_owned()),
        }
    }

    /// An element, of elements at most `depth` deep.
    pub fn element(&mut self, depth: usize) -> Element {
        match self.byte() {
            0 => Element::Integer { bytes: self.byte().into(), sign: Sign::Signed },
            1 => Element::Integer { bytes: self.byte().into(), sign: Sign::Unsigned },
            2 => Element::Float { bytes: self.byte().into() },
            3 => Element::Boolean,
            4 => Element::Text { bytes: self.size() as usize },
            5 => Element::Bytes,
            6 if depth > 0 => Element::Fields((0..self.byte()).map(|_| self.field(depth - 1)).collect()),
            7 if depth > 0 => Element::Array { len: self.size() as usize, of: Box::new(self.element(depth - 1)) },
            _ => Element::Other("an unknown type".to_owned()),
        }
    }

    fn field(&mut self, depth: usize) -> Field {
        Field { name: self.text(), element: self.element(depth) }
    }

    /// A claim of a dataset, with no more stored than such a file can hold.
    pub fn dataset(&mut self) -> Dataset {
        let shape = (0..self.byte() % 5).map(|_| self.size()).collect();
        let packing = match self.byte() {
            0 => Packing::Plain,
            1 => Packing::Filtered,
            _ => Packing::Unavailable("blosc".to_owned()),
        };
        let chunk_rows = Some(self.size()).filter(|&rows| rows > 0);
        Dataset { shape, element: self.element(4), stored_bytes: self.size().min(STORED), packing, chunk_rows }
    }

    /// A tree.
    pub fn tree(&mut self) -> Tree {
        let mut tree = Tree::default();
        while !self.is_empty() {
            match self.byte() {
                0 => drop(tree.groups.entry(self.text()).or_default()),
                1 => {
                    let (group, name, kind) = (self.text(), self.text(), self.byte());
                    let kind = [MemberKind::Group, MemberKind::Dataset, MemberKind::Other][usize::from(kind % 3)];
                    tree.add_member(&group, &name, kind);
                }
                2 => drop(tree.attributes.insert((self.text(), self.text()), self.attribute())),
                _ => {
                    let (path, dataset) = (self.text(), self.dataset());
                    let (packed, bytes) = (self.slice().to_vec(), self.slice().to_vec());
                    tree.datasets.insert(path, Told { dataset, packed, bytes, surplus: self.byte() as i8 });
                }
            }
        }
        tree
    }
}

impl Tree {
    /// The tree as bytes, from which [`Source::tree`] makes it again.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (group, members) in &self.groups {
            out.push(0);
            put(&mut out, group.as_bytes());
            for member in members {
                out.push(1);
                put(&mut out, group.as_bytes());
                put(&mut out, member.name.as_bytes());
                out.push(member.kind as u8);
            }
        }
        for ((object, name), value) in &self.attributes {
            out.push(2);
            put(&mut out, object.as_bytes());
            put(&mut out, name.as_bytes());
            put_attribute(&mut out, value);
        }
        for (path, told) in &self.datasets {
            out.push(3);
            put(&mut out, path.as_bytes());
            put_dataset(&mut out, &told.dataset);
            put(&mut out, &told.packed);
            put(&mut out, &told.bytes);
            out.push(told.surplus as u8);
        }
        out
    }
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = bytes.len().min(usize::from(u16::MAX));
    out.extend((length as u16).to_le_bytes());
    out.extend(&bytes[..length]);
}

fn put_size(out: &mut Vec<u8>, size: u64) {
    if size < 255 {
        return out.push(size as u8);
    }
    out.push(255);
    out.extend(size.to_le_bytes());
}

fn put_attribute(out: &mut Vec<u8>, value: &Attribute) {
    match value {
        Attribute::Integer(value) => {
            out.push(0);
            out.extend(value.to_le_bytes());
        }
        Attribute::Float(value) => {
            out.push(1);
            out.extend(value.to_bits().to_le_bytes());
        }
        Attribute::Text(text) => {
            out.push(2);
            put(out, text.as_bytes());
        }
        Attribute::Ascii(bytes) => {
            out.push(3);
            put(out, bytes);
        }
        Attribute::Empty => out.push(4),
        Attribute::Other(_) => out.push(5),
    }
}

fn put_dataset(out: &mut Vec<u8>, dataset: &Dataset) {
    out.push(dataset.shape.len() as u8);
    dataset.shape.iter().for_each(|&len| put_size(out, len));
    out.push(match dataset.packing {
        Packing::Plain => 0,
        Packing::Filtered => 1,
        Packing::Unavailable(_) => 2,
    });
    put_size(out, dataset.chunk_rows.unwrap_or(0));
    put_element(out, &dataset.element);
    put_size(out, dataset.stored_bytes);
}

fn put_element(out: &mut Vec<u8>, element: &Element) {
    match element {
        Element::Integer { bytes, sign } => out.extend([u8::from(*sign == Sign::Unsigned), *bytes as u8]),
        Element::Float { bytes } => out.extend([2, *bytes as u8]),
        Element::Boolean => out.push(3),
        Element::Text { bytes } => {
            out.push(4);
            put_size(out, *bytes as u64);
        }
        Element::Bytes => out.push(5),
        Element::Fields(fields) => {
            out.extend([6, fields.len() as u8]);
            for field in fields {
                put(out, field.name.as_bytes());
                put_element(out, &field.element);
            }
        }
        Element::Array { len, of } => {
            out.push(7);
            put_size(out, *len as u64);
            put_element(out, of);
        }
        Element::Other(_) => out.push(8),
    }
}
