//! What is in a file: frames of pandas by key, or the tables of the Million Song Dataset.

use crate::{
    Frame, Problem, msd,
    pandas::{self, PandasFormat},
    store::{MemberKind, Store},
};

/// How deep frames are looked for.
const DEPTH: usize = 8;
/// How many groups are looked into.
const GROUPS: usize = 10_000;
/// How many members are named of a file that is not known.
const NAMED: usize = 10;

/// Something that can be read as a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// What pandas wrote under a key.
    Pandas {
        /// The key, without the first slash.
        key: String,
        /// How.
        format: PandasFormat,
    },
    /// The tables of the Million Song Dataset.
    Msd {
        /// How many songs: 1 in the file of a single track.
        n_songs: u64,
    },
}

/// All that is in a store; never nothing.
pub(crate) fn describe(store: &dyn Store) -> Result<Vec<Content>, Problem> {
    let mut contents = Vec::new();
    if msd::is_there(store)? {
        contents.push(Content::Msd { n_songs: msd::n_songs(store)? });
    }
    find_frames(store, String::new(), &mut contents)?;
    if contents.is_empty() { Err(unknown(store)?) } else { Ok(contents) }
}

fn find_frames(store: &dyn Store, root: String, contents: &mut Vec<Content>) -> Result<(), Problem> {
    let mut groups = vec![root];
    let mut n_seen = 0;
    while let Some(group) = groups.pop() {
        n_seen += 1;
        if let Some(format) = pandas::format(store, &group)? {
            contents.push(Content::Pandas { key: key_of(&group), format });
            continue;
        }
        if group.matches('/').count() >= DEPTH || n_seen > GROUPS {
            continue;
        }
        let members = store.members(&group)?;
        let inner = members.into_iter().rev().filter(|member| member.kind == MemberKind::Group);
        groups.extend(inner.map(|member| format!("{group}/{}", member.name)));
        groups.truncate(GROUPS);
    }
    Ok(())
}

fn key_of(group: &str) -> String {
    group.trim_start_matches('/').to_owned()
}

fn unknown(store: &dyn Store) -> Result<Problem, Problem> {
    let members = store.members("/")?;
    let names: Vec<&str> = members.iter().take(NAMED).map(|member| member.name.as_str()).collect();
    let members = match (names.len(), members.len()) {
        (0, _) => "nothing in it".to_owned(),
        (named, all) if named < all => format!("{}, and {} more", names.join(", "), all - named),
        _ => names.join(", "),
    };
    Ok(Problem::Unknown { members })
}

/// Reads the wanted columns of the frame of that key, or of the only one.
pub(crate) fn read(store: &dyn Store, key: Option<&str>, wanted: &dyn Fn(&str) -> bool) -> Result<Frame, Problem> {
    let contents = describe(store)?;
    match select(contents, key)? {
        Content::Pandas { key, format } => pandas::read(store, &format!("/{key}"), format, wanted),
        Content::Msd { .. } => msd::read(store, wanted),
    }
}

fn select(contents: Vec<Content>, key: Option<&str>) -> Result<Content, Problem> {
    let keys = || contents.iter().map(name_of).collect::<Vec<String>>();
    let Some(key) = key else {
        return match contents.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(Problem::Keys { keys: keys() }),
        };
    };
    let key = key.trim_matches('/');
    let found = contents.iter().find(|content| name_of(content) == key);
    found.cloned().ok_or_else(|| Problem::NoKey { key: key.to_owned(), keys: keys() })
}

/// The key; the tables of the Million Song Dataset have a name that says what they are.
fn name_of(content: &Content) -> String {
    match content {
        Content::Pandas { key, .. } => key.clone(),
        Content::Msd { .. } => "songs".to_owned(),
    }
}
