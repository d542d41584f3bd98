//! The MUSIC space, a small panel at a time: where users are, and where the lists they got are.

use domain::{MusicFactor, MusicVector, Scorecard};
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::ink::Ink;
use super::model_look::marker;
use super::plot::{Frame, Plot};
use super::sheet::{Place, Sheet, Voice, drawn};
use crate::number::decimal;
use crate::report::{ListTastes, TasteSpace};

/// A panel of tastes, three in a row.
const LARGE: ([f64; 2], Frame) = ([256.0, 250.0], Frame { left: 44.0, top: 28.0, right: 240.0, bottom: 206.0 });

/// A panel of lists, five in a row.
const SMALL: ([f64; 2], Frame) = ([160.0, 172.0], Frame { left: 40.0, top: 26.0, right: 144.0, bottom: 152.0 });

/// So many dots in all panels of lists together, so that the page stays small.
const MAX_DOTS: usize = 4_000;

/// So many users in a panel of tastes.
const MAX_USERS: usize = 400;

const PAIRS: [[usize; 2]; 3] = [[0, 3], [1, 2], [4, 3]];

/// Users' tastes on three pairs of axes, with the mean of each model's lists.
pub(crate) fn taste_panels(scorecard: &Scorecard, space: &TasteSpace) -> Vec<String> {
    PAIRS.iter().enumerate().map(|(index, axes)| taste_panel(scorecard, space, index, *axes)).collect()
}

fn taste_panel(scorecard: &Scorecard, space: &TasteSpace, index: usize, [x, y]: [usize; 2]) -> String {
    let users: Vec<MusicVector> = finite(&space.users).step_by(space.users.len().div_ceil(MAX_USERS).max(1)).collect();
    let centres: Vec<(usize, MusicVector)> =
        space.lists.iter().filter_map(|lists| Some((model_of(scorecard, lists)?, centre(lists)?))).collect();
    let all = || users.iter().chain(centres.iter().map(|(_, centre)| centre));
    let axis = |index: usize| Axis::around(all().map(|vector| vector.0[index]), 4.0);
    let plot = Plot::new(LARGE.1, axis(x), axis(y));
    let names = [x, y].map(|axis| MusicFactor::ALL[axis].name());
    let title = format!("Users' tastes, {} and {}", names[0], names[1]);
    let description = centres_in_words(scorecard, &centres, [x, y]);
    drawn(&format!("taste-{index}"), "panel", LARGE.0, [&title, &description], |sheet| {
        background(sheet, &plot);
        plot.name_axes(sheet, names[0], names[1]);
        for user in &users {
            sheet.dot(Ink::User, plot.place(user.0[x], user.0[y]), 2.0);
        }
        for (model, centre) in &centres {
            let at = plot.place(centre.0[x], centre.0[y]);
            sheet.disc(Ink::Card, at, 7.5);
            marker(sheet, *model, at, 5.5);
        }
    })
}

fn background(sheet: &Sheet, plot: &Plot) {
    sheet.rectangle(Ink::Tile, (plot.frame.left, plot.frame.top), (plot.frame.right, plot.frame.bottom));
    plot.draw_across(sheet);
    plot.draw_upright(sheet);
}

fn finite(vectors: &[MusicVector]) -> impl Iterator<Item = MusicVector> {
    vectors.iter().copied().filter(|vector| vector.0.iter().all(|value| value.is_finite()))
}

fn model_of(scorecard: &Scorecard, lists: &ListTastes) -> Option<usize> {
    scorecard.models.iter().position(|model| model.name == lists.model)
}

/// The mean over all lists that have a vector.
fn centre(lists: &ListTastes) -> Option<MusicVector> {
    let known: Vec<MusicVector> = lists.means.iter().flatten().copied().collect();
    let known: Vec<MusicVector> = finite(&known).collect();
    let mean = |axis: usize| known.iter().map(|vector| vector.0[axis]).sum::<f64>() / known.len() as f64;
    (!known.is_empty()).then(|| MusicVector(std::array::from_fn(mean)))
}

fn centres_in_words(scorecard: &Scorecard, centres: &[(usize, MusicVector)], axes: [usize; 2]) -> String {
    let words = |(model, centre): &(usize, MusicVector)| {
        let [x, y] = axes.map(|axis| decimal(centre.0[axis], 2));
        format!("{} {x} and {y}", scorecard.models[*model].name)
    };
    let words: Vec<String> = centres.iter().map(words).collect();
    format!("A grey dot is a user. Means of the lists: {}.", words.join("; "))
}

/// For each model its position and five panels: a user's taste across, the mean of the user's list upright.
pub(crate) fn list_panels(scorecard: &Scorecard, space: &TasteSpace) -> Vec<(usize, Vec<String>)> {
    let n_panels = space.lists.len().max(1) * MusicFactor::COUNT;
    let every = (space.users.len() * n_panels).div_ceil(MAX_DOTS).max(1);
    let panels = |lists: &ListTastes| {
        let model = model_of(scorecard, lists)?;
        let panel = |factor: usize| list_panel(scorecard, space, lists, model, factor, every);
        Some((model, (0..MusicFactor::COUNT).map(panel).collect()))
    };
    space.lists.iter().filter_map(panels).collect()
}

fn list_panel(
    scorecard: &Scorecard,
    space: &TasteSpace,
    lists: &ListTastes,
    model: usize,
    factor: usize,
    every: usize,
) -> String {
    let pairs = pairs_of(space, lists, factor);
    let axis = shared_axis(space, factor);
    let [low, high] = [axis.low, axis.high];
    let plot = Plot::new(SMALL.1, axis.clone(), axis);
    let name = MusicFactor::ALL[factor].name();
    let title = format!("{}: {name} of lists against users", scorecard.models[model].name);
    let r = format!("r {}", decimal(correlation(&pairs), 2));
    let description = format!("A dot is a user. Correlation of taste and list: {r}.");
    drawn(&format!("list-{model}-{factor}"), "panel", SMALL.0, [&title, &description], |sheet| {
        background(sheet, &plot);
        sheet.text(Voice::Label, HPos::Left, (2.0, 12.0), &Voice::Label.fitted(name, 116.0));
        sheet.text(Voice::Small, HPos::Right, (plot.frame.right - 4.0, plot.frame.bottom - 11.0), &r);
        sheet.path(Ink::Zero, 1.2, &[plot.place(low, low), plot.place(high, high)]);
        pairs.iter().step_by(every).for_each(|(x, y)| sheet.dot(Ink::Model(model), plot.place(*x, *y), 1.8));
    })
}

/// Taste and list of each user whose list has a vector.
fn pairs_of(space: &TasteSpace, lists: &ListTastes, factor: usize) -> Vec<Place> {
    let both = |(user, list): (&MusicVector, &Option<MusicVector>)| Some((user.0[factor], list.as_ref()?.0[factor]));
    let is_finite = |(x, y): &Place| x.is_finite() && y.is_finite();
    space.users.iter().zip(&lists.means).filter_map(both).filter(is_finite).collect()
}

/// One axis for users and the lists of every model, so that panels compare.
fn shared_axis(space: &TasteSpace, factor: usize) -> Axis {
    let lists = space.lists.iter().flat_map(|lists| lists.means.iter().flatten());
    Axis::around(space.users.iter().chain(lists).map(|vector| vector.0[factor]), 4.0)
}

/// Pearson's r over all pairs that are given, not only those drawn; NaN where one side does not vary.
fn correlation(pairs: &[Place]) -> f64 {
    let n = pairs.len() as f64;
    let (mean_x, mean_y) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |term: fn(f64, f64) -> f64| pairs.iter().map(|(x, y)| term(x - mean_x, y - mean_y)).sum::<f64>();
    sum(|x, y| x * y) / (sum(|x, _| x * x) * sum(|_, y| y * y)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::correlation;

    #[test]
    fn a_line_has_correlation_one_and_a_constant_none() {
        assert!((correlation(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]) - 1.0).abs() < 1e-12);
        assert!(correlation(&[(0.0, 1.0), (1.0, 1.0)]).is_nan());
        assert!(correlation(&[]).is_nan());
    }
}
