//! The models under the first metric, best first: a mark for the mean, a line for the 95 % interval, the number beside.

use domain::Scorecard;
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::ink::Ink;
use super::model_look::marker;
use super::plot::{Frame, Plot};
use super::sheet::{Sheet, Voice, Width, drawn};
use crate::number::{interval_of, with_interval};
use crate::standing::{Standing, decimals, mean_of, ranked, standing};

const BELOW: f64 = 48.0;

/// The whole chart; `metric` is a position among the cards.
pub(crate) fn league_chart(scorecard: &Scorecard, metric: usize, width: Width) -> String {
    let id = format!("league-{}", width.class());
    let size = [width.pixels(), league_height(scorecard, width)];
    let title = format!("Models under {}", scorecard.cards[metric].name);
    drawn(&id, width.class(), size, [&title, &description(scorecard, metric)], |sheet| {
        let frame = Frame { left: 0.0, top: 0.0, right: size[0], bottom: size[1] };
        draw_league(sheet, frame, scorecard, metric, width);
    })
}

/// How high the chart is, in pixels.
pub(crate) fn league_height(scorecard: &Scorecard, width: Width) -> f64 {
    scorecard.models.len() as f64 * row_height(width) + BELOW + 6.0
}

/// Narrow charts have name and number above the mark.
fn row_height(width: Width) -> f64 {
    width.of(38.0, 52.0)
}

/// The chart inside a frame of a larger picture.
pub(crate) fn draw_league(sheet: &Sheet, frame: Frame, scorecard: &Scorecard, metric: usize, width: Width) {
    let estimates = scorecard.models.iter().filter_map(|model| model.estimates.get(metric)?.as_ref());
    let values = estimates.flat_map(|found| interval_of(found).map_or([found.mean; 2], |ends| ends));
    let across = Axis::from_zero(values, width.of(6.0, 3.0));
    let inner = Frame {
        left: frame.left + width.of(190.0, 16.0),
        top: frame.top + 6.0,
        right: frame.right - width.of(196.0, 16.0),
        bottom: frame.bottom - BELOW,
    };
    let plot = Plot::new(inner, across, Axis { low: 0.0, high: 1.0, ticks: Vec::new() });
    plot.draw_across(sheet);
    let name = format!("mean {} and 95 % interval", scorecard.cards[metric].name);
    plot.name_axes(sheet, &name, "");
    for (row, model) in ranked(scorecard, metric).into_iter().enumerate() {
        let y = inner.top + (row as f64 + 0.5) * row_height(width);
        row_of(sheet, &plot, scorecard, [metric, model], width, [frame.left, y, frame.right]);
    }
}

fn row_of(
    sheet: &Sheet,
    plot: &Plot,
    scorecard: &Scorecard,
    [metric, model]: [usize; 2],
    width: Width,
    [left, y, right]: [f64; 3],
) {
    let score = &scorecard.models[model];
    let estimate = score.estimates.get(metric).and_then(Option::as_ref);
    let is_best = standing(scorecard, metric, model) == Standing::Best;
    let voice = if is_best { Voice::Strong } else { Voice::Label };
    let number = with_interval(estimate, decimals(scorecard, metric));
    let (words_y, y) = width.of((y, y), (y - 14.0, y + 12.0));
    let room = width.of(plot.frame.left - left - 16.0, 160.0);
    if width == Width::Narrow {
        sheet.rectangle(Ink::Card, (left, words_y - 12.0), (right, words_y + 12.0));
    }
    sheet.text(voice, HPos::Left, (left + 2.0, words_y), &voice.fitted(&score.name, room));
    sheet.text(voice, HPos::Right, (right - 2.0, words_y), &number);
    if let Some(mean) = mean_of(scorecard, model, metric) {
        sheet.path(Ink::Grid, 1.0, &[(plot.frame.left, y), (plot.x(mean), y)]);
        if let Some([low, high]) = estimate.and_then(interval_of) {
            whisker(sheet, Ink::Model(model), [plot.x(low), plot.x(high)], y);
        }
        marker(sheet, model, (plot.x(mean), y), 5.5);
    }
}

/// A line from one end of an interval to the other, with caps.
pub(super) fn whisker(sheet: &Sheet, ink: Ink, [low, high]: [f64; 2], y: f64) {
    sheet.path(ink, 2.0, &[(low, y), (high, y)]);
    for x in [low, high] {
        sheet.path(ink, 1.5, &[(x, y - 4.0), (x, y + 4.0)]);
    }
}

/// The chart in words.
pub(crate) fn description(scorecard: &Scorecard, metric: usize) -> String {
    let decimals = decimals(scorecard, metric);
    let row = |model: usize| {
        let score = &scorecard.models[model];
        format!("{} {}", score.name, with_interval(score.estimates.get(metric).and_then(Option::as_ref), decimals))
    };
    let rows: Vec<String> = ranked(scorecard, metric).into_iter().map(row).collect();
    format!("Mean and 95 % interval, best first: {}.", rows.join("; "))
}
