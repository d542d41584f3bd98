//! The types of what HDF5 files are made of: numbers, truths, texts.

#![expect(unsafe_code, reason = "the HDF5 library, whose types are made here, is C")]

use std::io;
use std::ptr;

use hdf5::globals::{
    H5T_C_S1, H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_STD_B8LE, H5T_STD_I8LE, H5T_STD_I16LE, H5T_STD_I32LE, H5T_STD_I64LE,
    H5T_STD_U8LE,
};
use hdf5::sync::sync;
use hdf5_sys::h5i::hid_t;
use hdf5_sys::h5t::{
    H5T_VARIABLE, H5T_cset_t, H5T_str_t, H5Tcopy, H5Tenum_create, H5Tenum_insert, H5Tset_cset, H5Tset_size,
    H5Tset_strpad, H5Tvlen_create,
};

use crate::hdf5_handle::{Handle, check};

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

    /// A type of the library's own.
    pub(crate) fn open(self) -> io::Result<Handle> {
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
        check(H5Tset_size(handle.id(), size))?;
        check(H5Tset_cset(handle.id(), cset))?;
        check(H5Tset_strpad(handle.id(), pad))
    })?;
    Ok(handle)
}

fn boolean() -> io::Result<Handle> {
    // SAFETY: the base is a type of the library; each value is a byte, like the base.
    sync(|| unsafe {
        let handle = Handle::new(H5Tenum_create(*H5T_STD_I8LE))?;
        for (name, value) in [(c"FALSE", 0_i8), (c"TRUE", 1)] {
            check(H5Tenum_insert(handle.id(), name.as_ptr(), ptr::from_ref(&value).cast()))?;
        }
        Ok(handle)
    })
}
