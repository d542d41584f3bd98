//! How numbers are written: thousands separated by commas, a dash for what is not a number.

/// What stands for a number that is missing or not finite.
pub(crate) const DASH: &str = "–";

/// `1,019,318`.
pub(crate) fn grouped(n: u64) -> String {
    grouped_digits(&n.to_string())
}

/// `1,019,318` or a dash.
pub(crate) fn grouped_or_dash(n: Option<u64>) -> String {
    n.map_or_else(|| DASH.to_owned(), grouped)
}

/// `1,234.50` with two `decimals`; no minus before a zero.
pub(crate) fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return DASH.to_owned();
    }
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let sign = if value < 0.0 && digits.contains(|digit| ('1'..='9').contains(&digit)) { "−" } else { "" };
    format!("{sign}{}{fraction}", grouped_digits(whole))
}

fn grouped_digits(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `35.4 %`; below 1 % two digits that count: `0.0044 %`; 100 % only if it is all.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if !percent.is_finite() {
        return DASH.to_owned();
    }
    if (99.95..100.0).contains(&percent) {
        return ">99.9 %".to_owned();
    }
    let size = percent.abs();
    let decimals = match size {
        _ if size < 1e-9 || size.to_bits() == 100.0_f64.to_bits() => 0,
        _ if size >= 1.0 => 1,
        _ => 1 - size.log10().floor() as i64,
    };
    format!("{} %", decimal(percent, decimals as usize))
}

/// `35.4 %` or a dash.
pub(crate) fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or_else(|| DASH.to_owned(), percent)
}

/// `part` of `whole` as a percentage; a dash if there is no whole.
pub(crate) fn percent_of(part: u64, whole: u64) -> String {
    percent_or_dash((whole > 0).then(|| part as f64 / whole as f64))
}

/// `4–7`, or `1` where both are equal.
pub(crate) fn range(low: u64, high: u64) -> String {
    if low == high { grouped(low) } else { format!("{}–{}", grouped(low), grouped(high)) }
}

/// For an axis: `512`, `1k`, `131k`, `2M`; what is cut off does not matter there.
pub(crate) fn short(n: u64) -> String {
    let thousands = n.checked_ilog10().unwrap_or(0) / 3;
    let suffix = ["", "k", "M", "G", "T", "P", "E"][thousands as usize];
    format!("{}{suffix}", n / 1_000_u64.pow(thousands))
}

#[cfg(test)]
mod tests {
    use super::{DASH, decimal, grouped, percent, percent_of, range, short};

    #[test]
    fn thousands_are_separated() {
        assert_eq!([0, 999, 1_000, 48_373_586].map(grouped), ["0", "999", "1,000", "48,373,586"]);
        assert_eq!(decimal(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(decimal(-1_234.0, 0), "−1,234");
    }

    #[test]
    fn a_rounded_zero_has_no_sign() {
        assert_eq!(decimal(-0.001, 2), "0.00");
    }

    #[test]
    fn small_shares_keep_two_digits_that_count() {
        assert_eq!([1.0, 0.354_4, 0.0].map(percent), ["100 %", "35.4 %", "0 %"]);
        assert_eq!([0.000_044, 0.009_96, 0.999_99].map(percent), ["0.0044 %", "1.00 %", ">99.9 %"]);
        assert_eq!(percent_of(1, 0), DASH);
    }

    #[test]
    fn what_is_not_finite_is_a_dash() {
        assert_eq!([f64::NAN, f64::INFINITY, f64::MAX].map(percent), [DASH; 3]);
        assert_eq!(decimal(f64::NEG_INFINITY, 2), DASH);
    }

    #[test]
    fn ranges_and_axis_labels_are_short() {
        assert_eq!([range(1, 1), range(1_024, 2_047)], ["1", "1,024–2,047"]);
        assert_eq!([0, 512, 1_024, 131_072, 2_097_152].map(short), ["0", "512", "1k", "131k", "2M"]);
        assert_eq!(short(u64::MAX), "18E");
    }
}
