//! A progress bar: rows per second and the time that is left.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use domain::Meter;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar that follows a meter.
pub(crate) struct Bar {
    drawn: ProgressBar,
    over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Bar {
    /// Shows how far a job is, ten times a second.
    pub(crate) fn start(name: &str, meter: Arc<Meter>) -> Self {
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

    /// Takes the bar away.
    pub(crate) fn stop(self) {
        self.over.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        // A bar that broke off has nothing more to show, and the run goes on.
        let _ = self.thread.join();
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
