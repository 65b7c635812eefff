//! What is counted: Prometheus' text form, without a label per till, route or source, so that the
//! page stays as long as it is.

use std::fmt::{self, Write};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// The values of a label, known in advance.
pub trait Word: Copy {
    /// As they are printed.
    const WORDS: &'static [&'static str];

    /// The place of this one in [`Self::WORDS`].
    fn place(self) -> usize;
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl Word for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn place(self) -> usize {
                self as usize
            }
        }
    };
}

words! {
    /// What became of a provider's request.
    Ingest {
        /// It is on disk.
        Accepted = "accepted",
        /// The same had come before.
        Duplicate = "duplicate",
        /// No route has this key.
        UnknownKey = "unknown_key",
        /// The route's check at the edge failed.
        Unproven = "unproven",
        /// The body is too long.
        TooLarge = "too_large",
        /// The body did not come in time.
        Slow = "slow",
        /// The request cannot be read.
        Malformed = "malformed",
        /// Over the rate of the route or the source.
        TooFast = "too_fast",
        /// Queue full, disk trouble, or going down.
        Unavailable = "unavailable",
    }
}

words! {
    /// What became of a till's dial.
    Connect {
        /// It got its session.
        Welcome = "welcome",
        /// The signature is missing, wrong, too old, or was used before.
        Unauthorized = "unauthorized",
        /// The till is revoked.
        Revoked = "revoked",
        /// Not a websocket of our protocol.
        Malformed = "malformed",
        /// Over the rate of the till or the source.
        TooFast = "too_fast",
        /// Going down, or full.
        Unavailable = "unavailable",
    }
}

words! {
    /// Why a session ended.
    Close {
        /// By the till, or the network broke.
        Gone = "gone",
        /// 4001.
        Drain = "drain",
        /// 4002.
        Replaced = "replaced",
        /// 4003.
        BadFrame = "bad_frame",
        /// 4008.
        Slow = "slow",
        /// 4012.
        NoPong = "no_pong",
        /// 4500.
        BadToken = "bad_token",
        /// 4503.
        Revoked = "revoked",
        /// 4506.
        Version = "version",
    }
}

words! {
    /// What became of an attempt to pair.
    Pairing {
        /// The till has its identity.
        Paired = "paired",
        /// No such code, or not any more.
        UnknownCode = "unknown_code",
        /// The code is right, the proof is not.
        BadProof = "bad_proof",
        /// The request cannot be read.
        Malformed = "malformed",
        /// Locked after wrong codes, or over the rate.
        TooFast = "too_fast",
    }
}

words! {
    /// Why a till was told of a gap.
    Gap {
        /// Retention.
        Expired = "expired",
        /// Another store.
        EpochChanged = "epoch_changed",
        /// A cursor ahead of the store.
        Unknown = "unknown",
    }
}

/// Counts per word.
#[derive(Debug)]
pub struct Tally<W> {
    counts: Vec<AtomicU64>,
    words: PhantomData<W>,
}

impl<W: Word> Default for Tally<W> {
    fn default() -> Self {
        let counts = W::WORDS.iter().map(|_| AtomicU64::new(0)).collect();
        Self { counts, words: PhantomData }
    }
}

impl<W: Word> Tally<W> {
    /// One more.
    pub fn count(&self, word: W) {
        if let Some(count) = self.counts.get(word.place()) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn print(&self, page: &mut String, name: &str, label: &str, help: &str) -> fmt::Result {
        head(page, name, "counter", help)?;
        for (word, count) in W::WORDS.iter().zip(&self.counts) {
            let count = count.load(Ordering::Relaxed);
            writeln!(page, "balcao_relay_{name}{{{label}=\"{word}\"}} {count}")?;
        }
        Ok(())
    }
}

/// Only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// This many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }
}

/// Goes up and down.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    /// One more until the guard is dropped.
    pub fn hold(&self) -> Held<'_> {
        self.move_by(1);
        Held(self)
    }

    /// So many more or fewer.
    pub fn move_by(&self, more: i64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// Now.
    pub fn value(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// See [`Gauge::hold`].
#[derive(Debug)]
pub struct Held<'a>(&'a Gauge);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.move_by(-1);
    }
}

/// Upper bounds of the histogram, in microseconds.
const BOUNDS_US: [u64; 12] =
    [100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 51_200, 204_800, 819_200, 3_276_800];

/// How long something took.
#[derive(Debug, Default)]
pub struct Histogram {
    counts: [AtomicU64; BOUNDS_US.len()],
    all: AtomicU64,
    sum_us: AtomicU64,
}

impl Histogram {
    /// One more that took this long.
    pub fn took(&self, time: Duration) {
        let us = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let places = BOUNDS_US.iter().zip(&self.counts);
        if let Some((_, count)) = places.into_iter().find(|(bound, _)| us <= **bound) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.all.fetch_add(1, Ordering::Relaxed);
        self.sum_us.fetch_add(us, Ordering::Relaxed);
    }

    fn print(&self, page: &mut String, name: &str, help: &str) -> fmt::Result {
        head(page, name, "histogram", help)?;
        let mut below = 0;
        for (bound, count) in BOUNDS_US.iter().zip(&self.counts) {
            below += count.load(Ordering::Relaxed);
            let bound = Seconds(*bound);
            writeln!(page, "balcao_relay_{name}_bucket{{le=\"{bound}\"}} {below}")?;
        }
        let all = self.all.load(Ordering::Relaxed);
        writeln!(page, "balcao_relay_{name}_bucket{{le=\"+Inf\"}} {all}")?;
        let sum = Seconds(self.sum_us.load(Ordering::Relaxed));
        writeln!(page, "balcao_relay_{name}_sum {sum}\nbalcao_relay_{name}_count {all}")
    }
}

/// Microseconds, printed as seconds.
struct Seconds(u64);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// Everything that is counted while it happens.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Requests of providers.
    pub ingest: Tally<Ingest>,
    /// From the whole body to the commit.
    pub append: Histogram,
    /// Dials of tills.
    pub connects: Tally<Connect>,
    /// Ends of sessions.
    pub closes: Tally<Close>,
    /// Attempts to pair.
    pub pairings: Tally<Pairing>,
    /// Gaps that tills were told of.
    pub gaps: Tally<Gap>,
    /// Event frames sent.
    pub delivered: Counter,
    /// Events acknowledged.
    pub acked: Counter,
    /// Events that a till could not take in.
    pub parked: Counter,
    /// Rows of streams that went at the end of retention.
    pub expired: Counter,
    /// TCP connections turned away because there are too many.
    pub turned_away: Counter,
    /// Tills that are connected.
    pub sessions: Gauge,
    /// Open TCP connections of both listeners.
    pub connections: Gauge,
}

/// What is measured when somebody asks.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// Room on the disk of the data folder, in bytes, where the system tells.
    pub disk_free_bytes: Option<u64>,
    /// Memory of the process, in bytes, where the system tells.
    pub resident_bytes: Option<u64>,
    /// Open files and sockets, where the system tells.
    pub open_files: Option<u64>,
    /// How long the writer's probe took, if it answered.
    pub writer_probe: Option<Duration>,
    /// Whether `/readyz` says so.
    pub ready: bool,
    /// Tills that are not revoked.
    pub tills: u64,
    /// Events that wait for a till, if the database answered.
    pub waiting: Option<u64>,
}

impl Metrics {
    /// The page.
    pub fn page(&self, measured: &Measured) -> String {
        let mut page = String::with_capacity(8 * 1024);
        // Writing into a String cannot fail.
        let _ = self.print(&mut page).and_then(|()| measured.print(&mut page));
        page
    }

    fn print(&self, page: &mut String) -> fmt::Result {
        self.ingest.print(page, "ingest_total", "result", "Webhooks by what became of them.")?;
        self.append.print(page, "append_seconds", "From the whole body to the commit.")?;
        self.connects.print(page, "connects_total", "result", "Dials of tills.")?;
        self.closes.print(page, "closes_total", "reason", "Ended sessions by reason.")?;
        self.pairings.print(page, "pairings_total", "result", "Attempts to pair.")?;
        self.gaps.print(page, "gaps_total", "reason", "Gaps that tills were told of.")?;
        let counters = [
            ("delivered_total", &self.delivered, "Event frames sent to tills."),
            ("acked_total", &self.acked, "Events that tills have on disk."),
            ("parked_total", &self.parked, "Events that a till could not take in."),
            ("expired_total", &self.expired, "Places in streams that retention took."),
            ("turned_away_total", &self.turned_away, "Connections over a limit."),
        ];
        for (name, counter, help) in counters {
            head(page, name, "counter", help)?;
            writeln!(page, "balcao_relay_{name} {}", counter.0.load(Ordering::Relaxed))?;
        }
        let gauges = [
            ("sessions", &self.sessions, "Tills that are connected."),
            ("connections", &self.connections, "Open TCP connections."),
        ];
        for (name, gauge, help) in gauges {
            head(page, name, "gauge", help)?;
            writeln!(page, "balcao_relay_{name} {}", gauge.value())?;
        }
        Ok(())
    }
}

impl Measured {
    fn print(&self, page: &mut String) -> fmt::Result {
        let ready = Some(u64::from(self.ready));
        let gauges = [
            ("ready", ready, "1 while /readyz says so."),
            ("tills", Some(self.tills), "Tills that are not revoked."),
            ("waiting_events", self.waiting, "Events that wait for a till."),
            ("disk_free_bytes", self.disk_free_bytes, "Room on the disk of the data folder."),
            ("resident_memory_bytes", self.resident_bytes, "Memory of the process."),
            ("open_files", self.open_files, "Open files and sockets of the process."),
        ];
        for (name, value, help) in gauges {
            if let Some(value) = value {
                head(page, name, "gauge", help)?;
                writeln!(page, "balcao_relay_{name} {value}")?;
            }
        }
        if let Some(probe) = self.writer_probe {
            let us = u64::try_from(probe.as_micros()).unwrap_or(u64::MAX);
            head(page, "writer_probe_seconds", "gauge", "How long an empty write took just now.")?;
            writeln!(page, "balcao_relay_writer_probe_seconds {}", Seconds(us))?;
        }
        Ok(())
    }
}

fn head(page: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(page, "# HELP balcao_relay_{name} {help}\n# TYPE balcao_relay_{name} {kind}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_prometheus_text() {
        let metrics = Metrics::default();
        metrics.ingest.count(Ingest::Duplicate);
        metrics.append.took(Duration::from_micros(150));
        metrics.append.took(Duration::from_mins(1));
        let held = metrics.sessions.hold();
        let page = metrics.page(&Measured { ready: true, ..Measured::default() });
        for line in [
            r#"balcao_relay_ingest_total{result="duplicate"} 1"#,
            r#"balcao_relay_ingest_total{result="accepted"} 0"#,
            r#"balcao_relay_append_seconds_bucket{le="0.000100"} 0"#,
            r#"balcao_relay_append_seconds_bucket{le="0.000200"} 1"#,
            r#"balcao_relay_append_seconds_bucket{le="3.276800"} 1"#,
            r#"balcao_relay_append_seconds_bucket{le="+Inf"} 2"#,
            "balcao_relay_append_seconds_sum 60.000150",
            "balcao_relay_sessions 1",
            "balcao_relay_ready 1",
        ] {
            assert!(page.lines().any(|it| it == line), "{line} is missing in\n{page}");
        }
        assert!(!page.contains("disk_free"), "what is not known is not printed");
        drop(held);
        assert_eq!(metrics.sessions.value(), 0);
    }
}
