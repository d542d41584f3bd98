//! Splits against NumPy and pandas, against the tables of docs/protocols.md, and what holds for any plays.

mod laws;
mod page;
mod python;

use std::collections::BTreeMap;

use domain::{ListeningHistory, Plays, RowOrder, SideRows, SongTable, TextColumn, Triplets, UserId};

use crate::{Catalogue, number};

/// Rows of user, song and plays.
type Rows<'a> = &'a [(&'a str, &'a str, u32)];

/// Rows of the three sides as numbered plays.
fn plays(sides: [Rows<'_>; 3]) -> Plays {
    let (mut users, mut songs) = (BTreeMap::new(), BTreeMap::new());
    for (user, song, _) in sides.into_iter().flatten() {
        let next = users.len() as u32;
        users.entry(*user).or_insert(next);
        let next = songs.len() as u32;
        songs.entry(*song).or_insert(next);
    }
    let side = |rows: Rows<'_>| -> SideRows { rows.iter().map(|&(u, s, n)| (users[u], songs[s], n)).collect() };
    let [train, visible, hidden] = sides.map(side);
    let triplets = Triplets { users: in_order(&users), train, visible, hidden };
    let ids = in_order(&songs);
    let n = ids.len();
    let table = SongTable {
        genres: (0..n).map(|_| None).collect(),
        ids,
        columns: Vec::new(),
        features: vec![None; n],
        second_genres: None,
        mismatched: vec![false; n],
    };
    number(triplets, &table, RowOrder::Files, Catalogue::Played).expect("rows are left")
}

/// The texts in order of their numbers.
fn in_order(numbers: &BTreeMap<&str, u32>) -> TextColumn {
    let mut texts: Vec<_> = numbers.iter().map(|(&text, &number)| (number, text)).collect();
    texts.sort_unstable();
    texts.into_iter().map(|(_, text)| Some(text)).collect()
}

/// The songs of every user that has a row, in the order of the rows.
fn songs_by_user(
    plays: &Plays,
    history: &ListeningHistory,
    of: impl Fn(usize) -> bool,
) -> BTreeMap<String, Vec<String>> {
    (0..plays.users.len())
        .filter(|&user| of(user))
        .map(|user| (user, history.of(UserId(user as u32)).0))
        .filter(|(_, songs)| !songs.is_empty())
        .map(|(user, songs)| {
            let songs = songs.iter().map(|&song| plays.songs.id(song).to_owned()).collect();
            (plays.users.id(UserId(user as u32)).to_owned(), songs)
        })
        .collect()
}
