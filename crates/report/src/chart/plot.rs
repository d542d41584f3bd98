//! A rectangle with two axes: where values lie in it, and the lines to read them off.

use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::style::text_anchor::HPos;

use super::axis::Axis;
use super::ink::Ink;
use super::sheet::{Place, Sheet, Voice};

/// The rectangle from the left, top, right and bottom edge of a sheet, in pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// Two axes in a frame.
pub(crate) struct Plot {
    pub(crate) frame: Frame,
    across: Axis,
    upright: Axis,
    coordinates: Cartesian2d<RangedCoordf64, RangedCoordf64>,
}

/// plotters maps to whole numbers; places are kept to hundredths of pixels.
const HUNDREDTHS: f64 = 100.0;

impl Plot {
    pub(crate) fn new(frame: Frame, across: Axis, upright: Axis) -> Self {
        let whole = |pixels: f64| (pixels * HUNDREDTHS).round() as i32;
        let actual = (whole(frame.left)..whole(frame.right), whole(frame.bottom)..whole(frame.top));
        let coordinates = Cartesian2d::new(across.low..across.high, upright.low..upright.high, actual);
        Self { frame, across, upright, coordinates }
    }

    /// Where a pair of values lies.
    pub(crate) fn place(&self, x: f64, y: f64) -> Place {
        let (x, y) = self
            .coordinates
            .translate(&(x.clamp(self.across.low, self.across.high), y.clamp(self.upright.low, self.upright.high)));
        (f64::from(x) / HUNDREDTHS, f64::from(y) / HUNDREDTHS)
    }

    /// Where a value lies across.
    pub(crate) fn x(&self, value: f64) -> f64 {
        self.place(value, self.upright.low).0
    }

    /// Lines and numbers for the values across.
    pub(crate) fn draw_across(&self, sheet: &Sheet) {
        for (value, label) in &self.across.ticks {
            let x = self.x(*value);
            sheet.path(Ink::Grid, 1.0, &[(x, self.frame.top), (x, self.frame.bottom)]);
            sheet.text(Voice::Small, HPos::Center, (x, self.frame.bottom + 14.0), label);
        }
    }

    /// Lines and numbers for the values upright.
    pub(crate) fn draw_upright(&self, sheet: &Sheet) {
        for (value, label) in &self.upright.ticks {
            let (_, y) = self.place(self.across.low, *value);
            sheet.path(Ink::Grid, 1.0, &[(self.frame.left, y), (self.frame.right, y)]);
            sheet.text(Voice::Small, HPos::Right, (self.frame.left - 8.0, y), label);
        }
    }

    /// What is across, below the numbers, and what is upright, above the frame.
    pub(crate) fn name_axes(&self, sheet: &Sheet, across: &str, upright: &str) {
        let middle = f64::midpoint(self.frame.left, self.frame.right);
        let room = self.frame.right - self.frame.left;
        sheet.text(Voice::Small, HPos::Center, (middle, self.frame.bottom + 34.0), &Voice::Small.fitted(across, room));
        sheet.text(Voice::Small, HPos::Left, (2.0, self.frame.top - 16.0), &Voice::Small.fitted(upright, room));
    }
}
