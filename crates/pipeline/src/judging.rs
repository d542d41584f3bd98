//! From rankings on the disk to a scorecard and the page that shows it: what the stage `evaluate` is made of.

mod audit;
mod catalogue;
mod chance;
mod listeners;
mod samples;
mod scores;
mod seen;

pub(crate) use audit::audit;
pub(crate) use catalogue::{CatalogueColumns, catalogue};
pub(crate) use chance::told_by_chance;
pub(crate) use listeners::{TitleColumns, listeners};
pub(crate) use samples::{Samples, taste_space};
pub(crate) use scores::{HIDDEN_HASH, scores_table};
pub(crate) use seen::Seen;
