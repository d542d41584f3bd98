//! Every pair of models under the first metric: the mean difference of the same users with its 95 % interval, against zero.

use domain::{Better, Comparison, Scorecard};
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::ink::Ink;
use super::league_chart::whisker;
use super::model_look::marker;
use super::plot::{Frame, Plot};
use super::sheet::{Sheet, Voice, Width, drawn};
use crate::number::{interval_of, p_value, signed};
use crate::standing::{deciding_p, decimals, is_real};

const TOP: f64 = 30.0;
const BELOW: f64 = 48.0;

/// The whole chart; `metric` is a position among the cards. None if no pair was compared under it.
pub(crate) fn forest_chart(scorecard: &Scorecard, metric: usize, width: Width) -> Option<String> {
    let name = &scorecard.cards[metric].name;
    let pairs: Vec<&Comparison> = scorecard.comparisons.iter().filter(|found| found.metric == *name).collect();
    let row = width.of(34.0, 74.0);
    let size = [width.pixels(), TOP + pairs.len() as f64 * row + BELOW];
    let title = format!("Differences in {name}");
    let chart = || {
        drawn(&format!("forest-{}", width.class()), width.class(), size, [&title, &description(&pairs)], |sheet| {
            draw(sheet, scorecard, metric, &pairs, width, size);
        })
    };
    (!pairs.is_empty()).then(chart)
}

fn draw(sheet: &Sheet, scorecard: &Scorecard, metric: usize, pairs: &[&Comparison], width: Width, size: [f64; 2]) {
    let ends = pairs.iter().flat_map(|pair| interval_of(&pair.difference).unwrap_or([pair.difference.mean; 2]));
    let across = Axis::around(ends.chain([0.0]), width.of(6.0, 4.0));
    let frame = Frame {
        left: width.of(280.0, 18.0),
        top: TOP,
        right: size[0] - width.of(186.0, 18.0),
        bottom: size[1] - BELOW,
    };
    let plot = Plot::new(frame, across, Axis { low: 0.0, high: 1.0, ticks: Vec::new() });
    plot.draw_across(sheet);
    plot.name_axes(sheet, &format!("difference in {}, user by user", scorecard.cards[metric].name), "");
    let zero = plot.x(0.0);
    sheet.path(Ink::Zero, 2.0, &[(zero, frame.top - 6.0), (zero, frame.bottom)]);
    sheet.text(Voice::Small, HPos::Center, (zero.clamp(50.0, size[0] - 50.0), frame.top - 16.0), "no difference");
    let row = (frame.bottom - frame.top) / pairs.len() as f64;
    for (index, pair) in pairs.iter().enumerate() {
        let top = frame.top + index as f64 * row;
        row_of(sheet, &plot, scorecard, metric, pair, width, [top, row, size[0]]);
    }
}

fn row_of(
    sheet: &Sheet,
    plot: &Plot,
    scorecard: &Scorecard,
    metric: usize,
    pair: &Comparison,
    width: Width,
    [top, height, right]: [f64; 3],
) {
    let decimals = decimals(scorecard, metric) + 1;
    let names = format!("{} − {}", pair.a, pair.b);
    let (difference, p) = (signed(pair.difference.mean, decimals), p_value(deciding_p(pair)));
    let y = top + width.of(height / 2.0, height - 16.0);
    match width {
        Width::Wide => {
            sheet.text(Voice::Label, HPos::Left, (2.0, y), &Voice::Label.fitted(&names, 266.0));
            sheet.text(Voice::Label, HPos::Right, (right - 92.0, y), &difference);
            sheet.text(Voice::Small, HPos::Right, (right - 2.0, y), &p);
        }
        Width::Narrow => {
            sheet.rectangle(Ink::Card, (0.0, top + 6.0), (right, top + 46.0));
            sheet.text(Voice::Label, HPos::Left, (2.0, top + 18.0), &Voice::Label.fitted(&names, right - 4.0));
            sheet.text(Voice::Label, HPos::Left, (2.0, top + 36.0), &difference);
            sheet.text(Voice::Small, HPos::Left, (74.0, top + 36.0), &p);
        }
    }
    let winner = winner(scorecard, metric, pair);
    let ink = winner.map_or(Ink::Zero, Ink::Model);
    if let Some([low, high]) = interval_of(&pair.difference) {
        whisker(sheet, ink, [plot.x(low), plot.x(high)], y);
    }
    if pair.difference.mean.is_finite() {
        let at = (plot.x(pair.difference.mean), y);
        if let Some(model) = winner {
            marker(sheet, model, at, 5.0);
        } else {
            sheet.disc(Ink::Card, at, 5.0);
            sheet.ring(Ink::Zero, at, 4.5, 1.5);
        }
    }
}

/// The model that is really better, if one is.
fn winner(scorecard: &Scorecard, metric: usize, pair: &Comparison) -> Option<usize> {
    let sign = match scorecard.cards[metric].better {
        Better::Higher => 1.0,
        Better::Lower => -1.0,
        Better::Neither => return None,
    };
    let name = if pair.difference.mean * sign > 0.0 { &pair.a } else { &pair.b };
    let position = scorecard.models.iter().position(|model| model.name == *name);
    position.filter(|_| is_real(pair))
}

fn description(pairs: &[&Comparison]) -> String {
    let row = |pair: &&Comparison| {
        let p = p_value(deciding_p(pair));
        format!("{} minus {}: {}, {p}", pair.a, pair.b, signed(pair.difference.mean, 4))
    };
    let rows: Vec<String> = pairs.iter().map(row).collect();
    format!("Mean differences with 95 % intervals and the larger p of two tests after Holm. {}.", rows.join("; "))
}
