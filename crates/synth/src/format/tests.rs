//! Escapes and blocks.

use std::io::{self, Write};

use super::Sink;
use super::python_bytes::push_repr;

#[track_caller]
fn check_repr(text: &str, expected: &str) {
    let mut out = String::new();
    push_repr(text, &mut out);
    assert_eq!(out, expected);
}

#[test]
fn text_reads_as_python_prints_its_bytes() {
    check_repr("", "b''");
    check_repr("plain", "b'plain'");
    check_repr("Raphaël", r"b'Rapha\xc3\xabl'");
    check_repr("It's", r#"b"It's""#);
    check_repr(r#"say "yes""#, r#"b'say "yes"'"#);
    check_repr(r#"It's "yes""#, r#"b'It\'s "yes"'"#);
    check_repr(r"a\b", r"b'a\\b'");
    check_repr("tab\there\u{7f}", r"b'tab\there\x7f'");
}

#[test]
fn blocks_come_out_in_order_and_are_counted() {
    let (mut out, mut n_bytes) = (Vec::new(), 0);
    let mut advance = |n| n_bytes += n;
    Sink { out: &mut out, advance: &mut advance }
        .write_blocks(25, |number, text| text.extend_from_slice(format!("{number} ").as_bytes()))
        .unwrap();
    let expected = (0..25).map(|number| number.to_string() + " ").collect::<Vec<_>>().concat();
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    assert_eq!(n_bytes, expected.len() as u64);
}

#[test]
fn a_full_disk_ends_the_writing() {
    struct FullDisk;
    impl Write for FullDisk {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let result = Sink { out: &mut FullDisk, advance: &mut |_| {} }.write_blocks(25, |_, text| text.push(b'x'));
    assert_eq!(result.unwrap_err().kind(), io::ErrorKind::StorageFull);
}
