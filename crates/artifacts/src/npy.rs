//! NumPy's `.npy`, version 1.0: magic, a Python dictionary as header padded to 64 bytes, the bytes of the array.

const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";

/// What stands before the elements of an array in C order. `descr` is NumPy's name of the little-endian element type,
/// such as `<i4`.
pub(crate) fn npy_header(descr: &str, shape: &[usize]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {}, }}", tuple(shape));
    let unpadded = MAGIC.len() + 2 + header.len() + 1;
    header.extend(std::iter::repeat_n(' ', unpadded.next_multiple_of(64) - unpadded));
    header.push('\n');
    let length = u16::try_from(header.len()).expect("a header of three short entries");
    [MAGIC, &length.to_le_bytes(), header.as_bytes()].concat()
}

/// The type, shape and elements of an array in C order; `None` if the bytes are none.
pub(crate) fn parse_npy(bytes: &[u8]) -> Option<(String, Vec<usize>, &[u8])> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (header, elements) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let header = std::str::from_utf8(header).ok()?;
    let after = |key: &str| header.split_once(key).map(|(_, rest)| rest.trim_start());
    let descr = after("'descr':")?.strip_prefix('\'')?.split_once('\'')?.0.to_owned();
    if !after("'fortran_order':")?.starts_with("False") {
        return None;
    }
    let shape = after("'shape':")?.strip_prefix('(')?.split_once(')')?.0;
    let shape = shape.split(',').map(str::trim).filter(|n| !n.is_empty()).map(|n| n.parse().ok());
    Some((descr, shape.collect::<Option<_>>()?, elements))
}

fn tuple(shape: &[usize]) -> String {
    match shape {
        [n] => format!("({n},)"),
        many => format!("({})", many.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}
