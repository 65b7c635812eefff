//! What happened, and what must not have happened.

use std::sync::Mutex;
use std::time::Instant;

/// The trace of one run, with its clock.
pub(crate) struct Trace {
    begun: Instant,
    lines: Mutex<Vec<String>>,
    findings: Mutex<Vec<String>>,
}

impl Trace {
    pub(crate) fn begin() -> Self {
        Self { begun: Instant::now(), lines: Mutex::default(), findings: Mutex::default() }
    }

    /// Milliseconds since the run began.
    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).expect("a short run")
    }

    /// Writes a line of what happened.
    pub(crate) fn note(&self, who: &str, what: &str) {
        let now_ms = self.now_ms();
        let line = format!("{:>4}.{:03} {who:<8} {what}", now_ms / 1_000, now_ms % 1_000);
        self.lines.lock().expect("no panic inside").push(line);
    }

    /// Writes down what must not have happened.
    pub(crate) fn find(&self, what: String) {
        self.note("FOUND", &what);
        self.findings.lock().expect("no panic inside").push(what);
    }

    /// The whole trace, and what was found.
    pub(crate) fn end(&self) -> (Vec<String>, Vec<String>) {
        let take =
            |it: &Mutex<Vec<String>>| std::mem::take(&mut *it.lock().expect("no panic inside"));
        (take(&self.lines), take(&self.findings))
    }
}
