//! What is in a file: frames of pandas by key, or the tables of the Million Song Dataset.

use std::fmt;

use crate::{
    Frame, Problem, msd,
    pandas::{self, PandasFormat, Written},
    store::{MemberKind, Store},
};

/// How deep frames are looked for.
const DEPTH: usize = 8;
/// How many groups are looked into.
const GROUPS: usize = 10_000;
/// How many members are named of a file that is not known.
const NAMED: usize = 10;

/// Something in a file that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// What pandas wrote under a key.
    Pandas {
        /// The key, without the first slash.
        key: String,
        /// How.
        format: PandasFormat,
    },
    /// What pandas wrote under a key and cannot be read here.
    Other {
        /// The key, without the first slash.
        key: String,
        /// What pandas calls it.
        what: String,
    },
    /// The tables of the Million Song Dataset.
    Msd {
        /// How many songs: 1 in the file of a single track.
        n_songs: u64,
    },
}

/// Whether all groups were looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// All were.
    Whole,
    /// There are more, or deeper ones, than are looked into.
    Cut,
}

impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Cut => write!(f, ", in at most {GROUPS} groups, {DEPTH} deep"),
        }
    }
}

/// All that is in a store; never nothing.
pub(crate) fn describe(store: &dyn Store) -> Result<Vec<Content>, Problem> {
    look(store).map(|(contents, _)| contents)
}

fn look(store: &dyn Store) -> Result<(Vec<Content>, Search), Problem> {
    let mut contents = Vec::new();
    if msd::is_there(store)? {
        contents.push(Content::Msd { n_songs: msd::n_songs(store)? });
    }
    let search = find_frames(store, &mut contents)?;
    if contents.is_empty() { Err(unknown(store, search)?) } else { Ok((contents, search)) }
}

/// Frames below frames are found, too.
fn find_frames(store: &dyn Store, contents: &mut Vec<Content>) -> Result<Search, Problem> {
    let mut groups = vec![String::new()];
    let mut search = Search::Whole;
    let mut n_seen = 0;
    while let Some(group) = groups.pop() {
        n_seen += 1;
        let content = content(store, &group)?;
        let inner = inner_groups(store, &group, content.as_ref())?;
        contents.extend(content);
        let is_deep = group.matches('/').count() >= DEPTH;
        let room = if is_deep { 0 } else { GROUPS.saturating_sub(n_seen + groups.len()) };
        let n_beyond = inner.len().saturating_sub(room);
        if n_beyond > 0 {
            search = Search::Cut;
        }
        groups.extend(inner.into_iter().skip(n_beyond));
    }
    Ok(search)
}

/// What pandas wrote into a group.
fn content(store: &dyn Store, group: &str) -> Result<Option<Content>, Problem> {
    let key = group.trim_start_matches('/').to_owned();
    Ok(pandas::written(store, group)?.map(|written| match written {
        Written::Known(format) => Content::Pandas { key, format },
        Written::Other(what) => Content::Other { key, what },
    }))
}

/// The groups in a group, the last first, without those that are parts of what pandas wrote into it.
fn inner_groups(store: &dyn Store, group: &str, content: Option<&Content>) -> Result<Vec<String>, Problem> {
    let members = store.members(group)?.into_iter().rev().filter(|member| member.kind == MemberKind::Group);
    let others = members.filter(|member| content.is_none() || !pandas::is_part(&member.name));
    Ok(others.map(|member| format!("{group}/{}", member.name)).collect())
}

fn unknown(store: &dyn Store, search: Search) -> Result<Problem, Problem> {
    let members = store.members("/")?;
    let names: Vec<&str> = members.iter().take(NAMED).map(|member| member.name.as_str()).collect();
    let members = match (names.len(), members.len()) {
        (0, _) => "nothing in it".to_owned(),
        (told, all) if told < all => format!("{}, and {} more", names.join(", "), all - told),
        _ => names.join(", "),
    };
    Ok(Problem::Unknown { members, search })
}

/// Reads the wanted columns of the frame of that key, or of the only one.
pub(crate) fn read(store: &dyn Store, key: Option<&str>, wanted: &dyn Fn(&str) -> bool) -> Result<Frame, Problem> {
    match select(store, key)? {
        Content::Pandas { key, format } => pandas::read(store, &format!("/{key}"), format, wanted),
        Content::Msd { .. } => msd::read(store, wanted),
        Content::Other { key, what } => Err(not_a_frame(&key, &what)),
    }
}

/// What is read with that key, or without one; never `Other`.
pub(crate) fn select(store: &dyn Store, key: Option<&str>) -> Result<Content, Problem> {
    let selected = match key.map(|key| key.trim_matches('/')) {
        Some(key) => select_key(store, key)?,
        None => select_only(store)?,
    };
    match selected {
        Content::Other { key, what } => Err(not_a_frame(&key, &what)),
        readable => Ok(readable),
    }
}

/// What is there under a key, wherever that is; all is looked through only to say what there is instead.
fn select_key(store: &dyn Store, key: &str) -> Result<Content, Problem> {
    if let Ok(Some(content)) = content(store, &format!("/{key}")) {
        return Ok(content);
    }
    let (contents, search) = look(store)?;
    let found = contents.iter().find(|content| name_of(content) == key);
    let missing = || Problem::NoKey { key: key.to_owned(), keys: contents.iter().map(name_of).collect(), search };
    found.cloned().ok_or_else(missing)
}

/// The only content that can be read; if there is none, the only one.
fn select_only(store: &dyn Store) -> Result<Content, Problem> {
    let (mut contents, search) = look(store)?;
    let keys = contents.iter().map(name_of).collect();
    if contents.len() > 1 {
        contents.retain(|content| !matches!(content, Content::Other { .. }));
    }
    match <[Content; 1]>::try_from(contents) {
        Ok([only]) if search == Search::Whole => Ok(only),
        _ => Err(Problem::Keys { keys, search }),
    }
}

fn not_a_frame(key: &str, what: &str) -> Problem {
    Problem::layout(&format!("/{key}"), "a frame or series of pandas", format!("`{what}`"))
}

/// The key; the tables of the Million Song Dataset have a name that says what they are.
fn name_of(content: &Content) -> String {
    match content {
        Content::Pandas { key, .. } | Content::Other { key, .. } => key.clone(),
        Content::Msd { .. } => "songs".to_owned(),
    }
}
