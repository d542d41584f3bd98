//! How numbers are written: thousands separated by commas, a dash for what is not a number, so many digits a metric.

use domain::Estimate;

/// What stands for a number that is missing or not finite.
pub(crate) const DASH: &str = "–";

/// `1,019,318`.
pub(crate) fn grouped(n: u64) -> String {
    thousands(&n.to_string())
}

/// `12,345.60` with two `decimals`, `1998.35` below ten thousand; no minus before a zero.
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
    let whole = if whole.len() > 4 { thousands(whole) } else { whole.to_owned() };
    format!("{sign}{whole}{fraction}")
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
/// The largest value decides: three digits that count for what is below one, at most four decimals. Where the smallest
/// standard error would vanish behind them there are more, at most two: a mean year of 1998 with an error of 0.05.
pub(crate) fn decimals_of<'a>(estimates: impl Iterator<Item = &'a Estimate> + Clone) -> usize {
    let means = estimates.clone().map(|found| found.mean.abs()).filter(|mean| mean.is_finite());
    let errors = estimates.map(|found| found.standard_error).filter(|error| error.is_finite() && *error > 0.0);
    let by_size = match means.fold(0.0, f64::max) {
        size if size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 => 3,
        _ => 4_usize,
    };
    let by_error = -errors.fold(1.0, f64::min).log10().floor();
    by_size.max((by_error as usize).min(2))
}

/// The interval that charts show: Student's, or none.
pub(crate) fn interval_of(estimate: &Estimate) -> Option<[f64; 2]> {
    estimate.t_interval.iter().all(|end| end.is_finite()).then_some(estimate.t_interval)
}

/// `0.118`, or a dash.
pub(crate) fn mean(estimate: Option<&Estimate>, decimals: usize) -> String {
    estimate.map_or_else(|| DASH.to_owned(), |estimate| decimal(estimate.mean, decimals))
}

/// `[0.115, 0.121]`, empty where there is none.
pub(crate) fn interval(estimate: Option<&Estimate>, decimals: usize) -> String {
    estimate.and_then(interval_of).map_or_else(String::new, |ends| between(ends, decimals))
}

/// `[0.115, 0.121]`, a dash where an end is not finite.
pub(crate) fn between(ends: [f64; 2], decimals: usize) -> String {
    let [low, high] = ends.map(|end| decimal(end, decimals));
    if ends.iter().all(|end| end.is_finite()) { format!("[{low}, {high}]") } else { DASH.to_owned() }
}

/// `0.118 [0.115, 0.121]`.
pub(crate) fn with_interval(estimate: Option<&Estimate>, decimals: usize) -> String {
    format!("{} {}", mean(estimate, decimals), interval(estimate, decimals)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use domain::Estimate;

    use super::{DASH, decimal, decimals_of, grouped, p_value, percent, signed};

    #[test]
    fn thousands_are_separated() {
        assert_eq!([0, 999, 1_000, 48_373_586].map(grouped), ["0", "999", "1,000", "48,373,586"]);
        assert_eq!(decimal(-12_345.6, 1), "−12,345.6");
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

    #[track_caller]
    fn check(means: &[f64], standard_error: f64, decimals: usize) {
        let estimate = |mean: &f64| Estimate {
            n: 9,
            mean: *mean,
            standard_error,
            t_interval: [0.0; 2],
            bootstrap_interval: [0.0; 2],
        };
        let estimates: Vec<Estimate> = means.iter().map(estimate).collect();
        assert_eq!(decimals_of(estimates.iter()), decimals);
    }

    #[test]
    fn the_largest_value_gives_the_decimals() {
        check(&[0.118, 0.04], 0.001, 3);
        check(&[0.01, f64::NAN], f64::NAN, 4);
        check(&[42_123.0, 1.0], f64::NAN, 0);
        check(&[], 0.0, 4);
    }

    #[test]
    fn a_small_error_is_not_rounded_away() {
        check(&[1_998.3], 0.05, 2);
        check(&[1_998.3], 9.0, 0);
    }

    #[test]
    fn small_p_are_below_something() {
        assert_eq!([1e-9, 0.003_21, 0.0321].map(p_value), ["p < 0.0001", "p = 0.0032", "p = 0.032"]);
    }
}
