//! Recall of hidden songs that are popular, less so, and hardly played: a group of bars each, one bar a model.

use domain::Scorecard;
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::ink::Ink;
use super::league_chart::whisker;
use super::model_look::marker;
use super::plot::{Frame, Plot};
use super::sheet::{Sheet, Voice, Width, drawn};
use crate::number::{decimal, interval_of, mean};
use crate::report::ShownMetrics;
use crate::standing::{decimals, mean_of, position_of};

const HEADING: f64 = 34.0;
const BELOW: f64 = 48.0;

/// The whole chart; none if the scorecard has none of the metrics.
pub(crate) fn popularity_chart(scorecard: &Scorecard, shown: &ShownMetrics, width: Width) -> Option<String> {
    let group = |(label, metric): &(String, String)| Some((label.clone(), position_of(scorecard, metric)?));
    let groups: Vec<(String, usize)> = shown.by_popularity.iter().filter_map(group).collect();
    let height = groups.len() as f64 * (HEADING + scorecard.models.len() as f64 * row_height(width)) + BELOW;
    let size = [width.pixels(), height];
    let words = ["Recall by popularity of the hidden songs", &description(scorecard, &groups)];
    let chart = || {
        let id = format!("popularity-{}", width.class());
        drawn(&id, width.class(), size, words, |sheet| draw(sheet, scorecard, &groups, width, size))
    };
    (!groups.is_empty()).then(chart)
}

/// Narrow charts have name and number above the bar.
fn row_height(width: Width) -> f64 {
    width.of(26.0, 44.0)
}

fn values(scorecard: &Scorecard, groups: &[(String, usize)]) -> Vec<f64> {
    let all = groups.iter().flat_map(|(_, metric)| (0..scorecard.models.len()).map(move |model| (model, *metric)));
    all.filter_map(|(model, metric)| mean_of(scorecard, model, metric)).collect()
}

fn draw(sheet: &Sheet, scorecard: &Scorecard, groups: &[(String, usize)], width: Width, size: [f64; 2]) {
    let values = values(scorecard, groups);
    let frame =
        Frame { left: width.of(190.0, 16.0), top: 8.0, right: size[0] - width.of(90.0, 16.0), bottom: size[1] - BELOW };
    let across = Axis::from_zero(values.iter().copied(), width.of(6.0, 3.0));
    let plot = Plot::new(frame, across, Axis { low: 0.0, high: 1.0, ticks: Vec::new() });
    plot.draw_across(sheet);
    plot.name_axes(sheet, "mean recall and 95 % interval", "");
    let decimals = groups.iter().map(|(_, metric)| decimals(scorecard, *metric)).min().unwrap_or(3).max(3);
    let mut top = 0.0;
    for (label, metric) in groups {
        sheet.rectangle(Ink::Card, (frame.left - 1.0, top + 4.0), (frame.right + 1.0, top + HEADING - 3.0));
        sheet.text(Voice::Strong, HPos::Left, (2.0, top + HEADING / 2.0 + 2.0), label);
        for model in 0..scorecard.models.len() {
            let y = top + HEADING + (model as f64 + 0.5) * row_height(width);
            bar(sheet, &plot, scorecard, [*metric, model], decimals, width, [y, size[0]]);
        }
        top += HEADING + scorecard.models.len() as f64 * row_height(width);
    }
}

fn bar(
    sheet: &Sheet,
    plot: &Plot,
    scorecard: &Scorecard,
    [metric, model]: [usize; 2],
    decimals: usize,
    width: Width,
    [y, right]: [f64; 2],
) {
    let score = &scorecard.models[model];
    let (words_y, y) = width.of((y, y), (y - 10.0, y + 10.0));
    if width == Width::Narrow {
        sheet.rectangle(Ink::Card, (0.0, words_y - 11.0), (right, words_y + 11.0));
    }
    marker(sheet, model, (9.0, words_y), 4.5);
    let room = width.of(plot.frame.left - 32.0, 240.0);
    sheet.text(Voice::Label, HPos::Left, (22.0, words_y), &Voice::Label.fitted(&score.name, room));
    let estimate = score.estimates.get(metric).and_then(Option::as_ref);
    sheet.text(Voice::Label, HPos::Right, (right - 2.0, words_y), &mean(estimate, decimals));
    let Some(value) = mean_of(scorecard, model, metric) else { return };
    sheet.rectangle(Ink::Model(model), (plot.frame.left, y - 7.0), (plot.x(value), y + 7.0));
    if let Some([low, high]) = estimate.and_then(interval_of) {
        whisker(sheet, Ink::Text, [plot.x(low), plot.x(high)], y);
    }
}

fn description(scorecard: &Scorecard, groups: &[(String, usize)]) -> String {
    let group = |(label, metric): &(String, usize)| {
        let model = |(index, score): (usize, &domain::ModelScore)| {
            let value = mean_of(scorecard, index, *metric).unwrap_or(f64::NAN);
            format!("{} {}", score.name, decimal(value, 4))
        };
        let models: Vec<String> = scorecard.models.iter().enumerate().map(model).collect();
        format!("{label}: {}", models.join(", "))
    };
    let groups: Vec<String> = groups.iter().map(group).collect();
    format!("Mean recall of each model. {}.", groups.join("; "))
}
