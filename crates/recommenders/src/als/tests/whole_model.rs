//! What holds of a fitted model as a whole.

use super::*;
use crate::als::AlsError;

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn factors(model: &AlsModel) -> (Vec<u32>, Vec<u32>) {
    (bits(&model.users.values()), bits(&model.songs.values()))
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let plays = history(20_000, 301);
    for solver in [STEPS, Solver::Cholesky] {
        let fit = || factors(&fitted(&plays, 301, &AlsOptions { iterations: 2, ..options(20, solver) }));
        let in_pool = |n_threads| rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap().install(fit);
        let alone = in_pool(1);
        assert_eq!(alone, in_pool(2));
        assert_eq!(alone, in_pool(5));
    }
}

#[test]
fn plays_of_a_pair_add_up_before_they_are_weighted() {
    let pair = |songs: &[u32], plays: &[u32]| ListeningHistory {
        starts: vec![0, songs.len(), songs.len() + 1],
        songs: songs.iter().chain(&[1]).map(|song| SongId(*song)).collect(),
        plays: plays.iter().chain(&[4]).copied().collect(),
    };
    let (twice, once) = (pair(&[2, 0, 2], &[3, 1, 5]), pair(&[0, 2], &[1, 8]));
    let options = options(4, STEPS);
    assert_eq!(factors(&fitted(&twice, 3, &options)), factors(&fitted(&once, 3, &options)));
}

/// User 3 does not train, so another history of user 3 gives the same songs.
#[test]
fn who_does_not_train_leaves_no_trace() {
    let plays = history(12, 17);
    let mut changed = plays.clone();
    changed.plays[plays.starts[3]] += 100;
    let trains: Vec<bool> = (0..12).map(|user| user != 3).collect();
    let fit = |history| AlsModel::fit(history, &trains, 17, &options(4, STEPS), &|_| ()).unwrap();
    assert_eq!(factors(&fit(&plays)), factors(&fit(&changed)));
    assert!(fit(&plays).user_factors(UserId(3)).iter().all(|value| *value == 0.0));
    assert!(scores(&fit(&plays), &[3], &plays, 0..17).iter().any(|score| *score != 0.0));
}

/// A newcomer with the history of a trained user is scored nearly alike: the trained vector lags half an iteration.
#[test]
fn a_newcomer_is_scored_like_a_user_with_the_same_plays() {
    let plays = history(40, 19);
    let options = AlsOptions { iterations: 60, ..options(4, STEPS) };
    let model = fitted(&plays, 19, &options);
    let mut newcomers = plays.clone();
    let (songs, counts) = plays.of(UserId(5));
    newcomers.songs.extend_from_slice(songs);
    newcomers.plays.extend_from_slice(counts);
    newcomers.starts.push(newcomers.songs.len());
    for (old, new) in scores(&model, &[5], &plays, 0..19).iter().zip(scores(&model, &[40], &newcomers, 0..19)) {
        assert!((old - new).abs() < 1e-2, "{old} {new}");
    }
}

#[test]
fn a_stranger_without_plays_scores_zero_everywhere() {
    let plays = history(12, 17);
    assert_eq!(scores(&fitted(&plays, 17, &options(4, STEPS)), &[99], &plays, 0..17), [0.0; 17]);
}

#[test]
fn a_block_of_users_does_not_change_a_score() {
    let plays = history(40, 70);
    let trains: Vec<bool> = (0..40).map(|user| user % 3 != 0).collect();
    let model = AlsModel::fit(&plays, &trains, 70, &options(20, STEPS), &|_| ()).unwrap();
    let users: Vec<u32> = (0..40).collect();
    let alone: Vec<f32> = users.iter().flat_map(|user| scores(&model, &[*user], &plays, 0..70)).collect();
    assert_eq!(bits(&scores(&model, &users, &plays, 0..70)), bits(&alone));
}

#[test]
fn the_parts_of_a_score_add_up_to_it() {
    let plays = history(30, 23);
    for solver in [STEPS, Solver::Cholesky] {
        let model = fitted(&plays, 23, &options(6, solver));
        for user in 0..30 {
            let score = scores(&model, &[user], &plays, 11..12)[0];
            let parts = model.why(UserId(user), SongId(11), &plays);
            let part = |reason: &Reason| if let Reason::Heard { part, .. } = reason { *part } else { f64::NAN };
            let sum: f64 = parts.iter().map(part).sum();
            assert!((sum - f64::from(score)).abs() < 1e-5, "{sum} {score}");
            assert!(parts.is_sorted_by(|a, b| part(a) >= part(b)));
        }
    }
}

#[test]
fn a_song_is_most_like_itself_and_unheard_ones_are_unknown() {
    let mut plays = history(30, 23);
    plays.songs.iter_mut().for_each(|song| song.0 = if song.0 == 22 { 21 } else { song.0 });
    let model = fitted(&plays, 23, &options(6, STEPS));
    let near = model.similar(SongId(4)).unwrap();
    assert!((near[4] - 1.0).abs() < 1e-6);
    assert!(near.iter().all(|cosine| *cosine <= near[4]));
    assert_eq!(near[22].to_bits(), NOT_RECOMMENDED.to_bits());
    assert_eq!(model.similar(SongId(22)), None);
    assert_eq!(model.similar(SongId(99)), None);
}

/// Two groups that share no song: a user of the one scores its unheard song above all songs of the other.
#[test]
fn a_group_hears_of_its_own_songs() {
    let mut plays = ListeningHistory { starts: vec![0], ..ListeningHistory::default() };
    for user in 0..12_u32 {
        let group = user % 2 * 6;
        plays.songs.extend((0..6).filter(|song| *song != user / 2).map(|song| SongId(group + song)));
        plays.plays.extend([2; 5]);
        plays.starts.push(plays.songs.len());
    }
    let model = fitted(&plays, 12, &AlsOptions { iterations: 15, ..options(4, STEPS) });
    let scores = scores(&model, &[0], &plays, 0..12);
    assert!(scores[6..].iter().all(|other| *other < scores[0]), "{scores:?}");
}

#[test]
fn a_song_that_is_alone_in_its_matrix_is_solved_by_hand() {
    // One user, one song, one factor, c = 1 + 1, lambda = 1: x = 2y / (2yy + 1), then y = 2x / (2xx + 1). Both are at
    // rest where x = y = s with 2ss + 1 = 2, so the score ss is 1/2.
    let plays = ListeningHistory { starts: vec![0, 1], songs: vec![SongId(0)], plays: vec![3] };
    let confidence = Confidence::Binary { alpha: 1.0 };
    let hand = AlsOptions { regularization: 1.0, confidence, iterations: 200, ..options(1, Solver::Cholesky) };
    let score = scores(&fitted(&plays, 1, &hand), &[0], &plays, 0..1)[0];
    assert!((score - 0.5).abs() < 1e-4, "{score}");
}

#[test]
fn confidences_are_their_formulas() {
    assert_eq!(Confidence::Linear { alpha: 0.5 }.of(6).to_bits(), 4.0_f32.to_bits());
    assert_eq!(Confidence::Binary { alpha: 0.5 }.of(6).to_bits(), 1.5_f32.to_bits());
    // ln 7 = 1.945910149
    assert!((Confidence::Log { alpha: 10.0 }.of(6) - 20.459_102).abs() < 1e-5);
}

#[test]
fn options_read_as_people_write_them() {
    let text = r#"{"factors": 8, "regularization-exponent": 1, "solver": {"conjugate-gradient": {"steps": 5}},
        "confidence": {"linear": {"alpha": 2.5}}, "unobserved-weight": 0.1}"#;
    let read: AlsOptions = serde_json::from_str(text).unwrap();
    let expected = AlsOptions {
        factors: 8,
        regularization_exponent: 1.0,
        solver: Solver::ConjugateGradient { steps: 5 },
        confidence: Confidence::Linear { alpha: 2.5 },
        unobserved_weight: 0.1,
        ..AlsOptions::default()
    };
    assert_eq!(read, expected);
    assert_eq!(serde_json::from_str::<AlsOptions>(r#"{"solver": "cholesky"}"#).unwrap().solver, Solver::Cholesky);
}

#[test]
fn options_out_of_range_are_named() {
    let refused = |options: AlsOptions| options.check().unwrap_err().to_string();
    let many = AlsOptions { factors: 1025, ..AlsOptions::default() };
    assert_eq!(refused(many), "factors: expected 1 to 1024, found 1025");
    let negative = AlsOptions { regularization: -1.0, ..AlsOptions::default() };
    assert_eq!(refused(negative), "regularization: expected a number from 0 to 1e9, found -1");
    let none = AlsOptions { iterations: 0, ..AlsOptions::default() };
    assert_eq!(refused(none), "iterations: expected 1 or more, found 0");
    let none = AlsOptions { solver: Solver::ConjugateGradient { steps: 0 }, ..AlsOptions::default() };
    assert_eq!(refused(none), "steps of conjugate gradient: expected 1 or more, found 0");
    let much = AlsOptions { confidence: Confidence::Linear { alpha: 1e38 }, ..AlsOptions::default() };
    assert!(refused(much).starts_with("confidence alpha: expected a number from 0 to 1e9, found 1"));
    let unsaid = AlsOptions { unobserved_weight: f64::NAN, ..AlsOptions::default() };
    assert_eq!(refused(unsaid), "unobserved-weight: expected a number from 0 to 1e9, found NaN");
}

#[test]
fn the_largest_confidence_makes_numbers() {
    for solver in [STEPS, Solver::Cholesky] {
        let most = AlsOptions { confidence: Confidence::Linear { alpha: 1e9 }, ..options(4, solver) };
        let model = fitted(&history(40, 19), 19, &most);
        assert!(model.songs.values().iter().chain(&*model.users.values()).all(|value| value.is_finite()), "{solver:?}");
    }
}

/// Without regularisation and with fewer songs than factors the equations have many solutions.
#[test]
fn equations_without_a_single_solution_are_named() {
    let options = AlsOptions { regularization: 0.0, ..options(5, Solver::Cholesky) };
    let error = AlsModel::fit(&history(4, 3), &[true; 4], 3, &options, &|_| ()).unwrap_err();
    assert!(matches!(error, AlsError::NotSolvable { side: "user", index: 0 }), "{error}");
}

#[test]
fn every_iteration_is_told() {
    let told = std::cell::RefCell::new(Vec::new());
    let tell = |done| told.borrow_mut().push(done);
    AlsModel::fit(&history(4, 3), &[true; 4], 3, &options(2, STEPS), &tell).unwrap();
    assert_eq!(told.into_inner(), [1, 2, 3, 4, 5]);
}
