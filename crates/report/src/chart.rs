//! Charts as SVG, drawn with plotters. Each file draws one chart onto a [`Sheet`] and knows nothing of the page.
//!
//! Shapes are drawn in the colours of the light page; the style sheet finds them by these colours and replaces them in
//! dark mode, so a chart without any style sheet is still right on white.

mod forest_chart;
mod league_chart;
mod model_look;
mod popularity_chart;
mod recall_chart;
mod taste_panels;
mod tradeoff_chart;

mod axis;
mod ink;
mod plot;
mod sheet;

pub(crate) use forest_chart::forest_chart;
pub(crate) use ink::{Ink, style_rules};
pub(crate) use league_chart::{description as league_description, draw_league, league_chart, league_height};
pub(crate) use model_look::model_chip;
pub(crate) use plot::Frame;
pub(crate) use popularity_chart::popularity_chart;
pub(crate) use recall_chart::recall_chart;
pub(crate) use sheet::{Sheet, Voice, Width, drawn};
pub(crate) use taste_panels::{list_panels, taste_panels};
pub(crate) use tradeoff_chart::tradeoff_chart;
