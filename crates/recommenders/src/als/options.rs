//! How an ALS model is fitted: all that can be chosen, and what is refused.

use super::widths::MOST_FACTORS;

/// All that can be chosen about an ALS model.
///
/// For user u with vector x, songs i with vectors y and confidences c the loss is
/// `sum over heard (u, i) of c (1 - x.y)^2 + alpha_0 * sum over all other (u, i) of (x.y)^2 + sum of lambda_u |x|^2 +
/// sum of lambda_i |y|^2`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct AlsOptions {
    /// Numbers in the vector of a user or a song, d; 1 to 1024.
    pub factors: usize,
    /// How often users and then songs are solved; 1 or more.
    pub iterations: usize,
    /// What the first factors are drawn from.
    pub seed: u64,
    /// Lambda, 0 to 1e9. Added to the diagonal of every user's and song's equations.
    pub regularization: f64,
    /// Nu: the regularisation of a user with n heard songs is `lambda * (n + alpha_0 * n_songs)^nu`, and of a song with
    /// n listeners `lambda * (n + alpha_0 * n_users)^nu`. 0 is a plain lambda for everyone (implicit), 1 is Rendle's. 0 to 10.
    pub regularization_exponent: f64,
    /// How each user's and song's equations are solved.
    pub solver: Solver,
    /// What plays say.
    pub confidence: Confidence,
    /// Alpha 0: the weight of a (user, song) pair without plays, 0 to 1e9. 1 is Hu, Koren & Volinsky's; Rendle et al.
    /// use small ones (their a, which also weighs pairs with plays, is a / (1 + a) here, with binary confidence 1).
    pub unobserved_weight: f64,
    /// Standard deviation of the first vectors' length: each factor is drawn evenly with standard deviation
    /// `initial_stddev / sqrt(d)`. 0 to 1e6.
    pub initial_stddev: f64,
}

/// How the equations `A x = b` of one user or song are solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Solver {
    /// A few steps of conjugate gradient from the last iteration's vector (Takács, Pilászy & Tikk 2011). A is never
    /// made: a step costs d^2 + 2 d n for n plays.
    ConjugateGradient {
        /// Steps in each half of an iteration; 1 or more.
        steps: usize,
    },
    /// Exactly, in 64 bits: d^2 n + d^3 / 3.
    Cholesky,
}

/// The confidence c that a user likes a song, from how often the user played it. Alpha is 0 to 1e9: the squares of
/// larger confidences would leave float32.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Confidence {
    /// `1 + alpha * plays`
    Linear {
        /// Weight of the plays.
        alpha: f64,
    },
    /// `1 + alpha * ln(1 + plays)`
    Log {
        /// Weight of the logarithm.
        alpha: f64,
    },
    /// `1 + alpha`, however many plays.
    Binary {
        /// What a heard song has more than 1.
        alpha: f64,
    },
}

/// Why a model cannot be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AlsError {
    /// An option is out of its range.
    #[error("{option}: expected {expected}, found {found}")]
    Option {
        /// Its name.
        option: &'static str,
        /// Its range.
        expected: &'static str,
        /// Its value.
        found: f64,
    },
    /// The equations of a user or a song have no single solution.
    #[error(
        "als: expected equations with one solution, found a {side} with none or many (number {index})\nhint: more regularization"
    )]
    NotSolvable {
        /// `user` or `song`.
        side: &'static str,
        /// Whose equations.
        index: usize,
    },
}

impl Default for AlsOptions {
    fn default() -> Self {
        Self {
            factors: 64,
            iterations: 15,
            seed: 1,
            regularization: 0.01,
            regularization_exponent: 0.0,
            solver: Solver::ConjugateGradient { steps: 3 },
            confidence: Confidence::Log { alpha: 10.0 },
            unobserved_weight: 1.0,
            initial_stddev: 0.1,
        }
    }
}

impl AlsOptions {
    /// Says which option is out of its range.
    pub fn check(&self) -> Result<(), AlsError> {
        if self.factors == 0 || self.factors > MOST_FACTORS {
            return Err(AlsError::Option { option: "factors", expected: "1 to 1024", found: self.factors as f64 });
        }
        at_least_one("iterations", self.iterations)?;
        if let Solver::ConjugateGradient { steps } = self.solver {
            at_least_one("steps of conjugate gradient", steps)?;
        }
        in_range("regularization", self.regularization, TO_A_BILLION)?;
        in_range("regularization-exponent", self.regularization_exponent, (10.0, "a number from 0 to 10"))?;
        in_range("unobserved-weight", self.unobserved_weight, TO_A_BILLION)?;
        in_range("initial-stddev", self.initial_stddev, (1e6, "a number from 0 to 1e6"))?;
        in_range("confidence alpha", self.confidence.alpha(), TO_A_BILLION)
    }

    /// The regularisation of a user or song with so many plays, where the other side has `n_others`.
    pub(crate) fn regularization_of(&self, n_plays: usize, n_others: usize) -> f64 {
        let count = self.unobserved_weight.mul_add(n_others as f64, n_plays as f64);
        self.regularization * count.powf(self.regularization_exponent)
    }
}

impl Confidence {
    /// The confidence of a pair that was played so often.
    pub fn of(self, plays: u64) -> f32 {
        let more = match self {
            Self::Linear { alpha } => alpha * plays as f64,
            Self::Log { alpha } => alpha * (plays as f64).ln_1p(),
            Self::Binary { alpha } => alpha,
        };
        (1.0 + more) as f32
    }

    fn alpha(self) -> f64 {
        match self {
            Self::Linear { alpha } | Self::Log { alpha } | Self::Binary { alpha } => alpha,
        }
    }
}

/// The most that a number may be, and the range in words.
type UpTo = (f64, &'static str);

const TO_A_BILLION: UpTo = (1e9, "a number from 0 to 1e9");

fn in_range(option: &'static str, found: f64, (most, expected): UpTo) -> Result<(), AlsError> {
    if (0.0..=most).contains(&found) { Ok(()) } else { Err(AlsError::Option { option, expected, found }) }
}

fn at_least_one(option: &'static str, found: usize) -> Result<(), AlsError> {
    if found > 0 { Ok(()) } else { Err(AlsError::Option { option, expected: "1 or more", found: found as f64 }) }
}
