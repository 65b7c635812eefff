//! What a sale costs on the disk, for good.

use std::path::Path;

use checkout::sale::attempt::{NewAttempt, NewOrder, create_order};
use domain::charge::{Account, Event, Evidence, Observation, Receipt, Registration, Seen};
use domain::{Actor, Centavos, EndToEndId, IdempotencyKey, ProviderId, SaleId, UnixMs};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use store::{ChargeKey, DATABASE, Poll, Store, Why};

/// The most that a sale that was paid may take of the log's file, in bytes, with its part of every index.
const MOST: i64 = 1_980;
const BEGUN_MS: i64 = 1_795_000_000_000;

/// Letters and digits that look like chance, other ones for each number and use.
fn chance(number: i64, letters: &[u8], length: usize) -> String {
    let mut text = String::new();
    for block in 0_u64.. {
        let hash = Sha256::digest(format!("{number} {length} {block}"));
        text.extend(
            hash.iter().map(|byte| char::from(letters[usize::from(*byte) % letters.len()])),
        );
        if text.len() >= length {
            break;
        }
    }
    text.truncate(length);
    text
}

fn uuid(number: i64, what: i64) -> String {
    let hex = chance(number * 10 + what, b"0123456789abcdef", 30);
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[12..15], &hex[15..18], &hex[18..])
}

/// Sells as a till does at a provider that sends signed webhooks: four events.
fn sell(store: &mut Store, number: i64) {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let actor = Actor::Till;
    let at = UnixMs::new(BEGUN_MS + number * 173_000);
    let amount = Centavos::new(500 + number * 37 % 9_500);
    let account = Account {
        adapter: "connectpsp".into(),
        address: "https://api.connectpsp.com.br".into(),
        fingerprint: "9ef837a3a221a0dc".into(),
    };
    let new = NewOrder {
        document_key: None,
        sale_id: SaleId::new(uuid(number, 1)).unwrap(),
        reference: None,
        amount,
        attempt: NewAttempt {
            provider: "connectpsp".into(),
            expires_in_min: 30,
            idempotency_key: IdempotencyKey::new(uuid(number, 2)).unwrap(),
            webhook: true,
            account: Some(account),
            chance: [
                number.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15),
                number.unsigned_abs(),
            ],
        },
    };
    let body = |reference: &domain::Reference| {
        serde_json::json!({
            "amount": amount.to_decimal(),
            "externalReference": reference.as_str(),
            "expirationInMinutes": 30,
            "webhookUrl": "https://relay.balcao.dev/i/eUN9o4n-RPenvDFdNy7LTPUAl9SnwG4H_ASGOY43lXA",
            "payer": { "name": "Padaria São João", "document": "12345678000195" },
        })
        .to_string()
    };
    let (order, _) = create_order(store, &new, &actor, at, body).unwrap();
    let key = ChargeKey { order: order.number, attempt: 1 };
    let id = uuid(number, 3);
    let registered = Event::Registered(Registration {
        provider_id: ProviderId::new(id.clone()).unwrap(),
        copy_and_paste: format!(
            "00020101021226850014br.gov.bcb.pix2563pix.connectpsp.com.br/qr/v2/{id}5204000053039865802BR\
             5916PADARIA SAO JOAO6009SAO PAULO62070503***6304{}",
            chance(number, b"0123456789ABCDEF", 4)
        ),
        expires_at: at.plus_ms(1_800_412),
        never_expires: false,
        clock_ahead_ms: 131,
    });
    let paid = Event::Seen(Observation {
        status: Seen::Paid(Receipt {
            received: Some(amount),
            end_to_end_id: EndToEndId::new(format!(
                "E18236120202511{}",
                chance(number, LETTERS, 17)
            ))
            .ok(),
            paid_at: Some(at.plus_ms(21_345)),
            payer_name: Some(if number % 2 == 0 { "Ana P***" } else { "João S***" }.into()),
        }),
        evidence: Evidence::SignedWebhook,
    });
    for (event, ms) in [(registered, 412), (paid, 23_017)] {
        checkout::record::record(
            store,
            key,
            &actor,
            at.plus_ms(ms),
            |_, _| vec![event],
            |_, poll: &Poll| Poll {
                owner: None,
                due_at: None,
                outcome_unknown: false,
                ..poll.clone()
            },
        )
        .unwrap();
    }
}

/// The bytes of the file and, of each table and index, its name and its bytes.
fn size(home: &Path) -> (i64, Vec<(String, i64)>) {
    let log = Connection::open(home.join(DATABASE)).unwrap();
    let of = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC";
    let mut statement = log.prepare(of).unwrap();
    let parts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let parts: Vec<(String, i64)> = parts.map(Result::unwrap).collect();
    (parts.iter().map(|(_, bytes)| bytes).sum(), parts)
}

#[test]
fn a_paid_sale_takes_little_of_the_file() {
    const SALES: i64 = 400;
    let home = tempfile::tempdir().unwrap();
    let mut store = Store::open(home.path(), UnixMs::new(BEGUN_MS)).unwrap();
    store.name_till("K7QD", Why::New, UnixMs::new(BEGUN_MS)).unwrap();
    let (empty, _) = size(home.path());
    (1..=SALES).for_each(|number| sell(&mut store, number));
    let (full, parts) = size(home.path());
    for (name, bytes) in parts.iter().filter(|(_, bytes)| *bytes > SALES) {
        println!("{name:28} {:6}", bytes / SALES);
    }
    let each = (full - empty) / SALES;
    assert!(each <= MOST, "{each} bytes");
}
