//! How much a draw hides, beside what it shows: what the t test over draws is corrected by.

use matrices::Protocol;
use serde::Serialize;

use super::draw::Draw;
use crate::RunError;

/// What is counted on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SizeUnit {
    /// Different pairs of user and song: `leave-k-out` and `ratio` draw these.
    Plays,
    /// Users: `liang` draws whole ones.
    Users,
}

impl SizeUnit {
    /// What the protocol of a draw draws.
    fn of(protocol: &Protocol) -> Self {
        if matches!(protocol, Protocol::Liang(_)) { Self::Users } else { Self::Plays }
    }
}

/// Hidden ones over visible ones, summed over all draws.
pub(super) fn hidden_over_visible(draws: &[Draw<'_>]) -> Result<(SizeUnit, f64), RunError> {
    let sizes = draws.iter().map(Draw::sizes).collect::<Result<Vec<_>, _>>()?;
    let sum = |of: fn(&(u64, u64)) -> u64| sizes.iter().map(|size| u128::from(of(size))).sum::<u128>();
    let (hidden, visible) = (sum(|size| size.0), sum(|size| size.1));
    Ok((SizeUnit::of(&draws[0].protocol), hidden as f64 / visible as f64))
}

impl Draw<'_> {
    /// What is hidden, and what models could be fitted on: plays, or users where whole ones are drawn.
    pub(super) fn sizes(&self) -> Result<(u64, u64), RunError> {
        let unit = match SizeUnit::of(&self.protocol) {
            SizeUnit::Plays => "pairs",
            SizeUnit::Users => "users",
        };
        let told = |step: &str| self.run.fact(self.split, step)[unit].as_u64().filter(|&number| number > 0);
        told("hidden_of_judged_users").zip(told("rows_that_train")).ok_or_else(|| {
            let expected =
                format!("the manifest to say what stage `{}` hid and showed, found nothing", self.split.name);
            self.run.lacks(&expected, "run the plan again")
        })
    }
}
