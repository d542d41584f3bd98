//! The tables of docs/protocols.md are what the protocols make of its six users and six songs.

use domain::{Plays, UserId};

use super::plays;
use crate::{Challenge, JudgedShare, LeaveKOut, Liang, Protocol, Ratio, split};

const PAGE: &str = include_str!("../../../../../docs/protocols.md");

/// The lines of the table below a heading, each cut at white space.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let section = PAGE.split_once(&format!("\n## {heading}\n")).expect("the heading is there").1;
    let block = section.split_once("```text\n").expect("a table").1.split_once("```").expect("its end").0;
    block.lines().map(|line| line.split_whitespace().collect()).collect()
}

/// User, song and cell of every row of a table.
fn cells(heading: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let table = table(heading);
    let songs = table[0].clone();
    let line = |line: &Vec<&'static str>| {
        let user = line[0];
        songs.iter().zip(&line[1..]).map(move |(song, cell)| (user, *song, *cell)).collect::<Vec<_>>()
    };
    table[1..].iter().flat_map(line).filter(|(.., cell)| *cell != ".").collect()
}

fn example() -> Plays {
    let rows: Vec<_> = cells("The example").into_iter().map(|(u, s, n)| (u, s, n.parse().unwrap())).collect();
    plays([&rows, &[], &[]])
}

/// Plays as a table of that page.
fn rendered(plays: &Plays) -> Vec<Vec<String>> {
    let songs: Vec<String> = plays.songs.iter().map(str::to_owned).collect();
    let line = |user: usize| {
        let id = UserId(user as u32);
        let cell = |song: usize| {
            let count = |(songs, plays): (&[domain::SongId], &[u32])| {
                songs.iter().position(|other| other.0 as usize == song).map(|row| plays[row])
            };
            match (count(plays.visible.of(id)), count(plays.hidden.of(id))) {
                (None, None) => ".".to_owned(),
                (Some(n), None) if plays.trains[user] => n.to_string(),
                (Some(n), None) => format!("({n})"),
                (None, Some(n)) => format!("[{n}]"),
                (Some(_), Some(_)) => "both".to_owned(),
            }
        };
        let user_id = plays.users.id(id).to_owned();
        std::iter::once(user_id).chain((0..songs.len()).map(cell)).collect()
    };
    let lines: Vec<Vec<String>> = (0..plays.users.len()).map(line).collect();
    std::iter::once(songs).chain(lines).collect()
}

#[track_caller]
fn check(heading: &str, plays: Plays, protocol: &Protocol) {
    assert_eq!(rendered(&split(plays, protocol).unwrap().plays), table(heading));
}

/// eve and finn of the visible and hidden files; the others of the train file.
#[test]
fn challenge_leaves_the_files_as_they_are() {
    let number = |cell: &str| cell.trim_matches(['[', ']']).parse().unwrap();
    let side = |is_one: fn(&str, &str) -> bool| -> Vec<_> {
        let rows = cells("`challenge`").into_iter();
        rows.filter(|(user, _, cell)| is_one(user, cell)).map(|(u, s, n)| (u, s, number(n))).collect()
    };
    let train = side(|user, _| !["eve", "finn"].contains(&user));
    let visible = side(|user, cell| ["eve", "finn"].contains(&user) && !cell.starts_with('['));
    let hidden = side(|user, cell| ["eve", "finn"].contains(&user) && cell.starts_with('['));
    let plays = plays([&train, &visible, &hidden]);
    check("`challenge`", plays.clone(), &Protocol::default());
    assert_eq!(split(plays.clone(), &Protocol::default()).unwrap().plays, plays);
    let one = Challenge { judged_users: JudgedShare::Number(1), seed: 0 };
    let one = split(plays.clone(), &Protocol::Challenge(one)).unwrap().plays;
    assert_eq!((one.hidden.n_rows(), &one.visible, &one.songs), (1, &plays.visible, &plays.songs));
}

#[test]
fn liang_is_as_on_the_page() {
    let options = Liang {
        min_listeners: 2,
        min_songs: 3,
        n_heldout: 1,
        hidden_share: 0.4,
        min_songs_to_hide: 3,
        ..Liang::default()
    };
    check("`liang`", example(), &Protocol::Liang(options.clone()));
    let steps = split(example(), &Protocol::Liang(options)).unwrap().steps;
    let pairs: Vec<_> = steps.iter().map(|step| (step.n_pairs, step.n_users, step.n_songs)).collect();
    // All rows; without SOF; without finn; bob, cleo and eve train; dan's three shown and one hidden.
    assert_eq!(pairs, [(19, 6, 6), (18, 6, 5), (16, 5, 5), (9, 3, 5), (3, 1, 3), (1, 1, 1)]);
}

#[test]
fn leave_k_out_is_as_on_the_page() {
    check("`leave-k-out`", example(), &Protocol::LeaveKOut(LeaveKOut::default()));
}

#[test]
fn ratio_is_as_on_the_page() {
    let options = Ratio { hidden_share: 0.5, min_songs: 3, ..Ratio::default() };
    check("`ratio`", example(), &Protocol::Ratio(options));
}

/// The listeners that the page counts by hand, song by song.
#[test]
fn the_listeners_that_train_are_those_the_page_counts() {
    let listeners = |heading: &str| {
        let table = table(heading);
        let count = |place: usize| table[1..].iter().filter(|line| line[place + 1].parse::<u32>().is_ok()).count();
        let counted: Vec<String> =
            table[0].iter().enumerate().map(|(n, song)| format!("{song} {}", count(n))).collect();
        format!("Listeners that train: {}.", counted.join(", "))
    };
    for heading in ["`challenge`", "`liang`", "`leave-k-out`", "`ratio`"] {
        assert!(PAGE.contains(&listeners(heading)), "{heading}: {}", listeners(heading));
    }
}
