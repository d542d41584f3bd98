//! An axis of round numbers.

use crate::number::decimal;

/// From one end to the other, with ticks in between.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Place and label, ascending.
    pub(crate) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// An axis that holds all finite values, ends a little beyond them and has about `n_ticks` ticks.
    pub(crate) fn around(values: impl Iterator<Item = f64>, n_ticks: f64) -> Self {
        let values = values.filter(|value| value.is_finite());
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let span = high - low;
        if !span.is_finite() {
            return Self::between(0.0, 1.0, n_ticks);
        }
        let pad = if span > 0.0 { span * 0.06 } else { (low.abs() * 0.1).max(1e-3) };
        Self::between(low - pad, high + pad, n_ticks)
    }

    /// An axis from zero to a little beyond the largest value.
    pub(crate) fn from_zero(values: impl Iterator<Item = f64>, n_ticks: f64) -> Self {
        let high = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
        Self::between(0.0, if high > 0.0 { high * 1.06 } else { 1.0 }, n_ticks)
    }

    /// List lengths on a logarithmic scale: ticks at 1, 2, 5, 10 ... and at the last one.
    pub(crate) fn of_lengths(lengths: &[usize]) -> Self {
        let (first, last) =
            (lengths.iter().min().copied().unwrap_or(1).max(1), lengths.iter().max().copied().unwrap_or(1));
        let (low, high) = ((first as f64).log10(), (last.max(first + 1) as f64).log10());
        let round = (0..7).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_usize.pow(power)));
        let inside = round.filter(|k| (first..=last).contains(k));
        Self { low, high, ticks: inside.map(|k| ((k as f64).log10(), k.to_string())).collect() }
    }

    fn between(low: f64, high: f64, n_ticks: f64) -> Self {
        let step = round_step((high - low) / n_ticks);
        let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        let n = (last - first + 1.0).clamp(0.0, 50.0) as u32;
        let tick = |index: u32| {
            let value = (first + f64::from(index)) * step;
            (value, decimal(value, decimals))
        };
        Self { low, high, ticks: (0..n).map(tick).collect() }
    }
}

/// The smallest of 1, 2, 5, 10 times a power of ten that is not below `step`.
fn round_step(step: f64) -> f64 {
    let power = 10.0_f64.powf(step.log10().floor());
    let multiple = [1.0, 2.0, 5.0].into_iter().find(|multiple| multiple * power >= step * (1.0 - 1e-9));
    multiple.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::Axis;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_numbers_inside_the_axis() {
        // 0 to 0.106 in about 4: 0.0265, rounded up to 0.05.
        assert_eq!(labels(&Axis::from_zero([0.1].into_iter(), 4.0)), ["0.00", "0.05", "0.10"]);
        // -31.2 - 1.8 to -1.2 + 1.8: 33.6 / 4 = 8.4, rounded up to 10.
        assert_eq!(labels(&Axis::around([-31.2, -1.2].into_iter(), 4.0)), ["−30", "−20", "−10", "0"]);
    }

    #[test]
    fn an_axis_of_nothing_is_still_an_axis() {
        for axis in [Axis::around([f64::NAN].into_iter(), 4.0), Axis::from_zero(std::iter::empty(), 4.0)] {
            assert!(axis.low < axis.high && !axis.ticks.is_empty());
        }
        let one = Axis::around([7.0].into_iter(), 4.0);
        assert!(one.low < 7.0 && 7.0 < one.high);
    }

    #[test]
    fn lengths_stand_at_their_logarithms() {
        let axis = Axis::of_lengths(&[1, 10, 100]);
        assert_eq!(labels(&axis), ["1", "2", "5", "10", "20", "50", "100"]);
        assert!((axis.ticks[3].0 - 1.0).abs() < 1e-12);
        assert!(Axis::of_lengths(&[]).high > 0.0);
    }
}
