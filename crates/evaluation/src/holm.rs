//! Many tests at once.

/// Holm's correction (1979): p values such that rejecting those below 5 % is wrong anywhere with at most 5 %.
///
/// The i-th smallest of m is multiplied by m - i + 1, is at least as large as the one before, and at most 1. NaN stays
/// NaN and does not count.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).filter(|&index| !p_values[index].is_nan()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut corrected = vec![f64::NAN; p_values.len()];
    let mut highest = 0.0_f64;
    for (position, &index) in order.iter().enumerate() {
        highest = highest.max(p_values[index] * (order.len() - position) as f64).min(1.0);
        corrected[index] = highest;
    }
    corrected
}
