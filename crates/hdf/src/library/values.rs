//! Reading attributes and rows of datasets.
#![expect(unsafe_code, reason = "the library is C; each call is given only identifiers that a Handle keeps alive")]

use std::ops::Range;

use hdf5_sys::{
    h5::hsize_t,
    h5a::{H5Aexists, H5Aget_space, H5Aget_type, H5Aopen, H5Aread},
    h5d::{H5Dget_type, H5Dread},
    h5p::H5P_DEFAULT,
    h5s::{
        H5S_class_t, H5S_seloper_t, H5Screate_simple, H5Sget_simple_extent_npoints, H5Sget_simple_extent_type,
        H5Sselect_hyperslab,
    },
    h5t::{H5T_NATIVE_DOUBLE, H5T_NATIVE_INT64, H5T_class_t, H5T_cset_t, H5Tget_cset},
};

use super::{
    ATTRIBUTE_BYTES,
    handle::{Handle, c_name, check},
    memory, objects,
};
use crate::{
    Problem,
    store::{Attribute, Piece},
};

/// An attribute of an object, if it has one of that name.
pub(super) fn attribute(object: &Handle, place: &str, name: &str) -> Result<Option<Attribute>, Problem> {
    let name = c_name(name.as_bytes(), place)?;
    // SAFETY: an object that is alive and a name that ends with NUL.
    if check(unsafe { H5Aexists(object.id(), name.as_ptr()) }, place)? == 0 {
        return Ok(None);
    }
    // SAFETY: as above.
    let attribute = Handle::new(unsafe { H5Aopen(object.id(), name.as_ptr(), H5P_DEFAULT) }, place)?;
    value(&attribute, place).map(Some)
}

fn value(attribute: &Handle, place: &str) -> Result<Attribute, Problem> {
    // SAFETY: an attribute that is alive.
    let (space, file_type) = unsafe { (H5Aget_space(attribute.id()), H5Aget_type(attribute.id())) };
    let (space, file_type) = (Handle::new(space, place)?, Handle::new(file_type, place)?);
    // SAFETY: a space that is alive.
    let (class, n) = unsafe { (H5Sget_simple_extent_type(space.id()), H5Sget_simple_extent_npoints(space.id())) };
    if class == H5S_class_t::H5S_NULL {
        return Ok(Attribute::Empty);
    }
    if n != 1 {
        return Ok(Attribute::Other(format!("{n} values")));
    }
    match memory::class(&file_type) {
        H5T_class_t::H5T_INTEGER => integer(attribute, place),
        H5T_class_t::H5T_FLOAT => float(attribute, place),
        H5T_class_t::H5T_BITFIELD | H5T_class_t::H5T_ENUM if memory::size(&file_type) == 1 => {
            byte(attribute, &file_type, place)
        }
        H5T_class_t::H5T_STRING if !memory::is_variable(&file_type, place)? => text(attribute, &file_type, place),
        _ => Ok(Attribute::Other("of another type".to_owned())),
    }
}

fn integer(attribute: &Handle, place: &str) -> Result<Attribute, Problem> {
    let mut value = 0_i64;
    // SAFETY: one value of 8 bytes, as the memory type says.
    check(unsafe { H5Aread(attribute.id(), *H5T_NATIVE_INT64, (&raw mut value).cast()) }, place)?;
    Ok(Attribute::Integer(value))
}

fn float(attribute: &Handle, place: &str) -> Result<Attribute, Problem> {
    let mut value = 0_f64;
    // SAFETY: one value of 8 bytes, as the memory type says.
    check(unsafe { H5Aread(attribute.id(), *H5T_NATIVE_DOUBLE, (&raw mut value).cast()) }, place)?;
    Ok(Attribute::Float(value))
}

fn byte(attribute: &Handle, file_type: &Handle, place: &str) -> Result<Attribute, Problem> {
    let mut value = 0_u8;
    // SAFETY: one element of the file's own type, which is one byte wide.
    check(unsafe { H5Aread(attribute.id(), file_type.id(), (&raw mut value).cast()) }, place)?;
    Ok(Attribute::Integer(i64::from(value)))
}

fn text(attribute: &Handle, file_type: &Handle, place: &str) -> Result<Attribute, Problem> {
    let bytes = memory::size(file_type);
    if bytes > ATTRIBUTE_BYTES {
        return Ok(Attribute::Other(format!("a text of {bytes} bytes")));
    }
    let mut text = vec![0_u8; bytes];
    // SAFETY: one element of the file's own type, and room for as many bytes as it has.
    check(unsafe { H5Aread(attribute.id(), file_type.id(), text.as_mut_ptr().cast()) }, place)?;
    Ok(in_character_set(file_type, text))
}

fn in_character_set(file_type: &Handle, mut text: Vec<u8>) -> Attribute {
    while text.last() == Some(&0) {
        text.pop();
    }
    // SAFETY: a type that is alive.
    match unsafe { H5Tget_cset(file_type.id()) } {
        H5T_cset_t::H5T_CSET_UTF8 => Attribute::Text(String::from_utf8_lossy(&text).into_owned()),
        _ => Attribute::Ascii(text),
    }
}

/// Rows of a dataset as packed bytes.
pub(super) fn read(dataset: &Handle, place: &str, rows: Range<u64>, pieces: &[Piece<'_>]) -> Result<Vec<u8>, Problem> {
    let (space, shape) = selection(dataset, place, &rows)?;
    let too_large = || Problem::layout(place, "a table that fits in memory", format!("{rows:?} in shape {shape:?}"));
    let (n_elements, bytes) = extent(&rows, &shape, pieces).ok_or_else(too_large)?;
    let mut packed = Vec::new();
    packed.try_reserve_exact(bytes).map_err(|_| too_large())?;
    packed.resize(bytes, 0);
    if bytes == 0 {
        return Ok(packed);
    }
    // SAFETY: a dataset that is alive.
    let file_type = Handle::new(unsafe { H5Dget_type(dataset.id()) }, place)?;
    let memory_type = memory::memory_type(pieces, &file_type, place)?;
    let memory_space = simple(n_elements, place)?;
    // SAFETY: room for as many elements as both spaces select, each as wide as the memory type.
    check(
        unsafe {
            H5Dread(
                dataset.id(),
                memory_type.id(),
                memory_space.id(),
                space.id(),
                H5P_DEFAULT,
                packed.as_mut_ptr().cast(),
            )
        },
        place,
    )?;
    Ok(packed)
}

/// Elements in these rows, and bytes of their pieces; `None` if that is beyond counting.
fn extent(rows: &Range<u64>, shape: &[u64], pieces: &[Piece<'_>]) -> Option<(u64, usize)> {
    let n_rows = rows.end - rows.start;
    let n_elements = shape.iter().skip(1).try_fold(n_rows, |product, &len| product.checked_mul(len))?;
    let stride = pieces.iter().try_fold(0_usize, |sum, piece| sum.checked_add(piece.bytes()))?;
    Some((n_elements, usize::try_from(n_elements).ok()?.checked_mul(stride)?))
}

fn simple(len: u64, place: &str) -> Result<Handle, Problem> {
    let extent = [len as hsize_t];
    // SAFETY: one dimension, as said.
    Handle::new(unsafe { H5Screate_simple(1, extent.as_ptr(), std::ptr::null()) }, place)
}

/// The dataset's space with these rows selected, and its shape.
fn selection(dataset: &Handle, place: &str, rows: &Range<u64>) -> Result<(Handle, Vec<u64>), Problem> {
    let space = objects::space(dataset, place)?;
    let shape = objects::shape(&space, place)?;
    let n_rows = shape.first().copied().unwrap_or(1);
    if rows.start > rows.end || rows.end > n_rows {
        return Err(Problem::layout(place, "rows that are there", format!("{rows:?} of {n_rows}")));
    }
    if !shape.is_empty() {
        let mut start = vec![0; shape.len()];
        let mut count = shape.clone();
        start[0] = rows.start;
        count[0] = rows.end - rows.start;
        select(&space, &start, &count, place)?;
    }
    Ok((space, shape))
}

fn select(space: &Handle, start: &[u64], count: &[u64], place: &str) -> Result<(), Problem> {
    let null = std::ptr::null();
    // SAFETY: a space that is alive; start and count have as many dimensions as it has.
    let status = unsafe {
        H5Sselect_hyperslab(space.id(), H5S_seloper_t::H5S_SELECT_SET, start.as_ptr(), null, count.as_ptr(), null)
    };
    check(status, place).map(|_| ())
}
