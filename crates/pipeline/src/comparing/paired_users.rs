//! The users of two runs laid side by side.

use crate::finished_run_scores::RunScores;

/// Users of two runs.
pub(super) struct Paired {
    /// Those of both, by their position in either run.
    pub(super) rows: [Vec<usize>; 2],
    /// How many each run has for itself.
    pub(super) n_alone: [usize; 2],
}

/// Of how many paired users the two runs hid other songs.
pub(super) fn n_of_other_hidden_songs(scores: &[RunScores; 2], paired: &Paired) -> usize {
    let hidden = |side: usize, position: usize| scores[side].user(position).1;
    paired.rows[0].iter().zip(&paired.rows[1]).filter(|(a, b)| hidden(0, **a) != hidden(1, **b)).count()
}

/// Finds the users of both runs; ids ascend in each.
pub(super) fn pair(scores: &[RunScores; 2]) -> Paired {
    let id = |side: usize, position: usize| scores[side].user(position).0;
    let [n_a, n_b] = scores.each_ref().map(RunScores::n_users);
    let mut rows = [Vec::new(), Vec::new()];
    let (mut a, mut b) = (0, 0);
    while a < n_a && b < n_b {
        match id(0, a).cmp(&id(1, b)) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                rows[0].push(a);
                rows[1].push(b);
                (a, b) = (a + 1, b + 1);
            }
        }
    }
    let n_alone = [n_a - rows[0].len(), n_b - rows[1].len()];
    Paired { rows, n_alone }
}
