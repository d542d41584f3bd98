//! Element types: what the file's are called here, and the library's types for what is wanted in memory.
#![expect(unsafe_code, reason = "the library is C; each call is given only identifiers that a Handle keeps alive")]

use std::ffi::{CStr, c_void};

use hdf5_sys::{
    h5::{H5free_memory, hsize_t},
    h5i::hid_t,
    h5t::{
        H5T_NATIVE_DOUBLE, H5T_NATIVE_INT64, H5T_NATIVE_UINT64, H5T_class_t, H5T_sign_t, H5Tarray_create2, H5Tcopy,
        H5Tcreate, H5Tget_array_dims2, H5Tget_array_ndims, H5Tget_class, H5Tget_member_index, H5Tget_member_name,
        H5Tget_member_type, H5Tget_nmembers, H5Tget_sign, H5Tget_size, H5Tget_super, H5Tinsert, H5Tis_variable_str,
    },
};

use super::handle::{Handle, c_name, check};
use crate::{
    Problem,
    store::{Element, Field, Piece, Sign, Value},
};

/// How deep types may be nested.
const DEPTH: usize = 8;
/// How many fields a compound may have.
const FIELDS: i64 = 4096;

/// What a type of the file is called here.
pub(super) fn element(of: &Handle, place: &str) -> Result<Element, Problem> {
    element_within(of, place, DEPTH)
}

fn element_within(of: &Handle, place: &str, depth: usize) -> Result<Element, Problem> {
    if depth == 0 {
        return Ok(Element::Other("types nested too deeply".to_owned()));
    }
    let bytes = size(of);
    Ok(match class(of) {
        H5T_class_t::H5T_INTEGER if bytes <= 8 => Element::Integer { bytes, sign: sign(of) },
        H5T_class_t::H5T_FLOAT => Element::Float { bytes },
        H5T_class_t::H5T_BITFIELD if bytes == 1 => Element::Boolean,
        H5T_class_t::H5T_ENUM if bytes == 1 && is_truth(of) => Element::Boolean,
        H5T_class_t::H5T_STRING if !is_variable(of, place)? => Element::Text { bytes },
        H5T_class_t::H5T_VLEN => bytes_of_any_length(of, place)?,
        H5T_class_t::H5T_COMPOUND => Element::Fields(fields(of, place, depth - 1)?),
        H5T_class_t::H5T_ARRAY => {
            let len = array_len(of, place)?;
            Element::Array { len, of: Box::new(element_within(&base(of, place)?, place, depth - 1)?) }
        }
        class => Element::Other(class_name(class).to_owned()),
    })
}

fn class_name(class: H5T_class_t) -> &'static str {
    match class {
        H5T_class_t::H5T_INTEGER => "integers of more than 8 bytes",
        H5T_class_t::H5T_TIME => "times",
        H5T_class_t::H5T_STRING => "texts of variable length",
        H5T_class_t::H5T_BITFIELD => "bit fields",
        H5T_class_t::H5T_OPAQUE => "opaque bytes",
        H5T_class_t::H5T_REFERENCE => "references",
        H5T_class_t::H5T_ENUM => "enumerations",
        _ => "an unknown type",
    }
}

/// The class of a type.
pub(super) fn class(of: &Handle) -> H5T_class_t {
    // SAFETY: a type that is alive. Values of the class are checked by the library when it decodes the type.
    unsafe { H5Tget_class(of.id()) }
}

/// Bytes of an element, 0 if the library does not say.
pub(super) fn size(of: &Handle) -> usize {
    // SAFETY: a type that is alive.
    unsafe { H5Tget_size(of.id()) }
}

/// Whether it is a string of variable length.
pub(super) fn is_variable(of: &Handle, place: &str) -> Result<bool, Problem> {
    // SAFETY: a type that is alive.
    Ok(check(unsafe { H5Tis_variable_str(of.id()) }, place)? > 0)
}

fn sign(of: &Handle) -> Sign {
    // SAFETY: a type that is alive.
    if unsafe { H5Tget_sign(of.id()) } == H5T_sign_t::H5T_SGN_NONE { Sign::Unsigned } else { Sign::Signed }
}

fn base(of: &Handle, place: &str) -> Result<Handle, Problem> {
    // SAFETY: a type that is alive.
    Handle::new(unsafe { H5Tget_super(of.id()) }, place)
}

fn bytes_of_any_length(of: &Handle, place: &str) -> Result<Element, Problem> {
    let base = base(of, place)?;
    let bytes = class(&base) == H5T_class_t::H5T_INTEGER && size(&base) == 1;
    Ok(if bytes { Element::Bytes } else { Element::Other("lists of variable length".to_owned()) })
}

fn array_extent(of: &Handle, place: &str) -> Result<Vec<hsize_t>, Problem> {
    // SAFETY: a type that is alive.
    let rank = check(unsafe { H5Tget_array_ndims(of.id()) }, place)?;
    let mut extent = vec![0; rank as usize];
    // SAFETY: a type that is alive, and room for as many dimensions as it has.
    check(unsafe { H5Tget_array_dims2(of.id(), extent.as_mut_ptr()) }, place)?;
    Ok(extent)
}

fn array_len(of: &Handle, place: &str) -> Result<usize, Problem> {
    let extent = array_extent(of, place)?;
    let len = extent.iter().try_fold(1_u64, |product, &len| product.checked_mul(len));
    len.and_then(|len| usize::try_from(len).ok())
        .ok_or_else(|| Problem::layout(place, "an array of a possible size", format!("{extent:?}")))
}

fn fields(of: &Handle, place: &str, depth: usize) -> Result<Vec<Field>, Problem> {
    // SAFETY: a type that is alive.
    let count = check(unsafe { H5Tget_nmembers(of.id()) }, place)?;
    if count > FIELDS {
        return Err(Problem::layout(place, "at most 4096 fields", count.to_string()));
    }
    (0..count as u32).map(|index| field(of, index, place, depth)).collect()
}

fn field(of: &Handle, index: u32, place: &str, depth: usize) -> Result<Field, Problem> {
    let name = member_name(of, index).unwrap_or_default();
    // SAFETY: a type that is alive; the library checks the index.
    let member = Handle::new(unsafe { H5Tget_member_type(of.id(), index) }, place)?;
    Ok(Field { name, element: element_within(&member, place, depth)? })
}

fn member_name(of: &Handle, index: u32) -> Option<String> {
    // SAFETY: a type that is alive; the name is NULL, or ends with NUL and is ours to free.
    unsafe {
        let name = H5Tget_member_name(of.id(), index);
        if name.is_null() {
            return None;
        }
        let text = CStr::from_ptr(name).to_string_lossy().into_owned();
        H5free_memory(name.cast::<c_void>());
        Some(text)
    }
}

/// h5py's boolean: an enumeration of FALSE and TRUE.
fn is_truth(of: &Handle) -> bool {
    let names = [0, 1].map(|index| member_name(of, index));
    names == [Some("FALSE".to_owned()), Some("TRUE".to_owned())]
}

/// The library's type for what is wanted of an element: packed as the pieces say, or an error.
pub(super) fn memory_type(pieces: &[Piece<'_>], file_type: &Handle, place: &str) -> Result<Handle, Problem> {
    let bytes = pieces.iter().map(Piece::bytes).sum();
    let packed = match pieces {
        [piece @ Piece { field: None, .. }] => array_type(piece, file_type, place)?,
        _ => compound_type(pieces, bytes, file_type, place)?,
    };
    if size(&packed) == bytes {
        Ok(packed)
    } else {
        Err(Problem::layout(place, "elements as they were described", format!("{} bytes", size(&packed))))
    }
}

fn compound_type(pieces: &[Piece<'_>], bytes: usize, file_type: &Handle, place: &str) -> Result<Handle, Problem> {
    // SAFETY: no pointers.
    let compound = Handle::new(unsafe { H5Tcreate(H5T_class_t::H5T_COMPOUND, bytes) }, place)?;
    let mut offset = 0;
    for piece in pieces {
        insert(&compound, piece, offset, file_type, place)?;
        offset += piece.bytes();
    }
    Ok(compound)
}

fn insert(compound: &Handle, piece: &Piece<'_>, offset: usize, file_type: &Handle, place: &str) -> Result<(), Problem> {
    let name = c_name(piece.field.unwrap_or_default().as_bytes(), place)?;
    // SAFETY: a type that is alive, a name that ends with NUL.
    let index = check(unsafe { H5Tget_member_index(file_type.id(), name.as_ptr()) }, place)?;
    // SAFETY: a type that is alive, the index of one of its members.
    let file_member = Handle::new(unsafe { H5Tget_member_type(file_type.id(), index as u32) }, place)?;
    let member = array_type(piece, &file_member, place)?;
    // SAFETY: types that are alive, a name that ends with NUL; the library checks that the member fits.
    check(unsafe { H5Tinsert(compound.id(), name.as_ptr(), offset, member.id()) }, place)?;
    Ok(())
}

/// The memory type of a piece: its value, or an array as the file has it of such values.
fn array_type(piece: &Piece<'_>, file_type: &Handle, place: &str) -> Result<Handle, Problem> {
    if class(file_type) != H5T_class_t::H5T_ARRAY {
        return value_type(piece.value, file_type, place);
    }
    let extent = array_extent(file_type, place)?;
    let one = Piece { count: 1, ..*piece };
    let one = array_type(&one, &base(file_type, place)?, place)?;
    // SAFETY: a type that is alive and as many dimensions as said.
    Handle::new(unsafe { H5Tarray_create2(one.id(), extent.len() as u32, extent.as_ptr()) }, place)
}

fn value_type(value: Value, file_type: &Handle, place: &str) -> Result<Handle, Problem> {
    match value {
        Value::Integer => standard(*H5T_NATIVE_INT64, place),
        Value::Unsigned => standard(*H5T_NATIVE_UINT64, place),
        Value::Float => standard(*H5T_NATIVE_DOUBLE, place),
        // As it lies in the file: one byte, or text with whatever ends it.
        Value::Boolean | Value::Text(_) => standard(file_type.id(), place),
    }
}

/// A copy of a type that is alive: one of the library's own, or a file's.
fn standard(id: hid_t, place: &str) -> Result<Handle, Problem> {
    // SAFETY: a type that is alive, as the library's own always are.
    Handle::new(unsafe { H5Tcopy(id) }, place)
}
