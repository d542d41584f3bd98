//! What charts are drawn on: an SVG picture by plotters, with places in pixels and tenths of pixels.
//!
//! plotters puts shapes on whole pixels; the picture is drawn ten times as large and its `viewBox` makes it small again.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoTextStyle, ShapeStyle, TextStyle};

use super::ink::Ink;
use crate::page::escaped;

/// A place in pixels, from the left and from the top.
pub(crate) type Place = (f64, f64);

/// So many of plotters' pixels make one of ours.
const FINE: f64 = 10.0;

const DRAWN: &str = "a text takes all that is drawn";

/// For which screens a chart is drawn: every chart is there twice, and the page shows the one that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// Desks, tablets, paper.
    Wide,
    /// Phones.
    Narrow,
}

impl Width {
    /// In pixels.
    pub(crate) fn pixels(self) -> f64 {
        match self {
            Self::Wide => 760.0,
            Self::Narrow => 340.0,
        }
    }

    /// The class of its picture.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }

    /// One value or the other.
    pub(crate) fn of<T>(self, wide: T, narrow: T) -> T {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }
}

/// What a text looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Voice {
    /// The name of a row.
    Label,
    /// The heading of a group of rows.
    Strong,
    /// A number or remark beside it.
    Small,
    /// The title of a picture that stands alone.
    Title,
}

impl Voice {
    fn size(self) -> f64 {
        match self {
            Self::Label | Self::Strong => 14.0,
            Self::Small => 12.5,
            Self::Title => 22.0,
        }
    }

    fn ink(self) -> Ink {
        match self {
            Self::Small => Ink::Muted,
            _ => Ink::Text,
        }
    }

    fn weight(self) -> FontStyle {
        match self {
            Self::Strong | Self::Title => FontStyle::Bold,
            _ => FontStyle::Normal,
        }
    }

    fn advance(self, character: char) -> f64 {
        self.size() * if character >= '\u{1100}' { 1.0 } else { 0.63 }
    }

    /// How wide a text is in pixels, on the wide side: fonts differ from reader to reader.
    pub(crate) fn width(self, text: &str) -> f64 {
        text.chars().map(|character| self.advance(character)).sum()
    }

    /// The text, or its beginning and an ellipsis, in `width` pixels as most fonts would have it.
    pub(crate) fn fitted(self, text: &str, width: f64) -> String {
        let mut left = width;
        let fits = |character: &char| {
            left -= self.advance(*character);
            left >= 0.0
        };
        let beginning: String = text.chars().take_while(fits).collect();
        if beginning.len() == text.len() {
            return beginning;
        }
        let n = beginning.chars().count().saturating_sub(1);
        format!("{}…", beginning.chars().take(n).collect::<String>().trim_end())
    }
}

/// A picture in the making.
pub(crate) struct Sheet<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// A whole picture: `id` is its own in the page, `class` is for the style sheet, `inside` stands before the shapes.
pub(crate) fn drawn(
    id: &str,
    class: &str,
    [width, height]: [f64; 2],
    [title, description]: [&str; 2],
    draw: impl FnOnce(&Sheet),
) -> String {
    let opening = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" role=\"img\" viewBox=\"0 0 {0} {1}\" width=\"{width}\" \
         height=\"{height}\" aria-labelledby=\"{id}-t {id}-d\" font-family=\"system-ui, sans-serif\">\
         <title id=\"{id}-t\">{2}</title><desc id=\"{id}-d\">{3}</desc>\n",
        tenths(width),
        tenths(height),
        escaped(title),
        escaped(description),
    );
    format!("{opening}{}", shapes([width, height], draw))
}

/// A picture that says nothing which the text beside it does not.
pub(crate) fn ornament(class: &str, [width, height]: [f64; 2], draw: impl FnOnce(&Sheet)) -> String {
    let opening = format!(
        "<svg class=\"{class}\" aria-hidden=\"true\" viewBox=\"0 0 {} {}\" width=\"{width}\" height=\"{height}\">",
        tenths(width),
        tenths(height)
    );
    format!("{opening}{}", shapes([width, height], draw).trim_end())
}

/// Everything behind the opening tag, without what says nothing.
fn shapes([width, height]: [f64; 2], draw: impl FnOnce(&Sheet)) -> String {
    let mut text = String::new();
    let size = (tenths(width) as u32, tenths(height) as u32);
    draw(&Sheet { area: SVGBackend::with_string(&mut text, size).into_drawing_area() });
    let shapes = text.split_once('\n').map_or("", |(_, shapes)| shapes);
    shapes
        .replace(" opacity=\"1\"", "")
        .replace(" font-family=\"sans-serif\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(" text-anchor=\"start\"", "")
        .replace("\n</text>", "</text>")
}

fn tenths(pixels: f64) -> i32 {
    (pixels * FINE).round() as i32
}

fn fine((x, y): Place) -> (i32, i32) {
    (tenths(x), tenths(y))
}

fn filled(ink: Ink) -> ShapeStyle {
    ink.colour().filled()
}

fn stroked(ink: Ink, width: f64) -> ShapeStyle {
    ink.colour().stroke_width(tenths(width) as u32)
}

impl Sheet<'_> {
    /// One line of text; `x` is its start, middle or end.
    pub(crate) fn text(&self, voice: Voice, from: HPos, (x, y): Place, words: &str) {
        self.text_in(voice.ink(), voice, from, (x, y), words);
    }

    /// The same in another colour.
    pub(crate) fn text_in(&self, ink: Ink, voice: Voice, from: HPos, at: Place, words: &str) {
        let colour = ink.colour();
        // plotters writes the font size divided by 1.24.
        let font = (FontFamily::SansSerif, voice.size() * FINE * 1.24, voice.weight()).into_text_style(&self.area);
        let style: TextStyle<'_> = font.color(&colour).pos(Pos::new(from, VPos::Center));
        let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        self.area.draw_text(&words, &style, fine(at)).expect(DRAWN);
    }

    /// A line through all places.
    pub(crate) fn path(&self, ink: Ink, width: f64, places: &[Place]) {
        let places: Vec<(i32, i32)> = places.iter().copied().map(fine).collect();
        self.area.draw(&PathElement::new(places, stroked(ink, width))).expect(DRAWN);
    }

    /// A filled shape.
    pub(crate) fn polygon(&self, ink: Ink, places: &[Place]) {
        let places: Vec<(i32, i32)> = places.iter().copied().map(fine).collect();
        self.area.draw(&Polygon::new(places, filled(ink))).expect(DRAWN);
    }

    /// A filled rectangle between two corners.
    pub(crate) fn rectangle(&self, ink: Ink, from: Place, to: Place) {
        self.area.draw(&Rectangle::new([fine(from), fine(to)], filled(ink))).expect(DRAWN);
    }

    /// A disc.
    pub(crate) fn disc(&self, ink: Ink, at: Place, radius: f64) {
        self.area.draw(&Circle::new(fine(at), tenths(radius), filled(ink))).expect(DRAWN);
    }

    /// A circle.
    pub(crate) fn ring(&self, ink: Ink, at: Place, radius: f64, width: f64) {
        self.area.draw(&Circle::new(fine(at), tenths(radius), stroked(ink, width))).expect(DRAWN);
    }

    /// One of many dots, through which others are seen.
    pub(crate) fn dot(&self, ink: Ink, at: Place, radius: f64) {
        let style = ink.colour().mix(0.4).filled();
        self.area.draw(&Circle::new(fine(at), tenths(radius), style)).expect(DRAWN);
    }
}
