//! Scores of many users for many songs: a product of matrices with an order of its own.
//!
//! Songs stand in panels of sixteen, factor by factor, so that sixteen scores grow side by side: score =
//! `((x_1 y_1) + x_2 y_2) + ...`, each step with one rounding. A score has the same bits in whatever block and range it is asked for,
//! which a library's product does not promise.

#![expect(clippy::inline_always, reason = "what is dispatched must be inlined to be compiled for the CPU at hand")]

use std::ops::Range;

use domain::{Index, SongId};
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::factors::Factors;
use crate::vectors::{Lanes, N_LANES, NO_LANES, add_scaled_lanes};

/// Song factors in panels: sixteen songs x d, the songs side by side.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Panels {
    n_factors: usize,
    n_songs: usize,
    lanes: Vec<Lanes>,
}

/// Panels that are scored together.
const PANELS: usize = 4;
/// Users that are scored together.
const USERS: usize = 6;

impl Panels {
    /// The panels of songs x factors; `order` names the song of each position.
    pub(crate) fn new(songs: &Factors, order: &[SongId]) -> Self {
        let (n_factors, n_songs) = (songs.n_factors(), songs.n_rows());
        let mut lanes = vec![NO_LANES; n_songs.div_ceil(N_LANES) * n_factors];
        lanes.par_chunks_mut(n_factors).enumerate().for_each(|(panel, lanes)| {
            for (lane, song) in order.iter().skip(panel * N_LANES).take(N_LANES).enumerate() {
                let row = songs.row(song.index());
                lanes.iter_mut().zip(row).for_each(|(lanes, value)| lanes[lane] = *value);
            }
        });
        Self { n_factors, n_songs, lanes }
    }

    /// Scores of users x factors for a range of positions, users x songs.
    ///
    /// # Panics
    /// If there are no such songs, or `scores` has not a place for each.
    pub(crate) fn score(&self, users: &[f32], songs: Range<usize>, scores: &mut [f32]) {
        assert!(songs.end <= self.n_songs, "songs that are there");
        assert_eq!(scores.len() * self.n_factors, users.len() * songs.len(), "a place for every score");
        if !scores.is_empty() {
            Arch::new().dispatch(Score { panels: self, users, songs, scores });
        }
    }
}

struct Score<'a> {
    panels: &'a Panels,
    users: &'a [f32],
    songs: Range<usize>,
    scores: &'a mut [f32],
}

impl WithSimd for Score<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let d = self.panels.n_factors;
        let first_panel = self.songs.start / N_LANES;
        let panels = &self.panels.lanes[first_panel * d..self.songs.end.div_ceil(N_LANES) * d];
        for (group, panels) in panels.chunks(PANELS * d).enumerate() {
            let first_song = (first_panel + group * PANELS) * N_LANES;
            let rows = self.users.chunks(USERS * d).zip(self.scores.chunks_mut(USERS * self.songs.len()));
            for (users, scores) in rows {
                let place = Place { first_song, songs: self.songs.clone(), scores };
                score_tile(simd, d, users, panels, place);
            }
        }
    }
}

/// Where the scores of some panels go.
struct Place<'a> {
    first_song: usize,
    songs: Range<usize>,
    scores: &'a mut [f32],
}

impl Place<'_> {
    #[inline(always)]
    fn put_all<const P: usize>(&mut self, first_panel: usize, tile: &[[Lanes; P]]) {
        for (user, lanes) in tile.iter().enumerate() {
            for (panel, lanes) in lanes.iter().enumerate() {
                self.put(user, first_panel + panel, lanes);
            }
        }
    }

    #[inline(always)]
    fn put(&mut self, user: usize, panel: usize, lanes: &Lanes) {
        let song = self.first_song + panel * N_LANES;
        let from = self.songs.start.max(song);
        let to = self.songs.end.min(song + N_LANES);
        let row = user * self.songs.len();
        let target = &mut self.scores[row + from - self.songs.start..row + to - self.songs.start];
        if let Ok(whole) = <&mut Lanes>::try_from(&mut *target) {
            *whole = *lanes;
        } else {
            target.copy_from_slice(&lanes[from - song..to - song]);
        }
    }
}

#[inline(always)]
fn score_tile<S: Simd>(simd: S, d: usize, users: &[f32], panels: &[Lanes], mut place: Place<'_>) {
    match users.len() / d {
        1 => score_users::<S, 1>(simd, d, users, panels, &mut place),
        2 => score_users::<S, 2>(simd, d, users, panels, &mut place),
        3 => score_users::<S, 3>(simd, d, users, panels, &mut place),
        4 => score_users::<S, 4>(simd, d, users, panels, &mut place),
        5 => score_users::<S, 5>(simd, d, users, panels, &mut place),
        _ => score_users::<S, USERS>(simd, d, users, panels, &mut place),
    }
}

/// All panels together, or one by one where some are missing at the end.
#[inline(always)]
fn score_users<S: Simd, const U: usize>(simd: S, d: usize, users: &[f32], panels: &[Lanes], place: &mut Place<'_>) {
    if panels.len() == PANELS * d {
        place.put_all(0, &tile_of::<S, U, PANELS>(simd, d, users, panels));
        return;
    }
    for (panel, lanes) in panels.chunks_exact(d).enumerate() {
        place.put_all(panel, &tile_of::<S, U, 1>(simd, d, users, lanes));
    }
}

/// Scores of `U` users for `P` panels.
#[inline(always)]
fn tile_of<S: Simd, const U: usize, const P: usize>(
    simd: S,
    d: usize,
    users: &[f32],
    panels: &[Lanes],
) -> [[Lanes; P]; U] {
    let users: [&[f32]; U] = std::array::from_fn(|user| &users[user * d..(user + 1) * d]);
    let panels: [&[Lanes]; P] = std::array::from_fn(|panel| &panels[panel * d..(panel + 1) * d]);
    let mut tile = [[NO_LANES; P]; U];
    for factor in 0..d {
        for user in 0..U {
            let weight = simd.splat_f32s(users[user][factor]);
            for panel in 0..P {
                add_scaled_lanes(simd, weight, &panels[panel][factor], &mut tile[user][panel]);
            }
        }
    }
    tile
}
