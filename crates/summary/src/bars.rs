//! A distribution as a histogram for the terminal.
//!
//! ```text
//!     1 ███████████████▊ 31,520
//!   2–3 ██████████████████████████ 52,077
//!   4–7 ████████▍ 16,803
//! ```

use crate::number::{grouped, range};
use crate::{Bin, Distribution};

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

impl Distribution {
    /// One line a bin, none longer than `width` columns as long as one column is left for the bars.
    ///
    /// Bars are linear in the number of counts, to an eighth of a column; a bin with a count shows at least that.
    pub fn bars(&self, width: usize) -> String {
        let labels: Vec<String> = self.bins().iter().map(|bin| range(bin.low, bin.high)).collect();
        let widest = |texts: &[String]| texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let numbers: Vec<String> = self.bins().iter().map(|bin| grouped(bin.n)).collect();
        let label_width = widest(&labels);
        let room = width.saturating_sub(label_width + widest(&numbers) + 2).max(1);
        let highest = self.bins().iter().map(|bin| bin.n).max().unwrap_or(0).max(1);
        let line = |((label, bin), number): ((&String, &Bin), &String)| {
            format!("{label:>label_width$} {} {number}\n", bar(bin.n, highest, room))
        };
        labels.iter().zip(self.bins()).zip(&numbers).map(line).collect()
    }
}

/// `n / highest` of `room` columns.
fn bar(n: u64, highest: u64, room: usize) -> String {
    let exact = u128::from(n) * room as u128 * 8 / u128::from(highest);
    let eighths = exact.max(u128::from(n > 0)) as usize;
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use crate::Distribution;

    #[test]
    fn bars_fill_the_width_and_labels_stand_right() {
        // 5 columns of labels ("8–15" has 4, "2–3" 3: widest 4), 1 of numbers, 2 blanks: 15 - 4 - 1 - 2 = 8 for bars.
        // The highest bin holds 4 counts: 8 columns; 1 of 4 is 2 columns; 3 of 4 are 6.
        let counts = [1, 2, 3, 3, 2, 8, 9, 10];
        let bars = Distribution::of("songs per user", "songs", counts.into_iter()).bars(15);
        assert_eq!(bars, "   1 ██ 1\n 2–3 ████████ 4\n 4–7  0\n8–15 ██████ 3\n");
    }

    #[test]
    fn a_rare_bin_still_shows() {
        // 1 of 5,000 in 20 - 3 - 5 - 2 = 10 columns is 80/5000 of an eighth: one eighth is drawn.
        let counts = std::iter::repeat_n(1, 5_000).chain([2]);
        assert_eq!(Distribution::of("plays", "plays", counts).bars(20), "  1 ██████████ 5,000\n2–3 ▏ 1\n");
    }

    #[test]
    fn no_counts_have_no_lines() {
        assert_eq!(Distribution::of("plays", "plays", std::iter::empty()).bars(40), "");
        assert_eq!(Distribution::of("plays", "plays", [1].into_iter()).bars(0), "1 █ 1\n");
    }
}
