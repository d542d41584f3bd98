//! Plans, thin stages, and the record of what a run did.
//!
//! A plan is read from top to bottom; names and kinds are checked, and all sources looked into, before the first stage
//! runs. What a stage computes is in the crates below; this one connects them.

mod error;
mod exit;

mod names;
mod options;
mod plan;
mod setting;

mod compartment;
mod fitting;
mod judging;
mod listeners;
mod listing;
mod music_space;
mod regular_file;
mod stage;
mod stages;
mod table_files;
mod text_files;

mod check;
mod sources;

mod line;
mod machine;
mod manifest;
mod observer;
mod run;
mod selection;

mod asking;
mod comparing;
mod finished_run;
mod finished_run_metrics;
mod finished_run_scores;
mod finished_run_tables;
mod seeds;

mod convert;
mod frame_preview;
mod inspect;
mod sample;
mod verify;

pub use artifacts::{abandon, abandon_without_memory, is_abandoned, stop_without_memory};
pub use asking::{
    NamedSong, PlayedSong, Question, Recommended, RecommendedSong, Similar, SimilarSong, Why, recommend, similar,
};
pub use check::{Checked, check};
pub use comparing::{ComparedModels, ComparedRun, PairedUsers, RunComparison, RunPair, compare_runs};
pub use convert::{Converted, convert};
pub use error::RunError;
pub use evaluation::DrawComparison;
pub use exit::Exit;
pub use ingest::with_file_at_work;
pub use inspect::inspect;
pub use names::Names;
pub use observer::{Event, Observer};
pub use options::OptionCard;
pub use plan::{DescribedSource, Overrides, Plan, PlanSource, PlanStage};
pub use run::{Finished, Run, run};
pub use sample::{SampleMade, make_sample, sample_is_there};
pub use seeds::{FoundDraw, ModelOverSeeds, OverSeeds, SeveralRuns, SizeUnit, over_seeds};
pub use selection::Selection;
pub use stage::{Kind, Need, Port, StageKind};
pub use stages::KINDS;
pub use verify::{Verified, verify};
