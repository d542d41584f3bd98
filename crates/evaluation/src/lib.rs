//! How good rankings are, how sure that is, and which differences are real: metrics of one user, the judge, statistics.
//!
//! [`Jury::judge`] alone turns lists into values, one value for each user and metric; [`scorecard`] alone turns values
//! into means, intervals and tests. Not here: how lists come about, files, and how anything is drawn.

mod metric;

mod convention;

mod card;
mod card_words;

mod accuracy;

mod chance;

mod catalogue;

mod popularity;

mod song_facts;

mod exposure;

mod options;

mod error;

mod checks;

mod seats;

mod jury;

mod reading;

mod judged;

mod student;

mod bootstrap;

mod estimate;

mod sign_flips;

mod holm;

mod compare;

mod sentence;

mod draws;

mod draw_sentence;

mod scores;

#[cfg(test)]
mod tests;

pub use accuracy::{Hits, Ranked};
pub use card::card;
pub use catalogue::Catalogue;
pub use chance::expected_by_chance;
pub use compare::{compare, compare_pairs};
pub use convention::{Convention, UnknownConvention};
pub use draws::{DrawComparison, DrawSpread, PairInDraws, ROUNDING, compare_draws};
pub use error::{EvaluationError, JudgeError};
pub use estimate::{Spread, estimates};
pub use holm::holm;
pub use judged::JudgedModel;
pub use jury::Jury;
pub use metric::{Metric, MetricKind, UnknownMetric};
pub use options::{Case, HeardSongs, StatisticsOptions};
pub use popularity::PopularityClass;
pub use scores::scorecard;
pub use sign_flips::sign_flip_p_values;
pub use student::{paired_t, t_quantile};
