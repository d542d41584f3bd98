//! Metrics of all lists together: how often each candidate is listed.

/// Share of the candidates that are in at least one list; NaN without candidates.
pub(crate) fn coverage(exposure: &[u32], candidates: &[bool]) -> f64 {
    let of_candidates = || exposure.iter().zip(candidates).filter(|(_, is_candidate)| **is_candidate);
    of_candidates().filter(|(n, _)| **n > 0).count() as f64 / of_candidates().count() as f64
}

/// Gini coefficient of the candidates' numbers of lists: 0 if all are listed equally often, towards 1 if few are.
///
/// `sum over i of (2 i - m - 1) x_i / (m sum x)` for m ascending numbers x; NaN if nothing is listed.
pub(crate) fn gini(exposure: &[u32], candidates: &[bool]) -> f64 {
    let mut numbers: Vec<u32> =
        exposure.iter().zip(candidates).filter(|(_, is_candidate)| **is_candidate).map(|(n, _)| *n).collect();
    numbers.sort_unstable();
    let m = numbers.len() as i128;
    let all: i128 = numbers.iter().map(|&n| i128::from(n)).sum();
    let weighted: i128 = (1..).zip(&numbers).map(|(i, &n)| (2 * i - m - 1) * i128::from(n)).sum();
    weighted as f64 / (m as f64 * all as f64)
}
