//! A store in memory that claims whatever it is told to: recordings of real files, with edits that no writer makes.
//!
//! For tests and the fuzzer. A recording notes all answers that a reader got; played back, it gives the same ones.
//! Edits come from bytes, a few for each, so that a fuzzer's changes to them are small changes to a file.

mod bytes;
mod edits;
mod recorder;

use std::{collections::BTreeMap, ops::Range};

use crate::{
    Frame, Problem,
    store::{Attribute, Dataset, Member, MemberKind, Packing, Piece, Store},
};

pub use bytes::Source;
pub use recorder::Recorder;

/// How much a dataset can have stored.
const STORED: u64 = 512;

/// A tree of groups and datasets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// Members of groups by path.
    pub groups: BTreeMap<String, Vec<Member>>,
    /// Attributes by object and name.
    pub attributes: BTreeMap<(String, String), Attribute>,
    /// Datasets by path.
    pub datasets: BTreeMap<String, Told>,
}

/// What a dataset claims and answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The claim.
    pub dataset: Dataset,
    /// What rows are cut from, over and over if more are asked for.
    pub packed: Vec<u8>,
    /// Bytes of any length, of every row.
    pub bytes: Vec<u8>,
    /// How much more or less than asked for is answered.
    pub surplus: i8,
}

impl Store for Tree {
    fn members(&self, group: &str) -> Result<Vec<Member>, Problem> {
        self.groups.get(group).cloned().ok_or_else(|| missing(group))
    }

    fn attribute(&self, object: &str, name: &str) -> Result<Option<Attribute>, Problem> {
        Ok(self.attributes.get(&(object.to_owned(), name.to_owned())).cloned())
    }

    fn dataset(&self, path: &str) -> Result<Dataset, Problem> {
        Ok(self.told(path)?.dataset.clone())
    }

    fn read(&self, path: &str, rows: Range<u64>, pieces: &[Piece<'_>]) -> Result<Vec<u8>, Problem> {
        let told = self.told(path)?;
        let stride: usize = pieces.iter().map(Piece::bytes).sum();
        let row = usize::try_from(told.dataset.row_len()).unwrap_or(usize::MAX).saturating_mul(stride);
        let asked = usize::try_from(rows.end - rows.start).unwrap_or(usize::MAX).saturating_mul(row);
        let answered = asked.saturating_add_signed(isize::from(told.surplus));
        let start = usize::try_from(rows.start).unwrap_or(0).saturating_mul(row);
        Ok(cycled(&told.packed, start, answered))
    }

    fn read_bytes(&self, path: &str, _: u64) -> Result<Vec<u8>, Problem> {
        Ok(self.told(path)?.bytes.clone())
    }
}

impl Tree {
    /// The store of a fuzzer's bytes: the first chooses a recording, which the others are edits of, or none, and they
    /// are a store.
    pub fn chosen(recordings: &[&[u8]], bytes: &[u8]) -> Self {
        let mut source = Source(bytes);
        let choice = usize::from(source.byte()) % (recordings.len() + 1);
        let Some(recording) = recordings.get(choice) else { return source.tree() };
        let mut tree = Source(recording).tree();
        tree.edit(&mut source);
        tree
    }

    fn told(&self, path: &str) -> Result<&Told, Problem> {
        self.datasets.get(path).ok_or_else(|| missing(path))
    }

    /// Bytes that the file would have at least: no reader may hold far more.
    pub fn stored_bytes(&self) -> u64 {
        let of = |told: &Told| match told.dataset.packing {
            Packing::Plain => told.dataset.stored_bytes + told.bytes.len() as u64,
            _ => told.dataset.stored_bytes * 1100 + told.bytes.len() as u64,
        };
        self.datasets.values().map(of).sum()
    }

    /// Adds a member to a group, unless it is there.
    fn add_member(&mut self, group: &str, name: &str, kind: MemberKind) {
        let members = self.groups.entry(group.to_owned()).or_default();
        if members.iter().all(|member| member.name != name) {
            members.push(Member { name: name.to_owned(), kind });
        }
    }
}

/// Panics unless every column and every level of the index has as many cells as the frame has rows.
pub fn check_whole(frame: &Frame) {
    let columns = frame.columns.iter().map(|(name, cells)| (name.as_str(), cells));
    let levels = frame.index.iter().map(|(name, cells)| (name.as_deref().unwrap_or("the index"), cells));
    for (name, cells) in columns.chain(levels) {
        assert_eq!(cells.len(), frame.n_rows, "cells of {name} beside rows");
    }
}

fn missing(path: &str) -> Problem {
    Problem::Library { place: path.to_owned(), message: "object not found".to_owned() }
}

fn cycled(bytes: &[u8], start: usize, len: usize) -> Vec<u8> {
    if bytes.is_empty() {
        return vec![0; len];
    }
    bytes.iter().copied().cycle().skip(start % bytes.len()).take(len).collect()
}
