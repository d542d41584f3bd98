//! Who watches a run: the program's progress bars or log.

use std::sync::Arc;

use domain::Meter;

/// Something that happened in a run.
pub enum Event<'a> {
    /// A stage begins.
    StageBegins {
        /// Its name in the plan.
        stage: &'a str,
        /// Which one of how many, from 1.
        number: usize,
        /// How many there are.
        n_stages: usize,
        /// How far it is, while it runs.
        meter: Arc<Meter>,
    },
    /// A stage is done.
    StageEnds {
        /// Its name in the plan.
        stage: &'a str,
        /// Wall time.
        seconds: f64,
        /// Rows it read.
        rows: u64,
        /// Files it wrote.
        files: &'a [String],
    },
    /// A stage's files are taken over from the last run.
    StageTakenOver {
        /// Its name in the plan.
        stage: &'a str,
    },
    /// Something worth knowing that is no error.
    Note {
        /// What.
        text: &'a str,
    },
}

/// Takes events as they come, from any thread: stages that run side by side end in any order.
pub trait Observer: Sync {
    /// Something happened.
    fn see(&self, event: Event<'_>);
}
