//! Sales that never were: other names for each order, and the same ones in every run.

use anyhow::{Result, anyhow};
use domain::brcode::{BrCode, Merchant};
use domain::charge::{Event, Evidence, Observation, Receipt, Registration, Seen};
use domain::{Centavos, EndToEndId, ProviderId, UnixMs, mask_name};

const FIRST_NAMES: &[&str] = &[
    "Ana", "Bruno", "Carla", "Davi", "Elisa", "Fábio", "Gilda", "Heitor", "Iara", "João", "Karina",
    "Luís", "Marina", "Nelson", "Otávia", "Paulo", "Rita", "Sérgio", "Tereza", "Vitor",
];
const LAST_NAMES: &[&str] = &[
    "Almeida", "Barbosa", "Cardoso", "Dias", "Esteves", "Ferreira", "Gomes", "Lima", "Moreira",
    "Nogueira", "Oliveira", "Pereira", "Ramos", "Silva", "Teixeira", "Vieira",
];
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How long a code lives, in minutes.
pub(crate) const EXPIRES_IN_MIN: u32 = 30;

/// How a sale ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Paid,
    Expired,
    Cancelled,
}

/// Of forty sales, one is cancelled and one expires.
pub(crate) fn ending(number: i64) -> Ending {
    match number % 40 {
        7 => Ending::Cancelled,
        23 => Ending::Expired,
        _ => Ending::Paid,
    }
}

/// From R$ 1,00 to R$ 500,99.
pub(crate) fn amount(number: i64) -> Centavos {
    Centavos::new(100 + i64::try_from(mixed(number, 1) % 50_000).unwrap_or(0))
}

/// 128 bits that look like chance.
pub(crate) fn chance(number: i64) -> [u64; 2] {
    [mixed(number, 2), mixed(number, 3)]
}

/// A UUID: the sale's id, or the key of its request.
pub(crate) fn uuid(number: i64, purpose: u64) -> String {
    let [high, low] = [mixed(number, purpose), mixed(number, purpose + 1)];
    uuid::Uuid::from_u64_pair(high, low).to_string()
}

/// What the provider answers to the request.
pub(crate) fn registered(number: i64, at: UnixMs, merchant: &Merchant) -> Result<Event> {
    let id = uuid(number, 10);
    let location = format!("pix.psp.example/qr/v2/{id}");
    let code = BrCode::dynamic(merchant, &location, Some(amount(number)))
        .map_err(|error| anyhow!("no code: {error:?}"))?;
    Ok(Event::Registered(Registration {
        provider_id: ProviderId::new(id).map_err(|error| anyhow!("no id: {error:?}"))?,
        copy_and_paste: code.to_string(),
        expires_at: at.plus_ms(i64::from(EXPIRES_IN_MIN) * 60_000),
        never_expires: false,
        clock_ahead_ms: 0,
    }))
}

/// What the provider says of the payment.
pub(crate) fn paid(number: i64, at: UnixMs, evidence: Evidence) -> Result<Event> {
    let id = format!("E18236120{:012}{}", 202_601_010_000 + number % 10_000, letters(number, 11));
    let part = |of: &[&str], purpose| {
        let count = u64::try_from(of.len()).unwrap_or(1);
        let place = usize::try_from(mixed(number, purpose) % count).unwrap_or(0);
        of.get(place).copied().unwrap_or_default().to_owned()
    };
    let name = format!("{} {}", part(FIRST_NAMES, 20), part(LAST_NAMES, 21));
    let receipt = Receipt {
        received: Some(amount(number)),
        end_to_end_id: Some(EndToEndId::new(id).map_err(|error| anyhow!("no id: {error:?}"))?),
        paid_at: Some(at),
        payer_name: Some(mask_name(&name)),
    };
    Ok(Event::Seen(Observation { status: Seen::Paid(receipt), evidence }))
}

/// What the provider says of a code that nobody has paid.
pub(crate) fn expired() -> Event {
    Event::Seen(Observation { status: Seen::Expired, evidence: Evidence::Polled })
}

fn letters(number: i64, length: u32) -> String {
    let bits = mixed(number, 30);
    let letter = |at: u32| {
        let place = usize::try_from((bits >> (at * 5)) & 31).unwrap_or(0);
        char::from(LETTERS.get(place).copied().unwrap_or(b'0'))
    };
    (0..length).map(letter).collect()
}

/// splitmix64 of an order's number and a purpose.
pub(crate) fn mixed(number: i64, purpose: u64) -> u64 {
    let seed = number.unsigned_abs().wrapping_mul(64).wrapping_add(purpose);
    let mut mixed = seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
