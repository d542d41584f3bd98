//! The colours, each once: as drawn on white, and the name of the CSS variable that stands for it.
//!
//! Models have those of Okabe & Ito (2008) with black lightened to slate and yellow darkened to olive, which white swallows.

use plotters::style::RGBColor;

/// What a shape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Words that are read.
    Text,
    /// Words beside them, numbers on axes.
    Muted,
    /// Lines to read values off.
    Grid,
    /// The line of no difference.
    Zero,
    /// The background of a plot.
    Tile,
    /// The background of all.
    Card,
    /// Users, one dot each.
    User,
    /// A model, by its place in the plan.
    Model(usize),
}

/// So many models have a colour of their own; then colours come again, with other shapes.
pub(crate) const N_MODELS: usize = 8;

const PLAIN: [(Ink, &str, u32); 7] = [
    (Ink::Text, "ink", 0x1f_2328),
    (Ink::Muted, "muted", 0x59_636e),
    (Ink::Grid, "grid", 0xd1_d9e0),
    (Ink::Zero, "zero", 0x8c_959f),
    (Ink::Tile, "tile", 0xf3_f5f8),
    (Ink::Card, "card", 0xff_ffff),
    (Ink::User, "user", 0x7d_8894),
];

const MODELS: [u32; N_MODELS] =
    [0x00_72b2, 0xd5_5e00, 0x00_9e73, 0xcc_79a7, 0xe6_9f00, 0x56_b4e9, 0x4f_5b67, 0x8f_7a00];

impl Ink {
    /// As drawn.
    pub(crate) fn colour(self) -> RGBColor {
        let [_, red, green, blue] = self.hex().to_be_bytes();
        RGBColor(red, green, blue)
    }

    fn hex(self) -> u32 {
        if let Self::Model(index) = self {
            return MODELS[index % N_MODELS];
        }
        PLAIN.iter().find(|(ink, ..)| *ink == self).map_or(0, |(_, _, hex)| *hex)
    }
}

/// Rules that replace what is drawn by the variables `--ink`, `--muted` ... `--m0`, `--m1` ...
pub(crate) fn style_rules() -> String {
    let plain = PLAIN.iter().map(|(_, name, hex)| ((*name).to_owned(), *hex));
    let models = MODELS.iter().enumerate().map(|(index, hex)| (format!("m{index}"), *hex));
    let rule = |(name, hex): (String, u32)| {
        format!("svg [fill=\"#{hex:06X}\"]{{fill:var(--{name})}}svg [stroke=\"#{hex:06X}\"]{{stroke:var(--{name})}}\n")
    };
    plain.chain(models).map(rule).collect()
}
