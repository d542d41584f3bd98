//! What an ALS model must hold. Figures of others come from implicit 0.7.3 (`tests/clients/make_als_fixture.py`); ours
//! are held against equations that are written out here and solved in 64 bits.

mod equations;
mod factors;
mod implicit_parity;
mod panels;
mod saved;
mod song_order;
mod whole_model;

use domain::{ListeningHistory, SongId, UserId};

use super::{AlsModel, AlsOptions, Confidence, Solver};
use crate::{Model, NOT_RECOMMENDED, Reason};

/// Users with some songs each, drawn by a rule that anyone can follow: the song's and the plays' numbers are remainders.
fn history(n_users: usize, n_songs: usize) -> ListeningHistory {
    let mut history = ListeningHistory { starts: vec![0], ..ListeningHistory::default() };
    for user in 0..n_users {
        for step in 0..2 + user % 7 {
            let song = (user * 31 + step * step * 17 + step * user) % n_songs;
            history.songs.push(SongId(song as u32));
            history.plays.push(1 + ((user + 3 * step) % 5) as u32);
        }
        history.starts.push(history.songs.len());
    }
    history
}

fn options(factors: usize, solver: Solver) -> AlsOptions {
    AlsOptions { factors, iterations: 5, regularization: 0.5, solver, ..AlsOptions::default() }
}

const STEPS: Solver = Solver::ConjugateGradient { steps: 3 };

fn fitted(history: &ListeningHistory, n_songs: usize, options: &AlsOptions) -> AlsModel {
    AlsModel::fit(history, &vec![true; history.n_users()], n_songs, options, &|_| ()).unwrap()
}

/// Scores by song number, whatever the model's order.
fn scores(model: &AlsModel, users: &[u32], history: &ListeningHistory, songs: std::ops::Range<usize>) -> Vec<f32> {
    let users: Vec<_> = users.iter().map(|user| UserId(*user)).collect();
    let order = model.order().unwrap();
    let mut by_position = vec![f32::NAN; users.len() * order.len()];
    model.scorer(&users, history).score(0..order.len(), &mut by_position);
    let position = |song: usize| order.iter().position(|other| other.0 as usize == song).unwrap();
    let positions: Vec<usize> = songs.map(position).collect();
    by_position.chunks(order.len()).flat_map(|row| positions.iter().map(|position| row[*position])).collect()
}
