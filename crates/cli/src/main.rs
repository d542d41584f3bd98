//! `tastemill`: arguments in; progress, tables and errors out.
//!
//! Results go to standard output, all else to standard error. The exit code tells a scheduler what happened.

#![expect(clippy::print_stderr, reason = "the one place that prints")]

mod arguments;
mod commands;
mod narrator;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use pipeline::{Exit, RunError};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::arguments::Arguments;
use crate::narrator::Voice;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let shown = error.print();
            return ExitCode::from(if error.use_stderr() || shown.is_err() { Exit::Usage.code() } else { 0 });
        }
    };
    clear_up_on_signals();
    let voice = arguments.voice();
    match std::panic::catch_unwind(|| commands::carry_out(arguments)) {
        Err(_) => ExitCode::from(Exit::Internal.code()),
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            tell(&error, voice);
            ExitCode::from(error.exit.code())
        }
    }
}

/// One object for a log, or `error:` lines and a hint for people.
fn tell(error: &RunError, voice: Voice) {
    if voice == Voice::Json {
        let object = serde_json::json!({
            "level": "error", "exit": error.exit.code(), "message": error.message, "hint": error.hint,
        });
        eprintln!("{object}");
        return;
    }
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let paint = |text: &str, code: &str| if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
    for line in error.message.lines() {
        let label = if line.starts_with(' ') { "" } else { &*paint("error: ", "1;31") };
        eprintln!("{label}{line}");
    }
    if let Some(hint) = &error.hint {
        eprintln!("{} {hint}", paint("hint:", "1;36"));
    }
}

/// A signal ends the program with 128 + its number and leaves no half result.
fn clear_up_on_signals() {
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            pipeline::abandon();
            eprintln!("\nstopped by signal {signal}: nothing was left behind, the last complete run stays");
            std::process::exit(128 + signal);
        }
    });
}
