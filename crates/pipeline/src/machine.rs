//! What this run takes of the machine, as Linux counts it in `/proc`.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Wall time and CPU time since a moment.
pub(crate) struct Clock {
    begun: Instant,
    cpu: f64,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { begun: Instant::now(), cpu: cpu_seconds() }
    }

    pub(crate) fn wall(&self) -> f64 {
        rounded(self.begun.elapsed().as_secs_f64())
    }

    pub(crate) fn cpu(&self) -> f64 {
        rounded(cpu_seconds() - self.cpu)
    }
}

/// The most memory this program has held, in bytes; 0 where the system does not say.
pub(crate) fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// Whether this program may take less address space or data than the machine has.
pub(crate) fn is_memory_limited() -> bool {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let mut set = limits.lines().filter_map(|line| {
        let rest = line.strip_prefix("Max address space").or_else(|| line.strip_prefix("Max data size"))?;
        rest.split_whitespace().next()
    });
    set.any(|soft| soft != "unlimited")
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// User and system time of this program, in seconds: fields 14 and 15 of `/proc/self/stat`, in hundredths.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = behind_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
