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

use hdf5::globals::{
    H5P_DATASET_CREATE, H5P_FILE_ACCESS, H5P_FILE_CREATE, H5P_GROUP_CREATE, H5T_C_S1, H5T_IEEE_F32LE, H5T_IEEE_F64LE,
    H5T_STD_B8LE, H5T_STD_I8LE, H5T_STD_I16LE, H5T_STD_I32LE, H5T_STD_I64LE, H5T_STD_U8LE,
};
use hdf5::sync::sync;
use hdf5_sys::h5::{H5garbage_collect, herr_t, hsize_t};
use hdf5_sys::h5a::{H5Acreate2, H5Awrite};
use hdf5_sys::h5d::{H5Dcreate2, H5Dwrite, H5Dwrite_chunk};
use hdf5_sys::h5f::{H5F_ACC_TRUNC, H5F_libver_t, H5F_scope_t, H5Fcreate, H5Fflush};
use hdf5_sys::h5g::H5Gcreate2;
use hdf5_sys::h5i::{H5Idec_ref, hid_t};
use hdf5_sys::h5p::{
    H5P_DEFAULT, H5Pcreate, H5Pset_chunk, H5Pset_deflate, H5Pset_libver_bounds, H5Pset_obj_track_times,
};
use hdf5_sys::h5s::{H5S_UNLIMITED, H5S_class_t, H5S_seloper_t, H5Screate, H5Screate_simple, H5Sselect_hyperslab};
use hdf5_sys::h5t::{
    H5T_VARIABLE, H5T_cset_t, H5T_str_t, H5Tcopy, H5Tenum_create, H5Tenum_insert, H5Tset_cset, H5Tset_size,
    H5Tset_strpad, H5Tvlen_create, hvl_t,
};

use crate::hdf5_error::last_error;

/// The type of an element in the file. Numbers are little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// IEEE single precision.
    Float32,
    /// IEEE double precision.
    Float64,
    /// Signed, 1 byte.
    Int8,
    /// Signed, 2 bytes.
    Int16,
    /// Signed, 4 bytes.
    Int32,
    /// Signed, 8 bytes.
    Int64,
    /// A byte of bits: how `PyTables` stores booleans.
    Bits,
    /// An enumeration of FALSE and TRUE in a byte: how h5py stores booleans.
    Boolean,
    /// Text of a fixed number of bytes, at least 1.
    Text(usize, Charset),
    /// UTF-8 text of any length.
    VaryingText,
    /// Any number of bytes.
    VaryingBytes,
}

/// What a text of fixed length says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// ASCII, ended by a zero where it is shorter.
    Ascii,
    /// UTF-8, ended by a zero where it is shorter.
    Utf8,
    /// UTF-8, filled up with zeros.
    Utf8Padded,
}

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

/// An object of the library, closed when it is dropped.
#[derive(Debug)]
pub(crate) struct Handle(hid_t);

impl Handle {
    /// Takes the number of a new object, or the error.
    fn new(id: hid_t) -> io::Result<Self> {
        if id < 0 { Err(last_error()) } else { Ok(Self(id)) }
    }

    /// Closes the object; whatever the library still held back is written.
    pub(crate) fn close(self) -> io::Result<()> {
        let id = self.0;
        std::mem::forget(self);
        // SAFETY: `id` was open, and nobody else closes it.
        sync(|| check(unsafe { H5Idec_ref(id) }))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the object is open, and nobody else closes it. An error here follows another one.
        sync(|| unsafe { H5Idec_ref(self.0) });
    }
}

/// The library's answer as a result. To be called before anything else is asked of the library.
fn check(status: herr_t) -> io::Result<()> {
    if status < 0 { Err(last_error()) } else { Ok(()) }
}

fn c_string(text: &[u8]) -> io::Result<CString> {
    CString::new(text).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "expected a name without zero bytes"))
}

impl Element {
    /// Its size in bytes in memory; `None` where it varies.
    pub(crate) fn size(self) -> Option<usize> {
        match self {
            Self::Int8 | Self::Bits | Self::Boolean => Some(1),
            Self::Int16 => Some(2),
            Self::Float32 | Self::Int32 => Some(4),
            Self::Float64 | Self::Int64 => Some(8),
            Self::Text(size, _) => Some(size),
            Self::VaryingText | Self::VaryingBytes => None,
        }
    }

    fn open(self) -> io::Result<Handle> {
        match self {
            Self::Float32 => copied(*H5T_IEEE_F32LE),
            Self::Float64 => copied(*H5T_IEEE_F64LE),
            Self::Int8 => copied(*H5T_STD_I8LE),
            Self::Int16 => copied(*H5T_STD_I16LE),
            Self::Int32 => copied(*H5T_STD_I32LE),
            Self::Int64 => copied(*H5T_STD_I64LE),
            Self::Bits => copied(*H5T_STD_B8LE),
            Self::Boolean => boolean(),
            Self::Text(size, charset) => text(size, charset),
            Self::VaryingText => text(H5T_VARIABLE, Charset::Utf8),
            // SAFETY: the base is a type of the library.
            Self::VaryingBytes => sync(|| Handle::new(unsafe { H5Tvlen_create(*H5T_STD_U8LE) })),
        }
    }
}

fn copied(of: hid_t) -> io::Result<Handle> {
    // SAFETY: `of` is a type of the library.
    sync(|| Handle::new(unsafe { H5Tcopy(of) }))
}

fn text(size: usize, charset: Charset) -> io::Result<Handle> {
    let handle = copied(*H5T_C_S1)?;
    let (cset, pad) = match charset {
        Charset::Ascii => (H5T_cset_t::H5T_CSET_ASCII, H5T_str_t::H5T_STR_NULLTERM),
        Charset::Utf8 => (H5T_cset_t::H5T_CSET_UTF8, H5T_str_t::H5T_STR_NULLTERM),
        Charset::Utf8Padded => (H5T_cset_t::H5T_CSET_UTF8, H5T_str_t::H5T_STR_NULLPAD),
    };
    // SAFETY: the handle is an open copy of the library's string type, which may be changed.
    sync(|| unsafe {
        check(H5Tset_size(handle.0, size))?;
        check(H5Tset_cset(handle.0, cset))?;
        check(H5Tset_strpad(handle.0, pad))
    })?;
    Ok(handle)
}

fn boolean() -> io::Result<Handle> {
    // SAFETY: the base is a type of the library; each value is a byte, like the base.
    sync(|| unsafe {
        let handle = Handle::new(H5Tenum_create(*H5T_STD_I8LE))?;
        for (name, value) in [(c"FALSE", 0_i8), (c"TRUE", 1)] {
            check(H5Tenum_insert(handle.0, name.as_ptr(), ptr::from_ref(&value).cast()))?;
        }
        Ok(handle)
    })
}

/// A list of properties that switches times off.
fn timeless(class: hid_t) -> io::Result<Handle> {
    // SAFETY: `class` is a class of the library whose objects can carry times.
    sync(|| unsafe {
        let properties = Handle::new(H5Pcreate(class))?;
        check(H5Pset_obj_track_times(properties.0, 0))?;
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
        check(H5Pset_libver_bounds(access.0, low, high))?;
        Handle::new(H5Fcreate(path.as_ptr(), H5F_ACC_TRUNC, creation.0, access.0))
    })
}

/// Writes all that the library holds back, and gives its memory back.
pub(crate) fn flush(file: &Handle) -> io::Result<()> {
    // SAFETY: the file is open.
    sync(|| unsafe {
        check(H5Fflush(file.0, H5F_scope_t::H5F_SCOPE_GLOBAL))?;
        check(H5garbage_collect())
    })
}

/// Makes a group in a file or group.
pub(crate) fn create_group(parent: &Handle, name: &str) -> io::Result<Handle> {
    let name = c_string(name.as_bytes())?;
    let creation = timeless(*H5P_GROUP_CREATE)?;
    // SAFETY: the parent and the list are open, the name ends with a zero.
    sync(|| Handle::new(unsafe { H5Gcreate2(parent.0, name.as_ptr(), H5P_DEFAULT, creation.0, H5P_DEFAULT) }))
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
            check(H5Pset_chunk(creation.0, 1, &raw const length))?;
        }
        if matches!(layout, Layout::Deflated(_)) {
            check(H5Pset_deflate(creation.0, 1))?;
        }
        let space = Handle::new(H5Screate_simple(rank, lengths.as_ptr(), most))?;
        let (name, default) = (name.as_ptr(), H5P_DEFAULT);
        Handle::new(H5Dcreate2(parent.0, name, element.0, space.0, default, creation.0, default))
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
            check(H5Sselect_hyperslab(file.0, set, start, stride, count.as_ptr(), ptr::null()))?;
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
    sync(|| check(unsafe { H5Dwrite(dataset.0, element.0, memory.0, file.0, H5P_DEFAULT, elements) }))
}

/// Writes a chunk that went through the dataset's filters already; `first` is its first element.
pub(crate) fn write_chunk(dataset: &Handle, first: u64, bytes: &[u8]) -> io::Result<()> {
    let first: hsize_t = first;
    // SAFETY: chunked datasets are made with rank 1, so one number says where; the bytes are as many as is said.
    sync(|| {
        check(unsafe {
            H5Dwrite_chunk(dataset.0, H5P_DEFAULT, 0, &raw const first, bytes.len(), bytes.as_ptr().cast())
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
        // SAFETY: the one length that is read is there.
        sync(|| unsafe {
            Handle::new(match self {
                Self::Null => H5Screate(H5S_class_t::H5S_NULL),
                Self::Scalar => H5Screate(H5S_class_t::H5S_SCALAR),
                Self::Row(n) => H5Screate_simple(1, &raw const *&(n as u64), ptr::null()),
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
        let attribute = Handle::new(H5Acreate2(owner.0, name, element.0, space.0, default, default))?;
        if extent.n_cells() > 0 { check(H5Awrite(attribute.0, element.0, elements)) } else { Ok(()) }
    })
}

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
    fn pointers(&self) -> Vec<*const u8> {
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
