//! What this computer has to offer: folder, disk, order log, backups, and what shows the till.

use std::fs;
use std::path::Path;

use contract::{Fact, Failure, Finding, Level, Part};
use domain::UnixMs;
use store::Store;

use super::{Surroundings, bad, finding, ok};
use crate::failure::from_store;
use crate::limit::{LONGEST, silent_disk, within};
use crate::open::Options;
use crate::view::words;
use crate::{disk, holders, home, identity, ports};

const DAY_MS: i64 = 86_400_000;
/// A log of no more events is proved whole at each look, in some hundred milliseconds.
const SHORT: i64 = 20_000;
/// The proof of a longer one is made beside selling once a day: this old it has been left out.
const LONGEST_UNPROVED_MS: i64 = 2 * DAY_MS;
/// A till that sells makes one a day.
const OLDEST_BACKUP_MS: i64 = 3 * DAY_MS;

/// The folder, and whose the till's files in it are.
pub(super) async fn folder(home: &Path) -> Finding {
    let (path, place) = (home.display().to_string(), home.to_owned());
    let strangers = within(LONGEST, "folder", move || home::strangers(&place)).await;
    // The disk's own line tells of one that does not answer.
    let strangers = strangers.unwrap_or_default();
    let level = if strangers.is_empty() { Level::Ok } else { Level::Care };
    finding(Part::Home, level, Some(Fact::Folder { path, strangers }))
}

pub(super) async fn disk(home: &Path) -> Finding {
    let home = home.to_owned();
    let seen = within(LONGEST, "disk", move || disk::look_at(&home)).await;
    match seen.unwrap_or_else(|| Err(silent_disk())) {
        Ok(fact @ Fact::Disk { warning: Some(_), .. }) => {
            finding(Part::Disk, Level::Care, Some(fact))
        }
        Ok(fact) => ok(Part::Disk, fact),
        Err(failure) => bad(Part::Disk, failure),
    }
}

pub(super) async fn log(home: &Path, options: &Options) -> Finding {
    match look_into_log(home, options).await {
        Ok((fact, level)) => finding(Part::Log, level, Some(fact)),
        Err(failure) => bad(Part::Log, holders::named(home, failure)),
    }
}

/// What is known of a log at a glance.
struct Glance {
    events: i64,
    orders: i64,
    proved_at: Option<UnixMs>,
    long_wal_mb: Option<u64>,
}

async fn look_into_log(home: &Path, options: &Options) -> Result<(Fact, Level), Failure> {
    let (folder, known) = (home.to_owned(), options.clone());
    let glance = within(LONGEST, "log", move || glance_at_log(&folder, &known)).await;
    let Glance { mut events, mut orders, mut proved_at, long_wal_mb } =
        glance.unwrap_or_else(|| Err(silent_disk()))?;
    let now = ports::system().clock.now();
    let is_fresh = |at: UnixMs| now.since(at) < DAY_MS;
    if events <= SHORT || !proved_at.is_some_and(is_fresh) {
        let (folder, known) = (home.to_owned(), options.clone());
        let proof = within(LONGEST, "proof", move || prove_log(&folder, &known)).await;
        // A log that is too long for that is proved beside selling.
        if let Some(proof) = proof {
            (events, orders) = proof?;
            proved_at = Some(now);
        }
    }
    let is_proved = proved_at.is_some_and(|at| now.since(at) < LONGEST_UNPROVED_MS);
    let level = if is_proved && long_wal_mb.is_none() { Level::Ok } else { Level::Care };
    let proved_at_ms = proved_at.map(UnixMs::get);
    Ok((Fact::Log { events, orders, proved_at_ms, long_wal_mb }, level))
}

fn open_log(home: &Path, options: &Options) -> Result<Store, Failure> {
    let store = Store::open_to_look(home, options.updating.tell()).map_err(from_store)?;
    identity::check_money(&store, options.training)?;
    Ok(store)
}

fn glance_at_log(home: &Path, options: &Options) -> Result<Glance, Failure> {
    let store = open_log(home, options)?;
    if let Some(damage) = store::noted_damage(home) {
        return Err(from_store(damage));
    }
    store.check_end().map_err(from_store)?;
    store.check_free().map_err(from_store)?;
    Ok(Glance {
        events: store.head().map_err(from_store)?,
        orders: store.order_count().map_err(from_store)?,
        proved_at: store::proved_at(home),
        long_wal_mb: Store::has_long_wal(home).then(|| Store::wal_bytes(home) / 1_000_000),
    })
}

fn prove_log(home: &Path, options: &Options) -> Result<(i64, i64), Failure> {
    let verified = open_log(home, options)?.verify().map_err(from_store)?;
    Ok((verified.events, verified.orders))
}

/// What is there of backups, and whether the newest is one.
pub(super) async fn backups(home: &Path) -> Option<Backups> {
    let folder = home.to_owned();
    let all = within(LONGEST, "backups", move || store::backups(&folder)).await?;
    let newest = all.iter().find(|it| it.at.is_some());
    let (at, path) = (newest.and_then(|it| it.at), newest.map(|it| it.path.clone()));
    let proof = match path {
        Some(path) => within(LONGEST, "backup", move || store::prove_backup(&path)).await,
        None => None,
    };
    let is_good = proof.map(|proof| proof.is_ok());
    Some(Backups { count: u32::try_from(all.len()).unwrap_or(u32::MAX), at, is_good })
}

/// The backups of a home.
pub(super) struct Backups {
    count: u32,
    /// When the newest was made.
    at: Option<UnixMs>,
    /// Whether it passes; `None`: it is too long for that, or there is none.
    is_good: Option<bool>,
}

/// The backups, held against the log: one without a sale needs none.
pub(super) fn judged(backups: Option<Backups>, log: &Finding) -> Option<Finding> {
    let Backups { count, at, is_good } = backups?;
    let has_sales = matches!(log.fact, Some(Fact::Log { orders, .. }) if orders > 0);
    let now = ports::system().clock.now();
    let is_recent = at.is_some_and(|at| now.since(at) < OLDEST_BACKUP_MS);
    let is_fine = (is_recent || !has_sales) && is_good != Some(false);
    let newest_at_ms = at.map(UnixMs::get);
    let fact = Fact::Backups { count, newest_at_ms, proved: is_good == Some(true) };
    Some(finding(Part::Backups, if is_fine { Level::Ok } else { Level::Care }, Some(fact)))
}

/// What runs, and on what.
pub(super) fn program(surroundings: &Surroundings) -> Finding {
    let Surroundings { webview, screen } = surroundings.clone();
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let displays = [("WAYLAND_DISPLAY", "wayland"), ("DISPLAY", "x11")];
    let display = displays.iter().find(|(name, _)| is_set(name));
    let fact = Fact::Program {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: system(),
        display: display.map(|(_, word)| (*word).to_owned()),
        webview: webview.as_deref().map(words),
        screen,
    };
    ok(Part::Program, fact)
}

/// The system, as it calls itself, and the processor's kind: `Debian GNU/Linux 13 (trixie), x86_64`.
fn system() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let name = name.map_or(std::env::consts::OS, |name| name.trim_matches('"'));
    words(&format!("{name}, {}", std::env::consts::ARCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: UnixMs = UnixMs::new(1);

    fn judged_with(orders: i64, at: Option<UnixMs>, is_good: Option<bool>) -> Level {
        let log = Fact::Log { events: 9, orders, proved_at_ms: None, long_wal_mb: None };
        let backups = Backups { count: 1, at, is_good };
        judged(Some(backups), &ok(Part::Log, log)).unwrap().level
    }

    #[test]
    fn a_till_that_sells_wants_a_backup_that_is_young_and_whole() {
        let now = ports::system().clock.now();
        assert_eq!(judged_with(0, None, None), Level::Ok, "there is nothing to lose yet");
        assert_eq!(judged_with(1, None, None), Level::Care);
        assert_eq!(judged_with(1, Some(OLD), Some(true)), Level::Care);
        assert_eq!(judged_with(1, Some(now), Some(true)), Level::Ok);
        assert_eq!(judged_with(1, Some(now), None), Level::Ok, "it was proved when it was made");
        assert_eq!(judged_with(1, Some(now), Some(false)), Level::Care);
    }
}
