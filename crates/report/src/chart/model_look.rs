//! What a model looks like everywhere: a colour, a shape and a dash pattern, by its place in the plan.

use super::ink::{Ink, N_MODELS};
use super::sheet::{Place, Sheet, ornament};

/// A mark of a model at a place.
pub(crate) fn marker(sheet: &Sheet, model: usize, (x, y): Place, radius: f64) {
    let ink = Ink::Model(model);
    let r = radius;
    let around = |corners: &[Place]| corners.iter().map(|(dx, dy)| (x + dx * r, y + dy * r)).collect::<Vec<Place>>();
    match (model + model / N_MODELS) % N_MODELS {
        0 => sheet.disc(ink, (x, y), r),
        1 => sheet.polygon(ink, &around(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])),
        2 => sheet.polygon(ink, &around(&[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)])),
        3 => sheet.polygon(ink, &around(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)])),
        4 => sheet.polygon(ink, &around(&[(0.0, 1.15), (1.1, -0.85), (-1.1, -0.85)])),
        5 => {
            sheet.disc(Ink::Card, (x, y), r);
            sheet.ring(ink, (x, y), r * 0.85, r * 0.45);
        }
        6 => sheet.polygon(ink, &around(&CROSS)),
        _ => sheet.polygon(ink, &around(&CROSS.map(|(dx, dy)| ((dx + dy) * 0.74, (dy - dx) * 0.74)))),
    }
}

const CROSS: [Place; 12] = [
    (-0.35, -1.15),
    (0.35, -1.15),
    (0.35, -0.35),
    (1.15, -0.35),
    (1.15, 0.35),
    (0.35, 0.35),
    (0.35, 1.15),
    (-0.35, 1.15),
    (-0.35, 0.35),
    (-1.15, 0.35),
    (-1.15, -0.35),
    (-0.35, -0.35),
];

/// Lengths of dash and gap in pixels; none is an unbroken line.
pub(crate) fn dashes(model: usize) -> Option<[f64; 2]> {
    [None, Some([8.0, 4.0]), Some([2.5, 3.0]), Some([14.0, 4.0]), Some([5.0, 5.0])][model % 5]
}

/// The mark as a small picture, to stand before the model's name.
pub(crate) fn model_chip(model: usize) -> String {
    ornament("chip", [14.0, 14.0], |sheet| marker(sheet, model, (7.0, 7.0), 5.0))
}
