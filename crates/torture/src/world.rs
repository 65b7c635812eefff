//! Everything outside the till, under one simulated clock: the provider and its books, the network's
//! weather, the computer's clock, and what was found wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use domain::charge::Charge;
use domain::{OrderNumber, UnixMs};
use providers::Psp;
use sandbox::books;
use store::ChargeKey;
use testkit::chance::Chance;
use tokio::time::Instant;

use super::bank::{self, Bank};
use super::customer;
use super::fault::Accent;
use super::judge;
use super::mail::Mail;
use super::network::Weather;
use super::refund;
use super::shop::Shop;
use super::state_checker::{Known, Seen};
use super::wire::Ledger;

/// 10 March 2026, 12:00 UTC.
pub(crate) const BEGINNING_MS: i64 = 1_773_144_000_000;

/// The world of one run.
pub(crate) struct World {
    pub(crate) seed: u64,
    begun: Instant,
    state: Mutex<State>,
}

/// What changes.
pub(crate) struct State {
    /// The accounts at the providers.
    pub(crate) banks: [Bank; 2],
    /// Another program of the merchant has used the references that callers use here.
    pub(crate) sold_before: bool,
    /// By an account's fingerprint.
    accounts: BTreeMap<String, usize>,
    /// The first, and the one that has a copy of its home.
    pub(crate) shops: Vec<Shop>,
    pub(crate) weather: Weather,
    /// How answers are written in this world.
    pub(crate) accent: Option<Accent>,
    /// What went over the wire.
    pub(crate) ledger: Ledger,
    /// Customers and webhooks that will still do something.
    pub(crate) steps_waiting: u32,
    pub(crate) net: Chance,
    /// The computer's clock minus the right time.
    pub(crate) clock_error_ms: i64,
    /// When the accidents were over, by the right time.
    pub(crate) calm_since_ms: Option<i64>,
    /// When the computer's clock was last set, by the right time.
    pub(crate) clock_set_at_ms: Option<i64>,
    /// How often somebody handled the files.
    pub(crate) losses: u64,
    /// Orders of which a cashier has said that no money comes, in whichever shop.
    pub(crate) given_up: BTreeSet<OrderNumber>,
    /// What happened, a line each.
    trace: Vec<String>,
    /// What must not have happened.
    findings: Vec<String>,
}

impl State {
    /// Takes note of whose account this is.
    pub(crate) fn knows(&mut self, psp: &dyn Psp, bank: usize) {
        self.accounts.insert(psp.account().fingerprint.clone(), bank);
    }

    /// Where a charge was made.
    pub(crate) fn bank_of(&self, charge: &Charge) -> Option<usize> {
        self.account(&charge.account.as_ref()?.fingerprint)
    }

    /// The bank of an account.
    pub(crate) fn account(&self, fingerprint: &str) -> Option<usize> {
        self.accounts.get(fingerprint).copied()
    }

    /// The charge in the books that an attempt has made; of several the one that it is registered with,
    /// else the newest. Where two tills have the attempt, and one of them has given it up before it heard of
    /// the charge, it is the other one's.
    pub(crate) fn theirs(&self, ours: &Known) -> Option<&books::Charge> {
        let knows_nothing = ours.charge.registration.is_none() && ours.charge.payments.is_empty();
        let is_heard_of = |shop: &Shop| {
            let known = shop.of_key(&ours.key);
            known.is_some_and(|known| known.charge.registration.is_some())
        };
        if knows_nothing && self.shops.iter().any(is_heard_of) {
            return None;
        }
        let bank = &self.banks[self.bank_of(&ours.charge)?];
        let id = ours.charge.registration.as_ref().map(|known| known.provider_id.as_str());
        let is_it = |it: &&books::Charge| {
            id.is_some_and(|id| id == it.transaction_id || id == it.internal_code)
        };
        bank.of_key(&ours.key).find(is_it).or_else(|| bank.of_key(&ours.key).last())
    }

    /// The same, for an attempt of a shop.
    pub(crate) fn theirs_of(&self, shop: usize, key: ChargeKey) -> Option<&books::Charge> {
        self.theirs(self.shops[shop].state_checker().known().get(&key)?)
    }

    /// The last order that two tills have.
    pub(crate) fn shared_up_to(&self) -> Option<OrderNumber> {
        self.shops.iter().filter_map(|shop| shop.shared_up_to).max()
    }
}

impl World {
    /// A world with an empty log in `home`; the computer's clock is off by `clock_error_ms`.
    pub(crate) fn new(seed: u64, home: &Path, weather: Weather, clock_error_ms: i64) -> Arc<Self> {
        let mut chance = Chance::of(seed, "world");
        let mail = chance.one_in(3).then(Mail::default);
        let (banks, sold_before) = bank::both(seed);
        let state = State {
            banks,
            sold_before,
            accounts: BTreeMap::new(),
            shops: vec![Shop::new(home, BEGINNING_MS, mail)],
            weather,
            accent: Accent::draw(&mut chance),
            ledger: Ledger::default(),
            steps_waiting: 0,
            net: Chance::of(seed, "network"),
            clock_error_ms,
            calm_since_ms: None,
            clock_set_at_ms: None,
            given_up: BTreeSet::new(),
            losses: 0,
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

    /// Looks at what is new in the order logs; customers who see their code begin to pay.
    pub(crate) fn look(self: &Arc<Self>) {
        let shops = self.state().shops.len();
        (0..shops).for_each(|shop| self.look_at(shop));
    }

    fn look_at(self: &Arc<Self>, at: usize) {
        let now_ms = self.now_ms();
        let seen = {
            let mut state = self.state();
            let shop = &mut state.shops[at];
            let Some(seen) = shop.state_checker_if_any().map(|it| it.look(now_ms)) else {
                return;
            };
            if seen.has_grown {
                shop.log_changed_at_ms = now_ms;
            }
            seen
        };
        if !seen.has_grown {
            return;
        }
        let name = if at == 0 { "log" } else { "log 2" };
        for line in &seen.news {
            self.note(name, line);
        }
        for finding in self.judged(at, &seen, now_ms) {
            self.find(finding);
        }
        for shown in seen.shown {
            customer::sees(self, &shown);
        }
    }

    fn judged(&self, at: usize, seen: &Seen, now_ms: i64) -> Vec<String> {
        let mut state = self.state();
        let mut findings = seen.findings.clone();
        for key in &seen.changed {
            findings.extend(judge::at_once(&mut state, at, *key));
        }
        for key in &seen.expired {
            if judge::expired_too_early(&state, *key, state.theirs_of(at, *key), now_ms) {
                let order = key.order;
                findings.push(format!("{order} is called expired while the customer can pay"));
            }
        }
        for key in &seen.refunded {
            if refund::refunded_too_early(state.theirs_of(at, *key), now_ms) {
                let order = key.order;
                findings.push(format!("{order} is called refunded while the money is here"));
            }
        }
        findings
    }

    /// The whole trace, and what was found.
    pub(crate) fn end(&self) -> (Vec<String>, Vec<String>) {
        let mut state = self.state();
        (std::mem::take(&mut state.trace), std::mem::take(&mut state.findings))
    }
}
