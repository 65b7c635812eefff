//! How the providers behave where their documentation leaves a choice.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, not_found, read};
use crate::books::{Auth, Books, LookUpBy, RefundValue, Switches};
use crate::message::Request;

/// Longest time that a refund may be on its way.
const MAX_SETTLING_MS: i64 = 30 * 24 * 3_600 * 1000;

/// What changes; the rest stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SwitchOrder {
    refund_settles_after_ms: Option<i64>,
    integrapay_auth: Option<Auth>,
    integrapay_look_up: Option<LookUpBy>,
    integrapay_refund_value: Option<RefundValue>,
}

pub(super) fn answer(books: &mut Books, request: &Request) -> Result<Value, Refusal> {
    match request.method.as_str() {
        "GET" => {}
        "POST" => {
            let order: SwitchOrder = read(request)?;
            let settles_after_ms = order.refund_settles_after_ms;
            if settles_after_ms.is_some_and(|ms| !(0..=MAX_SETTLING_MS).contains(&ms)) {
                return Err((400, "refund_settles_after_ms is out of range".to_owned()));
            }
            let now = books.switches().clone();
            books.set_switches(Switches {
                refund_settles_after_ms: settles_after_ms.unwrap_or(now.refund_settles_after_ms),
                integrapay_auth: order.integrapay_auth.unwrap_or(now.integrapay_auth),
                integrapay_look_up: order.integrapay_look_up.unwrap_or(now.integrapay_look_up),
                integrapay_refund_value: order
                    .integrapay_refund_value
                    .unwrap_or(now.integrapay_refund_value),
                ..now
            });
        }
        _ => return Err(not_found()),
    }
    let switches = books.switches();
    Ok(json!({
        "refund_settles_after_ms": switches.refund_settles_after_ms,
        "integrapay_auth": switches.integrapay_auth,
        "integrapay_look_up": switches.integrapay_look_up,
        "integrapay_refund_value": switches.integrapay_refund_value,
    }))
}
