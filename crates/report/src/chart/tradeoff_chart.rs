//! Accuracy against diversity: one mark a model, with both intervals and its name.

use domain::{ModelScore, Scorecard};
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::ink::Ink;
use super::model_look::marker;
use super::plot::{Frame, Plot};
use super::sheet::{Place, Sheet, Voice, Width, drawn};
use crate::number::{decimal, interval_of};
use crate::standing::mean_of;

/// The whole chart; `accuracy` and `diversity` are positions among the cards. None if no model has both.
pub(crate) fn tradeoff_chart(scorecard: &Scorecard, accuracy: usize, diversity: usize, width: Width) -> Option<String> {
    let ends = |metric: usize| {
        let estimates = scorecard.models.iter().filter_map(move |model| model.estimates.get(metric)?.as_ref());
        estimates.flat_map(|found| interval_of(found).unwrap_or([found.mean; 2]))
    };
    let size = [width.pixels(), width.of(400.0, 340.0)];
    let frame = Frame {
        left: width.of(50.0, 40.0),
        top: 36.0,
        right: size[0] - width.of(130.0, 112.0),
        bottom: size[1] - 52.0,
    };
    let across = Axis::around(ends(diversity), width.of(6.0, 3.0));
    let plot = Plot::new(frame, across, Axis::from_zero(ends(accuracy), 5.0));
    let models = placed(scorecard, &plot, [accuracy, diversity]);
    let names = [diversity, accuracy].map(|metric| scorecard.cards[metric].name.as_str());
    let description = description(scorecard, [accuracy, diversity]);
    let words = ["Accuracy against diversity", &description];
    let chart = || {
        drawn(&format!("tradeoff-{}", width.class()), width.class(), size, words, |sheet| {
            plot.draw_upright(sheet);
            plot.draw_across(sheet);
            plot.name_axes(sheet, names[0], names[1]);
            for (model, at) in &models {
                cross_of(sheet, &plot, &scorecard.models[*model], [accuracy, diversity], *model, *at);
            }
            labels(sheet, scorecard, &models, [frame.left, size[0]]);
        })
    };
    (!models.is_empty()).then(chart)
}

fn placed(scorecard: &Scorecard, plot: &Plot, [accuracy, diversity]: [usize; 2]) -> Vec<(usize, Place)> {
    let place = |model: usize| {
        let (x, y) = (mean_of(scorecard, model, diversity)?, mean_of(scorecard, model, accuracy)?);
        Some((model, plot.place(x, y)))
    };
    (0..scorecard.models.len()).filter_map(place).collect()
}

fn cross_of(sheet: &Sheet, plot: &Plot, score: &ModelScore, metrics: [usize; 2], model: usize, (x, y): Place) {
    let [upright, across] = metrics.map(|metric| score.estimates[metric].as_ref().and_then(interval_of));
    if let Some([low, high]) = upright {
        sheet.path(Ink::Model(model), 1.5, &[(x, plot.place(0.0, low).1), (x, plot.place(0.0, high).1)]);
    }
    if let Some([low, high]) = across {
        sheet.path(Ink::Model(model), 1.5, &[(plot.x(low), y), (plot.x(high), y)]);
    }
    marker(sheet, model, (x, y), 6.0);
}

/// The names, each right of its mark, or left of it, or lower: the first place where no other name or mark is.
fn labels(sheet: &Sheet, scorecard: &Scorecard, models: &[(usize, Place)], [left, right]: [f64; 2]) {
    let mut sorted = models.to_vec();
    sorted.sort_by(|a, b| a.1.1.total_cmp(&b.1.1));
    let mut taken: Vec<[f64; 3]> = models.iter().map(|(_, (x, y))| [x - 8.0, x + 8.0, *y]).collect();
    for (model, (x, y)) in sorted {
        let name = Voice::Label.fitted(&scorecard.models[model].name, right - x - 14.0);
        let width = Voice::Label.width(&name);
        let beside = [(x + 11.0, y), (x - 11.0 - width, y)].into_iter().filter(|(from, _)| *from >= left);
        let below = (1..40).map(|step| (x + 11.0, y + f64::from(step) * 4.0));
        let is_free = |(from, y): &Place| {
            let misses =
                |[low, high, other]: &[f64; 3]| *high < *from || from + width < *low || (other - y).abs() >= 15.0;
            taken.iter().all(misses)
        };
        let at = beside.chain(below).find(is_free).unwrap_or((x + 11.0, y));
        taken.push([at.0, at.0 + width, at.1]);
        sheet.text(Voice::Label, HPos::Left, at, &name);
    }
}

fn description(scorecard: &Scorecard, metrics: [usize; 2]) -> String {
    let [accuracy, diversity] = metrics.map(|metric| scorecard.cards[metric].name.as_str());
    let row = |(index, model): (usize, &ModelScore)| {
        let [y, x] = metrics.map(|metric| decimal(mean_of(scorecard, index, metric).unwrap_or(f64::NAN), 3));
        format!("{}: {accuracy} {y}, {diversity} {x}", model.name)
    };
    let rows: Vec<String> = scorecard.models.iter().enumerate().map(row).collect();
    format!("One mark a model. {}.", rows.join("; "))
}
