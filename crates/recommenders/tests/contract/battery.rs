//! The same questions to every model.

use std::collections::BTreeMap;
use std::convert::Infallible;

use domain::{Rankings, SongId, UserId};
use recommenders::{Heard, Model, NOT_RECOMMENDED, RecommendOptions, TieOrder, axes_of, load, recommend};

use crate::models::fitted;
use crate::world::World;

fn as_counted() -> World {
    World::new(|user| format!("u{user:05}"), |song| format!("s{song:05}"))
}

/// The songs in the order in which a model scores them.
fn order(model: &dyn Model, world: &World) -> Vec<SongId> {
    let numbers = || (0..world.songs.len() as u32).map(SongId).collect();
    model.order().map_or_else(numbers, <[SongId]>::to_vec)
}

/// The bits of the scores of `users` for all songs by number, asked for in ranges of `n_songs`.
fn scores(model: &dyn Model, world: &World, users: &[UserId], n_songs: usize) -> Vec<Vec<u32>> {
    let (mut scorer, order) = (model.scorer(users, &world.history), order(model, world));
    let mut all = vec![vec![0; order.len()]; users.len()];
    for start in (0..order.len()).step_by(n_songs) {
        let songs = start..order.len().min(start + n_songs);
        let mut tile = vec![f32::NAN; users.len() * songs.len()];
        scorer.score(songs.clone(), &mut tile);
        for (all, row) in all.iter_mut().zip(tile.chunks(songs.len())) {
            for (song, score) in order[songs.clone()].iter().zip(row) {
                all[song.0 as usize] = score.to_bits();
            }
        }
    }
    all
}

fn lists(model: &dyn Model, world: &World, heard: Heard) -> Rankings {
    let ties = TieOrder::new(4, &world.songs);
    let candidates = vec![true; world.songs.len()];
    let options = RecommendOptions { k: 40, heard, candidates: &candidates, ties: &ties };
    let mut all = Rankings::default();
    let mut sink = |block: Rankings| -> Result<(), Infallible> {
        block.iter().for_each(|ranking| all.push(ranking));
        Ok(())
    };
    recommend(model, &world.history, &world.all_users(), &options, None, &mut sink).expect("scores are numbers");
    all
}

#[test]
fn a_score_depends_on_its_user_and_song_alone() {
    let world = as_counted();
    let users = world.all_users();
    for fitted in fitted(&world) {
        let whole = scores(&*fitted.model, &world, &users, world.songs.len());
        for n_songs in [1, 13, 64, 1024] {
            let some: Vec<UserId> = users.iter().copied().skip(2).step_by(7).collect();
            let expected: Vec<_> = whole.iter().skip(2).step_by(7).cloned().collect();
            assert!(scores(&*fitted.model, &world, &some, n_songs) == expected, "{} by {n_songs}", fitted.name);
        }
        assert!(scores(&*fitted.model, &world, &[], 100).is_empty());
        fitted.model.scorer(&users, &world.history).score(5..5, &mut []);
    }
}

#[test]
fn an_order_names_every_song_once() {
    let world = as_counted();
    for fitted in fitted(&world) {
        let mut songs = order(&*fitted.model, &world);
        songs.sort_unstable();
        assert!(songs.into_iter().eq((0..world.songs.len() as u32).map(SongId)), "{}", fitted.name);
    }
}

#[test]
fn no_score_is_above_what_was_said_to_be_the_most() {
    let world = as_counted();
    let users = world.all_users();
    for fitted in fitted(&world) {
        let (all, order) = (scores(&*fitted.model, &world, &users, 600), order(&*fitted.model, &world));
        let mut scorer = fitted.model.scorer(&users, &world.history);
        let Some(bounded) = scorer.bounded() else { continue };
        for (user, scores) in all.iter().enumerate() {
            let mut highest = f32::NEG_INFINITY;
            for from in (0..order.len()).rev() {
                highest = highest.max(f32::from_bits(scores[order[from].0 as usize]));
                let most = bounded.most(user, from);
                assert!(highest <= most && bounded.most(user, from + 1) <= most, "{}", fitted.name);
            }
        }
    }
}

/// Twice in a row: every third user, and of these all but the first.
#[test]
fn those_who_are_kept_score_as_before() {
    let world = as_counted();
    let users = world.all_users();
    for fitted in fitted(&world) {
        let n_songs = world.songs.len();
        let mut scorer = fitted.model.scorer(&users, &world.history);
        let mut whole = vec![f32::NAN; users.len() * n_songs];
        scorer.score(0..n_songs, &mut whole);
        let Some(bounded) = scorer.bounded() else { continue };
        let most: Vec<f32> = (3..users.len()).step_by(3).map(|user| bounded.most(user, 40)).collect();
        bounded.keep(&(0..users.len()).step_by(3).collect::<Vec<_>>());
        bounded.keep(&(1..users.len().div_ceil(3)).collect::<Vec<_>>());
        assert!((0..most.len()).all(|user| bounded.most(user, 40).to_bits() == most[user].to_bits()));
        let mut some = vec![f32::NAN; most.len() * n_songs];
        scorer.score(0..n_songs, &mut some);
        let expected = whole.chunks(n_songs).skip(3).step_by(3).flatten();
        assert!(some.iter().map(|score| score.to_bits()).eq(expected.map(|score| score.to_bits())), "{}", fitted.name);
    }
}

/// Whatever the order of a model and wherever it stops: the best of all scores, then by ties.
#[test]
fn lists_are_those_of_a_plain_sort_of_all_scores() {
    let world = as_counted();
    let ties = TieOrder::new(4, &world.songs);
    for fitted in fitted(&world) {
        let all = scores(&*fitted.model, &world, &world.all_users(), 700);
        let rankings = lists(&*fitted.model, &world, Heard::LeaveOut);
        for (list, scores) in rankings.iter().zip(all) {
            let score = |song: SongId| f32::from_bits(scores[song.0 as usize]) + 0.0;
            let heard = world.history.of(list.user).0;
            let may_stand = |song: &SongId| !heard.contains(song) && score(*song) != NOT_RECOMMENDED;
            let mut songs: Vec<SongId> = (0..1500).map(SongId).filter(may_stand).collect();
            songs.sort_by(|a, b| score(*b).total_cmp(&score(*a)).then(ties.rank(*a).cmp(&ties.rank(*b))));
            let is_cut_in_tie = songs.len() > 40 && score(songs[39]).to_bits() == score(songs[40]).to_bits();
            songs.truncate(40);
            assert_eq!(list.songs, songs, "{}", fitted.name);
            assert!(list.scores.iter().copied().eq(songs.iter().map(|song| score(*song))), "{}", fitted.name);
            assert_eq!(list.is_cut_in_tie, is_cut_in_tie, "{}", fitted.name);
        }
    }
}

#[test]
fn scores_are_numbers() {
    let world = as_counted();
    for fitted in fitted(&world) {
        let all = scores(&*fitted.model, &world, &world.all_users(), 500);
        let all: Vec<f32> = all.into_iter().flatten().map(f32::from_bits).collect();
        assert!(all.iter().all(|score| score.is_finite() || *score == NOT_RECOMMENDED), "{}", fitted.name);
        assert!(all.iter().any(|score| score.is_finite()), "{}", fitted.name);
    }
}

#[test]
fn a_saved_model_gives_the_same_scores_similar_songs_and_reasons() {
    let world = as_counted();
    let users = world.all_users();
    for fitted in fitted(&world) {
        let saved = fitted.model.save();
        let again = load(saved.clone()).unwrap();
        assert_eq!(
            scores(&*again, &world, &users, 700),
            scores(&*fitted.model, &world, &users, 700),
            "{}",
            fitted.name
        );
        assert!(saved.tensors.iter().all(|tensor| !tensor.shape.is_empty()));
        for song in [0, 3, 700].map(SongId) {
            assert_eq!(again.similar(song), fitted.model.similar(song));
            assert_eq!(again.why(UserId(7), song, &world.history), fitted.model.why(UserId(7), song, &world.history));
        }
    }
}

/// Every array of every model has a name for each of its axes, and what they name has as many in the world.
#[test]
fn the_arrays_of_a_saved_model_have_the_axes_that_are_told() {
    let world = as_counted();
    for fitted in fitted(&world) {
        let saved = fitted.model.save();
        let of = |axis: &str| match axis {
            "users" => Some(world.users.len()),
            "songs" => Some(world.songs.len()),
            "features" => Some(6),
            "MUSIC" => Some(5),
            "halves of a key" => Some(2),
            _ => None,
        };
        for tensor in &saved.tensors {
            let axes = axes_of(&saved.kind, &tensor.name).unwrap_or_else(|| panic!("{}", tensor.name));
            assert_eq!(axes.len(), tensor.shape.len(), "{}", tensor.name);
            for (axis, extent) in axes.iter().zip(&tensor.shape) {
                assert!(of(axis).is_none_or(|n| n == *extent), "{}: {axis}: {extent}", tensor.name);
            }
        }
    }
    assert_eq!(axes_of("als", "listeners"), None);
    assert_eq!(axes_of("oracle", "songs"), None);
}

#[test]
fn what_was_heard_is_never_listed_unless_asked_for() {
    let world = as_counted();
    for fitted in fitted(&world) {
        let is_heard = |user: UserId, song: &SongId| world.history.of(user).0.contains(song);
        let rankings = lists(&*fitted.model, &world, Heard::LeaveOut);
        assert!(rankings.iter().all(|list| !list.songs.iter().any(|song| is_heard(list.user, song))));
        assert!(rankings.n_rows() > 1000, "{}: {}", fitted.name, rankings.n_rows());
        let rankings = lists(&*fitted.model, &world, Heard::Keep);
        let any_heard = rankings.iter().any(|list| list.songs.iter().any(|song| is_heard(list.user, song)));
        assert!(any_heard, "{}", fitted.name);
    }
}

#[test]
fn lists_are_the_same_for_any_number_of_threads() {
    let world = as_counted();
    for fitted in fitted(&world) {
        let on = |n_threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| lists(&*fitted.model, &world, Heard::LeaveOut))
        };
        assert!(on(1) == on(8), "{}", fitted.name);
    }
}

/// The lists under the names of users and songs.
fn named(model: &dyn Model, world: &World, names: [fn(&str) -> String; 2]) -> BTreeMap<String, Vec<(String, u32)>> {
    let rankings = lists(model, world, Heard::LeaveOut);
    let list = |list: domain::Ranking<'_>| {
        let songs = list.songs.iter().map(|song| names[1](world.songs.id(*song)));
        let songs = songs.zip(list.scores.iter().map(|score| score.to_bits())).collect();
        (names[0](world.users.id(list.user)), songs)
    };
    rankings.iter().map(list).collect()
}

/// The world with its users numbered the other way round, and what turns a name back.
fn turned() -> (World, fn(&str) -> String) {
    let turned = World::new(|user| format!("u{:05}", 99_999 - user), |song| format!("s{song:05}"));
    (turned, |id| format!("u{:05}", 99_999 - id[1..].parse::<usize>().expect("digits behind the letter")))
}

/// What is drawn for somebody goes by the name, so models that draw are left out. No two neighbours of anybody are
/// equally near, where the lower number would decide. ALS sums up over users in their order, and is asked below.
#[test]
fn permuted_users_have_permuted_lists() {
    let world = as_counted();
    let (turned, back) = turned();
    let is_exact = |name: &str| !name.contains("random") && !name.contains("als");
    for (one, other) in fitted(&world).iter().zip(fitted(&turned)).filter(|(one, _)| is_exact(one.name)) {
        let expected = named(&*one.model, &world, [str::to_owned, str::to_owned]);
        assert!(named(&*other.model, &turned, [back, str::to_owned]) == expected, "{}", one.name);
    }
}

#[test]
fn permuted_users_have_permuted_scores_but_for_rounding() {
    let world = as_counted();
    let (turned, _) = turned();
    for (one, other) in fitted(&world).iter().zip(fitted(&turned)).filter(|(one, _)| one.name.contains("als")) {
        let users = world.all_users();
        let ours = scores(&*one.model, &world, &users, 1500);
        let theirs = scores(&*other.model, &turned, &users, 1500);
        for (ours, theirs) in ours.iter().flatten().zip(theirs.iter().rev().flatten()) {
            let difference = f32::from_bits(*ours) - f32::from_bits(*theirs);
            assert!(difference.abs() < 1e-3, "{}: {difference}", one.name);
        }
    }
}
