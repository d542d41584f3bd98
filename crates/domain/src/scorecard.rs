//! What an evaluation found: how good each model's rankings are, how sure that is, and which differences are real.

/// The result of judging the rankings of one or more models against the same hidden plays.
#[derive(Clone, Debug, PartialEq)]
pub struct Scorecard {
    /// Whose definitions: `msd`, `liang`, `trec` ...
    pub convention: String,
    /// One for every metric, in the order of the plan.
    pub cards: Vec<MetricCard>,
    /// One for every model, in the order of the plan.
    pub models: Vec<ModelScore>,
    /// Every pair of models under every metric that is compared.
    pub comparisons: Vec<Comparison>,
    /// What became of the users.
    pub users: JudgedUsers,
}

/// How many users were judged, and why the others were not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JudgedUsers {
    /// Users with hidden plays: those who were to be judged.
    pub n_with_hidden: usize,
    /// Users who count in the means.
    pub n_judged: usize,
    /// Reason and number of those who do not.
    pub left_out: Vec<(String, usize)>,
}

/// What a metric is, completely: with it anyone can compute the number again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricCard {
    /// Its name in a plan: `map@500`.
    pub name: String,
    /// Name and version of the definition: `map@500/msd-v1`.
    pub version: String,
    /// One sentence for people.
    pub about: String,
    /// The formula for one user.
    pub formula: String,
    /// What the sum is divided by.
    pub divisor: String,
    /// Which users count.
    pub users: String,
    /// What happens where scores are equal.
    pub ties: String,
    /// Which songs cannot be recommended.
    pub mask: String,
    /// Songs that could have been recommended.
    pub n_candidates: usize,
    /// Which way is good.
    pub better: Better,
}

/// Which way a metric is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it describes.
    Neither,
}

/// How one model did.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelScore {
    /// Its name in the plan.
    pub name: String,
    /// One for every card, in their order; `None` where no user has a value.
    pub estimates: Vec<Option<Estimate>>,
    /// Recall at growing list lengths: (k, mean recall), k ascending. For the curve.
    pub recall_curve: Vec<(usize, f64)>,
    /// Users for whom another order of equal scores can change an accuracy metric: (number, share of the judged).
    pub ties: (usize, f64),
    /// Users without a list, who count as zero.
    pub n_without_list: usize,
    /// Mean number of songs in a list.
    pub mean_length: f64,
}

/// A mean over users and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Users that have a value.
    pub n: usize,
    /// Their mean; for a metric of all lists together (coverage, Gini) its one value.
    pub mean: f64,
    /// Standard deviation with divisor n - 1, over the root of n. NaN for a metric of all lists together.
    pub standard_error: f64,
    /// 95 % interval by Student's t.
    pub t_interval: [f64; 2],
    /// 95 % percentile interval of a seeded bootstrap over users.
    pub bootstrap_interval: [f64; 2],
}

/// Two models on the same users.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The metric's name.
    pub metric: String,
    /// The one model.
    pub a: String,
    /// The other.
    pub b: String,
    /// a - b over the users that both have a value for.
    pub difference: Estimate,
    /// Paired t statistic.
    pub t: f64,
    /// Two-sided p of the paired t test.
    pub p_t: f64,
    /// Two-sided p of the paired randomisation (sign flipping) test.
    pub p_randomisation: f64,
    /// `p_t` after Holm over all pairs of this metric.
    pub p_t_holm: f64,
    /// `p_randomisation` after Holm over all pairs of this metric.
    pub p_randomisation_holm: f64,
    /// Cohen's `d_z`: mean difference over standard deviation of the differences.
    pub effect_size: f64,
    /// Users on whom a is better, both are equal, b is better.
    pub wins_ties_losses: [usize; 3],
    /// What may be concluded, in plain words.
    pub sentence: String,
}
