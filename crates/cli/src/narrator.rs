//! Tells how a run goes: a bar on a terminal, plain lines elsewhere, JSON for a log, or nothing.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::Meter;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pipeline::{Event, Observer};
use serde_json::json;

use crate::arguments::LogFormat;

/// How to speak on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    Silent,
    Bars,
    Lines,
    Json,
}

impl Voice {
    pub(crate) fn of(quiet: bool, format: LogFormat) -> Self {
        match (quiet, format) {
            (_, LogFormat::Json) => Self::Json,
            (true, _) => Self::Silent,
            _ if std::io::stderr().is_terminal() => Self::Bars,
            _ => Self::Lines,
        }
    }
}

/// Tells of the stages of a run.
pub(crate) struct Narrator {
    voice: Voice,
    run_id: String,
    bar: Mutex<Option<Bar>>,
}

impl Narrator {
    pub(crate) fn new(voice: Voice) -> Self {
        Self { voice, run_id: format!("{:x}-{}", milliseconds(), std::process::id()), bar: Mutex::new(None) }
    }

    /// Says a line, in the place of the bar if there is one.
    pub(crate) fn say(&self, text: &str) {
        match self.voice {
            Voice::Bars | Voice::Lines => eprintln!("{text}"),
            Voice::Json => self.log("info", &json!({ "event": "note", "message": text })),
            Voice::Silent => {}
        }
    }

    /// Shows how far a job is until the next call of `done`.
    pub(crate) fn watch(&self, name: &str, meter: Arc<Meter>) {
        if self.voice == Voice::Bars {
            *self.bar() = Some(Bar::start(name, meter));
        }
    }

    /// Ends the bar.
    pub(crate) fn done(&self) {
        if let Some(bar) = self.bar().take() {
            bar.stop();
        }
    }

    fn bar(&self) -> std::sync::MutexGuard<'_, Option<Bar>> {
        self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn log(&self, level: &str, event: &serde_json::Value) {
        let mut object = json!({ "time_ms": milliseconds(), "level": level, "run_id": self.run_id });
        if let (Some(object), Some(event)) = (object.as_object_mut(), event.as_object()) {
            object.extend(event.clone());
        }
        eprintln!("{object}");
    }
}

impl Observer for Narrator {
    fn see(&self, event: Event<'_>) {
        match event {
            Event::StageBegins { stage, number, n_stages, meter } => {
                self.watch(&format!("[{number}/{n_stages}] {stage}"), meter);
                if self.voice == Voice::Json {
                    let event =
                        json!({ "event": "stage-begins", "stage": stage, "number": number, "stages": n_stages });
                    self.log("info", &event);
                }
            }
            Event::StageEnds { stage, seconds, rows, files } => {
                self.done();
                if self.voice == Voice::Json {
                    let event = json!({ "event": "stage-ends", "stage": stage, "seconds": seconds, "rows": rows, "files": files });
                    self.log("info", &event);
                } else {
                    let rows = if rows > 0 { format!("  {rows} rows") } else { String::new() };
                    self.say(format!("{stage:<10} {seconds:>8.2} s{rows}  {}", files.join(" ")).trim_end());
                }
            }
            Event::StageTakenOver { stage } => self.say(&format!("{stage:<10} taken over from the last run")),
            Event::Note { text } => self.say(&format!("           {text}")),
        }
    }
}

/// A progress bar that follows a meter.
struct Bar {
    drawn: ProgressBar,
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Bar {
    fn start(name: &str, meter: Arc<Meter>) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(spinner());
        bar.set_message(name.to_owned());
        let over = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (bar, over) = (bar.clone(), Arc::clone(&over));
            move || {
                while !over.load(Ordering::Relaxed) {
                    follow(&bar, &meter);
                    std::thread::park_timeout(Duration::from_millis(100));
                }
            }
        });
        Self { drawn: bar, over, thread }
    }

    fn stop(self) {
        self.over.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            eprintln!("the progress bar broke off");
        }
        self.drawn.finish_and_clear();
    }
}

fn follow(bar: &ProgressBar, meter: &Meter) {
    if meter.expected() > 0 && bar.length() != Some(meter.expected()) {
        bar.set_style(style());
        bar.set_length(meter.expected());
    }
    bar.set_position(meter.bytes());
    if meter.rows() > 0 {
        let per_second = meter.rows() as f64 / bar.elapsed().as_secs_f64().max(0.001);
        bar.set_prefix(format!("{:.1} M rows, {:.1} M rows/s", meter.rows() as f64 / 1e6, per_second / 1e6));
    }
    bar.tick();
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg:16} {bar:30} {percent:>3} %  {prefix}  {eta} left").unwrap_or_else(|_| spinner())
}

fn spinner() -> ProgressStyle {
    ProgressStyle::with_template("{msg:16} {spinner} {prefix} {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn milliseconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}
