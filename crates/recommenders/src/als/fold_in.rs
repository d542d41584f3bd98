//! Vectors of users whom the model was not fitted on, from what they are shown to play.
//!
//! The same equations as in training, and the same solver: exact with Cholesky, else conjugate gradient from zero until
//! the residual is a millionth of the right side.

use domain::{ListeningHistory, UserId};

use super::cholesky::Exact;
use super::conjugate_gradient::{Equations, SolveRows, Stop, weighted_gram};
use super::factors::Factors;
use super::model::AlsModel;
use super::options::Solver;
use super::weights::{Weights, songs_of};
use super::widths::{AtWidth, at_width};

/// A vector for each user; zeros if nothing is shown of the user that the model knows.
pub(crate) fn fold_in(model: &AlsModel, users: &[UserId], history: &ListeningHistory) -> Factors {
    let mut own = Factors::zeros(users.len(), model.options.factors);
    if users.is_empty() {
        return own;
    }
    let mut weights = Weights::default();
    for user in users {
        weights.push(&known_songs_of(model, *user, history), model.options.confidence);
    }
    match model.options.solver {
        Solver::ConjugateGradient { .. } => at_width(own.width(), InSteps { model, weights: &weights, own: &mut own }),
        Solver::Cholesky => exactly(model, &weights, &mut own),
    }
    own
}

/// The songs of a user that the model has a number for, with their plays.
pub(crate) fn known_songs_of(model: &AlsModel, user: UserId, history: &ListeningHistory) -> Vec<(u32, u64)> {
    let mut pairs = songs_of(history, user.0 as usize);
    pairs.retain(|(song, _)| (*song as usize) < model.songs.n_rows());
    pairs
}

/// The equations of users under a model's songs.
pub(crate) fn equations(model: &AlsModel) -> Exact<'_> {
    Exact { others: &model.songs, gram: model.song_gram(), n_others: model.songs.n_rows(), options: &model.options }
}

struct InSteps<'a> {
    model: &'a AlsModel,
    weights: &'a Weights,
    own: &'a mut Factors,
}

/// Steps that are enough where rounding gets in the way of few factors.
const LEAST_STEPS: usize = 64;
/// The residual's squared length, as a share of the right side's: a millionth of its length.
const SMALL: f32 = 1e-12;

impl AtWidth for InSteps<'_> {
    type Output = ();

    fn run<const N: usize>(self) {
        let options = &self.model.options;
        let gram = weighted_gram::<N>(self.model.song_gram(), options.unobserved_weight);
        let equations = Equations {
            others: self.model.songs.rows::<N>(),
            gram: &gram,
            n_others: self.model.songs.n_rows(),
            stop: Stop { steps: options.factors.max(LEAST_STEPS), relative: SMALL },
            options,
        };
        let mut weights = (0..self.weights.n_rows()).map(|row| self.weights.row(row));
        let vectors = self.own.rows_mut::<N>();
        SolveRows { equations, weights: &mut weights, vectors, near: &mut Vec::new() }.run();
    }
}

fn exactly(model: &AlsModel, weights: &Weights, own: &mut Factors) {
    let equations = equations(model);
    for row in 0..weights.n_rows() {
        let (columns, confidences) = weights.row(row);
        if !equations.solve(columns, confidences, own.row_mut(row)) {
            own.row_mut(row).fill(0.0);
        }
    }
}
