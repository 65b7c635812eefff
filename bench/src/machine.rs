//! On what and when something was measured.

use std::fmt;
use std::fs;

use serde::Serialize;

/// The machine, as a report names it.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    /// Of the measurement, as 2026-11-22.
    date: String,
    /// The processor's name.
    #[serde(rename = "machine")]
    processor: String,
    cores: usize,
    kernel: String,
}

impl Machine {
    /// This one, today.
    pub(crate) fn this() -> Self {
        Self {
            date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
            processor: processor(),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            kernel: read("/proc/sys/kernel/osrelease"),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, processor, cores, kernel } = self;
        write!(f, "{date} on {processor}, {cores} cores, Linux {kernel}")
    }
}

/// How many processes want a core, on average over the last minute: above the number of cores, times are
/// too long.
pub(crate) fn load() -> String {
    read("/proc/loadavg").split_whitespace().next().unwrap_or("unknown").to_owned()
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name"));
    name.map_or("an unknown machine", |name| name.trim_start_matches([' ', '\t', ':'])).to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}
