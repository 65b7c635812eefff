//! Somebody handles the files: copies the home, puts an older log back, loses a part of it. What is lost must
//! be noticed before anything is sold on; then the log is restored, and the life goes on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use domain::{Actor, OrderNumber};
use store::{Error, Mark, Store, Successor, restore};
use testkit::chance::Chance;
use tokio::time::sleep;

use super::files;
use super::life::new_code;
use super::shop::Had;
use super::world::World;

/// A log with fewer events has nothing to lose.
const WORTHWHILE: i64 = 4;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Another account is connected, or the first one again.
    Connect,
    /// The home is moved to another place by copying it.
    Move,
    /// The home is copied, and both tills sell on.
    Copy,
    /// A backup or an older copy is restored.
    Restore,
    /// An older log is put in place by hand.
    PutBack,
    /// An older log is put in place by hand, together with the mark that stood beside it.
    PutBackWithMark,
    LoseWal,
    FlipInWal,
    LoseMark,
    LoseLog,
    DamageIndex,
    DamageTimetable,
}

const STEPS: &[Step] = &[
    Step::Connect,
    Step::Connect,
    Step::Move,
    Step::Copy,
    Step::Restore,
    Step::Restore,
    Step::PutBack,
    Step::PutBack,
    Step::PutBackWithMark,
    Step::LoseWal,
    Step::LoseWal,
    Step::FlipInWal,
    Step::FlipInWal,
    Step::LoseMark,
    Step::LoseLog,
    Step::DamageIndex,
    Step::DamageTimetable,
];

/// Happens now and then in every second life, until the accidents are over.
pub(crate) async fn happen(world: &Arc<World>, until_ms: u64) {
    let mut chance = Chance::of(world.seed, "upheaval");
    if chance.one_in(2) {
        return;
    }
    for _ in 0..chance.between(2, 5) {
        sleep(Duration::from_millis(chance.magnitude(4_000, until_ms / 2))).await;
        if world.elapsed_ms() >= until_ms {
            return;
        }
        let shops = u64::try_from(world.state().shops.len()).unwrap();
        let shop = usize::try_from(chance.below(shops)).unwrap();
        if chance.one_in(3) {
            put_by(world, shop);
        } else {
            let step = *chance.pick(STEPS).unwrap();
            happens(world, shop, step, &mut chance).await;
        }
    }
}

/// Whether a second shop has opened before the accidents are over, as soon as it has.
pub(crate) async fn is_copied(world: &Arc<World>, until_ms: u64) -> bool {
    while world.elapsed_ms() < until_ms {
        if world.state().shops.len() > 1 {
            return true;
        }
        sleep(Duration::from_secs(5)).await;
    }
    false
}

/// Somebody copies the log while it is in use.
fn put_by(world: &Arc<World>, shop: usize) {
    let mut state = world.state();
    let shop = &mut state.shops[shop];
    let folder = beside(&shop.home, &format!("shelf-{}", shop.shelf.len()));
    files::put_by(&shop.home, &folder);
    shop.shelf.push(folder);
}

/// A folder for this home that is none of its own.
fn beside(home: &Path, name: &str) -> PathBuf {
    let mut path = home.as_os_str().to_owned();
    path.push(format!("-{name}"));
    path.into()
}

/// The log as it was before.
struct Before {
    home: PathBuf,
    /// A copy of it.
    aside: PathBuf,
    mark: Mark,
    had: Had,
    highest_number: Option<OrderNumber>,
    keyring: Option<Mark>,
}

async fn happens(world: &Arc<World>, shop: usize, step: Step, chance: &mut Chance) {
    if step == Step::Connect {
        return connect(world, shop);
    }
    let gate = Arc::clone(&world.state().shops[shop].gate);
    world.state().shops[shop].alive.iter().for_each(|process| process.kill());
    let _closed = gate.write().await;
    world.look();
    let Some(before) = begin(world, shop) else { return };
    world.note("upheaval", &format!("{step:?} at shop {shop}"));
    let mut in_silence = false;
    match step {
        Step::Connect => {}
        Step::Move => {
            let to = beside(&before.home, "moved");
            testkit::home::copy_home_to(&before.home, &to);
            world.state().shops[shop].home = to;
        }
        Step::Copy => return copy(world, shop, &before),
        Step::Restore => way_back(world, shop, &before, false, chance),
        _ => {
            if bring_about(world, &before, step, shop, chance) {
                in_silence = notice(world, shop, &before, step, chance);
            }
        }
    }
    end(world, shop, before, in_silence);
}

fn connect(world: &Arc<World>, shop: usize) {
    let mut state = world.state();
    let shop = &mut state.shops[shop];
    shop.connected = 1 - shop.connected;
    shop.ever_connected.insert(shop.connected);
    let now = shop.connected;
    drop(state);
    world.note("upheaval", &format!("account {now} is connected from the next start on"));
}

/// Puts a copy of the log aside and leaves nobody with the log open; `None` if there is nothing to lose.
fn begin(world: &Arc<World>, shop: usize) -> Option<Before> {
    let mut state = world.state();
    state.losses += 1;
    let number = state.losses;
    let shop = &mut state.shops[shop];
    let mark = shop.state_checker().log().mark().expect("the log can be read");
    if mark.seq < WORTHWHILE {
        return None;
    }
    let (home, had) = (shop.home.clone(), shop.has());
    let aside = beside(&home, &format!("aside-{number}"));
    files::put_by(&home, &aside);
    shop.stop_state_checker();
    // The last one to close the log has put its end into the file; a crash would not have.
    files::put_in_place(&aside, &home);
    let highest_number = shop.highest_number();
    Some(Before { home, aside, mark, had, highest_number, keyring: shop.keyring.clone() })
}

fn end(world: &Arc<World>, shop: usize, before: Before, in_silence: bool) {
    let mut state = world.state();
    state.ledger.forget_questions(shop);
    let lost = {
        let shop = &mut state.shops[shop];
        shop.start_state_checker(before.had, in_silence);
        shop.lost.len()
    };
    drop(state);
    world.note("upheaval", &format!("over; {lost} attempts are lost in all"));
}

fn copy(world: &Arc<World>, shop: usize, before: &Before) {
    let to = beside(&before.home, "copied");
    let is_first = world.state().shops.len() == 1;
    if is_first {
        testkit::home::copy_home_to(&before.home, &to);
    }
    let mut state = world.state();
    state.shops[shop].start_state_checker(before.had.clone(), false);
    if is_first {
        let copied = state.shops[shop].copied(&to);
        state.shops.push(copied);
    }
}

/// Does it; `false` if there was nothing to do it to.
fn bring_about(
    world: &Arc<World>,
    before: &Before,
    step: Step,
    shop: usize,
    chance: &mut Chance,
) -> bool {
    let home = &before.home;
    let shelf = world.state().shops[shop].shelf.clone();
    match step {
        Step::PutBack | Step::PutBackWithMark => {
            let Some(folder) = chance.pick(&shelf) else { return false };
            files::put_in_place(folder, home);
            if step == Step::PutBackWithMark {
                let _ = std::fs::copy(files::mark(folder), files::mark(home));
            }
            true
        }
        Step::LoseWal => std::fs::remove_file(files::wal(home)).is_ok(),
        Step::FlipInWal => files::flip_in_wal(home, chance),
        Step::LoseMark => std::fs::remove_file(files::mark(home)).is_ok(),
        Step::LoseLog => {
            files::remove(home);
            true
        }
        Step::DamageIndex | Step::DamageTimetable => {
            let damage = if step == Step::DamageIndex {
                files::damage_index(home, chance)
            } else {
                files::damage_timetable(home, chance)
            };
            world.note("upheaval", damage.unwrap_or("nothing to damage"));
            damage.is_some()
        }
        Step::Connect | Step::Move | Step::Copy | Step::Restore => false,
    }
}

/// The next start must find out what is missing; then there is a way back. Says whether something is missing
/// that nothing could tell.
fn notice(
    world: &Arc<World>,
    shop: usize,
    before: &Before,
    step: Step,
    chance: &mut Chance,
) -> bool {
    let opened = Store::open(&before.home, world.clock()).and_then(|mut store| {
        before.keyring.as_ref().map_or(Ok(()), |keyring| store.hold_against(keyring))?;
        Ok(store)
    });
    let store = match opened {
        Ok(store) => store,
        Err(Error::Behind { missing, .. }) => {
            world.note("upheaval", &format!("noticed: {missing:?} events are missing"));
            way_back(world, shop, before, true, chance);
            return false;
        }
        Err(Error::Damaged { what, .. })
            if matches!(step, Step::FlipInWal | Step::LoseWal | Step::DamageIndex) =>
        {
            world.note("upheaval", &format!("noticed: {what}"));
            way_back(world, shop, before, true, chance);
            return false;
        }
        Err(error) => {
            world.find(format!("{step:?}: the log does not open: {error}"));
            way_back(world, shop, before, true, chance);
            return false;
        }
    };
    let now = store.mark().expect("the log can be read");
    let is_all_there = (now.seq, now.hash) == (before.mark.seq, before.mark.hash);
    if step == Step::DamageIndex && is_all_there {
        // What is closed is not looked at by each start, but by a proof.
        if store.verify().is_ok() {
            world.find("the damage of the index is not found".to_owned());
        }
        drop(store);
        way_back(world, shop, before, true, chance);
        return false;
    }
    // A log that was put back with its mark looks whole; of what came after the keyring's last look at it
    // nobody knows.
    let may_be_silent = step == Step::PutBackWithMark;
    if !is_all_there && !may_be_silent {
        world.find(format!(
            "{step:?}: the log is sold on with {} of its {} events",
            now.seq, before.mark.seq
        ));
    }
    !is_all_there
}

/// Restores a log: what is there, a backup, or an older copy.
fn way_back(
    world: &Arc<World>,
    shop: usize,
    before: &Before,
    also_in_place: bool,
    chance: &mut Chance,
) {
    let mark = |folder: &Path| std::fs::read(files::mark(folder)).ok();
    let has_mark = mark(&before.home) == mark(&before.aside);
    let mut files: Vec<PathBuf> = files::backups(&before.home);
    files.extend(world.state().shops[shop].shelf.iter().map(|folder| files::log(folder)));
    let in_place = (also_in_place && chance.one_in(2)).then(|| files::log(&before.home));
    let picked = (0..3).filter_map(|_| chance.pick(&files).cloned()).collect::<Vec<_>>();
    let aside = Some(files::log(&before.aside));
    let code = new_code(chance);
    let marks: Vec<Mark> = before.keyring.iter().cloned().collect();
    for file in in_place.into_iter().chain(picked).chain(aside) {
        let next = Successor {
            code: &code,
            marks: &marks,
            training: false,
            now: world.clock(),
            by: &Actor::Till,
        };
        let restored = restore(&before.home, Some(&file), &next);
        let name = file.strip_prefix(before.home.parent().unwrap_or(&file)).unwrap_or(&file);
        let told = restored.as_ref().map(|it| (it.events, it.missing, it.first_number));
        let told = told.map_err(|error| format!("{error}"));
        world.note("upheaval", &format!("restore {}: {told:?}", name.display()));
        match restored {
            Ok(restored) => {
                if Some(restored.first_number) <= before.highest_number {
                    world.find(format!("the number {} comes again", restored.first_number));
                }
                let lacks = before.mark.seq - restored.events;
                // The keyring alone may know an earlier end.
                let is_wrong = |missing: i64| missing > lacks || has_mark && missing != lacks;
                if restored.missing.is_some_and(|missing| missing > 0 && is_wrong(missing)) {
                    world.find(format!("{lacks} events are lost: {:?}", restored.missing));
                }
                let store = Store::open_to_read(&before.home).expect("a restored log opens");
                let mark = store.mark().expect("the log can be read");
                world.state().shops[shop].keyring = Some(mark);
                return;
            }
            Err(Error::Damaged { .. } | Error::NotALog(_)) => {}
            Err(error) => world.find(format!("the log is not restored: {error}")),
        }
    }
    world.find("there is no way back".to_owned());
}
