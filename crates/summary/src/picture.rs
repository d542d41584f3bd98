//! A run at a glance, as one SVG picture.
//!
//! ```text
//! title                                            run
//! users | songs | test users | train | test | density
//! funnel        | songs per user | R2 of each factor
//!               | users per song | with loudness
//! ```

use domain::FunnelStep;

use crate::RunSummary;
use crate::number::{grouped, percent};
use crate::panel::{funnel_panel, histogram_panel, loudness_panel};
use crate::role::{Ink, Role};
use crate::svg::{Anchor, Area, Svg};

const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 640.0;
const MARGIN: f64 = 32.0;

/// The whole of `summary.svg`.
pub fn picture(summary: &RunSummary) -> String {
    let mut svg = Svg::card(WIDTH, HEIGHT, &summary.title, &description(summary));
    let page = Area { x: 0.0, y: 0.0, width: WIDTH, height: HEIGHT }.inset(MARGIN, 26.0, MARGIN, 26.0);
    title(&mut svg, page, summary);
    key_figures(&mut svg, Area { y: page.y + 48.0, height: 62.0, ..page }, summary);
    let panels = page.inset(0.0, 140.0, 0.0, 0.0);
    funnel_panel(&mut svg, Area { width: 408.0, ..panels }, &summary.funnel);
    let middle = Area { x: panels.x + 448.0, width: 290.0, ..panels };
    let histograms = summary.distributions.len().min(2);
    for (index, distribution) in summary.distributions.iter().take(histograms).enumerate() {
        histogram_panel(&mut svg, middle.row(index, histograms, 26.0), distribution);
    }
    loudness_panel(&mut svg, Area { x: panels.x + 776.0, width: 360.0, ..panels }, &summary.loudness);
    svg.finish()
}

fn title(svg: &mut Svg, page: Area, summary: &RunSummary) {
    let plan = Role::Small.fitted(&summary.plan, page.width * 0.3);
    let title = Role::Title.fitted(&summary.title, page.width - Role::Small.width(&plan) - 24.0);
    svg.text(Role::Title, Anchor::Start, page.x, page.y + 26.0, &title);
    svg.text(Role::Small, Anchor::End, page.right(), page.y + 26.0, &plan);
}

fn key_figures(svg: &mut Svg, area: Area, summary: &RunSummary) {
    let figures = [
        ("users", grouped(summary.n_users)),
        ("songs", grouped(summary.n_songs)),
        ("test users", grouped(summary.n_test_users)),
        ("cells of the train matrix", grouped(summary.train_nnz)),
        ("cells of the test matrix", grouped(summary.test_nnz)),
        ("train matrix density", percent(summary.density)),
    ];
    let n_figures = figures.len();
    for (index, (name, number)) in figures.into_iter().enumerate() {
        let tile = area.column(index, n_figures, 12.0);
        svg.rect(Ink::Tile, tile, 8.0);
        svg.text(
            Role::Figure,
            Anchor::Start,
            tile.x + 12.0,
            tile.y + 29.0,
            &Role::Figure.fitted(&number, tile.width - 24.0),
        );
        svg.text(Role::Tick, Anchor::Start, tile.x + 12.0, tile.y + 49.0, name);
    }
}

/// The picture in words, for those who do not see it.
fn description(summary: &RunSummary) -> String {
    let rows = |step: Option<&FunnelStep>| step.map_or(0, FunnelStep::total);
    format!(
        "{} rows read, {} left after the last step; {} users, {} songs, {} cells in the train matrix and {} in the test \
         matrix. Three panels: rows left after each step, spreads of counts, and what loudness explains of each MUSIC \
         factor.",
        grouped(rows(summary.funnel.steps.first())),
        grouped(rows(summary.funnel.steps.last())),
        grouped(summary.n_users),
        grouped(summary.n_songs),
        grouped(summary.train_nnz),
        grouped(summary.test_nnz),
    )
}
