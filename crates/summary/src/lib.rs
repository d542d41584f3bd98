//! What a run made, for people: values in, text out.
//!
//! The counts and shares that a reader asks for first, as Markdown, as SVG pictures and as bars for a terminal.
//! No file is opened or written here, and no number is rounded before it is written down.
//! Same values, same bytes; a number that is not finite is written as a dash.

mod distribution;
mod factor_loudness;
mod funnel;
mod run_summary;

mod bars;
mod markdown;
mod number;

mod music_figure;
mod picture;

mod axis;
mod panel;
mod role;
mod svg;

#[cfg(test)]
mod tests;

pub use distribution::{Bin, Distribution, Spread};
pub use factor_loudness::FactorLoudness;
pub use funnel::Funnel;
pub use markdown::markdown;
pub use music_figure::{TastePoint, music_figure};
pub use picture::picture;
pub use run_summary::RunSummary;
