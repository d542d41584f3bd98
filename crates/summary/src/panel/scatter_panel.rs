//! A MUSIC factor against loudness, one dot a song.

use domain::{MusicFactor, MusicScale};

use super::{capitalised, nothing, scale_name};
use crate::axis::Axis;
use crate::number::decimal;
use crate::role::{Ink, Role};
use crate::svg::{Anchor, Area, Point, Svg};

/// What a scatter shows.
pub(crate) struct Scatter {
    /// The factor that the values are of.
    pub(crate) factor: MusicFactor,
    /// The scale of the values, which gives the colour.
    pub(crate) scale: MusicScale,
    /// The squared correlation over all songs, not only those drawn.
    pub(crate) r2: Option<f64>,
    /// Loudness in dB and value of each song that is drawn.
    pub(crate) songs: Vec<(f64, f64)>,
}

/// Draws the dots with both axes; a song with a number that is not finite is not drawn.
pub(crate) fn scatter_panel(svg: &mut Svg, area: Area, scatter: &Scatter) {
    let heading = format!("{}, {}", capitalised(scatter.factor.name()), scale_name(scatter.scale));
    svg.text(Role::Label, Anchor::Start, area.x, area.y + 14.0, &heading);
    if let Some(r2) = scatter.r2 {
        let words = format!("R² {}", decimal(r2, 3));
        svg.text(Role::Small, Anchor::End, area.right(), area.y + 14.0, &words);
    }
    let plot = area.inset(34.0, 24.0, 0.0, 22.0);
    svg.rect(Ink::Tile, plot, 4.0);
    let songs: Vec<(f64, f64)> =
        scatter.songs.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    if songs.is_empty() {
        return nothing(svg, plot);
    }
    let across = Axis::around(songs.iter().map(|song| song.0), 5.0);
    let upright = Axis::around(songs.iter().map(|song| song.1), 5.0);
    let place = |(x, y): (f64, f64)| Point {
        x: plot.x + plot.width * across.place(x),
        y: plot.bottom() - plot.height * upright.place(y),
    };
    grid(svg, plot, &across, &upright);
    svg.dots(Ink::Scale(scatter.scale), 2.0, songs.into_iter().map(place));
}

fn grid(svg: &mut Svg, plot: Area, across: &Axis, upright: &Axis) {
    for (value, label) in across.ticks() {
        let x = plot.x + plot.width * across.place(value);
        svg.line(Point { x, y: plot.y }, Point { x, y: plot.bottom() });
        svg.text(Role::Tick, Anchor::Middle, x, plot.bottom() + 16.0, &label);
    }
    for (value, label) in upright.ticks() {
        let y = plot.bottom() - plot.height * upright.place(value);
        svg.line(Point { x: plot.x, y }, Point { x: plot.right(), y });
        svg.text(Role::Tick, Anchor::End, plot.x - 6.0, y + 4.0, &label);
    }
}
