//! Answers about other sales: none of them may make a sale paid.

use providers::HttpResponse;
use sandbox::books::{self, Provider};
use testkit::chance::Chance;

use super::fault::{set_reais, set_text, set_value, value};
use super::network::Trouble;
use super::non_idempotent;
use super::wire::Sent;
use super::world::State;

/// Whether the trouble is of that kind.
pub(crate) fn is_one(trouble: Trouble) -> bool {
    matches!(
        trouble,
        Trouble::ForeignReference
            | Trouble::ForeignAnswer
            | Trouble::ForeignEndToEnd
            | Trouble::BarePaid
            | Trouble::PaidAtCreation
            | Trouble::OtherAmount
    )
}

/// How the provider that was asked writes.
struct Words {
    provider: Provider,
    paid: &'static str,
    reference: &'static str,
}

const IDEMPOTENT: Words =
    Words { provider: Provider::ConnectPsp, paid: "PAID", reference: "externalReference" };
const NON_IDEMPOTENT: Words =
    Words { provider: Provider::IntegraPay, paid: "paid", reference: "orderId" };

/// The answer of a processed request as if it were about something else.
pub(crate) fn bent(
    state: &mut State,
    sent: &Sent,
    response: HttpResponse,
    trouble: Trouble,
    now_ms: i64,
) -> HttpResponse {
    let is_success = (200..300).contains(&response.status);
    if !is_success || sent.request.path == "/auth/token" || sent.is_refund() {
        return response;
    }
    let Some(body) = body(state, sent, response.body.clone(), trouble, now_ms) else {
        return response;
    };
    state.ledger.doubtful.push(sent.subject());
    HttpResponse { body, ..response }
}

fn body(
    state: &mut State,
    sent: &Sent,
    mut body: Vec<u8>,
    trouble: Trouble,
    now_ms: i64,
) -> Option<Vec<u8>> {
    let creates = sent.key.is_some();
    let words = if non_idempotent::is_asked(&sent.request) { NON_IDEMPOTENT } else { IDEMPOTENT };
    let about = about(state, sent, &words)?;
    let mut chance = Chance::of(sent.delivery.dice, "foreign");
    let other = other(state, sent.bank, &about, &words, &mut chance);
    match (trouble, creates) {
        (Trouble::PaidAtCreation, true) => {
            set_text(&mut body, "status", words.paid);
            Some(body)
        }
        (Trouble::OtherAmount, _) if creates || sent.request.path.contains("/by/orderId/") => {
            set_amount(&mut body, about.amount_centavos + 1);
            Some(body)
        }
        (Trouble::ForeignReference, true) => other.map(|other| {
            set_text(&mut body, words.reference, &other.external_reference);
            body
        }),
        (Trouble::ForeignReference, false) => other.map(|other| {
            set_text(&mut body, "status", words.paid);
            set_text(&mut body, words.reference, &other.external_reference);
            set_amount(&mut body, other.amount_centavos);
            if let Some(payment) = other.payments.last() {
                put_text(&mut body, "endToEndId", &payment.end_to_end_id);
            }
            body
        }),
        (Trouble::ForeignAnswer, false) => {
            let other = other?;
            let (before, _) = sent.request.path.rsplit_once('/')?;
            let is_by_reference = before.ends_with("/orderId");
            let name =
                if is_by_reference { other.external_reference } else { other.transaction_id };
            let path = format!("{before}/{}", name.replace(' ', "%20"));
            let request = sandbox::Request { path, ..sent.request.clone() };
            Some(state.banks[sent.bank].answer(&request, None, now_ms).body)
        }
        (Trouble::ForeignEndToEnd, false) => paid_by_others(state, sent, &about).map(|id| {
            set_text(&mut body, "status", words.paid);
            set_amount(&mut body, about.amount_centavos);
            put_text(&mut body, "endToEndId", &id);
            set_value(&mut body, "originalEndToEndId", "null");
            body
        }),
        (Trouble::BarePaid, false) => {
            Some(format!(r#"{{"status":"{}"}}"#, words.paid).into_bytes())
        }
        _ => None,
    }
}

/// Sets a member that may not be there yet.
fn put_text(body: &mut Vec<u8>, field: &str, text: &str) {
    if value(body, field).is_some() {
        set_text(body, field, text);
    } else if body.starts_with(b"{") {
        body.splice(1..1, format!("\"{field}\":\"{text}\",").into_bytes());
    }
}

fn set_amount(body: &mut Vec<u8>, centavos: i64) {
    set_reais(body, centavos);
    set_value(body, "value", &centavos.to_string());
}

impl Sent {
    fn is_refund(&self) -> bool {
        super::refund::refunded_by(&self.request).is_some()
    }
}

/// The charge in the books that a request is about.
fn about(state: &State, sent: &Sent, words: &Words) -> Option<books::Charge> {
    let books = &state.banks[sent.bank].books;
    if let Some(key) = &sent.key {
        return state.banks[sent.bank].of_key(key).last().cloned();
    }
    let name = sent.request.path.rsplit('/').next()?.replace("%20", " ");
    let by_id = books.find_at(words.provider, &name);
    by_id.or_else(|| books.find_reference_at(words.provider, &name)).cloned()
}

/// Another charge of the same account, paid rather than not.
fn other(
    state: &State,
    bank: usize,
    about: &books::Charge,
    words: &Words,
    chance: &mut Chance,
) -> Option<books::Charge> {
    let others = state.banks[bank].books.charges().filter(|it| {
        it.provider == words.provider
            && it.transaction_id != about.transaction_id
            && it.external_reference != about.external_reference
    });
    let others: Vec<_> = others.collect();
    let paid: Vec<_> = others.iter().copied().filter(|it| !it.payments.is_empty()).collect();
    let from = if paid.is_empty() { others } else { paid };
    chance.pick(&from).map(|it| (*it).clone())
}

/// The end-to-end id of a payment that the shop's log has for another attempt.
fn paid_by_others(state: &mut State, sent: &Sent, about: &books::Charge) -> Option<String> {
    let key = state.banks[sent.bank].key_of(about)?.to_owned();
    let state_checker = state.shops[sent.shop].state_checker_if_any()?;
    let others = state_checker.known().values().filter(|known| known.key != key);
    let payments = others.flat_map(|known| &known.charge.payments);
    let id = { payments }.find_map(|payment| payment.end_to_end_id.as_ref())?;
    Some(id.as_str().to_owned())
}
