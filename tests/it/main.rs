//! The program from outside: what a user, a scheduler or a data scientist sees of it.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests, all of it, that make their own input")]

mod program;
mod runs_folder;

mod main_job;

mod semantics;

mod arrows;
mod asking;
mod commands;
mod comparing;
mod convert;
mod evaluation;
mod faults;
mod inspecting;
mod packed;
mod real_data;
mod runs;
mod seeds;
mod stopped;
