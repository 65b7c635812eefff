//! The second provider of the simulated tills: it has no idempotency and makes a charge of everything
//! that it gets, tells no amount but the one that was asked for, and its codes never die.
//!
//! No till could be safe with it on a network that delivers a request late or twice, that hides what is
//! there, or that dates an answer wrongly, so that an older charge under the caller's reference looks
//! younger than the sale: those troubles become others on the way to it.

use std::collections::BTreeMap;

use domain::charge::Charge;
use providers::Connection;
use sandbox::INTEGRAPAY_PREFIX as PREFIX;
use sandbox::books;
use secrecy::SecretString;

use super::network::{Delivery, Trouble};
use super::world::State;

/// Its adapter.
pub(crate) const ID: &str = "integrapay";

pub(crate) fn connection(credentials: &sandbox::Credentials, address: &str) -> Connection {
    let values = [
        ("token", credentials.integrapay_token.as_str()),
        ("payerName", "Cliente de Treino"),
        ("payerDocument", "52998224725"),
        ("payerEmail", "treino@example.com"),
        ("payerPhone", "11999999999"),
    ];
    let secret = |(key, value): (&str, &str)| (key.to_owned(), SecretString::from(value));
    Connection {
        provider: ID.to_owned(),
        environment: format!("{address}{PREFIX}"),
        values: values.into_iter().map(secret).collect::<BTreeMap<_, _>>(),
        known_as: None,
    }
}

/// Whether it is asked.
pub(crate) fn is_asked(request: &sandbox::Request) -> bool {
    request.path.starts_with(PREFIX)
}

/// Whether the request makes a charge.
pub(crate) fn creates(request: &sandbox::Request) -> bool {
    is_asked(request) && request.path.ends_with("/qrcode/cashin")
}

/// Weather in which a careful till is safe.
pub(crate) fn bearable(delivery: Delivery) -> Delivery {
    match delivery.trouble {
        Some(Trouble::SlowRequest) => Delivery {
            trouble: Some(Trouble::SlowAnswer),
            out_ms: delivery.back_ms,
            back_ms: delivery.out_ms,
            ..delivery
        },
        Some(Trouble::Doubled | Trouble::OlderCopy | Trouble::WrongDate) => {
            Delivery { trouble: None, ..delivery }
        }
        Some(Trouble::NotYetThere) => Delivery { trouble: Some(Trouble::BadGateway), ..delivery },
        _ => delivery,
    }
}

/// Attempts that this provider has charged twice. Where the clock was set, a claim may look old while its
/// request is on its way; and the tills of a copied home may both have had to send it.
pub(crate) fn charged_twice(state: &State) -> Vec<String> {
    if state.clock_set_at_ms.is_some() {
        return Vec::new();
    }
    let mut charges: BTreeMap<&str, u32> = BTreeMap::new();
    for key in state.banks.iter().flat_map(|bank| bank.made.values()) {
        *charges.entry(key).or_default() += 1;
    }
    let is_in_one = |key: &str| {
        let shops = state.shops.iter().filter(|shop| shop.state_checker().of_key(key).is_some());
        shops.count() < 2
    };
    let twice = charges.into_iter().filter(|(key, times)| *times > 1 && is_in_one(key));
    twice.map(|(key, times)| format!("the request {key} has made {times} charges")).collect()
}

/// Its charge: the till alone says when it is over.
pub(crate) fn is_its(charge: &Charge) -> bool {
    charge.provider == ID
}

/// How long customers take a code for alive that never dies.
pub(crate) fn life_ms(charge: &books::Charge) -> i64 {
    const LIFE_MS: i64 = 30 * 60_000;
    if charge.expires_at_ms == books::NEVER_MS {
        LIFE_MS
    } else {
        charge.expires_at_ms - charge.requested_at_ms
    }
}
