//! A shop: one home with its till's log, who watches it, and what has become of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::OrderNumber;
use store::Mark;
use tokio::sync::RwLock;

use super::cashier::Sales;
use super::mail::Mail;
use super::process::Process;
use super::state_checker::{Known, StateChecker};

/// What changes in one shop.
pub(crate) struct Shop {
    pub(crate) home: PathBuf,
    /// Reads the order log beside the till; absent while another log is put in its place.
    state_checker: Option<StateChecker>,
    /// When the log was last found to have grown, by the right time.
    pub(crate) log_changed_at_ms: i64,
    /// What its doors have begun to sell.
    pub(crate) sales: Sales,
    /// The account that is connected.
    pub(crate) connected: usize,
    /// Accounts that have ever been connected.
    pub(crate) ever_connected: BTreeSet<usize>,
    /// How far the log had come when the keyring heard of it last.
    pub(crate) keyring: Option<Mark>,
    /// What its relay has for it; absent: it has none.
    pub(crate) mail: Option<Mail>,
    /// Held for reading by each process that lives, and for writing by whoever handles the files.
    pub(crate) gate: Arc<RwLock<()>>,
    pub(crate) alive: Vec<Arc<Process>>,
    /// The keys of attempts that the log once had.
    pub(crate) lost: BTreeSet<String>,
    /// Of those, whose loss neither the mark nor the keyring could tell.
    pub(crate) lost_in_silence: BTreeSet<String>,
    /// The keys of attempts that the log once knew the provider's id of, and knows no more: their codes
    /// were shown, and a paid one is in doubt where the provider has no idempotency.
    pub(crate) unregistered: BTreeSet<String>,
    /// Every order number with the key of the first attempt that had it.
    numbers: BTreeMap<OrderNumber, String>,
    /// Copies of the log that somebody has put by.
    pub(crate) shelf: Vec<PathBuf>,
    /// Orders up to here were in the home that was copied as well.
    pub(crate) shared_up_to: Option<OrderNumber>,
}

/// What a log had before somebody handled the files, by the keys of attempts.
#[derive(Debug, Clone)]
pub(crate) struct Had {
    /// All of them.
    keys: BTreeSet<String>,
    /// Those whose id at the provider it knew.
    registered: BTreeSet<String>,
}

impl Shop {
    pub(crate) fn new(home: &Path, now_ms: i64, mail: Option<Mail>) -> Self {
        Self {
            home: home.to_owned(),
            state_checker: Some(StateChecker::new(home)),
            log_changed_at_ms: now_ms,
            sales: Sales::default(),
            connected: 0,
            ever_connected: BTreeSet::from([0]),
            keyring: None,
            mail,
            gate: Arc::default(),
            alive: Vec::new(),
            lost: BTreeSet::new(),
            lost_in_silence: BTreeSet::new(),
            unregistered: BTreeSet::new(),
            numbers: BTreeMap::new(),
            shelf: Vec::new(),
            shared_up_to: None,
        }
    }

    /// The shop with a copy of the home: another till.
    pub(crate) fn copied(&self, home: &Path) -> Self {
        let state_checker = StateChecker::new(home);
        let shared_up_to = state_checker.known().keys().map(|key| key.order).max();
        Self {
            sales: self.sales.of_a_copy(),
            connected: self.connected,
            ever_connected: self.ever_connected.clone(),
            log_changed_at_ms: self.log_changed_at_ms,
            lost: self.lost.clone(),
            lost_in_silence: self.lost_in_silence.clone(),
            unregistered: self.unregistered.clone(),
            numbers: self.numbers.clone(),
            shared_up_to,
            state_checker: Some(state_checker),
            ..Self::new(home, 0, None)
        }
    }

    pub(crate) fn state_checker(&self) -> &StateChecker {
        self.state_checker.as_ref().expect("nobody handles the files")
    }

    /// Absent while somebody handles the files.
    pub(crate) fn state_checker_if_any(&mut self) -> Option<&mut StateChecker> {
        self.state_checker.as_mut()
    }

    /// The state checker goes, so that nobody has the log open.
    pub(crate) fn stop_state_checker(&mut self) {
        self.state_checker = None;
    }

    /// A new state checker of what is there now. What the old log had and this one has not is lost.
    pub(crate) fn start_state_checker(&mut self, had: Had, in_silence: bool) {
        let state_checker = StateChecker::new(&self.home);
        let has: BTreeSet<&String> =
            state_checker.known().values().map(|known| &known.key).collect();
        let lost: Vec<String> = had.keys.into_iter().filter(|key| !has.contains(key)).collect();
        self.unregistered.extend(had.registered);
        for known in state_checker.known().values().filter(|it| it.charge.registration.is_some()) {
            self.unregistered.remove(&known.key);
        }
        if in_silence {
            self.lost_in_silence.extend(lost.iter().cloned());
        }
        self.lost.extend(lost);
        self.lost.retain(|key| !has.contains(key));
        self.lost_in_silence.retain(|key| !has.contains(key));
        let numbers: BTreeSet<OrderNumber> =
            state_checker.known().keys().map(|key| key.order).collect();
        self.sales.forget_all_but(&numbers);
        self.state_checker = Some(state_checker);
    }

    /// The attempt whose request has this key, if anybody can look.
    pub(crate) fn of_key(&self, key: &str) -> Option<&Known> {
        self.state_checker.as_ref()?.of_key(key).map(|(_, known)| known)
    }

    /// How far the log has taken in what the relay has.
    pub(crate) fn cursor(&self) -> u64 {
        let stream = self.state_checker().log().relay_cursor().expect("the log can be read");
        stream.map_or(0, |stream| stream.seq)
    }

    /// What the log has.
    pub(crate) fn has(&self) -> Had {
        let known = self.state_checker().known().values();
        let registered = known.clone().filter(|it| it.charge.registration.is_some());
        let registered = registered.map(|known| known.key.clone()).collect();
        Had { keys: known.map(|known| known.key.clone()).collect(), registered }
    }

    /// An order's first attempt is in the log; another order had its number if this returns its key.
    pub(crate) fn number_of(&mut self, number: OrderNumber, key: &str) -> Option<String> {
        let first = self.numbers.entry(number).or_insert_with(|| key.to_owned());
        (first != key).then(|| first.clone())
    }

    /// The highest number that any order of this shop has had.
    pub(crate) fn highest_number(&self) -> Option<OrderNumber> {
        self.numbers.keys().next_back().copied()
    }
}
