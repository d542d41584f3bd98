//! How numbers are written: thousands separated by commas, a dash for what is not a number, so many digits a metric.

use domain::Estimate;

/// What stands for a number that is missing or not finite.
pub(crate) const DASH: &str = "–";

/// `1,019,318`.
pub(crate) fn grouped(n: u64) -> String {
    thousands(&n.to_string())
}

/// `1,234.50` with two `decimals`; no minus before a zero.
pub(crate) fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return DASH.to_owned();
    }
    if value.abs() >= 1e12 {
        return format!("{value:.2e}").replace('-', "−");
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let is_zero = digits.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    format!("{sign}{}{fraction}", thousands(whole))
}

/// The same with its sign, also a plus.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let digits = decimal(value, decimals);
    let is_plus = value > 0.0 && digits != DASH && digits.bytes().any(|digit| matches!(digit, b'1'..=b'9'));
    if is_plus { format!("+{digits}") } else { digits }
}

fn thousands(digits: &str) -> String {
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let all: Vec<String> = (!head.is_empty()).then(|| head.to_owned()).into_iter().chain(groups).collect();
    all.join(",")
}

/// `35.4 %`; a dash for what is not finite.
pub(crate) fn percent(share: f64) -> String {
    if !share.is_finite() {
        return DASH.to_owned();
    }
    let decimals = if share != 0.0 && share.abs() < 0.01 { 2 } else { 1 };
    format!("{} %", decimal(share * 100.0, decimals))
}

/// `part` of `whole` as a percentage; a dash if there is no whole.
pub(crate) fn percent_of(part: usize, whole: usize) -> String {
    if whole == 0 { DASH.to_owned() } else { percent(part as f64 / whole as f64) }
}

/// `p = 0.032`, `p < 0.0001` or a dash.
pub(crate) fn p_value(p: f64) -> String {
    match p {
        _ if !p.is_finite() => DASH.to_owned(),
        _ if p < 0.0001 => "p < 0.0001".to_owned(),
        _ if p < 0.01 => format!("p = {p:.4}"),
        _ => format!("p = {p:.3}"),
    }
}

/// How many decimals the values of one metric get, so that they stand below each other.
///
/// The largest value decides: three digits that count for what is below one, at most four decimals.
pub(crate) fn decimals_of(values: impl Iterator<Item = f64>) -> usize {
    match values.filter(|value| value.is_finite()).map(f64::abs).fold(0.0, f64::max) {
        size if size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 => 3,
        _ => 4,
    }
}

/// The interval that is shown: Student's, else the bootstrap's, else none.
pub(crate) fn interval_of(estimate: &Estimate) -> Option<[f64; 2]> {
    [estimate.t_interval, estimate.bootstrap_interval].into_iter().find(|ends| ends.iter().all(|end| end.is_finite()))
}

/// `0.118`, or a dash.
pub(crate) fn mean(estimate: Option<&Estimate>, decimals: usize) -> String {
    estimate.map_or_else(|| DASH.to_owned(), |estimate| decimal(estimate.mean, decimals))
}

/// `[0.115, 0.121]`, empty where there is none.
pub(crate) fn interval(estimate: Option<&Estimate>, decimals: usize) -> String {
    let ends = estimate.and_then(interval_of);
    ends.map_or_else(String::new, |[low, high]| format!("[{}, {}]", decimal(low, decimals), decimal(high, decimals)))
}

/// `0.118 [0.115, 0.121]`.
pub(crate) fn with_interval(estimate: Option<&Estimate>, decimals: usize) -> String {
    format!("{} {}", mean(estimate, decimals), interval(estimate, decimals)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{DASH, decimal, decimals_of, grouped, p_value, percent, signed};

    #[test]
    fn thousands_are_separated() {
        assert_eq!([0, 999, 1_000, 48_373_586].map(grouped), ["0", "999", "1,000", "48,373,586"]);
        assert_eq!(decimal(-1_234.5, 1), "−1,234.5");
    }

    #[test]
    fn what_is_not_finite_is_a_dash() {
        assert_eq!([f64::NAN, f64::INFINITY].map(|value| decimal(value, 2)), [DASH; 2]);
        assert_eq!([percent(f64::NAN), p_value(f64::NAN), signed(f64::NAN, 1)], [DASH; 3]);
    }

    #[test]
    fn a_rounded_zero_has_no_sign() {
        assert_eq!([decimal(-0.001, 2), signed(0.001, 2), signed(0.01, 2)], ["0.00", "0.00", "+0.01"]);
    }

    #[test]
    fn the_largest_value_gives_the_decimals() {
        assert_eq!(decimals_of([0.118, 0.04].into_iter()), 3);
        assert_eq!(decimals_of([0.01, f64::NAN].into_iter()), 4);
        assert_eq!(decimals_of([42_123.0, 1.0].into_iter()), 0);
    }

    #[test]
    fn small_p_are_below_something() {
        assert_eq!([1e-9, 0.003_21, 0.0321].map(p_value), ["p < 0.0001", "p = 0.0032", "p = 0.032"]);
    }
}
