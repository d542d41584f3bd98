//! Lists of a few songs, blended by hand.

use domain::{Ranking, Rankings, SongId, UserId};

use super::{Blend, BlendSide, Blender, blend};

fn rankings(lists: &[(u32, &[u32])]) -> Rankings {
    let mut rankings = Rankings::default();
    for (user, songs) in lists {
        let songs: Vec<SongId> = songs.iter().copied().map(SongId).collect();
        let scores: Vec<f32> = (0..songs.len()).map(|at| -(at as f32)).collect();
        rankings.push(Ranking { user: UserId(*user), songs: &songs, scores: &scores, is_cut_in_tie: true });
    }
    rankings
}

#[track_caller]
fn check(a: &[u32], b: &[u32], (k, how): (usize, Blend), expected: &[u32]) {
    let blended = blend(&rankings(&[(4, a)]), &rankings(&[(4, b)]), k, how);
    let list = blended.at(0);
    assert_eq!(list.songs, expected.iter().copied().map(SongId).collect::<Vec<_>>());
    assert_eq!(list.scores, (0..expected.len()).map(|at| (k - at) as f32).collect::<Vec<_>>());
    assert!(!list.is_cut_in_tie);
}

#[test]
fn a_share_of_the_first_then_the_second_then_what_remains() {
    check(&[1, 2, 3, 4], &[2, 5, 6, 7], (4, Blend::Share(0.5)), &[1, 2, 5, 6]);
    check(&[1, 2, 3, 4], &[2, 5], (6, Blend::Share(0.5)), &[1, 2, 3, 5, 4]);
    check(&[1, 2], &[5, 6, 7], (4, Blend::Share(0.75)), &[1, 2, 5, 6]);
    check(&[1, 2, 3], &[5, 1], (3, Blend::Share(0.0)), &[5, 1, 2]);
    check(&[1, 2, 3], &[5, 6], (2, Blend::Share(1.0)), &[1, 2]);
}

#[test]
fn interleaving_skips_what_is_there_and_goes_on_with_who_is_left() {
    check(&[1, 2, 3, 4], &[2, 5, 6, 7], (5, Blend::Interleave), &[1, 2, 3, 5, 4]);
    check(&[1], &[1, 5, 6], (5, Blend::Interleave), &[1, 5, 6]);
    check(&[1, 2, 3], &[], (2, Blend::Interleave), &[1, 2]);
    check(&[], &[], (2, Blend::Interleave), &[]);
    check(&[1], &[2], (0, Blend::Interleave), &[]);
}

#[test]
fn users_of_either_side_have_lists() {
    let blended = blend(&rankings(&[(1, &[1]), (3, &[2])]), &rankings(&[(2, &[3]), (3, &[4])]), 2, Blend::Interleave);
    assert_eq!(blended.users(), [UserId(1), UserId(2), UserId(3)]);
    assert_eq!(blended.songs(), [1, 3, 2, 4].map(SongId));
}

#[test]
fn blocks_of_any_bounds_give_the_same_lists() {
    let a = [(1, &[1, 2][..]), (3, &[2]), (4, &[7, 8]), (9, &[1])];
    let b = [(1, &[2, 3][..]), (2, &[3]), (4, &[8])];
    let whole = blend(&rankings(&a), &rankings(&b), 3, Blend::Interleave);
    let mut blender = Blender::new(3, Blend::Interleave);
    let mut blocks = vec![blender.take(BlendSide::First, &rankings(&a[..3]))];
    blocks.push(blender.take(BlendSide::Second, &rankings(&b[..1])));
    blocks.push(blender.take(BlendSide::Second, &rankings(&b[1..])));
    blocks.push(blender.end(BlendSide::Second));
    blocks.push(blender.take(BlendSide::First, &rankings(&a[3..])));
    blocks.push(blender.end(BlendSide::First));
    let mut all = Rankings::default();
    blocks.iter().flat_map(Rankings::iter).for_each(|ranking| all.push(ranking));
    assert_eq!(all, whole);
    assert_eq!(blocks[1].users(), [UserId(1)], "what is certain is handed out");
}

/// If all that waits were copied for every block, this would take minutes.
#[test]
fn one_block_against_a_block_for_each_user_is_blended_in_one_pass() {
    let songs: Vec<[u32; 2]> = (0..100_000).map(|user| [user, user + 1]).collect();
    let lists: Vec<(u32, &[u32])> = (0..).zip(songs.iter().map(<[u32; 2]>::as_slice)).collect();
    let whole = rankings(&lists);
    let mut blender = Blender::new(2, Blend::Interleave);
    let mut all = blender.take(BlendSide::First, &whole);
    for list in &lists {
        let block = blender.take(BlendSide::Second, &rankings(std::slice::from_ref(list)));
        block.iter().for_each(|ranking| all.push(ranking));
    }
    assert_eq!(all, blend(&whole, &whole, 2, Blend::Interleave));
}
