//! HDF5 files, groups, datasets and attributes to write to: what the formats on top are made of.

use std::io;
use std::path::Path;

use libdeflater::{CompressionLvl, Compressor};
use rayon::prelude::*;

use crate::hdf5_element::{Charset, Element};
use crate::hdf5_handle::Handle;
use crate::hdf5_library::{self as library, Extent, Layout, Rows};
use crate::hdf5_texts::Texts;

/// Rows that are gathered before they are written.
const SLAB: usize = 1 << 16;

/// Bytes in a chunk before it is deflated.
const CHUNK: usize = 1 << 20;

/// Chunks that are deflated at the same time; a number of its own, whatever the number of threads.
const AT_ONCE: usize = 16;

/// libdeflate's lowest level that compresses.
const LEVEL: i32 = 1;

/// Makes a file, has it filled, and writes it to its end.
///
/// # Errors
/// A full disk and the like with the system's own number, also where they show only when the file is closed.
pub(crate) fn write_file(path: &Path, content: impl FnOnce(&Hdf5File) -> io::Result<()>) -> io::Result<()> {
    let file = Hdf5File(Place(library::create_file(path)?));
    content(&file)?;
    file.flush()?;
    file.0.0.close()
}

/// A file that is being written.
pub(crate) struct Hdf5File(Place);

impl Hdf5File {
    /// The file's root.
    pub(crate) fn root(&self) -> &Place {
        &self.0
    }

    /// Writes what is held back, so that it no longer takes memory.
    pub(crate) fn flush(&self) -> io::Result<()> {
        library::flush(&self.0.0)
    }
}

/// A group or dataset, or the root of a file.
pub(crate) struct Place(Handle);

impl Place {
    /// A new group in this one.
    pub(crate) fn group(&self, name: &str) -> io::Result<Self> {
        library::create_group(&self.0, name).map(Self)
    }

    /// A text of any length as an attribute.
    pub(crate) fn text(&self, name: &str, text: &str) -> io::Result<()> {
        library::write_text_attribute(&self.0, name, Extent::Scalar, &[text].into_iter().collect())
    }

    /// A row of texts of any length as an attribute.
    pub(crate) fn texts(&self, name: &str, texts: &[&str]) -> io::Result<()> {
        library::write_text_attribute(&self.0, name, Extent::Row(texts.len()), &texts.iter().copied().collect())
    }

    /// A text of fixed length as an attribute; an empty one is an attribute without an element.
    pub(crate) fn fixed_text(&self, name: &str, text: &str, charset: Charset) -> io::Result<()> {
        let extent = if text.is_empty() { Extent::Null } else { Extent::Scalar };
        let element = Element::Text(text.len().max(1), charset);
        library::write_attribute(&self.0, name, element, extent, text.as_bytes())
    }

    /// A whole number as an attribute.
    pub(crate) fn integer(&self, name: &str, number: i64) -> io::Result<()> {
        library::write_attribute(&self.0, name, Element::Int64, Extent::Scalar, &number.to_le_bytes())
    }

    /// Whole numbers as an attribute.
    pub(crate) fn integers(&self, name: &str, numbers: &[i64]) -> io::Result<()> {
        let extent = Extent::Row(numbers.len());
        library::write_attribute(&self.0, name, Element::Int64, extent, bytemuck::cast_slice(numbers))
    }

    /// True or false as an attribute: `element` is `Bits` or `Boolean`.
    pub(crate) fn truth(&self, name: &str, element: Element, truth: bool) -> io::Result<()> {
        library::write_attribute(&self.0, name, element, Extent::Scalar, &[u8::from(truth)])
    }

    /// A dataset of rows of `n_columns` cells each, or of plain cells where `n_columns` is `None`. `fill` appends the
    /// bytes of a row.
    pub(crate) fn cells(
        &self,
        name: &str,
        element: Element,
        (n_rows, n_columns): (usize, Option<usize>),
        mut fill: impl FnMut(usize, &mut Vec<u8>),
    ) -> io::Result<Self> {
        let lengths: Vec<u64> = [Some(n_rows), n_columns].into_iter().flatten().map(|n| n as u64).collect();
        let dataset = library::create_dataset(&self.0, name, element, &lengths, Layout::Contiguous)?;
        let mut bytes = Vec::new();
        for first in (0..n_rows).step_by(SLAB) {
            let rows = first..n_rows.min(first + SLAB);
            bytes.clear();
            rows.clone().for_each(|row| fill(row, &mut bytes));
            let rows = Rows { of: &lengths, first: first as u64, n: rows.len() as u64 };
            library::write_rows(&dataset, element, rows, &bytes)?;
        }
        Ok(Self(dataset))
    }

    /// A dataset of texts of any length.
    pub(crate) fn varying_texts<'a>(
        &self,
        name: &str,
        n_rows: usize,
        text: impl Fn(usize) -> &'a str,
    ) -> io::Result<Self> {
        let lengths = [n_rows as u64];
        let dataset = library::create_dataset(&self.0, name, Element::VaryingText, &lengths, Layout::Contiguous)?;
        let mut texts = Texts::default();
        for first in (0..n_rows).step_by(SLAB) {
            let rows = first..n_rows.min(first + SLAB);
            texts.clear();
            rows.clone().for_each(|row| texts.push(text(row)));
            let rows = Rows { of: &lengths, first: first as u64, n: rows.len() as u64 };
            library::write_texts(&dataset, rows, &texts)?;
        }
        Ok(Self(dataset))
    }

    /// A dataset of one row of bytes, to which more could be added.
    pub(crate) fn bytes(&self, name: &str, bytes: &[u8]) -> io::Result<Self> {
        let dataset = library::create_dataset(&self.0, name, Element::VaryingBytes, &[1], Layout::Growing)?;
        library::write_bytes(&dataset, bytes)?;
        Ok(Self(dataset))
    }

    /// A deflated dataset of cells one after the other; `bytes` fills a buffer with the bytes of a range of them.
    ///
    /// Deflated by libdeflate, several chunks at a time; any reader of HDF5 inflates them.
    pub(crate) fn deflated(
        &self,
        name: &str,
        element: Element,
        n_cells: usize,
        bytes: impl Fn(std::ops::Range<usize>, &mut Vec<u8>) + Sync,
    ) -> io::Result<Self> {
        let size = element.size().expect("cells of a fixed size");
        let length = (CHUNK / size).clamp(1, n_cells.max(1));
        let layout = Layout::Deflated(length as u64);
        let dataset = library::create_dataset(&self.0, name, element, &[n_cells as u64], layout)?;
        let starts: Vec<usize> = (0..n_cells).step_by(length).collect();
        for starts in starts.chunks(AT_ONCE) {
            let chunk = |&start: &usize| {
                let mut cells = Vec::with_capacity(length * size);
                bytes(start..n_cells.min(start + length), &mut cells);
                cells.resize(length * size, 0);
                zlib(&cells)
            };
            let chunks: Vec<Vec<u8>> = starts.par_iter().map(chunk).collect();
            for (&start, chunk) in starts.iter().zip(&chunks) {
                library::write_chunk(&dataset, start as u64, chunk)?;
            }
        }
        Ok(Self(dataset))
    }
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).expect("a level that libdeflate has"));
    let mut deflated = vec![0; compressor.zlib_compress_bound(bytes.len())];
    let n = compressor.zlib_compress(bytes, &mut deflated).expect("a buffer of the bound's size");
    deflated.truncate(n);
    deflated
}
