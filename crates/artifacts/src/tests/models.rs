//! Models as safetensors.

use std::path::{Path, PathBuf};

use domain::{SavedModel, Tensor, TensorValues};

use crate::tests::rankings::stored;
use crate::{ModelHashes, StoredModel, read_model, sha256_of, write_model};

fn hashes() -> ModelHashes {
    ModelHashes { users: "a1".to_owned(), songs: "b2".to_owned(), visible: "c3".to_owned() }
}

fn tensor(name: &str, shape: &[usize], values: TensorValues) -> Tensor {
    Tensor { name: name.to_owned(), shape: shape.to_vec(), values }
}

fn model() -> SavedModel {
    SavedModel {
        kind: "als".to_owned(),
        texts: [("factors", "2"), ("confidence", "\"log\"")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
        tensors: vec![
            tensor("loss", &[2], TensorValues::F64(vec![0.1, f64::NEG_INFINITY])),
            tensor("seed", &[], TensorValues::U64(vec![u64::MAX])),
            tensor("songs", &[3, 2], TensorValues::F32(vec![0.5, -1.5, 2.0, -0.0, 1e-40, 3.0])),
            tensor("starts", &[4], TensorValues::U32(vec![0, 1, 7, u32::MAX])),
            tensor("nothing", &[0, 2], TensorValues::F32(vec![])),
        ],
    }
}

fn bytes(model: &SavedModel) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_model(model, &hashes(), &mut bytes).unwrap();
    bytes
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/models/numpy.safetensors")
}

#[test]
fn a_model_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let written = bytes(&model());
    let StoredModel { model, hashes, sha256 } = read_model(&stored(&written, folder.path())).unwrap();
    assert_eq!((model, hashes), (self::model(), self::hashes()));
    assert_eq!(sha256, sha256_of(&stored(&written, folder.path())).unwrap());
}

/// More values than are turned into bytes at a time.
#[test]
fn long_arrays_come_back_whole() {
    let folder = tempfile::tempdir().unwrap();
    let values: Vec<f32> = (0..100_003).map(|value| value as f32).collect();
    let model = SavedModel { tensors: vec![tensor("long", &[100_003], TensorValues::F32(values))], ..model() };
    assert_eq!(read_model(&stored(&bytes(&model), folder.path())).unwrap().model, model);
}

#[test]
fn arrays_of_eight_bytes_come_first_and_lie_at_multiples_of_eight() {
    let folder = tempfile::tempdir().unwrap();
    let mut mixed = model();
    mixed.tensors.reverse();
    let written = bytes(&mixed);
    let read = read_model(&stored(&written, folder.path())).unwrap().model;
    let names: Vec<&str> = read.tensors.iter().map(|tensor| tensor.name.as_str()).collect();
    assert_eq!(names, ["seed", "loss", "nothing", "starts", "songs"]);
    let n_header = u64::from_le_bytes(written[..8].try_into().unwrap());
    assert_eq!(n_header % 8, 0);
}

/// `safetensors.numpy.save_file` wrote it, with the texts of a model: Python's library and this crate mean the same.
#[test]
fn a_file_of_pythons_library_is_read() {
    let StoredModel { model, hashes, .. } = read_model(&fixture()).unwrap();
    assert_eq!((model.kind.as_str(), hashes), ("popularity", self::hashes()));
    assert_eq!(model.texts.get("by").map(String::as_str), Some("listeners"));
    assert_eq!(model.tensor("counts"), Some(&tensor("counts", &[3], TensorValues::U32(vec![5, 3, 1]))));
    assert_eq!(model.tensor("factors"), Some(&tensor("factors", &[2, 2], TensorValues::F64(vec![1.0, 2.0, 3.0, 4.5]))));
}

#[test]
fn an_array_whose_shape_says_otherwise_is_not_written() {
    let model = SavedModel { tensors: vec![tensor("songs", &[3], TensorValues::U32(vec![1]))], ..model() };
    let told = write_model(&model, &hashes(), &mut Vec::new()).unwrap_err().to_string();
    assert_eq!(told, "array songs: expected as many values as its shape says");
    let twice = SavedModel { tensors: vec![tensor("a", &[0], TensorValues::U32(vec![])); 2], ..model };
    assert!(write_model(&twice, &hashes(), &mut Vec::new()).is_err());
}

/// A file of this header and so many zeros behind it.
#[track_caller]
fn check_error(header: &str, n_zeros: usize, expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; n_zeros]].concat();
    let told = read_model(&stored(&bytes, folder.path())).unwrap_err().to_string();
    assert!(told.contains(expected), "{told}");
}

#[test]
fn a_file_that_is_no_model_is_told_from_a_damaged_one() {
    let foreign = "expected a model that tastemill saved, found";
    check_error("{}", 0, &format!("{foreign} no format among its texts"));
    check_error(r#"{"__metadata__":{"format":"pt"}}"#, 0, &format!("{foreign} the format pt"));
    let texts = r#""format":"tastemill model 1","kind":"als","users":"","songs":"","visible":"""#;
    let halves = format!(r#"{{"__metadata__":{{{texts}}},"a":{{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}}}"#);
    check_error(&halves, 4, &format!("{foreign} array a of type F16"));
    check_error(r#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, 9, "more or fewer bytes");
    let huge = r#"{"a":{"dtype":"F64","shape":[99999999999],"data_offsets":[0,799999999992]}}"#;
    check_error(huge, 8, "more or fewer bytes");
    let overflow = r#"{"a":{"dtype":"F64","shape":[9999999999,9999999999],"data_offsets":[0,8]}}"#;
    check_error(overflow, 8, "expected a whole safetensors file");
    check_error("not json", 0, "expected a whole safetensors file");
}

#[test]
fn a_model_that_is_cut_off_is_an_error_at_any_length() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = bytes(&model());
    for n in 0..bytes.len() {
        assert!(read_model(&stored(&bytes[..n], folder.path())).is_err(), "cut behind {n} bytes");
    }
    let long = [&bytes[..], b"!"].concat();
    assert!(read_model(&stored(&long, folder.path())).is_err());
    assert!(read_model(&stored(&[0xff; 64], folder.path())).is_err());
}

#[test]
fn no_byte_of_a_model_that_is_changed_makes_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = bytes(&model());
    for place in 0..bytes.len() {
        for change in [0x01, 0x10, 0xff] {
            let mut changed = bytes.clone();
            changed[place] ^= change;
            let path = stored(&changed, folder.path());
            let _ = read_model(&path);
            rustix::fs::unlink(&path).unwrap();
        }
    }
}
