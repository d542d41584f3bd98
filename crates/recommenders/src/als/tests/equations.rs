//! Held against the normal equations, written out over all songs and solved in 64 bits by Gauss.

use super::super::factors::Factors;
use super::super::fit::Sides;
use super::super::weights::Weights;
use super::{AlsOptions, Confidence, STEPS, Solver, history};
use crate::als::fold_in::fold_in;
use crate::als::model::AlsModel;
use domain::UserId;

const N_SONGS: usize = 29;

/// The x that solves `(sum over all songs of w y y' + lambda (n + alpha_0 n_songs)^nu I) x = sum over heard of c y`, with
/// `w = c` for heard songs and `alpha_0` for all others.
fn by_hand(songs: &Factors, heard: (&[u32], &[f32]), options: &AlsOptions) -> Vec<f64> {
    let d = songs.n_factors();
    let count = heard.0.len() as f64 + options.unobserved_weight * songs.n_rows() as f64;
    let lambda = options.regularization * count.powf(options.regularization_exponent);
    let mut rows = vec![vec![0.0; d + 1]; d];
    for song in 0..songs.n_rows() {
        let y: Vec<f64> = songs.row(song).iter().map(|value| f64::from(*value)).collect();
        let confidence = heard.0.iter().position(|heard| *heard == song as u32).map(|at| f64::from(heard.1[at]));
        for a in 0..d {
            (0..d).for_each(|b| rows[a][b] += confidence.unwrap_or(options.unobserved_weight) * y[a] * y[b]);
            rows[a][d] += confidence.unwrap_or(0.0) * y[a];
        }
    }
    (0..d).for_each(|a| rows[a][a] += lambda);
    eliminated(rows)
}

/// Gauss and Jordan; the matrix is positive definite, so no row is exchanged.
fn eliminated(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let d = rows.len();
    for pivot in 0..d {
        let scale = rows[pivot][pivot];
        rows[pivot].iter_mut().for_each(|value| *value /= scale);
        let of_pivot = rows[pivot].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(row, _)| *row != pivot) {
            let factor = row[pivot];
            row.iter_mut().zip(&of_pivot).for_each(|(value, of_pivot)| *value -= factor * of_pivot);
        }
    }
    rows.into_iter().map(|row| row[d]).collect()
}

#[track_caller]
fn check(ours: &[f32], expected: &[f64], tolerance: f64) {
    let size = expected.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
    for (ours, expected) in ours.iter().zip(expected) {
        assert!((f64::from(*ours) - expected).abs() <= tolerance * size, "{ours} {expected}");
    }
}

fn variants() -> [AlsOptions; 4] {
    let hu = AlsOptions { regularization: 0.3, ..AlsOptions::default() };
    [
        hu,
        AlsOptions { unobserved_weight: 0.02, ..hu },
        AlsOptions { regularization_exponent: 1.0, regularization: 0.002, unobserved_weight: 0.1, ..hu },
        AlsOptions { regularization_exponent: 0.5, confidence: Confidence::Binary { alpha: 0.0 }, ..hu },
    ]
}

/// Half an iteration: users from drawn songs.
fn users_solved(options: &AlsOptions) -> (Sides, Weights, Factors) {
    let plays = history(23, N_SONGS);
    let by_user = Weights::by_user(&plays, &[true; 23], options.confidence);
    let songs = Factors::drawn(N_SONGS, options.factors, 0.5, 3);
    let mut sides = Sides { users: Factors::zeros(23, options.factors), songs: songs.clone() };
    sides.iterate(&by_user, &by_user.transposed(N_SONGS), options).unwrap();
    (sides, by_user, songs)
}

#[test]
fn cholesky_solves_every_variants_equations() {
    for factors in [1, 5, 16, 33] {
        for options in variants() {
            let options = AlsOptions { factors, solver: Solver::Cholesky, ..options };
            let (sides, by_user, songs) = users_solved(&options);
            for user in 0..23 {
                check(sides.users.row(user), &by_hand(&songs, by_user.row(user), &options), 1e-5);
            }
        }
    }
}

#[test]
fn songs_are_regularised_by_their_listeners() {
    let options = AlsOptions { factors: 5, solver: Solver::Cholesky, ..variants()[2] };
    let (sides, by_user, _) = users_solved(&options);
    let by_song = by_user.transposed(N_SONGS);
    for song in 0..N_SONGS {
        if !by_song.row(song).0.is_empty() {
            check(sides.songs.row(song), &by_hand(&sides.users, by_song.row(song), &options), 1e-5);
        }
    }
}

#[test]
fn many_steps_of_conjugate_gradient_solve_them_too() {
    for factors in [1, 5, 16, 33] {
        for options in variants() {
            let options = AlsOptions { factors, solver: Solver::ConjugateGradient { steps: 200 }, ..options };
            let (sides, by_user, songs) = users_solved(&options);
            for user in 0..23 {
                check(sides.users.row(user), &by_hand(&songs, by_user.row(user), &options), 2e-3);
            }
        }
    }
}

#[test]
fn a_newcomer_gets_the_vector_that_the_equations_give() {
    for solver in [STEPS, Solver::Cholesky] {
        for options in variants() {
            let options = AlsOptions { factors: 12, solver, ..options };
            let (sides, by_user, _) = users_solved(&options);
            let songs = sides.songs.clone();
            let model = AlsModel::new(Factors::zeros(0, 12), sides.songs, options);
            let users: Vec<_> = (0..23).map(UserId).collect();
            let folded = fold_in(&model, &users, &history(23, N_SONGS));
            for user in 0..23 {
                check(folded.row(user), &by_hand(&songs, by_user.row(user), &options), 1e-4);
            }
        }
    }
}
