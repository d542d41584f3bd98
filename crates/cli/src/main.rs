//! `tastemill`: arguments in; progress, tables and errors out.
//!
//! Results go to standard output, all else to standard error. The exit code tells a scheduler what happened.

mod aligned;
mod answers;
mod arguments;
mod bar;
mod blas;
mod breakdown;
mod commands;
mod comparison;
mod narrator;
mod out_of_memory;
mod seeds;
mod voice;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use pipeline::Exit;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use crate::arguments::Arguments;
use crate::voice::Voice;

fn main() -> ExitCode {
    blas::start_without_its_threads();
    out_of_memory::share_areas();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let shown = error.print();
            let is_help = !error.use_stderr() && shown.is_ok();
            return ExitCode::from(if is_help { 0 } else { Exit::Usage.code() });
        }
    };
    let voice = arguments.voice();
    out_of_memory::tell_of_panics(voice);
    clear_up_on_signals(voice);
    breakdown::tell_of_breakdowns(voice);
    ignore_file_limit();
    let outcome = std::panic::catch_unwind(|| commands::carry_out(arguments));
    if pipeline::is_abandoned() {
        // A signal came first: its thread clears up, tells of it and ends the program.
        loop {
            std::thread::park();
        }
    }
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            voice.tell(&error);
            ExitCode::from(error.exit.code())
        }
        Err(_) => ExitCode::from(Exit::Internal.code()),
    }
}

/// A file that grows beyond the limit of the shell is an error when it is written, not a signal.
fn ignore_file_limit() {
    drop(signal_hook::flag::register(SIGXFSZ, Arc::default()));
}

/// A signal ends the program with 128 + its number and leaves no half result.
fn clear_up_on_signals(voice: Voice) {
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            pipeline::abandon();
            voice.end_for_signal(signal);
        }
    });
}
