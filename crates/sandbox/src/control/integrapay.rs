//! `IntegraPay`'s dashboard, and transactions that no till has made.

use domain::Centavos;
use hyper::header::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refusal, amount, charges, not_found, read, text};
use crate::books::{Books, Dashboard, Method, NEVER_MS, NewCharge, Provider, Switches};
use crate::integrapay::code_for;
use crate::message::Request;
use crate::sandbox::State;
use crate::web_address;

const MAX_HEADER_NAME_BYTES: usize = 128;
const MAX_HEADER_VALUE_BYTES: usize = 512;
/// What the request itself needs.
const OUR_HEADERS: [&str; 6] =
    ["host", "connection", "content-length", "content-type", "transfer-encoding", "upgrade"];

/// Settings, Webhooks: one endpoint for all events.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookOrder {
    url: String,
    #[serde(default)]
    method: Method,
    header_name: Option<String>,
    header_value: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChargeOrder {
    amount_centavos: i64,
    reference: Option<String>,
}

pub(super) fn webhook(books: &mut Books, request: &Request) -> Result<Value, Refusal> {
    let dashboard = match request.method.as_str() {
        "GET" => return Ok(shown(books.switches())),
        "POST" => Some(dashboard(read(request)?)?),
        "DELETE" => None,
        _ => return Err(not_found()),
    };
    let switches = Switches { integrapay_webhook: dashboard, ..books.switches().clone() };
    books.set_switches(switches);
    Ok(shown(books.switches()))
}

fn dashboard(order: WebhookOrder) -> Result<Dashboard, Refusal> {
    let bad = |what: &str| (400, what.to_owned());
    if !web_address::is_one(&order.url) {
        return Err(bad("bad_url"));
    }
    let header = match (order.header_name, order.header_value) {
        (None, None) => None,
        (Some(name), Some(value)) => {
            let fits = name.len() <= MAX_HEADER_NAME_BYTES
                && (1..=MAX_HEADER_VALUE_BYTES).contains(&value.len());
            let name: HeaderName = name.parse().map_err(|_| bad("bad_header"))?;
            let is_text = HeaderValue::from_str(&value).is_ok_and(|value| value.to_str().is_ok());
            if !fits || !is_text || OUR_HEADERS.contains(&name.as_str()) {
                return Err(bad("bad_header"));
            }
            Some((name.as_str().to_owned(), value))
        }
        _ => return Err(bad("header_name and header_value go together")),
    };
    Ok(Dashboard { url: order.url, method: order.method, header })
}

fn shown(switches: &Switches) -> Value {
    let webhook = switches.integrapay_webhook.as_ref().map(|dashboard| {
        let header = dashboard.header.as_ref();
        json!({
            "url": dashboard.url,
            "method": dashboard.method,
            "header_name": header.map(|(name, _)| name),
            "header_value": header.map(|(_, value)| value),
        })
    });
    json!({ "webhook": webhook })
}

/// A charge that the merchant has made elsewhere.
pub(super) fn charge(state: &mut State, request: &Request, now_ms: i64) -> Result<Value, Refusal> {
    let order: ChargeOrder = read(request)?;
    let new = NewCharge {
        provider: Provider::IntegraPay,
        external_reference: order.reference.map(text).transpose()?.unwrap_or_default(),
        amount_centavos: amount(order.amount_centavos)?,
        payer_name: "Fulano de Tal da Silva".to_owned(),
        payer_document: "12345678909".to_owned(),
        expires_in_ms: NEVER_MS,
        ..NewCharge::default()
    };
    let (merchant, centavos) = (&state.integrapay.merchant, Centavos::new(new.amount_centavos));
    let charge = state.books.open_charge(new, now_ms, |id| code_for(merchant, id, centavos));
    Ok(charges::shown(charge, now_ms))
}
