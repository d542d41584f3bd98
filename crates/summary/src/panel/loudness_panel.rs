//! What loudness explains of each MUSIC factor: five groups of bars, one bar a scale.

use domain::MusicFactor;

use super::{capitalised, headed, legend, nothing, scale_name};
use crate::FactorLoudness;
use crate::number::decimal;
use crate::role::{Ink, Role};
use crate::svg::{Anchor, Area, Point, Svg};

const NAME_WIDTH: f64 = 112.0;
const VALUE_WIDTH: f64 = 42.0;
const MAX_BAR_HEIGHT: f64 = 18.0;

/// Draws one group of bars per factor.
pub(crate) fn loudness_panel(svg: &mut Svg, area: Area, scales: &[FactorLoudness]) {
    let plot = headed(svg, area, "Taste or just loudness?", "R² of each factor with loudness; at 1 it is nothing else");
    if scales.is_empty() {
        return nothing(svg, plot);
    }
    let mut x = area.x;
    for scale in scales {
        let name = scale_name(scale.scale);
        legend(svg, Ink::Scale(scale.scale), x, plot.y + 10.0, name);
        x += Role::Small.width(name) + 34.0;
    }
    let plot = plot.inset(NAME_WIDTH, 26.0, VALUE_WIDTH, 20.0);
    grid(svg, plot);
    for (index, factor) in MusicFactor::ALL.into_iter().enumerate() {
        group(svg, plot.row(index, MusicFactor::COUNT, 0.0), factor, index, scales);
    }
}

fn grid(svg: &mut Svg, plot: Area) {
    for (share, label) in [(0.0, "0"), (0.25, ""), (0.5, "0.5"), (0.75, ""), (1.0, "1")] {
        let x = plot.x + plot.width * share;
        svg.line(Point { x, y: plot.y }, Point { x, y: plot.bottom() });
        svg.text(Role::Tick, Anchor::Middle, x, plot.bottom() + 15.0, label);
    }
}

fn group(svg: &mut Svg, row: Area, factor: MusicFactor, index: usize, scales: &[FactorLoudness]) {
    let height = (row.height * 0.78 / scales.len() as f64).min(MAX_BAR_HEIGHT);
    let top = row.y + (row.height - height * scales.len() as f64) / 2.0;
    let middle = row.y + row.height / 2.0 + 5.0;
    svg.text(Role::Label, Anchor::End, row.x - 10.0, middle, &capitalised(factor.name()));
    for (position, scale) in scales.iter().enumerate() {
        let r2 = scale.r2[index];
        let width = if r2.is_finite() { (row.width * r2.clamp(0.0, 1.0)).max(1.0) } else { 0.0 };
        let bar = Area { y: top + position as f64 * height, width, height: height - 2.0, ..row };
        svg.rect(Ink::Scale(scale.scale), bar, 1.5);
        value(svg, &bar, &decimal(r2, 3));
    }
}

fn value(svg: &mut Svg, bar: &Area, number: &str) {
    svg.rect(Ink::Blank, Area { x: bar.right() + 2.0, width: Role::Tick.width(number), ..*bar }, 0.0);
    svg.text(Role::Tick, Anchor::Start, bar.right() + 5.0, bar.y + bar.height / 2.0 + 4.0, number);
}
