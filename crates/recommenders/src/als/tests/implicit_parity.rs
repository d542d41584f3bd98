//! From the same start, the same factors as implicit after each iteration.

use super::super::factors::Factors;
use super::super::fit::Sides;
use super::super::weights::Weights;
use super::{AlsOptions, STEPS, Solver};

const N_FACTORS: usize = 8;
const N_USERS: usize = 72;
const N_SONGS: usize = 48;

fn bytes(name: &str) -> Vec<[u8; 4]> {
    let path = format!("{}/../../tests/fixtures/als/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap().as_chunks().0.to_vec()
}

fn floats(name: &str) -> Vec<f32> {
    bytes(name).into_iter().map(f32::from_le_bytes).collect()
}

fn numbers(name: &str) -> Vec<u32> {
    bytes(name).into_iter().map(u32::from_le_bytes).collect()
}

fn greatest_difference(ours: &Factors, theirs: &[f32]) -> f32 {
    ours.values().iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[track_caller]
fn check(solver: Solver, made_by_implicit: &str) {
    let options = AlsOptions { factors: N_FACTORS, regularization: 0.1, solver, ..AlsOptions::default() };
    let starts = numbers("starts.u32").into_iter().map(|start| start as usize).collect();
    let by_user = Weights { starts, columns: numbers("songs.u32"), confidences: floats("confidences.f32") };
    let by_song = by_user.transposed(N_SONGS);
    let users = Factors::zeros(N_USERS, N_FACTORS);
    let mut sides = Sides { users, songs: Factors::from_values(floats("songs_start.f32"), N_FACTORS) };
    let theirs = floats(made_by_implicit);
    let iterations: Vec<_> = theirs.chunks((N_USERS + N_SONGS) * N_FACTORS).collect();
    assert_eq!(iterations.len(), 15);
    for (iteration, theirs) in iterations.into_iter().enumerate() {
        sides.iterate(&by_user, &by_song, &options).unwrap();
        let (users, songs) = theirs.split_at(N_USERS * N_FACTORS);
        let difference = greatest_difference(&sides.users, users).max(greatest_difference(&sides.songs, songs));
        assert!(difference < 1e-4, "iteration {}: {difference}", iteration + 1);
    }
}

#[test]
fn conjugate_gradient_is_implicits() {
    check(STEPS, "cg.f32");
}

#[test]
fn cholesky_is_implicits() {
    check(Solver::Cholesky, "cholesky.f32");
}
