//! What holds for any plays.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{from_value, json};

use super::{plays, songs_by_user};
use crate::{HeldOut, JudgedShare, LeaveKOut, Liang, LiangUsers, Protocol, Ratio, SplitError, split};
use crate::{digest_of_visible, training_hidden_overlap, visible_and_hidden_overlap};

fn leave_one_out() -> Protocol {
    Protocol::LeaveKOut(LeaveKOut::default())
}

#[track_caller]
fn check_name(plan: &serde_json::Value, expected: Option<&Protocol>) {
    assert_eq!(from_value(plan.clone()).ok().as_ref(), expected);
}

#[test]
fn a_plan_names_a_protocol_and_what_it_leaves_out_has_a_default() {
    check_name(&json!({"name": "challenge"}), Some(&Protocol::default()));
    check_name(&json!({"name": "leave-k-out"}), Some(&leave_one_out()));
    let liang = Liang { judged: HeldOut::Validation, judged_users: JudgedShare::Share(0.1), ..Liang::default() };
    let plan = json!({"name": "liang", "judged": "validation", "judged_users": {"share": 0.1}});
    check_name(&plan, Some(&Protocol::Liang(liang)));
    check_name(&json!({"name": "ratio", "k": 1}), None);
    check_name(&json!({"name": "challenge", "k": 1}), None);
}

#[test]
fn options_that_cannot_be_meant_are_errors() {
    let check = |protocol: Protocol, expected: &str| assert_eq!(protocol.check().unwrap_err().to_string(), expected);
    let ratio = Ratio { hidden_share: 1.0, ..Ratio::default() };
    check(Protocol::Ratio(ratio), "hidden_share: expected a number above 0 and below 1, found 1");
    check(Protocol::LeaveKOut(LeaveKOut { k: 0, ..LeaveKOut::default() }), "k: expected at least 1, found 0");
    let liang = Liang { judged_users: JudgedShare::Share(f64::NAN), ..Liang::default() };
    check(Protocol::Liang(liang), "judged_users: expected a number above 0 and up to 1, found NaN");
}

#[test]
fn held_out_users_that_would_take_all_are_an_error() {
    let input = plays([&[("ann", "SOA", 1), ("bob", "SOA", 1)], &[], &[]]);
    let liang = Liang { min_listeners: 1, min_songs: 1, n_heldout: 1, ..Liang::default() };
    let error = split(input.clone(), &Protocol::Liang(liang)).unwrap_err();
    assert_eq!(error, SplitError::TooFewUsers { needed: 2, found: 2 });
    assert_eq!(split(input, &leave_one_out()), Err(SplitError::NobodyJudged), "a user's only song stays");
}

/// ann plays SOA twice and SOB once: two songs, so that one of them is hidden with all its rows.
#[test]
fn both_rows_of_a_pair_go_to_the_same_side() {
    for seed in 0..20 {
        let input = plays([&[("ann", "SOA", 1), ("ann", "SOB", 7), ("ann", "SOA", 2)], &[], &[]]);
        let made = split(input, &Protocol::LeaveKOut(LeaveKOut { seed, ..LeaveKOut::default() })).unwrap();
        let mut sides = [made.plays.visible.plays.clone(), made.plays.hidden.plays.clone()];
        sides.sort();
        assert_eq!(sides, [vec![1, 2], vec![7]]);
        assert_eq!(visible_and_hidden_overlap(&made.plays).n_pairs, 0);
        assert_eq!(made.step("visible rows").unwrap().n_pairs, 2);
    }
}

/// ann plays SOA twice and is one listener; SOB has two.
#[test]
fn a_pair_that_stands_twice_is_one_listener_and_one_song() {
    let rows = [
        ("ann", "SOA", 1),
        ("ann", "SOA", 1),
        ("ann", "SOB", 1),
        ("bob", "SOB", 1),
        ("cleo", "SOC", 1),
        ("cleo", "SOB", 1),
        ("dan", "SOC", 1),
    ];
    let liang = Liang { min_listeners: 2, min_songs: 1, n_heldout: 1, min_songs_to_hide: 2, ..Liang::default() };
    let made = split(plays([&rows, &[], &[]]), &Protocol::Liang(liang)).unwrap();
    let step = made.step("songs with enough listeners").unwrap();
    assert_eq!((step.n_pairs, step.n_users, step.n_songs), (5, 4, 2), "SOA goes");
}

/// Rows that the files hide are neither visible nor hidden afterwards; a user of the visible file is taken in by name.
#[test]
fn what_the_files_hide_stays_out() {
    let train = [("ann", "SOA", 1), ("ann", "SOB", 1), ("bob", "SOA", 1), ("bob", "SOB", 1)];
    let visible = [("cleo", "SOA", 1), ("cleo", "SOB", 1)];
    let hidden = [("cleo", "SOC", 1)];
    let input = plays([&train, &visible, &hidden]);
    let made = split(input.clone(), &leave_one_out()).unwrap();
    assert_eq!(made.plays.visible.n_rows() + made.plays.hidden.n_rows(), 6);
    assert_eq!((&made.plays.songs, &made.plays.users), (&input.songs, &input.users));
    let n_users = |users| {
        let liang = Liang { users, min_listeners: 1, min_songs: 1, n_heldout: 1, ..Liang::default() };
        split(input.clone(), &Protocol::Liang(liang)).map(|made| made.steps[0].n_users)
    };
    assert_eq!(n_users(LiangUsers::All), Ok(3));
    assert_eq!(n_users(LiangUsers::Train), Err(SplitError::TooFewUsers { needed: 2, found: 2 }));
}

/// Users, songs and rows in any order.
fn any_rows() -> impl Strategy<Value = Vec<(usize, usize, u32)>> {
    proptest::collection::vec((0usize..12, 0usize..15, 1u32..9), 1..150)
}

const USERS: [&str; 12] = ["u7", "u10", "u1", "a", "Z", "ü", "b b", "u2", "c", "x", "y", "z"];
const SONGS: [&str; 15] = ["S9", "S10", "S1", "A", "b", "é", "S 1", "q", "r", "s", "t", "u", "v", "w", "x"];

fn named(rows: &[(usize, usize, u32)]) -> Vec<(&'static str, &'static str, u32)> {
    rows.iter().map(|&(user, song, count)| (USERS[user], SONGS[song], count)).collect()
}

proptest! {
    #[test]
    fn the_hidden_songs_do_not_depend_on_the_order_of_lines(rows in any_rows(), seed in any::<u64>(), by in any::<usize>()) {
        let mut others = rows.clone();
        others.rotate_left(by % rows.len());
        others.reverse();
        let protocol = Protocol::Ratio(Ratio { hidden_share: 0.4, min_songs: 3, seed, ..Ratio::default() });
        let of = |rows: &[(usize, usize, u32)]| split(plays([&named(rows), &[], &[]]), &protocol).map(|made| {
            let hidden = songs_by_user(&made.plays, &made.plays.hidden, |_| true);
            let sorted: BTreeMap<_, _> = hidden.into_iter().map(|(user, mut songs)| { songs.sort(); (user, songs) }).collect();
            (sorted, digest_of_visible(&made.plays), made.steps)
        });
        prop_assert_eq!(of(&rows), of(&others));
    }

    #[test]
    fn a_split_loses_no_row_and_hides_nothing_that_is_shown(rows in any_rows(), k in 1usize..4, seed in any::<u64>()) {
        let input = plays([&named(&rows), &[], &[]]);
        let protocol = Protocol::LeaveKOut(LeaveKOut { k, seed, ..LeaveKOut::default() });
        if let Ok(made) = split(input.clone(), &protocol) {
            prop_assert_eq!(made.plays.visible.n_rows() + made.plays.hidden.n_rows(), input.visible.n_rows());
            prop_assert_eq!(visible_and_hidden_overlap(&made.plays).n_pairs, 0);
            let n_hidden = made.step("hidden of judged users").unwrap().n_pairs;
            prop_assert_eq!(n_hidden, k * made.step("hidden of judged users").unwrap().n_users);
            prop_assert_eq!(training_hidden_overlap(&input, &made.plays).n_pairs, n_hidden, "the whole was seen");
        }
    }

    #[test]
    fn more_judged_users_are_the_same_and_others(rows in any_rows(), n in 1usize..6) {
        let judged = |number| {
            let options = LeaveKOut { judged_users: JudgedShare::Number(number), ..LeaveKOut::default() };
            let made = split(plays([&named(&rows), &[], &[]]), &Protocol::LeaveKOut(options)).ok()?;
            Some(songs_by_user(&made.plays, &made.plays.hidden, |_| true))
        };
        if let (Some(few), Some(more)) = (judged(n), judged(n + 1)) {
            prop_assert!(few.len() <= n);
            prop_assert!(few.iter().all(|(user, songs)| more.get(user) == Some(songs)));
        }
    }
}
