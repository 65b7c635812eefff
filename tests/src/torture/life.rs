//! One process of the till from its start to its death.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use checkout::{Checkout, Ports, Providers, Random};
use domain::UnixMs;
use providers::{Clock, Connection, Http};
use secrecy::SecretString;
use store::{Store, Why};
use tokio::time::{sleep, timeout};

use super::careless;
use super::cashier::Cashier;
use super::chance::Chance;
use super::mortal::Mortal;
use super::screen::listen;
use super::wire::{ADDRESS, Wire};
use super::world::World;

/// The computer's clock.
struct ComputerClock(Arc<World>);

impl Clock for ComputerClock {
    fn now(&self) -> UnixMs {
        self.0.clock()
    }
}

struct SeededRandom(Mutex<Chance>);

impl Random for SeededRandom {
    fn next_u64(&self) -> u64 {
        self.0.lock().expect("no panic inside").next()
    }
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
    home: &Path,
    process: Arc<Mortal>,
    habits: &Habits,
    until: impl AsyncFnOnce(),
) {
    world.note(&process.name, "starts");
    let Some(checkout) = open(world, home, &process) else { return };
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
    }
    drop(last_will);
    process.kill();
    world.note(&process.name, "is dead");
    // Its last tasks unwind before the clock moves on.
    sleep(Duration::from_millis(1)).await;
    assert_eq!(remains.strong_count(), 0, "a dead process still holds the log");
    world.look();
}

async fn work(world: &Arc<World>, process: &Arc<Mortal>, checkout: Arc<Checkout>, habits: &Habits) {
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
            listen(world, &process.name, &checkout).await;
        }
    };
    let watch = Arc::clone(&checkout).watch();
    tokio::join!(watch, follow, screen, cashier(0), cashier(1));
}

fn open(world: &Arc<World>, home: &Path, process: &Arc<Mortal>) -> Option<Arc<Checkout>> {
    let mut store = match Store::open(home, world.clock()) {
        Ok(store) => store,
        Err(error) => {
            world.find(format!("the log does not open: {error}"));
            return None;
        }
    };
    store.name_till("K7QD", Why::New, world.clock()).expect("the log can be written");
    let random = Chance::of(world.seed, &format!("random of {}", process.name));
    let clock: Arc<dyn Clock> = Arc::new(ComputerClock(Arc::clone(world)));
    let wire = Wire { world: Arc::clone(world), process: Arc::clone(process) };
    let wire: Arc<dyn Http> = Arc::new(wire);
    let psps = [connection(), careless::connection()].map(|connection| {
        let psp = providers::connect(&connection, Arc::clone(&clock), Some(Arc::clone(&wire)));
        psp.expect("the connection is well formed")
    });
    let ports = Ports { clock, random: Arc::new(SeededRandom(Mutex::new(random))) };
    Some(Checkout::new(store, Providers::new(psps.into(), "connectpsp"), ports))
}

fn connection() -> Connection {
    let credentials = sandbox::Credentials::training();
    let values = [
        ("clientId", credentials.client_id.as_str()),
        ("clientSecret", credentials.client_secret.as_str()),
        ("applicationToken", credentials.application_token.as_str()),
        ("cryptoToken", credentials.crypto_token.as_str()),
        ("payerName", "Cliente de Treino"),
        ("payerDocument", "52998224725"),
    ];
    let secret = |(key, value): (&str, &str)| (key.to_owned(), SecretString::from(value));
    Connection {
        provider: "connectpsp".to_owned(),
        environment: ADDRESS.to_owned(),
        values: values.into_iter().map(secret).collect::<BTreeMap<_, _>>(),
    }
}
