//! The calls of the HDF5 library that writing takes, each made safe: what is passed is checked against what the call
//! reads, and an error carries the number that the system gave it.
//!
//! Objects carry no times, so that the same content is the same bytes.

#![expect(unsafe_code, reason = "the HDF5 library is C; every call to it that writes stands in this file")]

use std::ffi::{CString, c_void};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

use hdf5::globals::{H5P_DATASET_CREATE, H5P_FILE_ACCESS, H5P_FILE_CREATE, H5P_GROUP_CREATE};
use hdf5::sync::sync;
use hdf5_sys::h5::{H5garbage_collect, hsize_t};
use hdf5_sys::h5a::{H5Acreate2, H5Awrite};
use hdf5_sys::h5d::{H5Dcreate2, H5Dwrite, H5Dwrite_chunk};
use hdf5_sys::h5f::{H5F_ACC_TRUNC, H5F_libver_t, H5F_scope_t, H5Fcreate, H5Fflush};
use hdf5_sys::h5g::H5Gcreate2;
use hdf5_sys::h5i::hid_t;
use hdf5_sys::h5p::{
    H5P_DEFAULT, H5Pcreate, H5Pset_chunk, H5Pset_deflate, H5Pset_libver_bounds, H5Pset_obj_track_times,
};
use hdf5_sys::h5s::{H5S_UNLIMITED, H5S_class_t, H5S_seloper_t, H5Screate, H5Screate_simple, H5Sselect_hyperslab};
use hdf5_sys::h5t::hvl_t;

use crate::hdf5_element::Element;
use crate::hdf5_handle::{Handle, check};
use crate::hdf5_texts::Texts;

/// How the elements of a dataset lie in the file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// One after the other.
    Contiguous,
    /// In chunks of so many elements, each deflated.
    Deflated(u64),
    /// In chunks of one element, with room for more.
    Growing,
}

/// The extent of an attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extent {
    /// No element.
    Null,
    /// One element.
    Scalar,
    /// So many elements in a row.
    Row(usize),
}

fn c_string(text: &[u8]) -> io::Result<CString> {
    CString::new(text).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "expected a name without zero bytes"))
}

/// A list of properties that switches times off.
fn timeless(class: hid_t) -> io::Result<Handle> {
    // SAFETY: `class` is a class of the library whose objects can carry times.
    sync(|| unsafe {
        let properties = Handle::new(H5Pcreate(class))?;
        check(H5Pset_obj_track_times(properties.id(), 0))?;
        Ok(properties)
    })
}

/// Makes a file, or empties the one that is there. Only what HDF5 1.8 can read is written to it.
pub(crate) fn create_file(path: &Path) -> io::Result<Handle> {
    let path = c_string(path.as_os_str().as_bytes())?;
    let creation = timeless(*H5P_FILE_CREATE)?;
    // SAFETY: the class is the library's, the name ends with a zero, the property lists are open.
    sync(|| unsafe {
        let access = Handle::new(H5Pcreate(*H5P_FILE_ACCESS))?;
        let (low, high) = (H5F_libver_t::H5F_LIBVER_EARLIEST, H5F_libver_t::H5F_LIBVER_V18);
        check(H5Pset_libver_bounds(access.id(), low, high))?;
        Handle::new(H5Fcreate(path.as_ptr(), H5F_ACC_TRUNC, creation.id(), access.id()))
    })
}

/// Writes all that the library holds back, and gives its memory back.
pub(crate) fn flush(file: &Handle) -> io::Result<()> {
    // SAFETY: the file is open.
    sync(|| unsafe {
        check(H5Fflush(file.id(), H5F_scope_t::H5F_SCOPE_GLOBAL))?;
        check(H5garbage_collect())
    })
}

/// Makes a group in a file or group.
pub(crate) fn create_group(parent: &Handle, name: &str) -> io::Result<Handle> {
    let name = c_string(name.as_bytes())?;
    let creation = timeless(*H5P_GROUP_CREATE)?;
    // SAFETY: the parent and the list are open, the name ends with a zero.
    sync(|| Handle::new(unsafe { H5Gcreate2(parent.id(), name.as_ptr(), H5P_DEFAULT, creation.id(), H5P_DEFAULT) }))
}

/// Makes a dataset in a file or group. Chunks are laid along the first axis of a row.
pub(crate) fn create_dataset(
    parent: &Handle,
    name: &str,
    element: Element,
    lengths: &[u64],
    layout: Layout,
) -> io::Result<Handle> {
    let name = c_string(name.as_bytes())?;
    let (creation, most) = (timeless(*H5P_DATASET_CREATE)?, vec![H5S_UNLIMITED; lengths.len()]);
    let element = element.open()?;
    let (chunk, most) = match layout {
        Layout::Contiguous => (None, ptr::null()),
        Layout::Deflated(length) => (Some(length), ptr::null()),
        Layout::Growing => (Some(1), most.as_ptr()),
    };
    let rank = lengths.len() as i32;
    // SAFETY: `lengths` and `most` have `rank` numbers, and chunks are of rank 1, which is checked first.
    sync(|| unsafe {
        if let Some(length) = chunk {
            assert_eq!(rank, 1, "only rows are chunked");
            check(H5Pset_chunk(creation.id(), 1, &raw const length))?;
        }
        if matches!(layout, Layout::Deflated(_)) {
            check(H5Pset_deflate(creation.id(), 1))?;
        }
        let space = Handle::new(H5Screate_simple(rank, lengths.as_ptr(), most))?;
        let (name, default) = (name.as_ptr(), H5P_DEFAULT);
        Handle::new(H5Dcreate2(parent.id(), name, element.id(), space.id(), default, creation.id(), default))
    })
}

/// A run of whole rows of a dataset: the lengths of the dataset, the first row and how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'a> {
    /// The lengths of the dataset's axes.
    pub(crate) of: &'a [u64],
    /// The first row.
    pub(crate) first: u64,
    /// How many rows.
    pub(crate) n: u64,
}

impl Rows<'_> {
    fn n_cells(&self) -> usize {
        (self.n * self.of[1..].iter().product::<u64>()) as usize
    }

    /// The spaces of the rows in the file and in memory.
    fn select(&self) -> io::Result<(Handle, Handle)> {
        let (mut start, mut count) = (vec![0; self.of.len()], self.of.to_vec());
        (start[0], count[0]) = (self.first, self.n);
        let rank = self.of.len() as i32;
        // SAFETY: all lists have `rank` numbers.
        sync(|| unsafe {
            let file = Handle::new(H5Screate_simple(rank, self.of.as_ptr(), ptr::null()))?;
            let set = H5S_seloper_t::H5S_SELECT_SET;
            let (start, stride) = (start.as_ptr(), ptr::null());
            check(H5Sselect_hyperslab(file.id(), set, start, stride, count.as_ptr(), ptr::null()))?;
            Ok((file, Handle::new(H5Screate_simple(rank, count.as_ptr(), ptr::null()))?))
        })
    }
}

/// Writes rows of elements of a fixed size.
pub(crate) fn write_rows(dataset: &Handle, element: Element, rows: Rows<'_>, bytes: &[u8]) -> io::Result<()> {
    assert_eq!(Some(bytes.len()), element.size().map(|size| size * rows.n_cells()), "bytes of the rows");
    // SAFETY: `bytes` holds as many elements of that type as the rows have, as was just checked.
    unsafe { write_selected(dataset, element, rows, bytes.as_ptr().cast()) }
}

/// Writes rows of texts of any length.
pub(crate) fn write_texts(dataset: &Handle, rows: Rows<'_>, texts: &Texts) -> io::Result<()> {
    let pointers = texts.pointers();
    assert_eq!(pointers.len(), rows.n_cells(), "texts of the rows");
    // SAFETY: there are as many pointers as rows, each to a text that ends with a zero and lives in `texts`.
    unsafe { write_selected(dataset, Element::VaryingText, rows, pointers.as_ptr().cast()) }
}

/// Writes the one row of bytes of a dataset that has one row.
pub(crate) fn write_bytes(dataset: &Handle, bytes: &[u8]) -> io::Result<()> {
    let row = hvl_t { len: bytes.len(), p: bytes.as_ptr().cast_mut().cast() };
    let rows = Rows { of: &[1], first: 0, n: 1 };
    // SAFETY: one row, whose pointer and length are those of `bytes`; the library only reads them.
    unsafe { write_selected(dataset, Element::VaryingBytes, rows, ptr::from_ref(&row).cast()) }
}

/// # Safety
/// `elements` points to as many elements of the type as the rows have cells.
unsafe fn write_selected(
    dataset: &Handle,
    element: Element,
    rows: Rows<'_>,
    elements: *const c_void,
) -> io::Result<()> {
    let element = element.open()?;
    let (file, memory) = rows.select()?;
    // SAFETY: the handles are open; the caller answers for the elements.
    sync(|| check(unsafe { H5Dwrite(dataset.id(), element.id(), memory.id(), file.id(), H5P_DEFAULT, elements) }))
}

/// Writes a chunk that went through the dataset's filters already; `first` is its first element.
pub(crate) fn write_chunk(dataset: &Handle, first: u64, bytes: &[u8]) -> io::Result<()> {
    let first: hsize_t = first;
    // SAFETY: chunked datasets are made with rank 1, so one number says where; the bytes are as many as is said.
    sync(|| {
        check(unsafe {
            H5Dwrite_chunk(dataset.id(), H5P_DEFAULT, 0, &raw const first, bytes.len(), bytes.as_ptr().cast())
        })
    })
}

/// Writes an attribute with elements of a fixed size.
pub(crate) fn write_attribute(
    owner: &Handle,
    name: &str,
    element: Element,
    extent: Extent,
    bytes: &[u8],
) -> io::Result<()> {
    assert_eq!(Some(bytes.len()), element.size().map(|size| size * extent.n_cells()), "bytes of the attribute");
    // SAFETY: `bytes` holds as many elements of that type as the extent has, as was just checked.
    unsafe { write_elements(owner, name, element, extent, bytes.as_ptr().cast()) }
}

/// Writes an attribute of texts of any length.
pub(crate) fn write_text_attribute(owner: &Handle, name: &str, extent: Extent, texts: &Texts) -> io::Result<()> {
    let pointers = texts.pointers();
    assert_eq!(pointers.len(), extent.n_cells(), "texts of the attribute");
    // SAFETY: there are as many pointers as cells, each to a text that ends with a zero and lives in `texts`.
    unsafe { write_elements(owner, name, Element::VaryingText, extent, pointers.as_ptr().cast()) }
}

impl Extent {
    fn n_cells(self) -> usize {
        match self {
            Self::Null => 0,
            Self::Scalar => 1,
            Self::Row(n) => n,
        }
    }

    fn open(self) -> io::Result<Handle> {
        let length = self.n_cells() as u64;
        // SAFETY: the one length that is read is there.
        sync(|| unsafe {
            Handle::new(match self {
                Self::Null => H5Screate(H5S_class_t::H5S_NULL),
                Self::Scalar => H5Screate(H5S_class_t::H5S_SCALAR),
                Self::Row(_) => H5Screate_simple(1, &raw const length, ptr::null()),
            })
        })
    }
}

/// # Safety
/// `elements` points to as many elements of the type as the extent has cells.
unsafe fn write_elements(
    owner: &Handle,
    name: &str,
    element: Element,
    extent: Extent,
    elements: *const c_void,
) -> io::Result<()> {
    let (name, element, space) = (c_string(name.as_bytes())?, element.open()?, extent.open()?);
    // SAFETY: the handles are open, the name ends with a zero; the caller answers for the elements.
    sync(|| unsafe {
        let (name, default) = (name.as_ptr(), H5P_DEFAULT);
        let attribute = Handle::new(H5Acreate2(owner.id(), name, element.id(), space.id(), default, default))?;
        if extent.n_cells() > 0 { check(H5Awrite(attribute.id(), element.id(), elements)) } else { Ok(()) }
    })
}
