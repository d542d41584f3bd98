//! The panels that pictures are put together from: each draws its numbers into an area and knows nothing of the others.

mod funnel_panel;
mod histogram_panel;
mod loudness_panel;
mod scatter_panel;

pub(crate) use funnel_panel::funnel_panel;
pub(crate) use histogram_panel::histogram_panel;
pub(crate) use loudness_panel::loudness_panel;
pub(crate) use scatter_panel::{Scatter, scatter_panel};

use domain::MusicScale;

use crate::role::{Ink, Role};
use crate::svg::{Anchor, Area, Svg};

/// A panel's name and a line below it, or room for one; returns the area that is left.
pub(crate) fn headed(svg: &mut Svg, area: Area, heading: &str, below: &str) -> Area {
    let heading = Role::Heading.fitted(heading, area.width);
    svg.text(Role::Heading, Anchor::Start, area.x, area.y + 14.0, &heading);
    svg.text(Role::Small, Anchor::Start, area.x, area.y + 35.0, &Role::Small.fitted(below, area.width));
    area.inset(0.0, 48.0, 0.0, 0.0)
}

/// From a legend's square to its text.
const LEGEND_INDENT: f64 = 15.0;

/// A small square in a colour and what it stands for.
fn legend(svg: &mut Svg, ink: Ink, x: f64, baseline: f64, name: &str) {
    svg.rect(ink, Area { x, y: baseline - 9.5, width: 10.0, height: 10.0 }, 2.0);
    svg.text(Role::Small, Anchor::Start, x + LEGEND_INDENT, baseline, name);
}

/// What is said where there is nothing to draw.
fn nothing(svg: &mut Svg, area: Area) {
    let (x, y) = (area.x + area.width / 2.0, area.y + area.height / 2.0);
    svg.text(Role::Small, Anchor::Middle, x, y, crate::number::DASH);
}

/// A scale as people say it.
pub(crate) fn scale_name(scale: MusicScale) -> &'static str {
    match scale {
        MusicScale::Raw => "raw (dB)",
        MusicScale::Zscore => "z-score",
        MusicScale::Minmax => "min–max",
    }
}

fn capitalised(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}
