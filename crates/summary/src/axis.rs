//! An axis of round numbers.

use crate::number::decimal;

/// From `low` to `high` with a tick at every multiple of `step` in between.
pub(crate) struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    /// An axis that holds all values and has about `n_ticks` ticks; values must be finite.
    pub(crate) fn around(values: impl Iterator<Item = f64>, n_ticks: f64) -> Self {
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let span = high - low;
        if !(span.is_finite() && span > 0.0) {
            let middle = if low.is_finite() && span.is_finite() { low.clamp(-1e9, 1e9) } else { 0.0 };
            return Self { low: middle - 1.0, high: middle + 1.0, step: 1.0 };
        }
        Self { low: low - span * 0.03, high: high + span * 0.03, step: round_step(span / n_ticks) }
    }

    /// Where `value` lies: 0 at the low end, 1 at the high end, never outside.
    pub(crate) fn place(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// The ticks with their labels, ascending.
    pub(crate) fn ticks(&self) -> impl Iterator<Item = (f64, String)> {
        let decimals = (-self.step.log10().floor()).clamp(0.0, 9.0) as usize;
        let (first, last) = ((self.low / self.step).ceil(), (self.high / self.step).floor());
        let n = (last - first + 1.0).clamp(0.0, 50.0) as u32;
        (0..n).map(move |index| {
            let value = (first + f64::from(index)) * self.step;
            (value, decimal(value, decimals))
        })
    }
}

/// The smallest of 1, 2, 5, 10 times a power of ten that is not below `step`.
fn round_step(step: f64) -> f64 {
    let power = 10.0_f64.powf(step.log10().floor());
    let multiple = [1.0, 2.0, 5.0].into_iter().find(|multiple| multiple * power >= step);
    multiple.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::Axis;

    fn labels(values: &[f64]) -> Vec<String> {
        Axis::around(values.iter().copied(), 4.0).ticks().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round_numbers_inside_the_axis() {
        // -31.2 to -1.2 spans 30: 30 / 4 = 7.5, rounded up to 10. The axis ends 3 % beyond: -32.1 to -0.3.
        assert_eq!(labels(&[-31.2, -1.2]), ["−30", "−20", "−10"]);
        // 0 to 1: 0.25 becomes 0.5.
        assert_eq!(labels(&[0.0, 1.0]), ["0.0", "0.5", "1.0"]);
    }

    #[test]
    fn an_axis_of_nothing_or_of_one_value_is_still_an_axis() {
        assert_eq!(labels(&[]), ["−1", "0", "1"]);
        assert_eq!(labels(&[7.0, 7.0]), ["6", "7", "8"]);
        assert_eq!(labels(&[f64::MAX, f64::MIN]), ["−1", "0", "1"]);
    }

    #[test]
    fn every_value_has_a_place() {
        let axis = Axis::around([0.0, 10.0].into_iter(), 4.0);
        assert!((axis.place(5.0) - 0.5).abs() < 1e-12);
        assert_eq!([axis.place(-1e300), axis.place(1e300)].map(f64::to_bits), [0.0, 1.0].map(f64::to_bits));
    }
}
