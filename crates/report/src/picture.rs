//! One chart as a picture that stands alone, for a README or a slide.

use crate::answer::answer;
use crate::chart::Frame;
use crate::chart::{Ink, Sheet, Voice, Width, draw_league, drawn, league_description, league_height};
use crate::page::picture_style;
use crate::report::Report;
use crate::standing::first_metric;
use plotters::style::text_anchor::HPos;

const MARGIN: f64 = 28.0;
const HEAD: f64 = 78.0;

/// The models under the first metric as one SVG file with its own colours, in light and dark.
pub fn league_picture(report: &Report<'_>) -> String {
    let scorecard = report.scorecard;
    let metric = first_metric(scorecard).map(|(metric, _)| metric);
    let inner = if metric.is_some() { league_height(scorecard, Width::Wide) } else { 20.0 };
    let size = [Width::Wide.pixels() + 2.0 * MARGIN, HEAD + inner + MARGIN];
    let description = metric.map_or_else(String::new, |metric| league_description(scorecard, metric));
    let picture = drawn("league", "picture", size, [report.title, &description], |sheet| {
        card(sheet, size);
        heading(sheet, report, size[0] - 2.0 * MARGIN);
        if let Some(metric) = metric {
            let frame = Frame { left: MARGIN, top: HEAD, right: size[0] - MARGIN, bottom: size[1] - MARGIN + 12.0 };
            draw_league(sheet, frame, scorecard, metric, Width::Wide);
        }
    });
    picture.replacen("</title>", &format!("</title><style>\n{}</style>", picture_style()), 1)
}

fn card(sheet: &Sheet, [width, height]: [f64; 2]) {
    sheet.rectangle(Ink::Grid, (0.0, 0.0), (width, height));
    sheet.rectangle(Ink::Card, (1.0, 1.0), (width - 1.0, height - 1.0));
}

fn heading(sheet: &Sheet, report: &Report<'_>, room: f64) {
    sheet.text(Voice::Title, HPos::Left, (MARGIN, 36.0), &Voice::Title.fitted(report.title, room));
    let headline = answer(report.scorecard).headline;
    sheet.text(Voice::Small, HPos::Left, (MARGIN, 62.0), &Voice::Small.fitted(&headline, room));
}
