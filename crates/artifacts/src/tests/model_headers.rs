//! What a model's header says without its arrays, and headers that lie.

use std::path::Path;

use crate::tests::rankings::stored;
use crate::{ModelOutline, TensorOutline, ValueType, read_model, read_model_outline};

const TEXTS: &str = r#""format":"tastemill model 1","kind":"als","users":"a1","songs":"b2","visible":"c3""#;

/// A header of these arrays and the texts that a model has.
fn header(arrays: &str) -> String {
    let comma = if arrays.is_empty() { "" } else { "," };
    format!(r#"{{"__metadata__":{{{TEXTS},"text.k":"7","tastemill":"9.9"}}{comma}{arrays}}}"#)
}

fn file(header: &[u8], n_zeros: usize) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header, &vec![0; n_zeros]].concat()
}

/// Both who reads the outline and who reads the whole model say the same of these bytes.
#[track_caller]
fn check_error(bytes: &[u8], expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(bytes, folder.path());
    for told in [read_model_outline(&path).unwrap_err().to_string(), read_model(&path).unwrap_err().to_string()] {
        assert!(told.contains(expected), "expected `{expected}` in: {told}");
        assert!(told.contains(&path.display().to_string()), "{told}");
        assert!(!told.contains(char::is_control), "{told:?}");
    }
}

#[test]
fn the_outline_is_all_but_the_values() {
    let folder = tempfile::tempdir().unwrap();
    let arrays = r#""b":{"dtype":"U32","shape":[],"data_offsets":[48,52]},"a":{"dtype":"F64","shape":[3,2],"data_offsets":[0,48]}"#;
    let bytes = file(header(arrays).as_bytes(), 52);
    let outline = read_model_outline(&stored(&bytes, folder.path())).unwrap();
    let tensor = |name: &str, values, shape: &[usize], n_bytes| TensorOutline {
        name: name.to_owned(),
        values,
        shape: shape.to_vec(),
        n_bytes,
    };
    let ModelOutline { kind, version, texts, hashes, tensors, size } = outline;
    assert_eq!((kind.as_str(), version.as_deref(), size), ("als", Some("9.9"), bytes.len() as u64));
    assert_eq!(texts.into_iter().collect::<Vec<_>>(), [("k".to_owned(), "7".to_owned())]);
    assert_eq!([hashes.users, hashes.songs, hashes.visible], ["a1", "b2", "c3"]);
    assert_eq!(tensors, [tensor("a", ValueType::F64, &[3, 2], 48), tensor("b", ValueType::U32, &[], 4)]);
}

/// Arrays without values lie at one place; they are told in the order of their names, always.
#[test]
fn arrays_at_one_place_have_one_order() {
    let folder = tempfile::tempdir().unwrap();
    let empty = |name: char| format!(r#""{name}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#);
    let arrays: Vec<String> = "hgfedcba".chars().map(empty).collect();
    let path = stored(&file(header(&arrays.join(",")).as_bytes(), 0), folder.path());
    let names: String = read_model_outline(&path).unwrap().tensors.into_iter().map(|tensor| tensor.name).collect();
    assert_eq!(names, "abcdefgh");
}

#[test]
fn what_the_file_does_not_bear_out_is_damage() {
    let damaged = "expected a whole safetensors file, found";
    check_error(b"", &format!("{damaged} fewer than 8 bytes"));
    check_error(b"1234567", &format!("{damaged} fewer than 8 bytes"));
    for length in [1, 99_999_999, 100_000_001, u64::MAX, 1 << 63] {
        check_error(&length.to_le_bytes(), &format!("{damaged} a header that is longer than the file"));
    }
    let folder = tempfile::tempdir().unwrap();
    let long = stored(&100_000_001_u64.to_le_bytes(), folder.path());
    std::fs::File::options().write(true).open(&long).unwrap().set_len(120_000_000).unwrap();
    let told = read_model_outline(&long).unwrap_err().to_string();
    assert!(told.ends_with("found a header of more than 100 MB"), "{told}");
    check_error(&file(b"", 0), damaged);
    check_error(&file(b"\xff\x00\x80 binary", 12), damaged);
    check_error(&file(header("").as_bytes(), 1), "more or fewer bytes than its arrays have");
    let nested = "[".repeat(1 << 20);
    check_error(&file(nested.as_bytes(), 0), damaged);
}

#[test]
fn arrays_that_lie_about_themselves_are_damage() {
    let damaged = |arrays: &str, n_zeros| {
        check_error(&file(header(arrays).as_bytes(), n_zeros), "expected a whole safetensors file, found");
    };
    let array = |name: &str, shape: &str, from: u64, to: u64| {
        format!(r#""{name}":{{"dtype":"F32","shape":{shape},"data_offsets":[{from},{to}]}}"#)
    };
    damaged(&format!("{},{}", array("a", "[2]", 0, 8), array("b", "[2]", 4, 12)), 12);
    damaged(&format!("{},{}", array("a", "[2]", 0, 8), array("b", "[2]", 0, 8)), 8);
    damaged(&format!("{},{}", array("a", "[2]", 0, 8), array("b", "[2]", 12, 20)), 20);
    damaged(&array("a", "[2]", 8, 0), 8);
    damaged(&array("a", "[2]", 0, 8), 4);
    damaged(&array("a", "[3]", 0, 8), 8);
    for shape in ["[9223372036854775808]", "[9223372036854775808,2]", "[4294967296,4294967296]", "[-1]", "[1e99]"] {
        damaged(&array("a", shape, 0, 8), 8);
    }
    damaged(&array("a", "[2305843009213693952]", 0, 1 << 63), 8);
    damaged(&array("a", "[4611686018427387903]", 0, u64::MAX - 3), 8);
}

#[test]
fn what_a_foreign_header_says_is_repeated_in_short() {
    let long = format!(r#"{{"__metadata__":{{"format":"\u001b[2J{}"}}}}"#, "x".repeat(100_000));
    check_error(&file(long.as_bytes(), 0), "found the format  [2Jxxx");
    let folder = tempfile::tempdir().unwrap();
    let told = read_model_outline(&stored(&file(long.as_bytes(), 0), folder.path())).unwrap_err().to_string();
    assert!(told.len() < 400, "{}", told.len());
}

#[test]
fn a_file_that_is_not_there_cannot_be_read() {
    let told = read_model_outline(Path::new("nothere.safetensors")).unwrap_err().to_string();
    assert!(told.starts_with("nothere.safetensors: expected a file that can be read, found: "), "{told}");
}
