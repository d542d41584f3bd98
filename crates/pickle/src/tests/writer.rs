//! Bytes of the writer, checked against Python's own pickler: `pickletools.dis(pickle.dumps(value, 4))`.

use crate::ArrayWriter;

/// The bytes between the beginning of the cells' list and the end of the pickle.
#[track_caller]
fn check(write: impl Fn(&mut ArrayWriter), expected: &[u8]) {
    let mut array = ArrayWriter::new(&[1], 0);
    write(&mut array);
    let bytes = array.finish().unwrap();
    let start = bytes.windows(5).position(|window| window == b"tb\x89](").unwrap() + 5;
    assert_eq!(bytes[start..].strip_suffix(b"etb."), Some(expected));
}

#[test]
fn whole_numbers_take_the_shortest_opcode() {
    check(|array| array.integer(0), b"K\x00");
    check(|array| array.integer(255), b"K\xff");
    check(|array| array.integer(256), b"M\x00\x01");
    check(|array| array.integer(65_535), b"M\xff\xff");
    check(|array| array.integer(65_536), b"J\x00\x00\x01\x00");
    check(|array| array.integer(-1), b"J\xff\xff\xff\xff");
    check(|array| array.integer(2_147_483_648), b"\x8a\x05\x00\x00\x00\x80\x00");
    check(|array| array.integer(-2_147_483_649), b"\x8a\x05\xff\xff\xff\x7f\xff");
    check(|array| array.integer(i64::MAX), b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f");
    check(|array| array.integer(i64::MIN), b"\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80");
}

#[test]
fn texts_and_missing_values_are_as_python_writes_them() {
    check(|array| array.text("é"), b"\x8c\x02\xc3\xa9");
    check(|array| array.text(&"x".repeat(256)), &[&b"X\x00\x01\x00\x00"[..], &[b'x'; 256]].concat());
    check(ArrayWriter::none, b"N");
    check(ArrayWriter::missing, b"G\x7f\xf8\x00\x00\x00\x00\x00\x00");
    check(|array| array.boolean(true), b"\x88");
    check(|array| array.floats(&[1.5]), b"](G\x3f\xf8\x00\x00\x00\x00\x00\x00e");
    check(|array| array.integers([]), b"]");
}

#[test]
fn a_list_longer_than_a_batch_is_written_in_batches() {
    let expected = [&b"]("[..], &b"K\x07".repeat(1000), b"e(K\x07e"].concat();
    check(|array| array.integers([7; 1001]), &expected);
}

#[test]
fn counts_are_written_like_whole_numbers() {
    check(|array| array.counts([].into_iter()), b"]");
    check(|array| array.counts([0, 255, 256].into_iter()), b"](K\x00K\xffM\x00\x01e");
    check(|array| array.counts([65_535, 65_536].into_iter()), b"](M\xff\xffJ\x00\x00\x01\x00e");
    check(|array| array.counts([0x7fff_ffff].into_iter()), b"](J\xff\xff\xff\x7fe");
    check(|array| array.counts([u32::MAX].into_iter()), b"](\x8a\x05\xff\xff\xff\xff\x00e");
    let expected = [&b"]("[..], &b"J\x00\x00\x00\x7f".repeat(1000), b"e(J\x00\x00\x00\x7fe"].concat();
    check(|array| array.counts([0x7f00_0000; 1001].into_iter()), &expected);
}

#[test]
fn floats_are_written_in_batches_too() {
    let float = b"G\x3f\xf8\x00\x00\x00\x00\x00\x00";
    let expected = [&b"]("[..], &float.repeat(1000), b"e(", float, b"e"].concat();
    check(|array| array.floats(&[1.5; 1001]), &expected);
    check(|array| array.floats(&[]), b"]");
}

#[test]
fn cells_that_are_missing_or_too_many_are_an_error() {
    let mut array = ArrayWriter::new(&[3, 1], 0);
    array.none();
    let error = array.finish().unwrap_err();
    assert_eq!(error.to_string(), "pickle: expected 3 cells for the shape [3, 1], found 1");
}
