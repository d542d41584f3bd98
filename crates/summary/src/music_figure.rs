//! Why the scale of the MUSIC factors matters, as one SVG picture: on the raw scale they are loudness.
//!
//! ```text
//! R2 of each factor  | Intense, raw  | Intense, z-score
//! with loudness      | Mellow, raw   | Mellow, z-score
//! ```

use domain::{MusicFactor, MusicScale};

use crate::FactorLoudness;
use crate::number::decimal;
use crate::panel::{Scatter, headed, loudness_panel, scale_name, scatter_panel};
use crate::role::Role;
use crate::svg::{Anchor, Area, Svg};

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 640.0;
const MARGIN: f64 = 32.0;
const TITLE: &str = "MUSIC taste factors and loudness, scale by scale";

/// So many dots of a scale in all, half of them in each of its two scatters, so that the file stays small.
const MAX_DOTS: usize = 2_000;

/// Two factors of a song, on some scale, and its loudness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TastePoint {
    /// The song's value on the Mellow axis.
    pub mellow: f64,
    /// The song's value on the Intense axis.
    pub intense: f64,
    /// The song's loudness in dB.
    pub loudness_db: f64,
}

/// The whole of `music_scales.svg`.
///
/// `loudness` holds what loudness explains on each scale; `raw` and `zscore` are the songs on these two. Of more than
/// 1,000 songs, 1,000 or fewer at equal distances in the slice are drawn: whoever wants a random choice makes it before.
pub fn music_figure(loudness: &[FactorLoudness], raw: &[TastePoint], zscore: &[TastePoint]) -> String {
    let mut svg = Svg::card(WIDTH, HEIGHT, TITLE, &description(loudness));
    let page = Area { x: 0.0, y: 0.0, width: WIDTH, height: HEIGHT }.inset(MARGIN, 26.0, MARGIN, 26.0);
    svg.text(Role::Title, Anchor::Start, page.x, page.y + 26.0, TITLE);
    let panels = page.inset(0.0, 66.0, 0.0, 0.0);
    loudness_panel(&mut svg, Area { width: 400.0, ..panels }, loudness);
    let songs = panels.inset(448.0, 0.0, 0.0, 0.0);
    let plots =
        headed(&mut svg, songs, "Song by song", "each dot is a song; across: its loudness in dB, up: the factor");
    for (column, (scale, points)) in [(MusicScale::Raw, raw), (MusicScale::Zscore, zscore)].into_iter().enumerate() {
        let column = plots.column(column, 2, 32.0);
        let factors: [(MusicFactor, Value); 2] =
            [(MusicFactor::Intense, |point| point.intense), (MusicFactor::Mellow, |point| point.mellow)];
        for (row, (factor, value)) in factors.into_iter().enumerate() {
            let scatter = Scatter { factor, scale, r2: r2_of(loudness, scale, factor), songs: dots(points, value) };
            scatter_panel(&mut svg, column.row(row, 2, 18.0), &scatter);
        }
    }
    svg.finish()
}

type Value = fn(&TastePoint) -> f64;

/// Loudness and value of the songs that are drawn.
fn dots(points: &[TastePoint], value: Value) -> Vec<(f64, f64)> {
    let every = points.len().div_ceil(MAX_DOTS / 2).max(1);
    points.iter().step_by(every).map(|point| (point.loudness_db, value(point))).collect()
}

fn r2_of(loudness: &[FactorLoudness], scale: MusicScale, factor: MusicFactor) -> Option<f64> {
    let found = loudness.iter().find(|found| found.scale == scale)?;
    let shares = MusicFactor::ALL.into_iter().zip(found.r2);
    shares.into_iter().find(|(other, _)| *other == factor).map(|(_, r2)| r2)
}

/// The picture in words, for those who do not see it.
fn description(loudness: &[FactorLoudness]) -> String {
    let scale = |found: &FactorLoudness| {
        let shares = MusicFactor::ALL.into_iter().zip(found.r2);
        let shares: Vec<String> = shares.map(|(factor, r2)| format!("{} {}", factor.name(), decimal(r2, 3))).collect();
        format!(" {}: {}.", scale_name(found.scale), shares.join(", "))
    };
    let scales: String = loudness.iter().map(scale).collect();
    format!("Share of each factor's variance over songs that loudness explains.{scales}")
}
