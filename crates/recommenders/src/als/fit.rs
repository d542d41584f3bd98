//! Alternating least squares (Hu, Koren & Volinsky 2008): all users from the songs, all songs from the users, again.
//!
//! One iteration costs `(plays) d steps + (users + songs) d^2 steps` with conjugate gradient. Rows are solved in blocks
//! of fixed size, each by one thread and from the other side alone, so any number of threads gives the same bits.

use domain::ListeningHistory;
use rayon::prelude::*;

use super::cholesky::Exact;
use super::conjugate_gradient::{Equations, SolveRows, Stop, weighted_gram};
use super::factors::Factors;
use super::gram::gram;
use super::model::AlsModel;
use super::options::{AlsError, AlsOptions, Solver};
use super::weights::Weights;
use super::widths::{AtWidth, at_width};

/// Rows that one thread solves at a time.
const BLOCK: usize = 32;

impl AlsModel {
    /// Fits a model on the users who train.
    ///
    /// `history` is users x songs with song numbers below `n_songs`; `trains` says of each user whether the model may
    /// learn from them. A pair that stands there twice adds up before it is weighted. `after_iteration` is called with
    /// the number of iterations that are done.
    pub fn fit(
        history: &ListeningHistory,
        trains: &[bool],
        n_songs: usize,
        options: &AlsOptions,
        after_iteration: &dyn Fn(usize),
    ) -> Result<Self, AlsError> {
        options.check()?;
        let by_user = Weights::by_user(history, trains, options.confidence);
        let by_song = by_user.transposed(n_songs);
        let stddev = options.initial_stddev / (options.factors as f64).sqrt();
        let mut sides = Sides {
            users: Factors::zeros(by_user.n_rows(), options.factors),
            songs: Factors::drawn(n_songs, options.factors, stddev, options.seed),
        };
        for iteration in 0..options.iterations {
            sides.iterate(&by_user, &by_song, options)?;
            after_iteration(iteration + 1);
        }
        drop((by_user, by_song));
        Ok(Self::new(sides.users, sides.songs, *options))
    }
}

/// The factors of both sides.
pub(crate) struct Sides {
    /// Users x factors.
    pub(crate) users: Factors,
    /// Songs x factors.
    pub(crate) songs: Factors,
}

impl Sides {
    /// One iteration: the users, then the songs.
    pub(crate) fn iterate(
        &mut self,
        by_user: &Weights,
        by_song: &Weights,
        options: &AlsOptions,
    ) -> Result<(), AlsError> {
        let (n_users, n_songs) = (by_user.n_rows_with_pairs(), by_song.n_rows());
        solve_side(
            Side { name: "user", weights: by_user, others: &self.songs, n_others: n_songs, options },
            &mut self.users,
        )?;
        solve_side(
            Side { name: "song", weights: by_song, others: &self.users, n_others: n_users, options },
            &mut self.songs,
        )
    }
}

/// Half an iteration: one side from the other.
#[derive(Clone, Copy)]
struct Side<'a> {
    name: &'static str,
    weights: &'a Weights,
    others: &'a Factors,
    n_others: usize,
    options: &'a AlsOptions,
}

fn solve_side(side: Side<'_>, own: &mut Factors) -> Result<(), AlsError> {
    let gram = gram(side.others);
    match side.options.solver {
        Solver::ConjugateGradient { steps } => {
            at_width(own.width(), InSteps { side, steps, gram: &gram, own });
            Ok(())
        }
        Solver::Cholesky => exactly(side, &gram, own),
    }
}

struct InSteps<'a> {
    side: Side<'a>,
    steps: usize,
    gram: &'a [f64],
    own: &'a mut Factors,
}

impl AtWidth for InSteps<'_> {
    type Output = ();

    fn run<const N: usize>(self) {
        let Self { side, steps, gram, own } = self;
        let gram = weighted_gram::<N>(gram, side.options.unobserved_weight);
        let equations = Equations {
            others: side.others.rows::<N>(),
            gram: &gram,
            n_others: side.n_others,
            stop: Stop { steps, relative: 0.0 },
            options: side.options,
        };
        own.rows_mut::<N>().par_chunks_mut(BLOCK).enumerate().for_each_init(Vec::new, |near, (block, vectors)| {
            let first = block * BLOCK;
            let mut weights = (first..first + vectors.len()).map(|row| side.weights.row(row));
            SolveRows { equations, weights: &mut weights, vectors, near }.run();
        });
    }
}

fn exactly(side: Side<'_>, gram: &[f64], own: &mut Factors) -> Result<(), AlsError> {
    let Side { name, weights, others, n_others, options } = side;
    let exact = Exact { others, gram, n_others, options };
    own.par_rows_mut().enumerate().try_for_each(|(index, vector)| {
        let (columns, confidences) = weights.row(index);
        let is_solved = exact.solve(columns, confidences, vector);
        if is_solved { Ok(()) } else { Err(AlsError::NotSolvable { side: name, index }) }
    })
}
