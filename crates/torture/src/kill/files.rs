//! What happens to a shop's files between two programs: the home is copied, the write-ahead log is lost, a
//! backup is restored.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use testkit::chance::Chance;

use super::super::files;
use super::shop::Shop;

/// The till's exit code for a log that is damaged or not all there.
const NOT_WHOLE: i32 = 7;

/// One of them, or none; tells what.
pub(crate) fn shake(shop: &Shop, round: u64, chance: &mut Chance) -> Result<Option<String>> {
    match chance.below(6) {
        0 => move_home(shop).map(Some),
        1 | 2 => lose_wal(shop, round, chance).map(Some),
        3 => restore_backup(shop, chance),
        _ => Ok(None),
    }
}

/// The home is copied, and the shop goes on in the copy. It is connected anew: the keyring knows nothing of
/// the copy.
fn move_home(shop: &Shop) -> Result<String> {
    let before = shop.references()?;
    let (from, to) = shop.moves();
    testkit::home::copy_home_to(&from, &to);
    shop.connect_again()?;
    ensure!(shop.references()? == before, "the copy has other orders");
    // Its code stands in its own references.
    let reference = |order: &Value| order["reference"].as_str().unwrap_or_default().to_owned();
    let told = shop.expect(&["charge", "1,00", "--no-wait"], 0)?;
    let last = told.first().context("a sale is told")?;
    let code = |text: &str| text.get(..4).unwrap_or_default().to_owned();
    let ours = code(&reference(last));
    let taken = before.iter().any(|known| code(known) == ours && !known.starts_with("kill"));
    ensure!(!taken, "a copied till sells on as {ours}");
    Ok("home copied".to_owned())
}

/// A sale is killed, and what it has written last is lost with the write-ahead log. If that was anything, the
/// next start says so, and goes on only when it is told to.
fn lose_wal(shop: &Shop, round: u64, chance: &mut Chance) -> Result<String> {
    let before = shop.references()?;
    let reference = format!("kill-{round}-lost");
    let mut till = shop.start(&["charge", "2,00", "--reference", &reference, "--no-wait"], None)?;
    thread::sleep(Duration::from_millis(chance.below(1_500)));
    till.kill()?;
    let home = shop.till();
    let had_wal = files::wal(&home).exists();
    testkit::home::remove_wal(&home);
    let told = till.said_before_death()?;
    let was_told = told.iter().any(|line| line["order"].is_string());
    let (code, _) = shop.run(&["verify"])?;
    if code == 0 {
        let now = shop.references()?;
        ensure!(now.is_superset(&before), "sold on without orders that were there");
        ensure!(!was_told || now.contains(&reference), "sold on without a sale that was told");
        return Ok(format!("write-ahead log gone ({had_wal}), nothing was in it"));
    }
    ensure!(code == NOT_WHOLE, "verify of a log without its end ends with {code}");
    let (sold, _) = shop.run(&["charge", "1,00", "--no-wait"])?;
    ensure!(sold == NOT_WHOLE, "a log without its end is sold on: {sold}");
    let mut ways = vec![files::log(&home)];
    ways.extend(files::backups(&home));
    if chance.one_in(2) {
        ways.reverse();
    }
    let mut lost = before;
    lost.insert(reference);
    way_back(shop, &ways, lost)?;
    Ok("write-ahead log lost".to_owned())
}

/// A backup is restored, and with it all that was sold since is lost.
fn restore_backup(shop: &Shop, chance: &mut Chance) -> Result<Option<String>> {
    let backups = files::backups(&shop.till());
    let Some(backup) = chance.pick(&backups).cloned() else { return Ok(None) };
    let before = shop.references()?;
    way_back(shop, &[backup], before)?;
    Ok(Some("backup restored".to_owned()))
}

/// Restores the first of the files that can be restored. `had`: the references that may be lost by it.
fn way_back(shop: &Shop, ways: &[PathBuf], had: BTreeSet<String>) -> Result<()> {
    for file in ways {
        let path = file.to_str().context("a path in UTF-8")?;
        let (code, told) = shop.run(&["restore", path])?;
        if code != 0 {
            continue;
        }
        let told = told.first().context("a restore tells what it did")?;
        let now = shop.references()?;
        let is_less = had.difference(&now).any(|known| !known.ends_with("-lost"));
        let missing = &told["missing"];
        ensure!(!is_less || missing.is_null() || missing.as_i64() > Some(0), "untold: {told}");
        shop.lose(had, &now);
        return Ok(());
    }
    anyhow::bail!("there is no way back: {ways:?}")
}
