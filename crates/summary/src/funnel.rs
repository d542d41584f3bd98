//! How many rows each step of a run left over.

use domain::FunnelStep;

/// The steps of a run in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funnel {
    /// From all rows read to those that reached a matrix.
    pub steps: Vec<FunnelStep>,
}

impl Funnel {
    /// Which share of the step before is left after step `index`, over the sides that both steps speak of.
    ///
    /// `None` for the first step, and where the step before had no row or no side in common.
    pub fn share_of_previous(&self, index: usize) -> Option<f64> {
        let previous = self.steps.get(index.checked_sub(1)?)?.sides();
        let both = previous.into_iter().zip(self.steps.get(index)?.sides());
        let (before, after) = both
            .filter_map(|(before, after)| before.zip(after))
            .fold((0, 0), |sums, (before, after)| (sums.0 + before, sums.1 + after));
        (before > 0).then(|| after as f64 / before as f64)
    }
}

#[cfg(test)]
mod tests {
    use domain::FunnelStep;

    use super::Funnel;

    fn step(train: Option<u64>, visible: Option<u64>, hidden: Option<u64>) -> FunnelStep {
        FunnelStep { train, visible, hidden, ..FunnelStep::default() }
    }

    #[test]
    fn a_share_compares_only_the_sides_that_both_steps_speak_of() {
        let funnel = Funnel {
            steps: vec![step(Some(90), Some(6), Some(4)), step(Some(45), Some(3), Some(2)), step(None, None, Some(1))],
        };
        assert_eq!(funnel.share_of_previous(0), None);
        // (45 + 3 + 2) / (90 + 6 + 4) = 1/2.
        assert_eq!(funnel.share_of_previous(1), Some(0.5));
        // Hidden alone: 1 / 2, not 1 / 50.
        assert_eq!(funnel.share_of_previous(2), Some(0.5));
        assert_eq!(funnel.share_of_previous(3), None);
    }

    #[test]
    fn nothing_has_a_share_of_no_rows() {
        let funnel = Funnel { steps: vec![step(Some(0), None, None), step(Some(0), None, None)] };
        assert_eq!(funnel.share_of_previous(1), None);
    }
}
