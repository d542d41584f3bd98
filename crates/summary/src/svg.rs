//! An SVG picture, written by hand: rectangles, lines, circles and texts inside a frame with title and description.
//!
//! Coordinates have at most two decimals and texts are escaped, so equal values give equal bytes and the file is XML
//! whatever the texts say. What things look like stands in [`crate::role`].

use crate::role::{Ink, Role, STYLE};

/// A place in pixels, from the left and from the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Area {
    pub(crate) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// What is left of the area when so much is taken from each side.
    pub(crate) fn inset(&self, left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            x: self.x + left,
            y: self.y + top,
            width: (self.width - left - right).max(0.0),
            height: (self.height - top - bottom).max(0.0),
        }
    }

    /// Part `index` of `n` columns with `gap` pixels between them.
    pub(crate) fn column(&self, index: usize, n: usize, gap: f64) -> Self {
        let width = (self.width - gap * (n as f64 - 1.0)) / n as f64;
        Self { x: self.x + index as f64 * (width + gap), width, ..*self }
    }

    /// Part `index` of `n` rows with `gap` pixels between them.
    pub(crate) fn row(&self, index: usize, n: usize, gap: f64) -> Self {
        let height = (self.height - gap * (n as f64 - 1.0)) / n as f64;
        Self { y: self.y + index as f64 * (height + gap), height, ..*self }
    }
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture in the making.
pub(crate) struct Svg {
    opening: String,
    shapes: Vec<String>,
}

impl Svg {
    /// An empty card of the given size.
    pub(crate) fn card(width: f64, height: f64, title: &str, description: &str) -> Self {
        let size = format!("{} {}", pixels(width), pixels(height));
        let opening = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size}\" width=\"{}\" height=\"{}\" \
             font-family=\"system-ui, sans-serif\" role=\"img\" aria-labelledby=\"title desc\">\n\
             <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n<style>\n{STYLE}\n</style>",
            pixels(width),
            pixels(height),
            escaped(title),
            escaped(description),
        );
        let mut svg = Self { opening, shapes: Vec::new() };
        svg.rect(Ink::Card, Area { x: 0.5, y: 0.5, width: width - 1.0, height: height - 1.0 }, 12.0);
        svg
    }

    /// A rectangle with rounded corners; none if it has no extent.
    pub(crate) fn rect(&mut self, ink: Ink, area: Area, radius: f64) {
        if area.width > 0.0 && area.height > 0.0 {
            let radius = radius.min(area.width / 2.0).min(area.height / 2.0);
            self.shapes.push(format!(
                "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
                ink.class(),
                pixels(area.x),
                pixels(area.y),
                pixels(area.width),
                pixels(area.height),
                pixels(radius),
            ));
        }
    }

    /// A thin line.
    pub(crate) fn line(&mut self, from: Point, to: Point) {
        self.shapes.push(format!(
            "<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            Ink::Grid.class(),
            pixels(from.x),
            pixels(from.y),
            pixels(to.x),
            pixels(to.y),
        ));
    }

    /// Translucent dots, so that many in one place look darker than few.
    pub(crate) fn dots(&mut self, ink: Ink, radius: f64, places: impl Iterator<Item = Point>) {
        let radius = pixels(radius);
        let dot = |at: Point| format!("<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\"/>", pixels(at.x), pixels(at.y));
        self.shapes.push(format!("<g class=\"dots {}\">", ink.class()));
        self.shapes.extend(places.map(dot));
        self.shapes.push("</g>".to_owned());
    }

    /// A line of text whose baseline is at `y`; nothing if the text is empty.
    pub(crate) fn text(&mut self, role: Role, anchor: Anchor, x: f64, y: f64, words: &str) {
        if words.is_empty() {
            return;
        }
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (class, x, y) = (role.class(), pixels(x), pixels(y));
        self.shapes.push(format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{}</text>", escaped(words)));
    }

    /// The whole file.
    pub(crate) fn finish(self) -> String {
        format!("{}\n{}\n</svg>\n", self.opening, self.shapes.join("\n"))
    }
}

/// At most two decimals, no trailing zeros, no minus before a zero; 0 for what is not finite.
fn pixels(value: f64) -> String {
    let hundredths = (value * 100.0).round();
    if !hundredths.is_finite() || hundredths.abs() < 1.0 {
        return "0".to_owned();
    }
    let digits = format!("{:.2}", hundredths / 100.0);
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The text as XML content that shows exactly it; characters that XML does not know become blanks.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => safe.push(' '),
            _ if character.is_control() => safe.push(' '),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{Area, escaped, pixels};

    #[test]
    fn coordinates_are_short_and_always_numbers() {
        assert_eq!([12.0, 12.5, 12.345_6, 100.0].map(pixels), ["12", "12.5", "12.35", "100"]);
        assert_eq!([-0.001, f64::NAN, f64::INFINITY, -3.1].map(pixels), ["0", "0", "0", "-3.1"]);
    }

    #[test]
    fn texts_stay_texts() {
        assert_eq!(escaped("R&B <b> \"x\"\u{0}\n"), "R&amp;B &lt;b&gt; &quot;x&quot;  ");
    }

    #[test]
    fn columns_and_rows_share_what_the_gaps_leave() {
        // 100 wide, three columns, gaps of 5: (100 - 10) / 3 = 30 each; the last begins at 10 + 2 * 35 = 80.
        let area = Area { x: 10.0, y: 0.0, width: 100.0, height: 20.0 };
        assert_eq!(area.column(2, 3, 5.0), Area { x: 80.0, y: 0.0, width: 30.0, height: 20.0 });
        assert_eq!(area.row(1, 2, 2.0), Area { x: 10.0, y: 11.0, width: 100.0, height: 9.0 });
    }
}
