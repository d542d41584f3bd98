//! The program from outside: what a user, a scheduler or a data scientist sees of it.

#![expect(clippy::unwrap_used, reason = "tests, all of it")]

mod program;

mod main_job;
