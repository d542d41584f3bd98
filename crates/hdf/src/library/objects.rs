//! Groups and datasets: going down a path, names, shapes, filters.
#![expect(unsafe_code, reason = "the library is C; each call is given only identifiers that a Handle keeps alive")]

use std::ffi::{CStr, CString};

use hdf5_sys::{
    h5::{H5_index_t, H5_iter_order_t, hsize_t},
    h5d::{
        H5D_layout_t, H5Dget_chunk_info_by_coord, H5Dget_create_plist, H5Dget_offset, H5Dget_space,
        H5Dget_storage_size, H5Dget_type,
    },
    h5g::{H5G_info_t, H5Gget_info},
    h5i::{H5I_type_t, H5Iget_type},
    h5l::{H5L_info1_t, H5L_type_t, H5Lget_name_by_idx},
    h5o::H5Oopen,
    h5p::{H5P_DEFAULT, H5Pget_chunk, H5Pget_external_count, H5Pget_filter2, H5Pget_layout, H5Pget_nfilters},
    h5s::{H5S_class_t, H5Sget_simple_extent_dims, H5Sget_simple_extent_ndims, H5Sget_simple_extent_type},
    h5z::H5Zfilter_avail,
};

#[allow(deprecated, reason = "what replaces it is not in HDF5 1.10, where this is not deprecated")]
use hdf5_sys::h5l::H5Lget_info1;

use super::{
    chunk::Piece,
    handle::{Handle, c_name, check},
    memory,
};
use crate::{
    Problem,
    store::{Dataset, Member, MemberKind, Packing},
};

/// Members of a group that are looked at.
const MEMBERS: u64 = 100_000;
/// The longest name.
const NAME_BYTES: usize = 64 << 10;

/// Opens a group or dataset, step by step, over hard links alone.
pub(super) fn open(file: &Handle, path: &str) -> Result<Handle, Problem> {
    let mut object = step(file, c".", path)?;
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let name = c_name(name.as_bytes(), path)?;
        if !is_hard(&object, &name, path)? {
            return Err(Problem::layout(path, "a group or dataset in this file", "a link to somewhere else"));
        }
        object = step(&object, &name, path)?;
    }
    Ok(object)
}

fn step(from: &Handle, name: &CStr, path: &str) -> Result<Handle, Problem> {
    // SAFETY: an object that is alive and a name that ends with NUL.
    Handle::new(unsafe { H5Oopen(from.id(), name.as_ptr(), H5P_DEFAULT) }, path)
}

#[allow(deprecated, reason = "what replaces it is not in HDF5 1.10, where this is not deprecated")]
fn is_hard(group: &Handle, name: &CString, path: &str) -> Result<bool, Problem> {
    let mut link = H5L_info1_t::default();
    // SAFETY: an object that is alive, a name that ends with NUL, room for the answer.
    check(unsafe { H5Lget_info1(group.id(), name.as_ptr(), &raw mut link, H5P_DEFAULT) }, path)?;
    Ok(link.type_ == H5L_type_t::H5L_TYPE_HARD)
}

/// Opens a dataset.
pub(super) fn open_dataset(file: &Handle, path: &str) -> Result<Handle, Problem> {
    let object = open(file, path)?;
    match kind(&object) {
        MemberKind::Dataset => Ok(object),
        MemberKind::Group => Err(Problem::layout(path, "a dataset", "a group")),
        MemberKind::Other => Err(Problem::layout(path, "a dataset", "something else")),
    }
}

fn kind(object: &Handle) -> MemberKind {
    // SAFETY: an object that is alive.
    match unsafe { H5Iget_type(object.id()) } {
        H5I_type_t::H5I_GROUP => MemberKind::Group,
        H5I_type_t::H5I_DATASET => MemberKind::Dataset,
        _ => MemberKind::Other,
    }
}

/// The members of a group by name.
pub(super) fn members(group: &Handle, path: &str) -> Result<Vec<Member>, Problem> {
    if kind(group) != MemberKind::Group {
        return Err(Problem::layout(path, "a group", "a dataset"));
    }
    let mut about = H5G_info_t::default();
    // SAFETY: a group that is alive, room for the answer.
    check(unsafe { H5Gget_info(group.id(), &raw mut about) }, path)?;
    (0..about.nlinks.min(MEMBERS)).map(|index| member(group, index, path)).collect()
}

fn member(group: &Handle, index: u64, path: &str) -> Result<Member, Problem> {
    let name = member_name(group, index, path)?;
    // A member that cannot be opened is there all the same; it is told when somebody wants it.
    let kind = if is_hard(group, &name, path)? {
        step(group, &name, path).map_or(MemberKind::Other, |object| kind(&object))
    } else {
        MemberKind::Other
    };
    Ok(Member { name: name.to_string_lossy().into_owned(), kind })
}

fn member_name(group: &Handle, index: u64, path: &str) -> Result<CString, Problem> {
    let mut name = vec![0_u8; 256];
    loop {
        // SAFETY: a group that is alive, and room for as many bytes as said, NUL among them.
        let length = unsafe {
            H5Lget_name_by_idx(
                group.id(),
                c".".as_ptr(),
                H5_index_t::H5_INDEX_NAME,
                H5_iter_order_t::H5_ITER_INC,
                index as hsize_t,
                name.as_mut_ptr().cast(),
                name.len(),
                H5P_DEFAULT,
            )
        };
        let length = check(length as i64, path)? as usize;
        if length < name.len() {
            name.truncate(length);
            return c_name(&name, path);
        }
        if length > NAME_BYTES {
            return Err(Problem::layout(path, "names of at most 64 KB", format!("one of {length} bytes")));
        }
        name.resize(length + 1, 0);
    }
}

/// Shape, type and storage of a dataset in a file of `length` bytes.
pub(super) fn dataset(dataset: &Handle, path: &str, length: u64) -> Result<Dataset, Problem> {
    // SAFETY: a dataset that is alive.
    let (file_type, storage) = unsafe { (H5Dget_type(dataset.id()), H5Dget_storage_size(dataset.id())) };
    let element = memory::element(&Handle::new(file_type, path)?, path)?;
    let shape = shape(&space(dataset, path)?, path)?;
    // SAFETY: a dataset that is alive.
    let creation = Handle::new(unsafe { H5Dget_create_plist(dataset.id()) }, path)?;
    let chunk_rows = chunk_rows(&creation, &shape, path)?;
    Ok(Dataset { shape, element, stored_bytes: storage.min(length), packing: packing(&creation, path)?, chunk_rows })
}

/// The piece of the file that holds a row of a dataset of one axis, and which element of the piece the row is.
pub(super) fn piece_of_row(dataset: &Handle, path: &str, row: u64) -> Result<(Piece, u64), Problem> {
    let shape = shape(&space(dataset, path)?, path)?;
    // SAFETY: a dataset that is alive.
    let creation = Handle::new(unsafe { H5Dget_create_plist(dataset.id()) }, path)?;
    let [n_rows] = shape[..] else { return Err(Problem::layout(path, "an array of one axis", format!("{shape:?}"))) };
    if row >= n_rows {
        return Err(Problem::layout(path, "a row with the pickle of all cells", format!("{n_rows} rows")));
    }
    match chunk_rows(&creation, &shape, path)? {
        Some(rows @ 1..) => Ok((chunk(dataset, &creation, path, row - row % rows, rows)?, row % rows)),
        _ => Ok((contiguous(dataset, path, n_rows)?, row)),
    }
}

fn contiguous(dataset: &Handle, path: &str, n_rows: u64) -> Result<Piece, Problem> {
    // SAFETY: a dataset that is alive.
    let address = unsafe { H5Dget_offset(dataset.id()) };
    if address == u64::MAX {
        return Err(Problem::layout(path, "bytes in the file", "none"));
    }
    Ok(Piece { address, stored: n_rows.saturating_mul(16), n_rows, filters: Vec::new() })
}

fn chunk(dataset: &Handle, creation: &Handle, path: &str, first: u64, n_rows: u64) -> Result<Piece, Problem> {
    let (mut mask, mut address, mut stored) = (0, 0, 0);
    let offset = [first];
    // SAFETY: a dataset of one axis that is alive, one coordinate, room for the answers.
    let status = unsafe {
        H5Dget_chunk_info_by_coord(dataset.id(), offset.as_ptr(), &raw mut mask, &raw mut address, &raw mut stored)
    };
    check(status, path)?;
    if address == u64::MAX || stored == 0 {
        return Err(Problem::layout(path, "bytes in the file", "none"));
    }
    // SAFETY: a list of properties that is alive.
    let count = check(unsafe { H5Pget_nfilters(creation.id()) }, path)?;
    let mut filters = Vec::new();
    for index in (0..count as u32).filter(|index| *index >= 32 || mask >> index & 1 == 0) {
        filters.push(filter(creation, index, path)?.0);
    }
    Ok(Piece { address, stored, n_rows, filters })
}

/// The extent of a dataset as the library's own object.
pub(super) fn space(dataset: &Handle, path: &str) -> Result<Handle, Problem> {
    // SAFETY: a dataset that is alive.
    Handle::new(unsafe { H5Dget_space(dataset.id()) }, path)
}

/// The extent of a space; of a null space, no rows.
pub(super) fn shape(space: &Handle, path: &str) -> Result<Vec<u64>, Problem> {
    // SAFETY: a space that is alive.
    let (class, rank) = unsafe { (H5Sget_simple_extent_type(space.id()), H5Sget_simple_extent_ndims(space.id())) };
    if class == H5S_class_t::H5S_NULL {
        return Ok(vec![0]);
    }
    let mut shape = vec![0; check(rank, path)? as usize];
    // SAFETY: a space that is alive, and room for as many dimensions as it has.
    check(unsafe { H5Sget_simple_extent_dims(space.id(), shape.as_mut_ptr(), std::ptr::null_mut()) }, path)?;
    Ok(shape)
}

fn chunk_rows(creation: &Handle, shape: &[u64], path: &str) -> Result<Option<u64>, Problem> {
    // SAFETY: a list of properties that is alive.
    let (layout, external) = unsafe { (H5Pget_layout(creation.id()), H5Pget_external_count(creation.id())) };
    if external > 0 || layout == H5D_layout_t::H5D_VIRTUAL {
        return Err(Problem::layout(path, "a dataset in this file", "one whose bytes are in other files"));
    }
    if layout != H5D_layout_t::H5D_CHUNKED || shape.is_empty() {
        return Ok(None);
    }
    let mut chunk = vec![0; shape.len()];
    // SAFETY: a list of properties that is alive, and room for as many dimensions as said.
    check(unsafe { H5Pget_chunk(creation.id(), chunk.len() as i32, chunk.as_mut_ptr()) }, path)?;
    Ok(chunk.first().copied())
}

fn packing(creation: &Handle, path: &str) -> Result<Packing, Problem> {
    // SAFETY: a list of properties that is alive.
    let count = check(unsafe { H5Pget_nfilters(creation.id()) }, path)?;
    for index in 0..count as u32 {
        if let Some(name) = unavailable_filter(creation, index, path)? {
            return Ok(Packing::Unavailable(name));
        }
    }
    Ok(if count == 0 { Packing::Plain } else { Packing::Filtered })
}

fn unavailable_filter(creation: &Handle, index: u32, path: &str) -> Result<Option<String>, Problem> {
    let (number, name) = filter(creation, index, path)?;
    // SAFETY: no pointers.
    let available = check(unsafe { H5Zfilter_avail(number) }, path)? > 0;
    Ok((!available).then_some(name))
}

/// Number and name of a filter.
fn filter(creation: &Handle, index: u32, path: &str) -> Result<(i32, String), Problem> {
    let mut name = [0_u8; 64];
    let (mut flags, mut n_values, mut config) = (0, 0, 0);
    // SAFETY: a list of properties that is alive, room for the answers, none for values, 64 bytes for the name.
    let number = unsafe {
        H5Pget_filter2(
            creation.id(),
            index,
            &raw mut flags,
            &raw mut n_values,
            std::ptr::null_mut(),
            name.len() - 1,
            name.as_mut_ptr().cast(),
            &raw mut config,
        )
    };
    let number = check(number, path)? as i32;
    let name: Vec<u8> = name.into_iter().take_while(|&byte| byte != 0).collect();
    Ok((number, if name.is_empty() { format!("number {number}") } else { String::from_utf8_lossy(&name).into_owned() }))
}
