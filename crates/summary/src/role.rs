//! The looks of a picture: text roles, colours, and how much text fits.
//!
//! Colours are those of Okabe & Ito (2008), which people with any colour vision can tell apart: blues and orange for the
//! sides (what is shown, what is hidden), vermillion, green and purple for the scales. The picture brings its own
//! background and follows the reader's light or dark mode where the viewer tells it.

use domain::MusicScale;

/// What a piece of text is for.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// The one line on top.
    Title,
    /// A number that stands alone.
    Figure,
    /// The name of a panel.
    Heading,
    /// The name of a bar.
    Label,
    /// A number or remark beside a bar.
    Small,
    /// A number on an axis or at the end of a bar.
    Tick,
}

impl Role {
    /// The class of its rule in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Figure => "figure",
            Self::Heading => "heading",
            Self::Label => "label",
            Self::Small => "small",
            Self::Tick => "tick",
        }
    }

    /// Font size in pixels, as in the style sheet.
    fn size(self) -> f64 {
        match self {
            Self::Title => 26.0,
            Self::Figure => 20.0,
            Self::Heading => 17.0,
            Self::Label => 14.0,
            Self::Small => 13.0,
            Self::Tick => 12.0,
        }
    }

    /// How much wider letters are than in the regular weight.
    fn boldness(self) -> f64 {
        match self {
            Self::Title | Self::Figure | Self::Heading => 1.1,
            Self::Label | Self::Small | Self::Tick => 1.0,
        }
    }

    /// An estimate of a text's width in pixels, on the wide side: fonts differ from reader to reader.
    pub(crate) fn width(self, text: &str) -> f64 {
        text.chars().map(|character| self.advance(character)).sum()
    }

    /// The text, or its beginning and an ellipsis, so that it fits `width` pixels.
    pub(crate) fn fitted(self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut left = width - self.width("…");
        let begins = |character: &char| {
            left -= self.advance(*character);
            left >= 0.0
        };
        let beginning: String = text.chars().take_while(begins).collect();
        format!("{}…", beginning.trim_end())
    }

    fn advance(self, character: char) -> f64 {
        ems(character) * self.size() * self.boldness()
    }
}

/// The width of a character over the font size.
fn ems(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '·' => 0.32,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '…' | '—' => 0.95,
        'A'..='Z' => 0.7,
        '\u{1100}'.. => 1.0,
        _ => 0.6,
    }
}

/// What a shape stands for.
#[derive(Clone, Copy)]
pub(crate) enum Ink {
    /// The background of all, with a thin edge.
    Card,
    /// The colour of the card, to interrupt a grid line where a number stands on it.
    Blank,
    /// The background of a key figure or plot.
    Tile,
    /// A line to read values off.
    Grid,
    /// Rows of the train file.
    Train,
    /// Rows of the visible file.
    Visible,
    /// Rows of the hidden file.
    Hidden,
    /// How many counts are in a bin.
    Count,
    /// The bin that the median lies in.
    Median,
    /// A MUSIC scale.
    Scale(MusicScale),
}

impl Ink {
    /// The class of its rule in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Blank => "blank",
            Self::Tile => "tile",
            Self::Grid => "grid",
            Self::Train => "train",
            Self::Visible => "visible",
            Self::Hidden => "hidden",
            Self::Count => "count",
            Self::Median => "median",
            Self::Scale(scale) => scale.name(),
        }
    }
}

/// The style sheet of every picture.
pub(crate) const STYLE: &str = "\
text{fill:#1f2328;font-family:system-ui,sans-serif;font-variant-numeric:tabular-nums}
.title{font-size:26px;font-weight:700}
.figure{font-size:20px;font-weight:700}
.heading{font-size:17px;font-weight:600}
.label{font-size:14px;font-weight:500}
.small{font-size:13px;fill:#59636e}
.tick{font-size:12px;fill:#59636e}
.card{fill:#fff;stroke:#d1d9e0}
.blank{fill:#fff}
.tile{fill:#f3f5f8}
.grid{stroke:#d1d9e0}
.train{fill:#0072b2}
.visible{fill:#56b4e9}
.hidden{fill:#e69f00}
.count{fill:#a9b4c0}
.median{fill:#4f5b67}
.raw{fill:#d55e00}
.zscore{fill:#009e73}
.minmax{fill:#cc79a7}
.dots{fill-opacity:.4}
@media (prefers-color-scheme:dark){
text{fill:#f0f6fc}
.small,.tick{fill:#9198a1}
.card{fill:#0d1117;stroke:#3d444d}
.blank{fill:#0d1117}
.tile{fill:#1a2029}
.grid{stroke:#3d444d}
.count{fill:#59636e}
.median{fill:#c4ccd4}
}";

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        assert_eq!(Role::Small.fitted("train", 400.0), "train");
        // 13 px a letter of 0.6 em is 7.8 px, the ellipsis 12.35 px: 40 px hold three letters (23.4) and it, not four.
        assert_eq!(Role::Small.fitted("aaaaaaaa", 40.0), "aaa…");
        assert_eq!(Role::Small.fitted("aaaaaaaa", 0.0), "…");
    }
}
