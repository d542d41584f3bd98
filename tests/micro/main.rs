//! The hot functions one by one, in memory as far as they let: `scripts/bench --micro`.
//!
//! Every call takes the same seeded input, made when a bench first asks for it. What a whole run takes is measured by
//! the other benches of `scripts/bench`.

#![expect(clippy::disallowed_methods, reason = "benches that make their own input")]

mod plays_input;
mod triplet_files;

mod counting;
mod reading;
mod writing;

use std::time::Duration;

use divan::Divan;

/// Calls that are timed, at most.
const N_CALLS: u32 = 100;
/// How long a function is called again.
const LONGEST: Duration = Duration::from_secs(3);

fn main() {
    let benches = Divan::default().sample_size(1).sample_count(N_CALLS).max_time(LONGEST).config_with_args();
    // Held here, since what is static is not dropped; made last, since wrong arguments end the program.
    let _folder = triplet_files::make_folder();
    benches.main();
}
