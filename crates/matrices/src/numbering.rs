//! Dense numbers for users and songs: the ranks of their ids in byte order.

use domain::{Index, Plays, RowOrder, SideRows, SongTable, TextColumn, Triplets, UserId, Vocabulary};
use rayon::slice::ParallelSliceMut;

use crate::history::history;
use crate::notebook_order::NotebookOrder;

/// A number that stands for "left out".
pub(crate) const LEFT_OUT: u32 = u32::MAX;

/// Which songs of the table get numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Catalogue {
    /// Those with a remaining row on any side.
    #[default]
    Played,
    /// All, so that songs which nobody has played can be recommended.
    All,
}

/// No triplet has both a known song and a user with a visible row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NothingLeft;

impl std::fmt::Display for NothingLeft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected train or visible triplets whose song is among the songs, found none")
    }
}

impl std::error::Error for NothingLeft {}

/// Numbers users and songs densely and groups the rows by user.
///
/// Users with hidden rows but no train or visible row are left out, and their rows with them. Users and songs are
/// numbered in byte order of their ids over all remaining rows, hidden ones included; `catalogue` says whether songs
/// without a row are numbered, too (no row is then the first of theirs: `u64::MAX` in [`FirstRows`](domain::FirstRows)).
/// `order` is that of each user's rows. O(rows + users log users).
pub fn number(
    triplets: Triplets,
    songs: &SongTable,
    order: RowOrder,
    catalogue: Catalogue,
) -> Result<Plays, NothingLeft> {
    let n_all_users = triplets.users.len();
    let (mut has_train, mut has_visible) = (vec![false; n_all_users], vec![false; n_all_users]);
    mark(&mut has_train, triplets.train.users());
    mark(&mut has_visible, triplets.visible.users());
    let stays: Vec<bool> = has_train.iter().zip(&has_visible).map(|(train, visible)| train | visible).collect();

    let ((user_ranks, user_order), (song_ranks, song_rows)) = rayon::join(
        || ranks(&triplets.users, &stays),
        || ranks(&songs.ids, &numbered_songs(&triplets, &stays, songs.len(), catalogue)),
    );
    if user_order.is_empty() {
        return Err(NothingLeft);
    }
    let notebook = (order == RowOrder::Notebook).then(|| NotebookOrder::of(&triplets, &user_ranks, &song_ranks));

    let Triplets { users, train, visible, hidden } = triplets;
    let n_users = user_order.len();
    let ((mut visible_history, mut hidden_history), (user_ids, song_ids)) = rayon::join(
        || {
            let of = |sides: &[&SideRows]| history(n_users, sides, &user_ranks, &song_ranks);
            (of(&[&train, &visible]), of(&[&hidden]))
        },
        || (vocabulary(&users, &user_order), vocabulary(&songs.ids, &song_rows)),
    );
    let n_hidden_users = distinct(hidden.users(), users.len());
    let n_left_out = n_hidden_users - distinct_staying(&hidden, &stays);
    let n_rows_left_out = hidden.len() - hidden_history.n_rows();
    let mut is_test: Vec<bool> = user_order.iter().map(|&user| !has_train[user as usize]).collect();
    if let Some(notebook) = &notebook {
        notebook.sort(&mut visible_history, &song_rows);
        notebook.sort(&mut hidden_history, &song_rows);
        is_test = notebook.is_test(&user_order);
    }
    Ok(Plays {
        trains: vec![true; n_users],
        is_test,
        users: user_ids,
        songs: song_ids,
        song_rows,
        visible: visible_history,
        hidden: hidden_history,
        n_users_without_visible: n_left_out,
        n_rows_without_visible: n_rows_left_out,
        first_rows: notebook.map(NotebookOrder::into_first_rows),
    })
}

fn mark(marks: &mut [bool], positions: &[u32]) {
    for &position in positions {
        marks[position as usize] = true;
    }
}

/// Whether each song of the table gets a number.
fn numbered_songs(triplets: &Triplets, stays: &[bool], n_songs: usize, catalogue: Catalogue) -> Vec<bool> {
    match catalogue {
        Catalogue::Played => heard_songs(triplets, stays, n_songs),
        Catalogue::All => vec![true; n_songs],
    }
}

/// Whether each song of the table has a row that stays.
fn heard_songs(triplets: &Triplets, stays: &[bool], n_songs: usize) -> Vec<bool> {
    let mut hears = vec![false; n_songs];
    mark(&mut hears, triplets.train.songs());
    mark(&mut hears, triplets.visible.songs());
    for (user, song) in triplets.hidden.pairs() {
        hears[song as usize] |= stays[user as usize];
    }
    hears
}

fn distinct(users: &[u32], n: usize) -> usize {
    let mut seen = vec![false; n];
    mark(&mut seen, users);
    seen.into_iter().filter(|&seen| seen).count()
}

fn distinct_staying(rows: &SideRows, stays: &[bool]) -> usize {
    let staying: Vec<u32> = rows.users().iter().copied().filter(|&user| stays[user as usize]).collect();
    distinct(&staying, stays.len())
}

/// The rank of every chosen id among the chosen ones, and the chosen positions in order of their ranks.
fn ranks(ids: &TextColumn, chosen: &[bool]) -> (Vec<u32>, Vec<u32>) {
    let id = |position: u32| ids.text(position as usize).unwrap_or_default().as_bytes();
    let mut keyed: Vec<(u64, u32)> = (0..ids.len() as u32)
        .filter(|&position| chosen[position as usize])
        .map(|position| (first_bytes(id(position)), position))
        .collect();
    keyed.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(id(b.1))));
    let order: Vec<u32> = keyed.into_iter().map(|(_, position)| position).collect();
    let mut ranks = vec![LEFT_OUT; ids.len()];
    for (rank, &position) in order.iter().enumerate() {
        ranks[position as usize] = rank as u32;
    }
    (ranks, order)
}

/// The first eight bytes as a number that sorts as they do; what is missing counts as 0, so equal numbers decide nothing.
fn first_bytes(id: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let n = id.len().min(8);
    bytes[..n].copy_from_slice(&id[..n]);
    u64::from_be_bytes(bytes)
}

fn vocabulary<I: Index>(ids: &TextColumn, order: &[u32]) -> Vocabulary<I> {
    Vocabulary::from_sorted(order.iter().map(|&position| ids.text(position as usize).unwrap_or_default()))
        .expect("each id once, in the order it was sorted into")
}

/// The users of a history, in order of their numbers.
pub(crate) fn all_users(n_users: usize) -> impl Iterator<Item = UserId> {
    (0..n_users as u32).map(UserId)
}
