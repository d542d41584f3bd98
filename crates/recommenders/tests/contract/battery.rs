//! The same questions to every model.

use std::collections::BTreeMap;
use std::convert::Infallible;

use domain::{Rankings, SongId, UserId};
use recommenders::{Heard, Model, NOT_RECOMMENDED, RecommendOptions, TieOrder, load, recommend};

use crate::models::fitted;
use crate::world::World;

fn as_counted() -> World {
    World::new(|user| format!("u{user:05}"), |song| format!("s{song:05}"))
}

/// The scores of `users` for all songs, asked for in ranges of `n_songs`.
fn scores(model: &dyn Model, world: &World, users: &[UserId], n_songs: usize) -> Vec<Vec<u32>> {
    let mut scorer = model.scorer(users, &world.history);
    let mut all = vec![Vec::new(); users.len()];
    for start in (0..world.songs.len()).step_by(n_songs) {
        let songs = start..world.songs.len().min(start + n_songs);
        let mut tile = vec![f32::NAN; users.len() * songs.len()];
        scorer.score(songs.clone(), &mut tile);
        for (all, row) in all.iter_mut().zip(tile.chunks(songs.len())) {
            all.extend(row.iter().map(|score| score.to_bits()));
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
        let again = load(&saved).unwrap();
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

/// Users are renamed so that they are numbered the other way round; what is drawn for somebody goes by the name, so
/// models that draw are left out. No two neighbours of anybody are equally near, where the lower number would decide.
#[test]
fn permuted_users_have_permuted_lists() {
    let world = as_counted();
    let turned = World::new(|user| format!("u{:05}", 99_999 - user), |song| format!("s{song:05}"));
    let back = |id: &str| format!("u{:05}", 99_999 - id[1..].parse::<usize>().unwrap());
    for (one, other) in fitted(&world).iter().zip(fitted(&turned)).filter(|(one, _)| !one.name.contains("random")) {
        let expected = named(&*one.model, &world, [str::to_owned, str::to_owned]);
        assert!(named(&*other.model, &turned, [back, str::to_owned]) == expected, "{}", one.name);
    }
}
