//! `fit-als`: implicit ALS, users and songs as vectors.

use recommenders::{AlsModel, AlsOptions, Confidence, Solver};
use serde::{Deserialize, Serialize};

use crate::fitting::{READS, WRITES, keep_model};
use crate::options::{options, parse};
use crate::stage::{Bench, Stage, StageKind};
use crate::{Exit, RunError};

options! {
    /// The options of `fit-als`.
    FitAls {
        /// Numbers in the vector of a user or song
        factors: usize = 64, "1 to 1024";
        /// How often users, then songs are solved
        iterations: usize = 15, "a whole number from 1 on";
        /// How: a few steps of conjugate gradient, or exactly
        solver: SolvedBy = SolvedBy::Cg, "\"cg\" | \"cholesky\"";
        /// Steps of conjugate gradient for each user or song in an iteration
        cg_steps: usize = 3, "a whole number from 1 on";
        /// What plays say: 1 + alpha ln(1 + plays), 1 + alpha plays, or 1 + alpha however many
        confidence: Says = Says::Log, "\"log\" | \"linear\" | \"binary\"";
        /// The weight of plays in the confidence
        alpha: f64 = 10.0, "a number from 0 to 1e9";
        /// Lambda, which keeps vectors short
        regularization: f64 = 0.01, "a number from 0 to 1e9";
        /// Nu of Rendle et al. 2021: lambda times (plays + alpha 0 times the other side)^nu; 0 is lambda for all
        regularization_exponent: f64 = 0.0, "a number from 0 to 10";
        /// Alpha 0: the weight of pairs without plays; 1 is Hu, Koren & Volinsky's
        unobserved_weight: f64 = 1.0, "a number from 0 to 1e9";
        /// Standard deviation of the first vectors' length
        initial_stddev: f64 = 0.1, "a number from 0 to 1e6";
    }
}

/// How equations are solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SolvedBy {
    Cg,
    Cholesky,
}

/// What plays say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Says {
    Log,
    Linear,
    Binary,
}

pub(crate) const KIND: StageKind = StageKind {
    name: "fit-als",
    about: "fits implicit ALS (Hu, Koren & Volinsky 2008; Rendle et al. 2021) to the visible plays: users and songs as vectors whose product is the score",
    sources: &[],
    reads: READS,
    writes: WRITES,
    options: FitAls::cards,
    parse: |with| {
        let options: FitAls = parse(with)?;
        options.model_options(0).check().map_err(|error| error.to_string())?;
        Ok(Box::new(options))
    },
};

impl FitAls {
    /// Whether equations are solved in steps of conjugate gradient.
    pub(crate) fn takes_steps(&self) -> bool {
        self.solver == SolvedBy::Cg
    }

    fn model_options(&self, seed: u64) -> AlsOptions {
        let alpha = self.alpha;
        AlsOptions {
            factors: self.factors,
            iterations: self.iterations,
            seed,
            regularization: self.regularization,
            regularization_exponent: self.regularization_exponent,
            solver: match self.solver {
                SolvedBy::Cg => Solver::ConjugateGradient { steps: self.cg_steps },
                SolvedBy::Cholesky => Solver::Cholesky,
            },
            confidence: match self.confidence {
                Says::Log => Confidence::Log { alpha },
                Says::Linear => Confidence::Linear { alpha },
                Says::Binary => Confidence::Binary { alpha },
            },
            unobserved_weight: self.unobserved_weight,
            initial_stddev: self.initial_stddev,
        }
    }
}

impl From<&AlsOptions> for FitAls {
    /// The options of the stage that fits such a model.
    fn from(options: &AlsOptions) -> Self {
        let (solver, cg_steps) = match options.solver {
            Solver::ConjugateGradient { steps } => (SolvedBy::Cg, steps),
            Solver::Cholesky => (SolvedBy::Cholesky, Self::default().cg_steps),
        };
        let (confidence, alpha) = match options.confidence {
            Confidence::Log { alpha } => (Says::Log, alpha),
            Confidence::Linear { alpha } => (Says::Linear, alpha),
            Confidence::Binary { alpha } => (Says::Binary, alpha),
        };
        Self {
            factors: options.factors,
            iterations: options.iterations,
            solver,
            cg_steps,
            confidence,
            alpha,
            regularization: options.regularization,
            regularization_exponent: options.regularization_exponent,
            unobserved_weight: options.unobserved_weight,
            initial_stddev: options.initial_stddev,
        }
    }
}

impl Stage for FitAls {
    fn run(&self, bench: &mut Bench<'_>) -> Result<(), RunError> {
        let (plays, meter) = (bench.plays(), bench.meter);
        let n_rows = plays.visible.n_rows() as u64;
        meter.expect(self.iterations as u64 * n_rows);
        let options = self.model_options(bench.seed);
        let model = AlsModel::fit(&plays.visible, &plays.trains, plays.songs.len(), &options, &|_| {
            meter.advance(n_rows, n_rows);
        })
        .map_err(|error| RunError::new(Exit::Data, error.to_string()))?;
        keep_model(bench, Box::new(model))
    }
}

#[cfg(test)]
mod tests {
    use recommenders::{AlsOptions, Confidence, Solver};

    use super::FitAls;

    #[track_caller]
    fn check(options: AlsOptions) {
        assert_eq!(FitAls::from(&options).model_options(options.seed), options);
    }

    #[test]
    fn a_model_knows_the_options_of_its_stage() {
        check(AlsOptions::default());
        let (solver, confidence) = (Solver::Cholesky, Confidence::Linear { alpha: 40.0 });
        check(AlsOptions { factors: 7, iterations: 2, seed: 9, solver, confidence, ..AlsOptions::default() });
        let (solver, confidence) = (Solver::ConjugateGradient { steps: 5 }, Confidence::Binary { alpha: 0.5 });
        check(AlsOptions {
            solver,
            confidence,
            regularization: 0.5,
            regularization_exponent: 1.0,
            unobserved_weight: 0.25,
            initial_stddev: 0.2,
            ..AlsOptions::default()
        });
    }
}
