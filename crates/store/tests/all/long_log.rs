//! A log as the version of migration 0005 wrote it, as long as a test wants it: the events that the fixture
//! `log_0005.dump` has, with an index that is right for them and the mark beside it.

use std::path::Path;

use rusqlite::{Connection, Transaction, params};
use serde_json::json;
use sha2::{Digest, Sha256};

const CODE: &str = "VNGA";
const BEGUN_MS: i64 = 1_700_000_000_000;
/// Between two sales.
const PACE_MS: i64 = 60_000;
const ACCOUNT: &str = "9ef837a3a221a0dc";

/// About how many events a hundred orders have, with what came beside them.
const EVENTS_PER_100_ORDERS: i64 = 330;

/// Writes a log with at least so many events under `home`; says how many events and orders it has.
pub(crate) fn write(home: &Path, at_least: i64) -> (i64, i64) {
    let mut log = Connection::open(home.join(store::DATABASE)).unwrap();
    for sql in [
        include_str!("../../migrations/0001_order_log.sql"),
        include_str!("../../migrations/0002_relay.sql"),
        include_str!("../../migrations/0003_money_without_a_sale.sql"),
        include_str!("../../migrations/0004_accounts_and_proof.sql"),
        include_str!("../../migrations/0005_end_of_the_log.sql"),
        "PRAGMA user_version = 5; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;",
    ] {
        log.execute_batch(sql).unwrap();
    }
    let tx = log.transaction().unwrap();
    let mut chain = Chain { tx: &tx, seq: 0, before: [0; 32] };
    let named = json!({ "code": CODE, "first_number": 1, "why": "new" });
    chain.append((0, 0), "till_named", BEGUN_MS, &named.to_string());
    tx.execute("INSERT INTO till (id, code, training) VALUES (1, ?1, 0)", [CODE]).unwrap();
    let orders = at_least * 100 / EVENTS_PER_100_ORDERS + 1;
    for number in 1..=orders {
        sale(&mut chain, number);
        if number % 100 == 0 {
            payout(&mut chain, number / 100);
        }
        if number % 1_000 == 0 {
            unmatched(&mut chain, number / 1_000);
        }
    }
    let (seq, hash) = (chain.seq, hex::encode(chain.before));
    tx.commit().unwrap();
    let text = format!("balcao-mark-1 1 {CODE} {seq} {hash} {orders}");
    let mut mark =
        format!("{text} {}\n", hex::encode(Sha256::digest(text.as_bytes()))).into_bytes();
    mark.resize(8_192, b' ');
    std::fs::write(home.join("order-log.mark"), mark).unwrap();
    (seq, orders)
}

struct Chain<'a> {
    tx: &'a Transaction<'a>,
    seq: i64,
    before: [u8; 32],
}

impl Chain<'_> {
    /// Appends an event, hashed as that version did.
    fn append(&mut self, (order, attempt): (i64, u32), kind: &str, at_ms: i64, body: &str) {
        self.seq += 1;
        let mut sha = Sha256::new();
        sha.update(self.before);
        sha.update(self.seq.to_le_bytes());
        sha.update(order.to_le_bytes());
        sha.update(attempt.to_le_bytes());
        sha.update(at_ms.to_le_bytes());
        for text in [kind, body] {
            sha.update((text.len() as u64).to_le_bytes());
            sha.update(text.as_bytes());
        }
        self.before = sha.finalize().into();
        let sql = "INSERT INTO events (seq, order_number, attempt, kind, at_ms, body, hash)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.insert(sql, params![self.seq, order, attempt, kind, at_ms, body, self.before]);
    }

    fn insert(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) {
        self.tx.prepare_cached(sql).unwrap().execute(values).unwrap();
    }
}

/// A sale that was paid; of twenty one was given back, one was cancelled, and one waits among the last.
fn sale(chain: &mut Chain<'_>, number: i64) {
    let at_ms = BEGUN_MS + number * PACE_MS;
    let amount = 500 + number % 9_500;
    let reference = format!("{CODE}{number:06}{}", name(number, 16));
    let provider_id = name(number, 35);
    let (paid, back) = (format!("E{}", name(number, 31)), format!("D{}", name(number, 31)));
    let sale_id = format!("5fee70ac-b48c-4d02-9a92-{number:012}");
    let key = (number, 1);
    let requested = json!({
        "sale_id": sale_id,
        "order_reference": reference,
        "reference": reference,
        "reference_is_ours": true,
        "provider": "connectpsp",
        "account": { "address": "https://psp.example", "fingerprint": ACCOUNT },
        "amount_centavos": amount,
        "expires_in_min": 30,
        "idempotency_key": format!("3034cdb5-d01f-4566-9137-{number:012}"),
        "request_body": json!({
            "amount": 5.74,
            "externalReference": reference,
            "expirationInMinutes": 30,
            "webhookUrl": "https://relay.example/i/eUN9o4n-RPenvDFdNy7LTPUAl9SnwG4H_ASGOY43lXA",
            "payer": { "name": "Ana Padrão", "document": "12345678909" },
        }).to_string(),
    });
    chain.append(key, "requested", at_ms, &requested.to_string());
    let registered = json!({
        "clock_ahead_ms": 0,
        "copy_and_paste": format!(
            "00020101021226750014br.gov.bcb.pix2553psp.example/qr/v2/{provider_id}5204000053039865404\
             5.745802BR5914LOJA DE TREINO6009SAO PAULO62070503***630444BB"
        ),
        "expires_at_ms": at_ms + 1_800_000,
        "provider_id": provider_id,
    });
    chain.append(key, "registered", at_ms + 100, &registered.to_string());
    let mut receipt = json!({
        "end_to_end_id": paid,
        "paid_at_ms": at_ms + 20_000,
        "payer_name": "Ana P***",
        "received_centavos": amount,
    });
    let seen = |evidence: &str, word: &str, receipt: &serde_json::Value| {
        let seen =
            json!({ "evidence": evidence, "sibling_paid": false, "status": { word: receipt } });
        seen.to_string()
    };
    let (status, received, ids) = match number % 20 {
        7 => {
            chain.append(key, "cancel_requested", at_ms + 30_000, "{}");
            ("cancelled", 0, String::new())
        }
        13 => {
            chain.append(key, "seen", at_ms + 21_000, &seen("signed_webhook", "paid", &receipt));
            let asked = json!({
                "description": null,
                "idempotency_key": format!("850fb91b-4d2e-459c-8f91-{number:012}"),
                "reason": "customer_request",
                "request_body": "{\"reason\":\"CUSTOMER_REQUEST\"}",
            });
            chain.append(key, "refund_requested", at_ms + 40_000, &asked.to_string());
            let accepted = json!({ "end_to_end_id": back });
            chain.append(key, "refund_accepted", at_ms + 41_000, &accepted.to_string());
            receipt["return_id"] = json!(back);
            receipt["returned_at_ms"] = json!(at_ms + 42_000);
            chain.append(key, "seen", at_ms + 43_000, &seen("polled", "refunded", &receipt));
            ("refunded", amount, format!("{paid} {back}"))
        }
        _ => {
            chain.append(key, "seen", at_ms + 21_000, &seen("signed_webhook", "paid", &receipt));
            if number % 5 == 0 {
                chain.append(key, "seen", at_ms + 22_000, &seen("polled", "paid", &receipt));
            }
            ("paid", amount, paid.clone())
        }
    };
    chain.insert(
        "INSERT INTO orders VALUES (?1, ?2, ?3, ?4, ?5)",
        params![number, sale_id, amount, at_ms, status],
    );
    chain.insert(
        "INSERT INTO charges VALUES (?1, 1, ?2, 'connectpsp', ?3, ?4, '', ?5, ?6, NULL, NULL, ?7)",
        params![number, reference, provider_id, status, received, ids, ACCOUNT],
    );
    chain.insert(
        "INSERT INTO asks (order_number, attempt, asked_at_ms, webhook) VALUES (?1, 1, ?2, 1)",
        params![number, at_ms + 22_000],
    );
    if received > 0 {
        chain.insert("INSERT INTO payment_ids VALUES (?1, ?2, 1)", params![paid, number]);
    }
}

/// A payout that was told of twice.
fn payout(chain: &mut Chain<'_>, number: i64) {
    let id = format!("a12c35c6-b40c-4093-b520-{number:012}");
    let at_ms = BEGUN_MS + number * 100 * PACE_MS + 50_000;
    for (evidence, at_ms, status) in
        [("signed_webhook", at_ms, "created"), ("polled", at_ms + 1_000, "completed")]
    {
        let seen = json!({
            "amount_centavos": 10_000, "at_ms": null, "end_to_end_id": null, "evidence": evidence,
            "failure": null, "payee_name": "Fornecedor T***", "provider": "connectpsp",
            "provider_id": id, "raw_status": null, "reference": null, "return_id": null,
            "status": status,
        });
        chain.append((0, 0), "payout_seen", at_ms, &seen.to_string());
    }
    chain.insert(
        "INSERT INTO payouts (provider, provider_id, status, amount_centavos, payee_name, evidence,
             first_seen_at_ms, changed_at_ms, changed_seq)
         VALUES ('connectpsp', ?1, 'completed', 10000, 'Fornecedor T***', 'polled', ?2, ?3, ?4)",
        params![id, at_ms, at_ms + 1_000, chain.seq],
    );
}

/// Money without a sale that a person has set aside.
fn unmatched(chain: &mut Chain<'_>, number: i64) {
    let at_ms = BEGUN_MS + number * 1_000 * PACE_MS + 55_000;
    let found = json!({
        "amount_centavos": 2_000, "end_to_end_id": null, "number": number, "paid_at_ms": at_ms,
        "payer_name": "Fulano S***", "provider": "integrapay", "provider_id": number.to_string(),
        "reference": null,
    });
    chain.append((0, 0), "orphan_found", at_ms, &found.to_string());
    let aside = json!({ "number": number, "reason": "aluguel" });
    chain.append((0, 0), "orphan_set_aside", at_ms + 1_000, &aside.to_string());
    chain.insert(
        "INSERT INTO orphans (number, provider, provider_id, amount_centavos, paid_at_ms, payer_name,
             found_at_ms, state, reason, settled_at_ms)
         VALUES (?1, 'integrapay', ?1, 2000, ?2, 'Fulano S***', ?2, 'set_aside', 'aluguel', ?3)",
        params![number, at_ms, at_ms + 1_000],
    );
}

/// Letters and digits that look like chance, other ones for each number.
fn name(number: i64, length: usize) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let hash = Sha256::digest(number.to_le_bytes());
    let bytes = hash.iter().cycle().take(length);
    bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect::<String>().to_uppercase()
}
