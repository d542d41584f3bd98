//! An evaluation as one page that needs no network: values in, HTML, Markdown, JSON and SVG out.
//!
//! No file is opened here, nothing is drawn by chance and no clock is read: same report, same bytes. A number that is
//! not finite is written as a dash, and a text from outside is only ever text.

mod report;

mod answer;
mod standing;

mod markdown;
mod metrics;
mod page;
mod picture;

mod chart;

mod number;

#[cfg(test)]
mod tests;

pub use markdown::markdown;
pub use metrics::metrics;
pub use page::page;
pub use picture::league_picture;
pub use report::{ListTastes, Listener, PlayedSong, RankedSong, Report, ShownList, ShownMetrics, TasteSpace};
