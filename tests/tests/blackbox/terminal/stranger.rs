//! A provider as a stranger writes it in an afternoon: the documentation's sample values to the
//! letter, short answers, and habits of other HTTP servers than ours.

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::balcao::{Till, Told};
use super::provider::code;
use super::wire::Request;

const ID: &str = "kk6g232xel65a0daee4dd13kk2912714964";

/// Stands in the samples where the last creation's reference belongs.
const REFERENCE: &str = "test-order-001";

/// What it has heard.
#[derive(Default)]
struct Seen {
    asked: usize,
    reference: String,
}

/// What the three calls answer, and the HTTP around it.
struct Habits {
    token: &'static str,
    created: String,
    waiting: String,
    paid: String,
    /// Status line and headers up to the empty line; `{length}` is the body's.
    head: &'static str,
}

impl Habits {
    fn documented() -> Self {
        let code = code(ID, "10.00");
        let common = format!(
            r#""transactionId":"{ID}","internalCode":"US7B1JQ","externalReference":"{REFERENCE}","payer":{{"name":"João da Silva","document":"12345678909","bankData":null}},"requestedAt":"2026-03-10T11:20:00-03:00""#
        );
        Self {
            token: r#"{"accessToken":"eyJ.a.b","tokenType":"Bearer","expiresIn":3600,"issuedAt":"2026-03-10T14:00:00Z"}"#,
            created: format!(
                r#"{{{common},"status":"AWAITING_PAYMENT","amount":10.00,"pixData":{{"copyAndPaste":"{code}","qrCodeImageBase64":"iVBORw0KGgo"}}}}"#
            ),
            waiting: format!(r#"{{{common},"status":"AWAITING_PAYMENT","amount":10.00}}"#),
            paid: format!(
                r#"{{{common},"status":"PAID","amount":10.00,"endToEndId":"E00416968202603101827cemeFscF6AG","paidAt":"2026-03-10T11:22:15-03:00"}}"#
            ),
            head: "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close",
        }
    }

    /// Serves; the second question about the charge finds it paid.
    fn serve(self) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (habits, seen) = (Arc::new(self), Arc::new(Mutex::new(Seen::default())));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (habits, seen) = (Arc::clone(&habits), Arc::clone(&seen));
                std::thread::spawn(move || habits.answer(connection, &mut seen.lock().unwrap()));
            }
        });
        url
    }

    fn answer(&self, mut connection: TcpStream, seen: &mut Seen) {
        let Some(request) = Request::read(&mut connection) else { return };
        let body = match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/auth/token") => self.token,
            ("POST", "/cash-in") => {
                let told: Value = serde_json::from_str(&request.body).unwrap();
                told["externalReference"].as_str().unwrap().clone_into(&mut seen.reference);
                &self.created
            }
            ("GET", path) if path.contains("connection") => "{}",
            ("GET", _) => {
                seen.asked += 1;
                if seen.asked == 1 { &self.waiting } else { &self.paid }
            }
            _ => "{}",
        };
        let body = body.replace(REFERENCE, &seen.reference);
        let head = self.head.replace("{length}", &body.len().to_string());
        let _ = connection.write_all(format!("{head}\r\n\r\n{body}").as_bytes());
    }

    /// A sale of R$ 10,00 that is paid.
    fn sells(self) -> (Told, Till) {
        let till = Till::connected(&self.serve());
        let told = till.run(&["--json", "charge", "10,00"]).expect(0);
        assert_eq!(told.event_names(), ["charge_created", "paid"]);
        till.run(&["verify"]).expect(0);
        (told, till)
    }
}

#[test]
fn the_documentations_samples_make_a_sale() {
    let (told, till) = Habits::documented().sells();
    let created = told.event("charge_created");
    assert_eq!(created["provider_id"], ID);
    assert_eq!(created["copy_and_paste"], code(ID, "10.00"));
    assert_eq!(created["expires_at"], "2026-03-10T14:50:00Z");
    assert_eq!(told.event("paid")["end_to_end_id"], "E00416968202603101827cemeFscF6AG");
    assert_eq!(till.orders()[0]["anomalies"], json!([]));
    // The same answers again: another order, and one transaction is one sale's.
    let told = till.run(&["--json", "charge", "10,00", "--wait-for", "4s"]).expect(4);
    let pending = told.event("pending");
    assert_eq!((&pending["order"], &pending["received_centavos"]), (&json!("000002"), &json!(0)));
    assert_eq!(pending["unproven"]["doubt"], "other_id", "{told}");
}

#[test]
fn amounts_in_other_spellings_are_the_same_money() {
    let sells_at = |amount: &str| {
        let mut habits = Habits::documented();
        for text in [&mut habits.created, &mut habits.waiting, &mut habits.paid] {
            *text = text
                .replace("10.00,", &format!("{amount},"))
                .replace("10.00}", &format!("{amount}}}"));
        }
        assert!(habits.paid.contains(&format!("\"amount\":{amount},")));
        habits.sells();
    };
    std::thread::scope(|scope| {
        for amount in ["10", "10.0", "1e1", "10.000", r#""10.00""#] {
            scope.spawn(move || sells_at(amount));
        }
    });
}

#[test]
fn answers_may_be_as_short_as_can_be() {
    let code = code(ID, "10.00");
    Habits {
        token: r#"{"accessToken":"eyJ.a.b"}"#,
        created: format!(r#"{{"transactionId":"{ID}","pixData":{{"copyAndPaste":"{code}"}}}}"#),
        waiting: r#"{"status":"AWAITING_PAYMENT"}"#.to_owned(),
        paid: r#"{"status":"PAID","amount":10.00}"#.to_owned(),
        ..Habits::documented()
    }
    .sells();
}

#[test]
fn ids_and_lives_may_come_in_other_types() {
    let mut habits = Habits::documented();
    habits.token = r#"{"accessToken":"eyJ.a.b","tokenType":"Bearer","expiresIn":"3600"}"#;
    for text in [&mut habits.created, &mut habits.waiting, &mut habits.paid] {
        *text = text
            .replace(&format!("\"transactionId\":\"{ID}\""), "\"transactionId\":2912714964")
            .replace("\"internalCode\":\"US7B1JQ\"", "\"internalCode\":77");
    }
    let (told, _) = habits.sells();
    assert_eq!(told.event("charge_created")["provider_id"], "2912714964");
    let mut habits = Habits::documented();
    habits.token = r#"{"accessToken":"eyJ.a.b","expiresIn":3600.0}"#;
    habits.sells();
}

#[test]
fn servers_speak_http_in_their_own_ways() {
    let heads = [
        // Python's http.server: HTTP/1.0, no length, the end of the connection ends the body.
        "HTTP/1.0 200 OK\r\nServer: BaseHTTP/0.6 Python/3.11\r\nContent-Type: application/json",
        "HTTP/1.1 201 Created\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close",
        "HTTP/1.1 202 Accepted\r\nContent-Length: {length}\r\nConnection: close",
        "HTTP/1.1 200\r\nContent-Length: {length}\r\nDate: not a date\r\nConnection: close",
    ];
    std::thread::scope(|scope| {
        for head in heads {
            scope.spawn(move || Habits { head, ..Habits::documented() }.sells());
        }
    });
}
