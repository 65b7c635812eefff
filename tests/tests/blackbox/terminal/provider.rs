//! A provider with books, honest until it is told to misbehave, that remembers every call.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use domain::Centavos;
use domain::brcode::{BrCode, Merchant};
use jiff::tz::{TimeZone, offset};
use jiff::{SignedDuration, Timestamp};
use ring::hmac;
use serde_json::{Value, json};

use super::balcao::{CRYPTO_TOKEN, credentials};
use super::wire::{Answer, Request};

/// Which call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Token,
    Create,
    Fetch,
    Refund,
    Other,
}

/// A call as it came.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) kind: Kind,
    /// 1 for the first of its kind.
    pub(crate) nth: usize,
    pub(crate) at: Instant,
    pub(crate) request: Request,
}

/// A charge in the provider's books.
#[derive(Debug, Clone)]
pub(crate) struct Charge {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) reference: String,
    /// As the request wrote it.
    pub(crate) amount: String,
    pub(crate) code: String,
    pub(crate) status: String,
    /// What arrived, in reais; absent: the amount.
    pub(crate) received: Option<String>,
    pub(crate) end_to_end_id: Option<String>,
    /// When it was paid, if not just now.
    pub(crate) paid_at: Option<Timestamp>,
    /// The refund that was taken: its key, and the devolution's id.
    pub(crate) refund: Option<(String, String)>,
    requested_at: Timestamp,
    request: Value,
}

/// What the provider knows.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) charges: Vec<Charge>,
    /// Its clock before the real one.
    pub(crate) clock_ahead: SignedDuration,
    /// Refunds that are taken stay on their way.
    pub(crate) refunds_take_long: bool,
    /// New charges are paid at once.
    pub(crate) paid_at_once: bool,
    tokens: usize,
}

type Manners = Box<dyn FnMut(&Call, &mut Books) -> Answer + Send>;

struct Inside {
    books: Books,
    calls: Vec<Call>,
    manners: Manners,
}

/// A running provider.
pub(crate) struct Provider {
    url: String,
    inside: Arc<Mutex<Inside>>,
}

impl Provider {
    /// Answers as documented.
    pub(crate) fn honest() -> Self {
        Self::start(|call, books| books.answer(call))
    }

    /// Answers as documented; customers pay at once.
    pub(crate) fn quick() -> Self {
        let provider = Self::honest();
        provider.books(|books| books.paid_at_once = true);
        provider
    }

    /// Answers as it likes.
    pub(crate) fn start(manners: impl FnMut(&Call, &mut Books) -> Answer + Send + 'static) -> Self {
        Self::start_at(0, manners)
    }

    /// The same at a port of choice.
    pub(crate) fn start_at(
        port: u16,
        manners: impl FnMut(&Call, &mut Books) -> Answer + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inside =
            Inside { books: Books::default(), calls: Vec::new(), manners: Box::new(manners) };
        let inside = Arc::new(Mutex::new(inside));
        let shared = Arc::clone(&inside);
        // It ends with the test's process; each connection is one call.
        std::thread::spawn(move || {
            for mut connection in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || {
                    let Some(request) = Request::read(&mut connection) else { return };
                    let answer = answer(&mut lock(&shared), request);
                    // The delay is the test's subject, not a way to wait.
                    std::thread::sleep(answer.delay);
                    answer.write(&mut connection);
                });
            }
        });
        Self { url, inside }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// All calls of a kind, first to last.
    pub(crate) fn calls(&self, kind: Kind) -> Vec<Call> {
        lock(&self.inside).calls.iter().filter(|call| call.kind == kind).cloned().collect()
    }

    /// Reads or changes the books.
    pub(crate) fn books<T>(&self, look: impl FnOnce(&mut Books) -> T) -> T {
        look(&mut lock(&self.inside).books)
    }

    /// The one charge in the books.
    pub(crate) fn only_charge(&self) -> Charge {
        self.books(|books| {
            assert_eq!(books.charges.len(), 1, "{:?}", books.charges);
            books.charges[0].clone()
        })
    }

    /// The customer pays the one charge.
    pub(crate) fn pay(&self) {
        self.set_status("PAID");
    }

    /// Gives the one charge a status; paid ones get an end-to-end id.
    pub(crate) fn set_status(&self, status: &str) {
        let _ = self.only_charge();
        self.books(|books| books.charges[0].set_status(status));
    }

    /// All questions about charges; connecting asks about one that cannot exist.
    pub(crate) fn questions(&self) -> Vec<Call> {
        let mut calls = self.calls(Kind::Fetch);
        calls.retain(|call| !call.request.path.contains("connection-check"));
        calls
    }

    /// Waits until there have been so many calls of a kind.
    pub(crate) fn wait_for_calls(&self, kind: Kind, count: usize) {
        let begun = Instant::now();
        while self.calls(kind).len() < count {
            assert!(begun.elapsed() < Duration::from_mins(1), "fewer than {count} {kind:?}");
            std::thread::sleep(Duration::from_millis(20)); // between two looks
        }
    }
}

fn lock(inside: &Arc<Mutex<Inside>>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap()
}

fn answer(inside: &mut Inside, request: Request) -> Answer {
    let kind = match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/auth/token") => Kind::Token,
        ("POST", "/cash-in") => Kind::Create,
        ("GET", path) if path.starts_with("/cash-in/") => Kind::Fetch,
        ("POST", path) if path.starts_with("/cash-in/") && path.ends_with("/refund") => {
            Kind::Refund
        }
        _ => Kind::Other,
    };
    let nth = 1 + inside.calls.iter().filter(|call| call.kind == kind).count();
    let call = Call { kind, nth, at: Instant::now(), request };
    inside.calls.push(call.clone());
    (inside.manners)(&call, &mut inside.books)
}

impl Books {
    /// What an honest provider answers, having done what was asked.
    pub(crate) fn answer(&mut self, call: &Call) -> Answer {
        let request = &call.request;
        let known = credentials();
        if call.kind == Kind::Token {
            let told: Value = serde_json::from_str(&request.body).unwrap();
            if told["clientId"] != known["clientId"]
                || told["clientSecret"] != known["clientSecret"]
            {
                return Answer::problem(401, "INVALID_CREDENTIALS");
            }
            self.tokens += 1;
            let token = format!("cracha.de.hoje-{}", self.tokens);
            let issued = self.now().strftime("%Y-%m-%dT%H:%M:%SZ");
            return self.dated(Answer::json(
                200,
                format!(
                    r#"{{"accessToken":"{token}","tokenType":"Bearer","expiresIn":3600,"issuedAt":"{issued}"}}"#
                ),
            ));
        }
        if !request.header("authorization").starts_with("Bearer cracha.de.hoje-") {
            return Answer::problem(401, "TOKEN_EXPIRED");
        }
        if request.header("applicationtoken") != known["applicationToken"].as_str().unwrap() {
            return Answer::problem(401, "INVALID_APPLICATION_TOKEN");
        }
        match call.kind {
            Kind::Create => self.create(request),
            Kind::Fetch => self.fetch(&request.path),
            Kind::Refund => self.refund(request),
            Kind::Token | Kind::Other => Answer::problem(404, "NOT_FOUND"),
        }
    }

    fn create(&mut self, request: &Request) -> Answer {
        let key = request.header("x-idempotency-key");
        if let Some(known) = self.charges.iter().find(|charge| charge.key == key) {
            return self.dated(Answer::json(201, known.created()));
        }
        let told: Value = serde_json::from_str(&request.body).unwrap();
        // To the letter: a JSON value would forget the zeros.
        let (_, amount) = request.body.split_once(r#""amount":"#).unwrap();
        let (amount, _) = amount.split_once([',', '}']).unwrap();
        let number = self.charges.len() + 1;
        let id = format!("kk6g232xel65a0daee4dd13kk29127{number:05}");
        let charge = Charge {
            code: code(&id, amount),
            id,
            key: key.to_owned(),
            reference: told["externalReference"].as_str().unwrap().to_owned(),
            amount: amount.to_owned(),
            status: "AWAITING_PAYMENT".to_owned(),
            received: None,
            end_to_end_id: None,
            paid_at: None,
            refund: None,
            requested_at: self.now(),
            request: told,
        };
        let answer = self.dated(Answer::json(201, charge.created()));
        self.charges.push(charge);
        if self.paid_at_once
            && let Some(charge) = self.charges.last_mut()
        {
            charge.set_status("PAID");
        }
        answer
    }

    /// `POST /cash-in/{id}/refund` (connectpsp.md A4): signed, of the whole amount, once per key.
    fn refund(&mut self, request: &Request) -> Answer {
        let token = request.header("authorization").trim_start_matches("Bearer ");
        let key = hmac::Key::new(hmac::HMAC_SHA256, CRYPTO_TOKEN.as_bytes());
        let signature = hex::encode(hmac::sign(&key, token.as_bytes()));
        if request.header("digitalsignature") != signature {
            return Answer::problem(422, "INVALID_SIGNATURE");
        }
        let id = request.path.split('/').nth(2).unwrap_or_default();
        let Some(charge) = self.charges.iter_mut().find(|charge| charge.id == id) else {
            return Answer::problem(404, "NOT_FOUND");
        };
        let key = request.header("x-idempotency-key");
        let number = &charge.id[charge.id.len() - 11..];
        let back = format!("D00416968202603121201{number}A");
        match (&charge.refund, charge.status.as_str()) {
            (Some((known, _)), _) if known == key => {}
            (Some(_), _) | (None, "REFUNDED") => {
                return Answer::problem(422, "CASH_IN_ALREADY_REFUNDED");
            }
            (None, "PAID") => charge.refund = Some((key.to_owned(), back.clone())),
            (None, _) => return Answer::problem(422, "CASH_IN_NOT_PAID"),
        }
        if !self.refunds_take_long {
            charge.set_status("REFUNDED");
        }
        let reference = json!(charge.reference);
        let answer = format!(
            r#"{{"transactionId":"{id}","internalCode":"US7B1JQ","externalReference":{reference},"endToEndId":"{back}"}}"#
        );
        self.dated(Answer::json(202, answer))
    }

    fn fetch(&self, path: &str) -> Answer {
        let id = path.rsplit('/').next().unwrap_or_default();
        match self.charges.iter().find(|charge| charge.id == id) {
            Some(charge) => self.dated(Answer::json(200, charge.fetched(self.now()))),
            None => Answer::problem(404, "NOT_FOUND"),
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp::now() + self.clock_ahead
    }

    fn dated(&self, answer: Answer) -> Answer {
        answer.with("Date", &self.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }
}

impl Charge {
    pub(crate) fn set_status(&mut self, status: &str) {
        status.clone_into(&mut self.status);
        if status == "PAID" && self.end_to_end_id.is_none() {
            let number = &self.id[self.id.len() - 11..];
            self.end_to_end_id = Some(format!("E00416968202603101827{number}A"));
        }
    }

    fn created(&self) -> String {
        let Self { id, amount, code, .. } = self;
        let (reference, payer) = (json!(self.reference), &self.request["payer"]);
        let requested_at = local(self.requested_at);
        format!(
            r#"{{"transactionId":"{id}","internalCode":"US7B1JQ","externalReference":{reference},"status":"AWAITING_PAYMENT","amount":{amount},"payer":{payer},"pixData":{{"copyAndPaste":"{code}","qrCodeImageBase64":"iVBORw0KGgo="}},"requestedAt":"{requested_at}"}}"#
        )
    }

    fn fetched(&self, now: Timestamp) -> String {
        let Self { id, status, .. } = self;
        let amount = self.received.as_ref().unwrap_or(&self.amount);
        let (reference, payer) = (json!(self.reference), &self.request["payer"]);
        let requested_at = local(self.requested_at);
        let paid = match (&self.end_to_end_id, &self.refund) {
            (None, _) => String::new(),
            (Some(id), Some((_, back))) if status == "REFUNDED" => format!(
                r#","endToEndId":"{back}","originalEndToEndId":"{id}","refundedAt":"{}""#,
                local(now)
            ),
            (Some(id), _) => {
                format!(r#","endToEndId":"{id}","paidAt":"{}""#, local(self.paid_at.unwrap_or(now)))
            }
        };
        format!(
            r#"{{"transactionId":"{id}","internalCode":"US7B1JQ","externalReference":{reference},"status":"{status}","amount":{amount},"payer":{payer},"requestedAt":"{requested_at}"{paid}}}"#
        )
    }
}

/// Business times carry Brasília's offset (connectpsp.md A9).
fn local(moment: Timestamp) -> String {
    let brasilia = TimeZone::fixed(offset(-3));
    moment.to_zoned(brasilia).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A code as a provider would make it.
pub(crate) fn code(id: &str, amount: &str) -> String {
    let merchant = Merchant::new("Padaria do Zé", "São Paulo").unwrap();
    let amount = Centavos::from_decimal(amount).unwrap();
    BrCode::dynamic(&merchant, &format!("psp.example/qr/v2/{id}"), Some(amount))
        .unwrap()
        .to_string()
}
