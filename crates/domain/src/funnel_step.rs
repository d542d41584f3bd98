//! How many rows a step of a run left over.

/// Rows on each side after one step; `None` where the step says nothing of that side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FunnelStep {
    /// What the rows that are left have in common: `rows of known songs`.
    pub label: String,
    /// Rows of the train side that are left.
    pub train: Option<u64>,
    /// Rows of the visible side that are left.
    pub visible: Option<u64>,
    /// Rows of the hidden side that are left.
    pub hidden: Option<u64>,
    /// Why the others went, or another remark; may be empty.
    pub note: String,
}

impl FunnelStep {
    /// Rows of all sides that the step speaks of.
    pub fn total(&self) -> u64 {
        self.sides().into_iter().flatten().sum()
    }

    /// Rows of train, visible and hidden.
    pub fn sides(&self) -> [Option<u64>; 3] {
        [self.train, self.visible, self.hidden]
    }
}

#[cfg(test)]
mod tests {
    use super::FunnelStep;

    fn step(train: Option<u64>, visible: Option<u64>, hidden: Option<u64>) -> FunnelStep {
        FunnelStep { train, visible, hidden, ..FunnelStep::default() }
    }

    #[test]
    fn a_total_adds_the_sides_that_are_there() {
        assert_eq!(step(Some(40), None, Some(2)).total(), 42);
        assert_eq!(step(None, None, None).total(), 0);
    }
}
