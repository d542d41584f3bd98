//! Which crate knows which, and other rules of the house that a look at the files can tell.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::repository;
use crate::runs_folder::names;

/// Every crate with the crates of this workspace that it may know: floor by floor, arrows only downwards, none sideways.
const ARROWS: [(&str, &[&str]); 14] = [
    ("domain", &[]),
    ("pickle", &[]),
    ("hdf", &["domain", "pickle"]),
    ("ingest", &["domain", "hdf"]),
    ("matrices", &["domain"]),
    ("personality", &["domain"]),
    ("summary", &["domain"]),
    ("recommenders", &["domain"]),
    ("evaluation", &["domain"]),
    ("report", &["domain"]),
    ("artifacts", &["domain", "pickle"]),
    ("synth", &[]),
    (
        "pipeline",
        &[
            "artifacts",
            "domain",
            "evaluation",
            "ingest",
            "matrices",
            "personality",
            "recommenders",
            "report",
            "summary",
            "synth",
        ],
    ),
    ("tastemill", &["domain", "pipeline"]),
];

/// Every crate's Cargo.toml by its name.
fn crates() -> BTreeMap<String, toml::Table> {
    let folder = repository().join("crates");
    let manifest = |name: &String| -> toml::Table {
        fs::read_to_string(folder.join(name).join("Cargo.toml")).unwrap().parse().unwrap()
    };
    let named = |manifest: toml::Table| (manifest["package"]["name"].as_str().unwrap().to_owned(), manifest);
    names(&folder).iter().map(|name| named(manifest(name))).collect()
}

/// What a crate is built with; tests may know more.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    let sections = ["dependencies", "build-dependencies"].into_iter().filter_map(|section| manifest.get(section));
    let mut names: Vec<_> = sections.flat_map(|section| section.as_table().unwrap().keys().cloned()).collect();
    names.sort();
    names
}

#[test]
fn crates_know_only_those_that_the_table_of_arrows_allows() {
    let crates = crates();
    let found: BTreeMap<&str, Vec<String>> = crates
        .iter()
        .map(|(name, manifest)| {
            let known = dependencies(manifest).into_iter().filter(|known| crates.contains_key(known)).collect();
            (name.as_str(), known)
        })
        .collect();
    let allowed: BTreeMap<&str, Vec<String>> =
        ARROWS.iter().map(|(name, known)| (*name, known.iter().map(ToString::to_string).collect())).collect();
    for name in found.keys().chain(allowed.keys()) {
        assert_eq!(
            found.get(name),
            allowed.get(name),
            "`{name}` knows (left) other crates than the table of arrows says (right): if that is meant, change the \
             table in {} so that it is seen in review",
            file!()
        );
    }
}

/// The crates that are built with a library whose name begins like this.
fn crates_with(library: &str) -> Vec<String> {
    let knows = |manifest: &toml::Table| dependencies(manifest).iter().any(|name| name.starts_with(library));
    crates().into_iter().filter(|(_, manifest)| knows(manifest)).map(|(name, _)| name).collect()
}

#[test]
fn polars_stays_with_the_crates_that_open_files() {
    assert_eq!(crates_with("polars"), ["artifacts", "ingest"], "no type of polars is part of another crate");
}

#[test]
fn hdf5_stays_with_its_reader_and_the_shelf() {
    assert_eq!(crates_with("hdf5"), ["artifacts", "hdf"], "no type of the HDF5 library is part of another crate");
}

#[test]
fn the_top_level_has_only_the_agreed_folders() {
    let root = repository();
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap();
    let is_ignored = |name: &String| ignored.lines().any(|line| line.trim_matches('/') == name);
    let is_folder = |name: &String| root.join(name).is_dir() && !name.starts_with('.');
    let agreed = ["crates", "data", "docs", "pipelines", "scripts", "tests"];
    let others: Vec<_> = names(&root)
        .into_iter()
        .filter(|name| is_folder(name) && !is_ignored(name) && !agreed.contains(&name.as_str()))
        .collect();
    assert_eq!(others, Vec::<String>::new(), "the top level is fixed: put it into one of {}", agreed.join(", "));
}

/// All `.rs` files of the crates and the tests.
fn sources() -> Vec<PathBuf> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for name in names(folder) {
            let path = folder.join(&name);
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["crates", "tests"] {
        collect(&repository().join(folder), &mut found);
    }
    assert!(found.len() > 50, "{found:?}");
    found
}

/// The files of which something does not hold.
#[track_caller]
fn check_sources(rule: &str, holds: impl Fn(&Path, &str) -> bool) {
    let sources = sources();
    let others: Vec<_> = sources.iter().filter(|path| !holds(path, &fs::read_to_string(path).unwrap())).collect();
    assert!(others.is_empty(), "{rule}: {others:#?}");
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let is_tests = |path: &Path| path.file_name().is_some_and(|name| name == "tests.rs");
    check_sources("a file opens with `//!`", |path, text| is_tests(path) || text.starts_with("//! "));
}

#[test]
fn no_file_is_longer_than_400_lines() {
    check_sources("a file over 400 lines is two files", |_, text| text.lines().count() <= 400);
}

#[test]
fn no_file_is_named_after_nothing() {
    let vague = ["util", "utils", "helper", "helpers", "common", "misc", "types", "mod"];
    check_sources("a file is named after its main item", |path, _| {
        !vague.contains(&path.file_stem().unwrap().to_str().unwrap())
    });
}
