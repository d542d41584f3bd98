//! How the program speaks on standard error: bars, lines, JSON, or not at all but for errors.
//!
//! Whether anybody listens does not change what the program does: a log that cannot be written is no error.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use pipeline::RunError;
use serde_json::{Value, json};

use crate::arguments::LogFormat;

/// How to speak on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    Silent,
    Bars,
    Lines,
    Json,
    /// Errors alone, as JSON.
    SilentJson,
}

impl Voice {
    /// The voice for what the command line asks for.
    pub(crate) fn of(quiet: bool, format: LogFormat) -> Self {
        match (quiet, format) {
            (true, LogFormat::Human) => Self::Silent,
            (true, LogFormat::Json) => Self::SilentJson,
            (false, LogFormat::Json) => Self::Json,
            _ if std::io::stderr().is_terminal() => Self::Bars,
            _ => Self::Lines,
        }
    }

    /// Tells an error: one object for a log, or `error:` for each problem and a hint for people.
    pub(crate) fn tell(self, error: &RunError) {
        if matches!(self, Self::Json | Self::SilentJson) {
            let message = error.to_string();
            log("error", &json!({ "exit": error.exit.code(), "message": message, "hint": error.hint }));
            return;
        }
        for problem in &error.problems {
            labelled(&painted("error:", "1;31"), problem);
        }
        if let Some(hint) = &error.hint {
            labelled(&painted("hint:", "1;36"), hint);
        }
    }

    /// Ends the program for a signal, and says so: no other thread says anything after that.
    pub(crate) fn end_for_signal(self, signal: i32) -> ! {
        let exit = 128 + signal;
        let text =
            format!("stopped by signal {signal}: nothing half-written was left behind, the last complete run stays");
        let _last_words = std::io::stderr().lock(); // the others wait for it until there is nobody left
        match self {
            Self::Json | Self::SilentJson => log("error", &json!({ "exit": exit, "message": text })),
            _ => line(&text),
        }
        std::process::exit(exit)
    }
}

/// Writes a line to standard error, if it takes it.
pub(crate) fn line(text: &str) {
    write_line(&harmless(text));
}

fn labelled(label: &str, text: &str) {
    write_line(&format!("{label} {}", harmless(text)));
}

fn write_line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A text without what moves a terminal's cursor or colours it: texts of files and their names come from outside.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_unfit = |character: char| character.is_control() && character != '\n' && character != '\t';
    if text.contains(is_unfit) { text.replace(is_unfit, " ").into() } else { text.into() }
}

/// Writes an object of the log: time, level and run before what happened.
pub(crate) fn log(level: &str, event: &Value) {
    static RUN_ID: OnceLock<String> = OnceLock::new();
    let run_id = RUN_ID.get_or_init(|| format!("{:x}-{}", milliseconds(), std::process::id()));
    let mut object = json!({ "time_ms": milliseconds(), "level": level, "run_id": run_id });
    if let (Some(object), Some(event)) = (object.as_object_mut(), event.as_object()) {
        object.extend(event.clone());
    }
    write_line(&escaped(&object.to_string()));
}

/// JSON in which the control characters that JSON lets stand are escaped, too.
fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(char::is_control) {
        return json.into();
    }
    let escaped = |character: char| match character {
        control if control.is_control() => format!("\\u{:04x}", u32::from(control)),
        other => other.to_string(),
    };
    json.chars().map(escaped).collect()
}

fn painted(text: &str, code: &str) -> String {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted && std::io::stderr().is_terminal() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

fn milliseconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

#[cfg(test)]
mod tests {
    use super::{escaped, harmless};

    #[test]
    fn a_terminal_gets_no_control_characters_but_line_ends_and_tabs() {
        assert_eq!(harmless("a\u{1b}[31mb\u{9b}2J\r\u{7}\u{7f}\n\tc"), "a [31mb 2J   \n\tc");
        assert_eq!(harmless("naïve – 音"), "naïve – 音");
    }

    /// Python's `json.loads` of both is the same.
    #[test]
    fn a_log_keeps_control_characters_as_escapes() {
        assert_eq!(escaped("{\"a\u{9b}\":\"\u{7f}\\u001b\"}"), "{\"a\\u009b\":\"\\u007f\\u001b\"}");
        assert_eq!(escaped("{\"ä\":1}"), "{\"ä\":1}");
    }
}
