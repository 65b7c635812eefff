//! The closing of a shift with five thousand sales.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use providers::Clock;
use serde_json::{Value, json};
use store::Store;

use crate::balcao::{Door, Till};
use crate::figures::{Wanted, middle};
use crate::log::make::{self, Seller, SystemClock};
use crate::provider::Sandbox;
use crate::table::Line;

/// Sales of a shift.
const SALES: i64 = 5_000;
/// Sales of one transaction.
const BATCH: i64 = 100;
/// The last of them were made so long ago, in milliseconds: nothing is asked about them.
const AGO_MS: i64 = 12 * 60 * 60 * 1_000;

/// From the request at the door to its answer, which the closing is on disk before.
pub(super) fn measure(till: &Till, sandbox: &Sandbox, folder: &Path, rounds: u32) -> Result<Line> {
    till.connect(&sandbox.url(), &sandbox.credentials)?;
    // A till gives itself its code when it first opens, and sales are written under that.
    drop(Door::open(till, folder)?);
    let (seller, mut took_ms) = (Seller::offline()?, Vec::new());
    for round in 0..i64::from(rounds) {
        sell(till, &seller, 1 + round * SALES)?;
        let mut door = Door::open(till, folder)?;
        door.enter()?;
        let shift = door.ask("shift", &json!({}))?;
        let number = shift.get("number").cloned().unwrap_or(Value::Null);
        let begun = Instant::now();
        let z = door.ask("close_shift", &json!({ "number": number, "counted_centavos": null }))?;
        took_ms.push(begun.elapsed().as_secs_f64() * 1_000.0);
        let sold = z.get("sales").and_then(Value::as_i64).unwrap_or(0);
        anyhow::ensure!(sold > SALES * 9 / 10, "the shift has {sold} sales: {z}");
    }
    let took = middle(took_ms).context("no round")?;
    let what = format!("a shift of {SALES} sales closed");
    Ok(Line::judged(what, took, " ms", Wanted::AtMost(200.0), "over HTTP, on disk"))
}

fn sell(till: &Till, seller: &Seller, first: i64) -> Result<()> {
    let now = SystemClock.now();
    let mut store = Store::open(&till.home, now)?;
    let begin = now.plus_ms(-AGO_MS - SALES * 1_000);
    for batch in (first..first + SALES).collect::<Vec<_>>().chunks(usize::try_from(BATCH)?) {
        let at = batch.first().map_or(0, |number| number - first) * 1_000;
        make::batch(seller, &mut store, batch, begin.plus_ms(at))?;
    }
    Ok(())
}
