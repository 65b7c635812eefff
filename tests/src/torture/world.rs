//! Everything outside the till, under one simulated clock: the provider and its books, the network's
//! weather, the computer's clock, and what was found wrong.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use domain::UnixMs;
use domain::brcode::Merchant;
use sandbox::{Books, ConnectPsp, Credentials, IntegraPay};
use tokio::time::Instant;

use super::cashier::Sales;
use super::chance::Chance;
use super::customer;
use super::fate::Weather;
use super::give_back;
use super::judge;
use super::wire::Ledger;
use super::witness::Witness;

/// 10 March 2026, 12:00 UTC.
const BEGINNING_MS: i64 = 1_773_144_000_000;

/// The world of one run.
pub(crate) struct World {
    pub(crate) seed: u64,
    begun: Instant,
    state: Mutex<State>,
}

/// What changes.
pub(crate) struct State {
    /// The provider's: the judge of everything.
    pub(crate) books: Books,
    pub(crate) psp: ConnectPsp,
    pub(crate) other_psp: IntegraPay,
    pub(crate) weather: Weather,
    /// What went over the wire.
    pub(crate) ledger: Ledger,
    /// Reads the order log beside the till.
    pub(crate) witness: Witness,
    /// When the log was last found to have grown, by the right time.
    pub(crate) log_changed_at_ms: i64,
    /// Customers who will still do something.
    pub(crate) deeds_waiting: u32,
    /// What the doors have begun to sell.
    pub(crate) sales: Sales,
    pub(crate) net: Chance,
    /// The computer's clock minus the right time.
    pub(crate) clock_error_ms: i64,
    /// When the accidents were over, by the right time.
    pub(crate) calm_since_ms: Option<i64>,
    /// When the computer's clock was last set, by the right time.
    pub(crate) clock_set_at_ms: Option<i64>,
    /// What happened, a line each.
    trace: Vec<String>,
    /// What must not have happened.
    findings: Vec<String>,
}

impl World {
    /// A world with an empty log in `home`; the computer's clock is off by `clock_error_ms`.
    pub(crate) fn new(seed: u64, home: &Path, weather: Weather, clock_error_ms: i64) -> Arc<Self> {
        let credentials = Credentials::training();
        let merchant = Merchant::new("Loja de Treino", "Sao Paulo").expect("short names");
        let psp = ConnectPsp {
            credentials: credentials.clone(),
            merchant: merchant.clone(),
            draws_codes: false,
        };
        let other_psp = IntegraPay { credentials, merchant, draws_codes: false };
        let mut books = Books::new(seed);
        books.set_switches(give_back::draw_settling(&mut Chance::of(seed, "refunds")));
        let state = State {
            books,
            psp,
            other_psp,
            weather,
            ledger: Ledger::default(),
            witness: Witness::new(home),
            log_changed_at_ms: BEGINNING_MS,
            deeds_waiting: 0,
            sales: Sales::default(),
            net: Chance::of(seed, "network"),
            clock_error_ms,
            calm_since_ms: None,
            clock_set_at_ms: None,
            trace: Vec::new(),
            findings: Vec::new(),
        };
        Arc::new(Self { seed, begun: Instant::now(), state: Mutex::new(state) })
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while the world is held")
    }

    /// The right time, which is the provider's.
    pub(crate) fn now_ms(&self) -> i64 {
        BEGINNING_MS + i64::try_from(self.begun.elapsed().as_millis()).expect("a short run")
    }

    /// Milliseconds since the run began.
    pub(crate) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).expect("a short run")
    }

    /// What the computer's clock shows.
    pub(crate) fn clock(&self) -> UnixMs {
        UnixMs::new(self.now_ms() + self.state().clock_error_ms)
    }

    /// Somebody, or a time server, sets the computer's clock.
    pub(crate) fn set_clock(&self, error_ms: i64) {
        self.note("clock", &format!("set to {error_ms} ms ahead"));
        let now_ms = self.now_ms();
        let mut state = self.state();
        state.clock_error_ms = error_ms;
        state.clock_set_at_ms = Some(now_ms);
    }

    /// Writes a line of what happened.
    pub(crate) fn note(&self, who: &str, what: &str) {
        let elapsed_ms = self.elapsed_ms();
        let (seconds, ms) = (elapsed_ms / 1_000, elapsed_ms % 1_000);
        self.state().trace.push(format!("{seconds:>6}.{ms:03} {who:<8} {what}"));
    }

    /// Writes down what must not have happened.
    pub(crate) fn find(&self, what: String) {
        self.note("FOUND", &what);
        self.state().findings.push(what);
    }

    /// Looks at what is new in the order log; customers who see their code begin to pay.
    pub(crate) fn look(self: &Arc<Self>) {
        let now_ms = self.now_ms();
        let seen = {
            let mut state = self.state();
            let seen = state.witness.look();
            if seen.has_grown {
                state.log_changed_at_ms = now_ms;
            }
            seen
        };
        for line in seen.news {
            self.note("log", &line);
        }
        for finding in seen.findings {
            self.find(finding);
        }
        for expired in &seen.expired {
            let early = judge::expired_too_early(&self.state(), expired, now_ms);
            if early {
                self.find(format!("{expired} is called expired while the customer can pay"));
            }
        }
        for refunded in &seen.refunded {
            let early = give_back::refunded_too_early(&self.state(), refunded, now_ms);
            if early {
                self.find(format!("{refunded} is called refunded while the money is here"));
            }
        }
        for shown in seen.shown {
            customer::sees(self, &shown);
        }
    }

    /// The whole trace, and what was found.
    pub(crate) fn end(&self) -> (Vec<String>, Vec<String>) {
        let mut state = self.state();
        (std::mem::take(&mut state.trace), std::mem::take(&mut state.findings))
    }
}
