//! Pickles that no pandas wrote: each is refused with a reason, at little cost.

use std::borrow::Cow;

use super::told::{told, told_array};
use crate::{Cell, Limits, List, PickleError, read_value};

#[track_caller]
fn check_refused(bytes: &[u8], expected: &str) {
    let refused = read_value(bytes, &Limits::default()).map(|cell| told(&cell)).unwrap_err();
    assert_eq!(refused.to_string(), expected);
}

#[track_caller]
fn check_read(bytes: &[u8], expected: &str) {
    assert_eq!(read_value(bytes, &Limits::default()).map(|cell| told(&cell)).as_deref(), Ok(expected));
}

/// An object array of the shape `(2,)` with the opcodes given for its list and what follows.
fn array_of_two(list: &[u8]) -> Vec<u8> {
    let mut bytes =
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R(K\x01K\x02\x85".to_vec();
    bytes.extend_from_slice(
        b"cnumpy\ndtype\nU\x02O8\x89\x88\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?tb\x89",
    );
    bytes.extend_from_slice(list);
    bytes
}

#[track_caller]
fn check_array(list: &[u8], expected: Result<&str, &str>) {
    let read = told_array(&array_of_two(list), &Limits::default());
    let read = read.map(|(_, cells)| cells).map_err(|error| error.to_string());
    assert_eq!(read.as_deref().map_err(String::as_str), expected);
}

#[test]
fn a_function_of_the_system_is_refused_by_name() {
    check_refused(
        b"cos\nsystem\n(S'echo'\ntR.",
        "pickle: byte 0: expected a class of plain values and arrays, found `os.system`",
    );
    check_refused(
        b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.",
        "pickle: byte 18: expected a class of plain values and arrays, found `builtins.eval`",
    );
}

#[test]
fn an_opcode_that_is_not_needed_is_refused_by_name() {
    check_refused(b"\x80\x04N0.", "pickle: byte 3: expected an opcode of plain values and arrays, found POP (0x30)");
    check_refused(
        b"\xff",
        "pickle: byte 0: expected an opcode of plain values and arrays, found a byte that is no opcode (0xff)",
    );
    check_refused(b"\x80\x06N.", "pickle: byte 0: expected a protocol up to 5, found protocol 6");
}

#[test]
fn a_length_beyond_the_end_is_refused_before_anything_is_allocated() {
    check_refused(
        b"\x80\x04X\xff\xff\xff\xffabc.",
        "pickle: byte 7: expected as many bytes as the length before them says, found the end of the pickle",
    );
    check_refused(
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xffabc.",
        "pickle: byte 11: expected as many bytes as the length before them says, found the end of the pickle",
    );
    check_refused(
        b"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x01N.",
        "pickle: byte 11: expected a frame as long as it says, found the end of the pickle",
    );
}

#[test]
fn a_memo_slot_far_away_is_refused() {
    check_refused(b"Nr\xff\xff\xff\xff.", "pickle: byte 1: expected at most 7 slots of the memo, found more");
    check_refused(b"h\x05.", "pickle: byte 0: expected a filled slot of the memo, found slot 5 empty");
    check_refused(b"Nq\x00(Nq\x00.", "pickle: byte 5: expected an empty slot of the memo, found slot 0 filled");
}

#[test]
fn an_empty_stack_is_an_error() {
    for bytes in [&b"."[..], b"a.", b"e.", b"t.", b"R.", b"b.", b"\x85.", b"s.", b"\x94.", b"(e.", b"](N."] {
        let refused = read_value(bytes, &Limits::default());
        assert!(matches!(refused, Err(PickleError::Unexpected { .. })), "{bytes:?}: {refused:?}");
    }
}

#[test]
fn lists_too_deep_are_refused() {
    let nested = |depth: usize| [&b"]".repeat(depth)[..], &b"a".repeat(depth - 1), b"."].concat();
    check_read(&nested(33), &format!("{}{}", "[".repeat(33), "]".repeat(33)));
    check_refused(&nested(34), "pickle: byte 66: expected at most 32 values in values, found more");
    assert!(read_value(&nested(100_000), &Limits::default()).is_err());
}

#[test]
fn a_list_that_holds_itself_is_refused() {
    let refused = "expected a value that is whole, found one that is referred to while it grows";
    // What Python writes for `a = []; a.append(a)` and `a = [1]; a += [a, 2]`.
    check_refused(b"\x80\x02]q\x00h\x00a.", &format!("pickle: byte 7: {refused}"));
    check_refused(b"\x80\x02]q\x00(K\x01h\x00K\x02e.", &format!("pickle: byte 12: {refused}"));
    // Through a tuple, and through the list of the array itself.
    check_refused(b"\x80\x02]q\x00h\x00\x85a.", &format!("pickle: byte 8: {refused}"));
    // 112 bytes come before the list.
    check_array(b"]q\x00(h\x00Netb.", Err(&format!("pickle: byte 116: {refused}")));
}

#[test]
fn a_shared_list_is_whole_each_time() {
    check_read(b"](]q\x00(K\x01K\x02eh\x00h\x00e.", "[[1, 2], [1, 2], [1, 2]]");
    // Filled in two batches, and a list with another in it.
    check_read(b"](]q\x00(K\x01e(K\x02eh\x00e.", "[[1, 2], [1, 2]]");
    check_read(b"](]q\x00(]q\x01(K\x01eh\x01eh\x00h\x01e.", "[[[1], [1]], [[1], [1]], [1]]");
    check_array(b"](]q\x00(K\x01eh\x00etb.", Ok("[[1], [1]]"));
}

/// Each list holds the one before ten times: 10^30 values from 200 bytes.
#[test]
fn a_memo_bomb_does_not_go_off() {
    let mut bytes = b"]q\x00".to_vec();
    bytes.extend_from_slice(b"(K\x01K\x01e");
    for index in 1..30 {
        bytes.extend_from_slice(&[b"]q", &[index][..], b"(", &[b'h', index - 1].repeat(10), b"e"].concat());
    }
    bytes.extend(b"\x86".repeat(29));
    bytes.push(b'.');
    let limits = Limits { memory: 1 << 20, ..Limits::default() };
    assert!(matches!(read_value(&bytes, &limits), Err(PickleError::Limit { .. })));
    assert!(matches!(read_value(&bytes, &Limits::default()), Err(PickleError::Limit { .. })));
}

/// A list of `value`, which is 100,000 bytes long, and 100,000 references to it.
fn repeated_often(opcode: &[u8]) -> Vec<u8> {
    let value = [opcode, &100_000_u32.to_le_bytes(), &b"x".repeat(100_000), b"q\x00"].concat();
    [&b"]("[..], &value, &b"h\x00".repeat(100_000), b"e."].concat()
}

#[test]
fn what_is_read_again_is_limited() {
    let bytes = repeated_often(b"B");
    let refused = read_value(&bytes, &Limits::default());
    assert!(matches!(refused, Err(PickleError::Limit { what: "bytes read again", .. })), "{refused:?}");
}

#[test]
fn a_text_that_all_rows_share_is_read_once() {
    let bytes = repeated_often(b"X");
    let Ok(Cell::List(List::Cells(cells))) = read_value(&bytes, &Limits::default()) else { panic!("expected a list") };
    assert_eq!(cells.len(), 100_001);
    assert!(cells.iter().all(|cell| matches!(cell, Cell::Text(Cow::Borrowed(text)) if text.len() == 100_000)));
}

#[test]
fn memory_is_limited() {
    let limits = Limits { memory: 10_000, ..Limits::default() };
    let bytes = [&b"]("[..], &b"N".repeat(10_000), b"e."].concat();
    assert!(matches!(read_value(&bytes, &limits), Err(PickleError::Limit { what: "bytes of memory", .. })));
    let marks = b"(".repeat(10_000);
    assert!(matches!(read_value(&marks, &limits), Err(PickleError::Limit { what: "bytes of memory", .. })));
}

#[test]
fn a_wrong_number_of_cells_is_an_error() {
    check_array(b"](K\x01K\x02etb.", Ok("[1, 2]"));
    check_array(b"](K\x01etb.", Err("pickle: expected 2 cells for the shape [2], found 1"));
    check_array(b"](K\x01K\x02K\x03etb.", Err("pickle: expected 2 cells for the shape [2], found 3"));
}

/// NumPy's `_frombuffer` of `elements` as `f8`, with the opcodes given for the shape.
fn packed(elements: &[u8], shape: &[u8]) -> Vec<u8> {
    let length = [elements.len() as u8];
    let head = [b"cnumpy.core.numeric\n_frombuffer\n(C", &length[..], elements].concat();
    [&head, &b"cnumpy\ndtype\nU\x02f8\x89\x88\x87R"[..], shape, b"U\x01CtR."].concat()
}

#[test]
fn a_shape_beyond_all_bounds_is_an_error() {
    check_read(&packed(&[0; 8], b"K\x01\x85"), "[0000000000000000]");
    check_refused(&packed(&[0; 8], b"K\x02\x85"), "pickle: expected 2 cells for the shape [2], found 1");
    // 2^62 x 2^62 cells.
    let huge = b"\x8a\x08\0\0\0\0\0\0\0\x40".repeat(2);
    let bytes = packed(&[0; 8], &[&huge[..], b"\x86"].concat());
    let refused = read_value(&bytes, &Limits::default());
    assert!(matches!(refused, Err(PickleError::Cells { expected: usize::MAX, found: 1, .. })));
    // 2^30 lists with nothing in them.
    let bytes = packed(&[], b"J\0\0\0\x40K\0\x86");
    let refused = read_value(&bytes, &Limits::default());
    assert!(matches!(refused, Err(PickleError::Limit { what: "bytes of memory", .. })), "{refused:?}");
}

#[test]
fn a_huge_whole_number_is_refused() {
    let bytes = [&b"\x80\x02\x8a\xff"[..], &[1; 255], b"."].concat();
    check_refused(&bytes, "pickle: byte 2: expected a whole number of at most 16 bytes, found 255 bytes");
}

#[test]
fn broken_texts_are_refused_and_lone_surrogates_replaced() {
    check_refused(b"\x8c\x01\xff.", "pickle: byte 0: expected UTF-8, found bytes that are not");
    // Python: pickle.dumps("a\udc80b", 4)
    check_read(b"\x80\x04\x8c\x05a\xed\xb2\x80b\x94.", "\"a\\u{fffd}b\"");
}

#[test]
fn a_class_or_a_dtype_is_no_cell() {
    check_refused(b"]cnumpy\ndtype\na.", "pickle: byte 14: expected a value for a cell, found the class `numpy.dtype`");
    check_refused(
        b"cnumpy\ndtype\nU\x03c16\x89\x88\x87R.",
        "pickle: byte 21: expected the dtype of numbers, texts or objects, found `c16`",
    );
}

#[test]
fn an_array_where_a_list_stands_is_an_error() {
    let error = told_array(b"].", &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "pickle: byte 1: expected an array, found a list");
}
