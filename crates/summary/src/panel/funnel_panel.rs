//! The funnel as horizontal bars: one a step, cut into train, visible and hidden rows, with every number.

use domain::FunnelStep;

use super::{LEGEND_INDENT, headed, legend, nothing};
use crate::Funnel;
use crate::number::{grouped, grouped_or_dash, percent_or_dash};
use crate::role::{Ink, Role};
use crate::svg::{Anchor, Area, Svg};

const SIDES: [(Ink, &str); 3] = [(Ink::Train, "train"), (Ink::Visible, "visible"), (Ink::Hidden, "hidden")];
const MIN_STEP_HEIGHT: f64 = 58.0;
const MAX_STEP_HEIGHT: f64 = 130.0;

/// Draws the funnel; if it has more steps than fit, steps before the last are left out and the heading says so.
pub(crate) fn funnel_panel(svg: &mut Svg, area: Area, funnel: &Funnel) {
    let room = ((area.height - 48.0) / MIN_STEP_HEIGHT).floor().max(1.0) as usize;
    let n_steps = funnel.steps.len();
    let shown: Vec<usize> = (0..n_steps).filter(|&index| index + 1 < room || index + 1 == n_steps).collect();
    let heading = match n_steps - shown.len() {
        0 => "Rows left after each step".to_owned(),
        n => format!("Rows left after each step ({n} not shown)"),
    };
    let plot = headed(svg, area, &heading, "");
    for (index, (ink, name)) in SIDES.into_iter().enumerate() {
        legend(svg, ink, area.column(index, 3, 0.0).x, area.y + 35.0, name);
    }
    if shown.is_empty() {
        return nothing(svg, plot);
    }
    let most = funnel.steps.iter().map(FunnelStep::total).max().unwrap_or(0);
    let height = (plot.height / shown.len() as f64).min(MAX_STEP_HEIGHT);
    for (position, index) in shown.into_iter().enumerate() {
        let slot = Area { y: plot.y + position as f64 * height, height, ..plot };
        step(svg, slot, funnel, index, most);
    }
}

fn step(svg: &mut Svg, slot: Area, funnel: &Funnel, index: usize, most: u64) {
    let step = &funnel.steps[index];
    let total = match (index, funnel.share_of_previous(index)) {
        (0, _) | (_, None) => grouped(step.total()),
        (_, share) => format!("{} ({})", grouped(step.total()), percent_or_dash(share)),
    };
    let label = Role::Label.fitted(&step.label, slot.width - Role::Label.width(&total) - 8.0);
    svg.text(Role::Label, Anchor::Start, slot.x, slot.y + 16.0, &label);
    svg.text(Role::Label, Anchor::End, slot.right(), slot.y + 16.0, &total);
    let height = (slot.height - 60.0).clamp(14.0, 36.0);
    bar(svg, Area { y: slot.y + 23.0, height, ..slot }, step, most);
    for (index, rows) in step.sides().into_iter().enumerate() {
        let x = slot.column(index, 3, 0.0).x + LEGEND_INDENT;
        svg.text(Role::Tick, Anchor::Start, x, slot.y + height + 37.0, &grouped_or_dash(rows));
    }
}

/// The step's rows side by side on a track as wide as the largest step.
fn bar(svg: &mut Svg, track: Area, step: &FunnelStep, most: u64) {
    svg.rect(Ink::Tile, track, 3.0);
    let mut x = track.x;
    for ((ink, _), rows) in SIDES.into_iter().zip(step.sides()) {
        let width = track.width * rows.unwrap_or(0) as f64 / most.max(1) as f64;
        svg.rect(ink, Area { x, width, ..track }, 1.0);
        x += width;
    }
}
