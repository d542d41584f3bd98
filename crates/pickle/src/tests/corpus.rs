//! Pickles written by Python 2.7 to 3.11, NumPy 1.16 to 2.4, pandas 0.24 to 3.1, in protocols 0 to 5.
//!
//! `tests/fuzz/pickles.py` wrote them and what Python itself reads in them.

use std::fs;
use std::path::{Path, PathBuf};

use super::told::{told, told_array};
use crate::{Limits, read_value};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz")
}

/// Names and bytes of the corpus, by name.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder().join("corpus/pickle")).unwrap().map(|file| file.unwrap().path());
    let mut corpus: Vec<_> =
        files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())).collect();
    corpus.sort();
    corpus
}

#[test]
fn what_every_python_wrote_is_read_as_it_reads_it() {
    let expected = fs::read_to_string(folder().join("pickles.txt")).unwrap();
    let mut n_read = 0;
    for line in expected.lines() {
        let &[name, versions, shape, cells] = line.split('\t').collect::<Vec<_>>().as_slice() else { panic!("{line}") };
        let bytes = fs::read(folder().join("corpus/pickle").join(name)).unwrap();
        let read = if shape == "value" {
            read_value(&bytes, &Limits::default()).map(|cell| (shape.to_owned(), told(&cell)))
        } else {
            told_array(&bytes, &Limits::default()).map(|(shape, cells)| (joined(&shape), cells))
        };
        assert_eq!(read, Ok((shape.to_owned(), cells.to_owned())), "{name} ({versions})");
        n_read += 1;
    }
    assert!(n_read > 200, "{n_read} pickles in the corpus");
}

fn joined(shape: &[usize]) -> String {
    shape.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}

#[test]
fn a_pickle_cut_anywhere_is_an_error() {
    for (name, bytes) in corpus().iter().filter(|(_, bytes)| bytes.len() < 2000) {
        for length in 0..bytes.len() {
            assert!(told_array(&bytes[..length], &Limits::default()).is_err(), "{name} cut to {length} bytes");
            assert!(read_value(&bytes[..length], &Limits::default()).is_err(), "{name} cut to {length} bytes");
        }
    }
}

/// The short form of the fuzz target, with the same mutations every time.
#[test]
fn mutated_pickles_are_read_or_refused() {
    let corpus = corpus();
    let limits = Limits { memory: 1 << 20, repeats: 4, repeated_bytes: 1 << 16, ..Limits::default() };
    let mut dice = Dice(2019);
    for _ in 0..20_000 {
        let (_, bytes) = &corpus[dice.below(corpus.len())];
        let mut bytes = bytes[..bytes.len().min(4000)].to_vec();
        for _ in 0..=dice.below(4) {
            mutate(&mut bytes, &corpus, &mut dice);
        }
        let _ = told_array(&bytes, &limits);
        let _ = read_value(&bytes, &limits);
    }
}

fn mutate(bytes: &mut Vec<u8>, corpus: &[(String, Vec<u8>)], dice: &mut Dice) {
    let place = dice.below(bytes.len() + 1);
    match dice.below(4) {
        0 if place < bytes.len() => bytes[place] = dice.below(256) as u8,
        1 => bytes.insert(place, b"(]ate\x85\x86RbhqN.\x94\x93"[dice.below(15)]),
        2 => drop(bytes.drain(place..(place + dice.below(20)).min(bytes.len()))),
        _ => {
            let (_, other) = &corpus[dice.below(corpus.len())];
            let start = dice.below(other.len());
            let part = &other[start..(start + dice.below(60)).min(other.len())];
            bytes.splice(place..place, part.iter().copied());
        }
    }
}

/// The generator `SplitMix64` (Steele, Lea & Flood, OOPSLA 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % end as u64) as usize
    }
}
