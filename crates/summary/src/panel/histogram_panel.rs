//! A distribution as upright bars, both axes logarithmic: bins double, heights grow by powers of ten.

use super::{LEGEND_INDENT, capitalised, headed, legend, nothing};
use crate::number::{grouped, short};
use crate::role::{Ink, Role};
use crate::svg::{Anchor, Area, Point, Svg};
use crate::{Bin, Distribution};

const AXIS_WIDTH: f64 = 38.0;
const AXIS_HEIGHT: f64 = 20.0;
const LABEL_WIDTH: f64 = 36.0;
/// By how many powers of ten the bars begin below 1, so that a bin with one count has a bar.
const FOOT: f64 = 0.3;

/// Draws the bins; the one with the median is darker.
pub(crate) fn histogram_panel(svg: &mut Svg, area: Area, distribution: &Distribution) {
    let heading = capitalised(distribution.title());
    let Some(spread) = distribution.spread() else {
        let plot = headed(svg, area, &heading, "");
        return nothing(svg, plot);
    };
    let [median, p99, max] = [spread.p50, spread.p99, spread.max].map(grouped);
    let plot = headed(svg, area, &heading, "");
    let words = format!("median {median} · 99 % up to {p99} · max {max}");
    legend(svg, Ink::Median, area.x, area.y + 35.0, &Role::Small.fitted(&words, area.width - LEGEND_INDENT));
    let plot = plot.inset(AXIS_WIDTH, 0.0, 0.0, AXIS_HEIGHT);
    let decades = Decades::up_to(distribution.bins());
    decades.draw(svg, plot);
    for (index, bin) in distribution.bins().iter().enumerate() {
        let ink = if bin.holds(spread.p50) { Ink::Median } else { Ink::Count };
        let column = plot.column(index, distribution.bins().len(), 2.0);
        let height = plot.height * decades.place(bin.n);
        svg.rect(ink, Area { y: plot.bottom() - height, height, ..column }, 1.5);
    }
    bin_labels(svg, plot, distribution.bins());
}

/// The smallest count of every bin, or of every second or third where there is no room for all.
fn bin_labels(svg: &mut Svg, plot: Area, bins: &[Bin]) {
    let every = (LABEL_WIDTH * bins.len() as f64 / plot.width).ceil().max(1.0) as usize;
    for (index, bin) in bins.iter().enumerate().step_by(every) {
        let column = plot.column(index, bins.len(), 2.0);
        svg.text(Role::Tick, Anchor::Middle, column.x + column.width / 2.0, plot.bottom() + 15.0, &short(bin.low));
    }
}

/// The upright axis: 1, 10, 100 and so on.
struct Decades {
    /// The power of ten of the highest bar.
    top: f64,
}

impl Decades {
    fn up_to(bins: &[Bin]) -> Self {
        let most = bins.iter().map(|bin| bin.n).max().unwrap_or(0).max(10);
        Self { top: (most as f64).log10() }
    }

    /// How high `n` reaches, 0 to 1.
    fn place(&self, n: u64) -> f64 {
        if n == 0 { 0.0 } else { ((n as f64).log10() + FOOT) / (self.top + FOOT) }
    }

    fn draw(&self, svg: &mut Svg, plot: Area) {
        let every = if self.top >= 4.0 { 2 } else { 1 };
        for power in (0..=self.top.floor() as u32).step_by(every) {
            let n = 10_u64.pow(power);
            let y = plot.bottom() - plot.height * self.place(n);
            svg.line(Point { x: plot.x, y }, Point { x: plot.right(), y });
            svg.text(Role::Tick, Anchor::End, plot.x - 6.0, y + 4.0, &short(n));
        }
    }
}
