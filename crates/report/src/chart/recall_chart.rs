//! Recall against list length, one line a model, named at its end.

use domain::{ModelScore, Scorecard};
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::ink::Ink;
use super::model_look::{dashes, marker};
use super::plot::{Frame, Plot};
use super::sheet::{Place, Sheet, Voice, Width, drawn};
use crate::number::decimal;

/// The whole chart; none if no model has a curve.
pub(crate) fn recall_chart(scorecard: &Scorecard, width: Width) -> Option<String> {
    let points = || scorecard.models.iter().flat_map(finite);
    points().next()?;
    let lengths: Vec<usize> = points().map(|(k, _)| k).collect();
    let size = [width.pixels(), width.of(380.0, 320.0)];
    let frame = Frame {
        left: width.of(46.0, 36.0),
        top: 34.0,
        right: size[0] - width.of(170.0, 122.0),
        bottom: size[1] - 52.0,
    };
    let upright = Axis::from_zero(points().map(|(_, recall)| recall), 5.0);
    let plot = Plot::new(frame, across(&lengths, width), upright);
    let title = "Recall against list length";
    let chart =
        drawn(&format!("recall-{}", width.class()), width.class(), size, [title, &description(scorecard)], |sheet| {
            plot.draw_upright(sheet);
            plot.draw_across(sheet);
            plot.name_axes(sheet, "list length k (log)", "recall@k");
            for (index, model) in scorecard.models.iter().enumerate() {
                curve(sheet, &plot, index, model);
            }
            names(sheet, &plot, scorecard, size[0] - frame.right - 16.0);
        });
    Some(chart)
}

fn finite(model: &ModelScore) -> impl Iterator<Item = (usize, f64)> {
    model.recall_curve.iter().copied().filter(|(k, recall)| *k > 0 && recall.is_finite())
}

/// Narrow charts have room for the powers of ten only.
fn across(lengths: &[usize], width: Width) -> Axis {
    let mut axis = Axis::of_lengths(lengths);
    if width == Width::Narrow && axis.ticks.len() > 6 {
        axis.ticks.retain(|(_, label)| label.starts_with('1'));
    }
    axis
}

fn curve(sheet: &Sheet, plot: &Plot, index: usize, model: &ModelScore) {
    let places: Vec<Place> = finite(model).map(|(k, recall)| plot.place((k as f64).log10(), recall)).collect();
    let parts = dashes(index).map_or_else(|| vec![places.clone()], |[dash, gap]| dashed(&places, dash, gap));
    for part in parts {
        sheet.path(Ink::Model(index), 2.2, &part);
    }
    for place in places {
        marker(sheet, index, place, 3.8);
    }
}

/// The pieces of a line that are drawn, each as the places it goes through.
fn dashed(places: &[Place], dash: f64, gap: f64) -> Vec<Vec<Place>> {
    let (mut parts, mut walked): (Vec<Vec<Place>>, f64) = (Vec::new(), 0.0);
    for pair in places.windows(2) {
        let length = (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
        let at = |along: f64| {
            let share = if length > 0.0 { (along / length).clamp(0.0, 1.0) } else { 0.0 };
            (pair[0].0 + share * (pair[1].0 - pair[0].0), pair[0].1 + share * (pair[1].1 - pair[0].1))
        };
        let first = (walked / (dash + gap)).floor() as i64;
        let last = ((walked + length) / (dash + gap)).floor() as i64;
        for index in first..=last {
            let start = index as f64 * (dash + gap) - walked;
            let (from, to) = (start.max(0.0), (start + dash).min(length));
            if to > from {
                parts.push(vec![at(from), at(to)]);
            }
        }
        walked += length;
    }
    parts
}

/// The names at the ends, moved apart where they would touch.
fn names(sheet: &Sheet, plot: &Plot, scorecard: &Scorecard, room: f64) {
    let end = |(index, model): (usize, &ModelScore)| {
        let (k, recall) = finite(model).last()?;
        Some((plot.place((k as f64).log10(), recall), index))
    };
    let mut ends: Vec<(Place, usize)> = scorecard.models.iter().enumerate().filter_map(end).collect();
    ends.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
    let wished: Vec<f64> = ends.iter().map(|((_, y), _)| *y).collect();
    let heights = moved_apart(&wished, 17.0, plot.frame.bottom + 10.0);
    for (((x, y), index), height) in ends.iter().zip(heights) {
        sheet.path(Ink::Zero, 0.8, &[(x + 5.0, *y), (x + 11.0, height)]);
        sheet.text(
            Voice::Label,
            HPos::Left,
            (x + 13.0, height),
            &Voice::Label.fitted(&scorecard.models[*index].name, room),
        );
    }
}

/// Ascending heights as near to the wished ones as a gap between them and an end allow.
fn moved_apart(wished: &[f64], gap: f64, end: f64) -> Vec<f64> {
    let mut heights = wished.to_vec();
    for index in 1..heights.len() {
        heights[index] = heights[index].max(heights[index - 1] + gap);
    }
    let mut limit = end;
    for height in heights.iter_mut().rev() {
        *height = height.min(limit);
        limit = *height - gap;
    }
    heights
}

fn description(scorecard: &Scorecard) -> String {
    let row = |model: &ModelScore| {
        let points: Vec<String> = finite(model).map(|(k, recall)| format!("{} at {k}", decimal(recall, 3))).collect();
        format!("{}: {}", model.name, points.join(", "))
    };
    let rows: Vec<String> = scorecard.models.iter().map(row).collect();
    format!("Mean recall at growing list lengths. {}.", rows.join("; "))
}

#[cfg(test)]
mod tests {
    use super::{dashed, moved_apart};

    #[test]
    fn a_dashed_line_leaves_its_gaps() {
        // 10 long, dash 3, gap 2: 0 to 3, 5 to 8; the third would begin at the end.
        let parts = dashed(&[(0.0, 0.0), (10.0, 0.0)], 3.0, 2.0);
        assert_eq!(parts, [vec![(0.0, 0.0), (3.0, 0.0)], vec![(5.0, 0.0), (8.0, 0.0)]]);
    }

    #[test]
    fn names_that_would_touch_are_moved_apart() {
        assert_eq!(moved_apart(&[10.0, 11.0, 50.0], 5.0, 100.0), [10.0, 15.0, 50.0]);
        assert_eq!(moved_apart(&[98.0, 99.0], 5.0, 100.0), [95.0, 100.0]);
    }
}
