//! A model provider: answers tills as ConnectPSP does, has customers who pay, sends a signed webhook
//! for each payment until it is taken, and keeps a ledger of all of them.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use domain::brcode::Merchant;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use sandbox::books::{Books, PayRule};
use sandbox::{ConnectPsp, Credentials, Request};
use serde_json::Value;
use testkit::chance::Chance;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::ledger::{Accepted, Ledger, To};
use super::post::{Answer, post};
use super::trace::Trace;

/// ConnectPSP waits 5 s (C-wh); a shorter wait makes more repetitions in a short run.
const PATIENCE: Duration = Duration::from_secs(2);
const YEAR_MS: i64 = 366 * 24 * 60 * 60 * 1_000;

/// The provider; ends when dropped.
pub(crate) struct Provider {
    address: SocketAddr,
    bank: Arc<Bank>,
    _serving: JoinSet<()>,
}

/// Something to be done the moment a 2xx has been read.
type OnAccepted = Box<dyn FnOnce() + Send>;

/// The provider's inside.
struct Bank {
    seed: u64,
    psp: ConnectPsp,
    books: Mutex<Books>,
    ledger: Mutex<Ledger>,
    /// Ingest URLs.
    addresses: Mutex<BTreeMap<String, To>>,
    trace: Arc<Trace>,
    /// Customers and webhooks under way.
    busy: AtomicU64,
    /// No customer pays any more.
    is_closing: AtomicBool,
    on_accepted: Mutex<Option<OnAccepted>>,
    again_one_in: u64,
}

impl Provider {
    /// Answers on a free port of this machine, and sends one in so many webhooks once more.
    pub(crate) async fn start(
        seed: u64,
        again_one_in: u64,
        trace: Arc<Trace>,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let psp = ConnectPsp {
            credentials: Credentials::training(),
            merchant: Merchant::new("Loja de Treino", "Sao Paulo").expect("short names"),
            draws_codes: false,
        };
        let bank = Arc::new(Bank {
            seed,
            psp,
            books: Mutex::new(Books::new(seed)),
            ledger: Mutex::default(),
            addresses: Mutex::default(),
            trace,
            busy: AtomicU64::new(0),
            is_closing: AtomicBool::new(false),
            on_accepted: Mutex::default(),
            again_one_in,
        });
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, Arc::clone(&bank)));
        Ok(Self { address, bank, _serving: serving })
    }

    /// Its base address.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Learns whose an ingest URL is.
    pub(crate) fn knows(&self, ingest_url: &str, to: To) {
        let mut addresses = self.bank.addresses.lock().expect("no panic inside");
        addresses.insert(ingest_url.to_owned(), to);
    }

    /// Does something the moment a 2xx has been read.
    pub(crate) fn on_accepted(&self, act: OnAccepted) {
        *self.bank.on_accepted.lock().expect("no panic inside") = Some(act);
    }

    /// Does not do it any more.
    pub(crate) fn not_on_accepted(&self) {
        self.bank.on_accepted.lock().expect("no panic inside").take();
    }

    /// From now on nobody pays who has not decided to.
    pub(crate) fn close(&self) {
        self.bank.is_closing.store(true, Ordering::Relaxed);
    }

    /// Whether every customer is done and every webhook was taken.
    pub(crate) fn is_idle(&self) -> bool {
        self.bank.busy.load(Ordering::Relaxed) == 0
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.bank.ledger.lock().expect("no panic inside")
    }

    pub(crate) fn books(&self) -> MutexGuard<'_, Books> {
        self.bank.books.lock().expect("no panic inside")
    }
}

async fn serve(listener: TcpListener, bank: Arc<Bank>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                connections.spawn(connection(stream, Arc::clone(&bank)));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, bank: Arc<Bank>) {
    let service = service_fn(|request| {
        let bank = Arc::clone(&bank);
        async move { Ok::<_, Infallible>(answer(&bank, request).await) }
    });
    // A till that was killed meanwhile is no trouble of the provider's.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn answer(
    bank: &Arc<Bank>,
    incoming: hyper::Request<Incoming>,
) -> hyper::Response<Full<Bytes>> {
    let (head, body) = incoming.into_parts();
    let plain = Request::new(head.method.as_str(), head.uri.path());
    let mut request = head.headers.iter().fold(plain, |request, (name, value)| {
        request.with_header(name.as_str(), value.to_str().unwrap_or_default())
    });
    request.body = body.collect().await.map(|it| it.to_bytes().to_vec()).unwrap_or_default();
    let response = bank.psp.answer(&mut bank.books(), &request, now_ms());
    if request.path == "/cash-in" && response.status == 201 {
        bank.created(&request.body, &response.body).await;
    }
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(*name, value);
    }
    builder.body(Full::new(response.body.into())).expect("a well-formed answer")
}

fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

impl Bank {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no panic inside")
    }

    /// A charge was made, or asked for again: its customer comes once.
    async fn created(self: &Arc<Self>, sent: &[u8], answered: &[u8]) {
        let read = |text: &[u8]| serde_json::from_slice::<Value>(text).expect("JSON of our own");
        let (sent, answered) = (read(sent), read(answered));
        let text = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
        let (id, url) = (text(&answered, "transactionId"), text(&sent, "webhookUrl"));
        let to = self.addresses.lock().expect("no panic inside").get(&url).copied();
        let Some(To::Till(till)) = to else {
            return self
                .trace
                .find(format!("a charge came without its till's ingest URL: {url:?}"));
        };
        let mut chance = Chance::of(self.seed, &text(&answered, "externalReference"));
        if chance.one_in(10) || self.is_closing.load(Ordering::Relaxed) {
            return;
        }
        // Some pay so fast that the webhook overtakes the answer.
        let is_fast = chance.one_in(8);
        let after = Duration::from_millis(if is_fast { 0 } else { chance.magnitude(30, 2_000) });
        self.busy.fetch_add(1, Ordering::Relaxed);
        let bank = Arc::clone(self);
        tokio::spawn(async move {
            sleep(after).await;
            bank.pays(till, &id, chance).await;
            bank.busy.fetch_sub(1, Ordering::Relaxed);
        });
        if is_fast {
            sleep(Duration::from_millis(300)).await;
        }
    }

    /// A customer pays, and webhooks follow.
    async fn pays(self: &Arc<Self>, till: usize, id: &str, mut chance: Chance) {
        // Again and again after a restart of the till, but one customer pays once.
        if self.books().pay(id, None, now_ms(), PayRule::Waiting).is_err() {
            return;
        }
        let data = self.data(id);
        let padding = if chance.one_in(12) { "ç".repeat(12_000) } else { String::new() };
        let event = |at: &str| {
            format!(
                r#"{{"eventType":"CASHIN_PAID","eventAt":"{at}","data":{data},"note":"{padding}"}}"#
            )
        };
        let body = event("2026-03-10T14:22:18Z");
        let merchant = To::Merchant(merchant_of(till));
        let mut deliveries = Vec::new();
        match chance.below(16) {
            // Through the merchant's URL alone, or through both.
            0 => deliveries.push((merchant, body.clone())),
            1 => deliveries.extend([(To::Till(till), body.clone()), (merchant, body.clone())]),
            _ => deliveries.push((To::Till(till), body.clone())),
        }
        if chance.one_in(self.again_one_in) {
            // The same bytes once more, or the same news in other bytes (`eventAt` is the time of
            // the dispatch).
            let again = if chance.one_in(2) { body } else { event("2026-03-10T14:22:19Z") };
            deliveries.push((To::Till(till), again));
        }
        if chance.one_in(24) {
            deliveries
                .push((To::Till(till), event("of nobody").replace(id, "unknown0transaction")));
        }
        for (to, body) in deliveries {
            self.deliver(to, &body, &mut chance).await;
        }
    }

    /// What a GET answers about a charge.
    fn data(&self, id: &str) -> String {
        let mut books = self.books();
        let token = books.issue_token("webhooks", now_ms() + YEAR_MS);
        let request = Request::new("GET", &format!("/cash-in/{id}"))
            .with_header("authorization", &format!("Bearer {token}"))
            .with_header("applicationtoken", &self.psp.credentials.application_token);
        let answer = self.psp.answer(&mut books, &request, now_ms());
        String::from_utf8(answer.body).expect("JSON of our own")
    }

    fn address(&self, to: To) -> String {
        let addresses = self.addresses.lock().expect("no panic inside");
        let found = addresses.iter().find(|(_, whose)| **whose == to);
        found.map(|(url, _)| url.clone()).expect("every till and merchant has an ingest URL")
    }

    /// Sends a webhook until a 2xx is read. Every notice is signed: what is not, a till that can tell drops and only counts.
    async fn deliver(&self, to: To, body: &str, chance: &mut Chance) {
        let url = self.address(to);
        let signature = self.sign(body.as_bytes());
        for attempt in 0_u32.. {
            let event_id = format!("{:016x}-{:016x}", chance.next_u64(), chance.next_u64());
            let headers = [("X-Connect-Signature", signature.clone()), ("X-Event-Id", event_id)];
            let at = self.ledger.lock().expect("no panic inside").sending(to, body.as_bytes());
            let sent_at_ms = self.trace.now_ms();
            let answer = post(&url, &headers, body.as_bytes(), PATIENCE).await;
            if answer.as_ref().is_ok_and(Answer::is_success) {
                if let Some(act) = self.on_accepted.lock().expect("no panic inside").take() {
                    act();
                }
                let accepted = Accepted { sent_at_ms, read_at_ms: self.trace.now_ms() };
                self.ledger.lock().expect("no panic inside").accepted(at, accepted);
                return;
            }
            let heard = answer.map_or_else(|it| it.to_string(), |it| it.status.to_string());
            self.trace.note("provider", &format!("webhook {at} to {to:?} again: {heard}"));
            let pause_ms = chance.between(50, 100 << attempt.min(3));
            sleep(Duration::from_millis(pause_ms)).await;
        }
    }

    /// Lower-case hex HMAC-SHA256 of the raw body, key = `CryptoToken` (A7).
    fn sign(&self, body: &[u8]) -> String {
        let key = self.psp.credentials.crypto_token.as_bytes();
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
        hex::encode(ring::hmac::sign(&key, body))
    }
}

/// Two merchants, whose tills take turns.
pub(crate) const MERCHANTS: usize = 2;

/// A till's merchant.
pub(crate) const fn merchant_of(till: usize) -> usize {
    till % MERCHANTS
}

#[cfg(test)]
#[path = "provider_tests.rs"]
mod tests;
