//! A slip on its way: from the commit of the payment to its first byte at the printer.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::balcao::{Door, Till};
use crate::figures::{Wanted, percentile};
use crate::log::invented;
use crate::provider::Sandbox;
use crate::table::Line;

/// How many sales are paid and printed.
const SALES: i64 = 20;
/// How long a slip may take to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// The event's time stands in whole milliseconds from before its commit, so that no figure is too small.
pub(super) fn measure(till: &Till, sandbox: &Sandbox, folder: &Path) -> Result<Line> {
    till.connect(&sandbox.url(), &sandbox.credentials)?;
    let (address, slips) = printer()?;
    for (key, value) in [
        ("printer.kind", "network"),
        ("printer.address", address.as_str()),
        ("receipts.auto_print", "true"),
    ] {
        till.run(&["settings", "set", key, value], "")?;
    }
    let mut door = Door::open(till, folder)?;
    door.enter()?;
    let mut took_ms = Vec::new();
    for sale in 0..SALES {
        let request = json!({
            "sale_id": invented::uuid(sale, 80), "amount_centavos": 1_000 + sale, "payer": null,
            "above_ceiling": false,
        });
        let order = door.ask("charge", &request)?;
        let code = order.pointer("/attempts/0/copy_and_paste").and_then(Value::as_str);
        sandbox.pay(code.with_context(|| format!("no code: {order}"))?)?;
        let came_ms = slips.recv_timeout(PATIENCE).context("no slip came")?;
        let number = order.get("order").cloned().unwrap_or(Value::Null);
        let paid = door.ask("order", &json!({ "order": number }))?;
        let seen = paid.pointer("/attempts/0/payments/0/seen_at_ms").and_then(Value::as_u64);
        took_ms.push(came_ms.saturating_sub(seen.with_context(|| format!("not paid: {paid}"))?));
    }
    took_ms.sort_unstable();
    let [middle, most] = [50, 100].map(|percent| percentile(&took_ms, percent));
    let beside = format!("p50 {middle} ms, {SALES} sales");
    #[expect(clippy::cast_precision_loss, reason = "milliseconds are far below 2^52")]
    let most = most as f64;
    let what = "payment's event to the slip's first byte at the printer, longest";
    Ok(Line::judged(what, most, " ms", Wanted::AtMost(50.0), beside))
}

/// A printer on the network that is always well. For each connection that text comes over, it tells when the first byte
/// came, in milliseconds since 1970.
fn printer() -> Result<(String, Receiver<u64>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let (told, slips) = channel();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let (Ok(mut connection), told) = (connection, told.clone()) else { continue };
            thread::spawn(move || {
                let mut is_first = true;
                let mut part = [0; 4_096];
                while let Ok(length @ 1..) = connection.read(&mut part) {
                    let part = part.get(..length).unwrap_or_default();
                    let asked = part.windows(2).filter(|it| *it == b"\x10\x04").count();
                    if part.len() > asked * 3 && std::mem::take(&mut is_first) {
                        let since = SystemTime::now().duration_since(UNIX_EPOCH);
                        let ms = since.unwrap_or_default().as_millis();
                        let _ = told.send(u64::try_from(ms).unwrap_or(u64::MAX));
                    }
                    if connection.write_all(&vec![0x12; asked]).is_err() {
                        return;
                    }
                }
            });
        }
    });
    Ok((address, slips))
}
