//! One process of the till from its start to its death.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use checkout::{Checkout, Ports, Providers, Random, TillClock};
use domain::{OrderNumber, UnixMs};
use providers::{Clock, Http, Psp};
use store::{Error, Identity, Store, Why};
use testkit::chance::Chance;
use tokio::time::{sleep, timeout};

use super::cashier::Cashier;
use super::mail;
use super::process::Process;
use super::screen::listen;
use super::wire::Wire;
use super::world::World;

/// The computer's clock.
struct ComputerClock(Arc<World>);

impl Clock for ComputerClock {
    fn now(&self) -> UnixMs {
        self.0.clock()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.elapsed_ms())
    }
}

struct SeededRandom(Mutex<Chance>);

impl Random for SeededRandom {
    fn next_u64(&self) -> u64 {
        self.0.lock().expect("no panic inside").next_u64()
    }
}

fn seeded(world: &World, purpose: &str) -> SeededRandom {
    SeededRandom(Mutex::new(Chance::of(world.seed, purpose)))
}

/// How a process spends its life.
pub(crate) struct Habits {
    pub(crate) cashiers: usize,
    /// Whether a screen follows the log.
    pub(crate) follows: bool,
    /// Killed after this time at the latest.
    pub(crate) longest: Duration,
    /// If it lives that long, it gives back what it was asking about before it ends.
    pub(crate) ends_orderly: bool,
}

/// Starts the till on the log, lets it live until it is killed, and buries it.
pub(crate) async fn live(
    world: &Arc<World>,
    process: Arc<Process>,
    habits: &Habits,
    until: impl AsyncFnOnce(),
) {
    let gate = Arc::clone(&world.state().shops[process.shop].gate);
    // Nobody starts a till while its files are in somebody's hands.
    let _open = gate.read().await;
    world.note(&process.name, "starts");
    let Some(checkout) = open(world, &process) else { return };
    world.state().shops[process.shop].alive.push(Arc::clone(&process));
    let remains = Arc::downgrade(&checkout);
    let last_will = Arc::clone(&checkout);
    let work = async {
        tokio::select! {
            biased;
            () = work(world, &process, checkout, habits) => {}
            () = until() => {}
        }
    };
    let was_killed = timeout(habits.longest, process.live(work)).await.is_ok_and(|it| it.is_none());
    if habits.ends_orderly && !was_killed {
        last_will.release_claims().expect("the log can be written");
        let mark = last_will.mark().expect("the log can be read");
        world.state().shops[process.shop].keyring = Some(mark);
    }
    drop(last_will);
    process.kill();
    world.note(&process.name, "is dead");
    // Its last tasks unwind before the clock moves on.
    sleep(Duration::from_millis(1)).await;
    assert_eq!(remains.strong_count(), 0, "a dead process still holds the log");
    world.state().shops[process.shop].alive.retain(|it| it.name != process.name);
    world.look();
}

async fn work(
    world: &Arc<World>,
    process: &Arc<Process>,
    checkout: Arc<Checkout>,
    habits: &Habits,
) {
    let cashier = |number: usize| {
        let chance = Chance::of(world.seed, &format!("cashier {number} of {}", process.name));
        let cashier = Cashier {
            world: Arc::clone(world),
            process: Arc::clone(process),
            checkout: Arc::clone(&checkout),
            chance,
        };
        let works = number < habits.cashiers;
        async move {
            if works {
                cashier.work().await;
            }
        }
    };
    let follow = async {
        if habits.follows {
            Arc::clone(&checkout).follow().await;
        }
    };
    let screen = async {
        if habits.follows {
            listen(world, process, &checkout).await;
        }
    };
    let watch = Arc::clone(&checkout).watch();
    let mail = mail::deliver(world, process, &checkout);
    tokio::join!(watch, follow, screen, mail, cashier(0), cashier(1));
}

fn open(world: &Arc<World>, process: &Arc<Process>) -> Option<Arc<Checkout>> {
    let home = world.state().shops[process.shop].home.clone();
    let opened = Store::open(&home, world.clock());
    let salts = seeded(world, &format!("salts of {}", process.name));
    let store = opened.and_then(|mut store| {
        store.draw_salts(move || salts.next_u64())?;
        establish(world, process, &mut store)?;
        Ok(store)
    });
    let store = match store {
        Ok(store) => store,
        Err(error) => {
            world.find(format!("the log does not open: {error}"));
            return None;
        }
    };
    let random = seeded(world, &format!("random of {}", process.name));
    let computer = Arc::new(ComputerClock(Arc::clone(world)));
    let ports = Ports::new(computer, Arc::new(random));
    let clock: Arc<dyn Clock> = Arc::<TillClock>::clone(&ports.clock);
    let accounts = [0, 1].map(|bank| account(world, process, &clock, bank));
    let (connected, kept) = {
        let state = world.state();
        let shop = &state.shops[process.shop];
        let kept = shop.ever_connected.iter().filter(|it| **it != shop.connected);
        (accounts[shop.connected].clone(), kept.flat_map(|it| accounts[*it].clone()).collect())
    };
    let providers = Providers::new(connected.into(), "connectpsp").with_kept(kept);
    let checkout = Checkout::new(store, providers, ports);
    if world.state().shops[process.shop].mail.is_some() {
        checkout.set_pairing(Some(mail::pairing()));
    }
    Some(checkout)
}

/// The till of one account, at both providers.
fn account(
    world: &Arc<World>,
    process: &Arc<Process>,
    clock: &Arc<dyn Clock>,
    bank: usize,
) -> [Arc<dyn Psp>; 2] {
    let wire = Wire { world: Arc::clone(world), process: Arc::clone(process), bank };
    let wire: Arc<dyn Http> = Arc::new(wire);
    let mut state = world.state();
    let psps = state.banks[bank].connect(clock, &wire);
    for psp in &psps {
        state.knows(psp.as_ref(), bank);
    }
    psps
}

/// Who the till is, as the till itself sees to it (`till::identity`): a copy of its home is another till,
/// and the keyring knows how far the log had come.
fn establish(world: &Arc<World>, process: &Arc<Process>, store: &mut Store) -> Result<(), Error> {
    let now = world.clock();
    let place = store.home().display().to_string();
    let known = store.identity()?;
    let is_moved = known.place.as_ref().is_some_and(|known| *known != place);
    let code = new_code(&mut Chance::of(world.seed, &format!("code of {}", process.name)));
    let keyring = world.state().shops[process.shop].keyring.clone();
    if let Some(mark) = keyring {
        store.hold_against(&mark)?;
    }
    store.name_till(&code, Why::New, now)?;
    if is_moved {
        store.rename_till(&code, Why::Copied, OrderNumber::FIRST, now)?;
        world.note(&process.name, &format!("is a copy, and called {code} from now on"));
    }
    if known.place.as_ref() != Some(&place) {
        store.set_identity(&Identity { place: Some(place), ..known })?;
    }
    let mark = store.mark()?;
    let state = &mut *world.state();
    state.shops[process.shop].keyring = Some(mark);
    Ok(())
}

/// Four letters, for a till that is named.
pub(crate) fn new_code(chance: &mut Chance) -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (0..4).map(|_| char::from(*chance.pick(LETTERS).unwrap())).collect()
}
