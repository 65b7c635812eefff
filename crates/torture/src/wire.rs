//! The way to the provider, instead of real HTTP: checks what the till sends at the moment it is
//! sent, then lets the weather have it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use providers::{Http, HttpError, HttpRequest, HttpResponse, Method};
use testkit::chance::Chance;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::bank;
use super::cashier::is_callers;
use super::fault;
use super::foreign;
use super::network::{Delivery, Trouble};
use super::non_idempotent;
use super::process::Process;
use super::refund;
use super::world::{State, World};

/// Where the simulated provider is.
pub(crate) const ADDRESS: &str = "https://psp.example";
/// As real HTTP has it (`providers::http`).
const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);
/// At most one question per second about a charge.
const CLOSEST_MS: i64 = 1_000;
/// A token and a call. When the clock is set in between, a claim may look old, and be repeated.
const LONGEST_QUESTION_MS: i64 = 30_000;
/// The longest pause that the simulated provider asks for.
const LONGEST_PAUSE_MS: i64 = 120_000;
/// The longest that it is obeyed while a customer waits before a code, in seconds.
const LONGEST_ON_SCREEN_S: i64 = 30;

/// One process's way to the providers with the credentials of one account.
pub(crate) struct Wire {
    pub(crate) world: Arc<World>,
    pub(crate) process: Arc<Process>,
    pub(crate) bank: usize,
}

/// A request on its way.
pub(crate) struct Sent {
    pub(crate) request: sandbox::Request,
    pub(crate) shop: usize,
    pub(crate) bank: usize,
    /// Of a creation: the key of the attempt that it is for.
    pub(crate) key: Option<String>,
    pub(crate) delivery: Delivery,
}

/// What went over the wire.
#[derive(Default)]
pub(crate) struct Ledger {
    /// By the key of an attempt: the bytes of the first sending.
    creations: BTreeMap<String, String>,
    /// References that tills have made themselves, with the key of the attempt.
    references: BTreeMap<String, String>,
    /// By subject: when it was last asked about.
    asked: BTreeMap<String, Asked>,
    /// By subject: until when the provider wants to be left alone, and which process it told.
    pauses: BTreeMap<String, (i64, String)>,
    /// Earlier answers to a path.
    pub(crate) copies: BTreeMap<String, Vec<u8>>,
    /// Subjects whose answers hid or forged the times by which one tells late money.
    pub(crate) times_altered: Vec<String>,
    /// Subjects that were called expired or cancelled without being so.
    pub(crate) words_forged: Vec<String>,
    /// Subjects that were called paid, or something else, by an answer that was about something else.
    pub(crate) doubtful: Vec<String>,
    pub(crate) requests: u64,
}

struct Asked {
    at_ms: i64,
    by: String,
    /// The asker has heard; one that died before may have asked later than its claim says.
    is_heard: bool,
    /// It was answered by "token expired": the replay belongs to the same question.
    may_repeat: bool,
}

#[async_trait]
impl Http for Wire {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let carried = carry(&self.world, &self.process, self.bank, request);
        self.process.live_or_unwind(carried).await
    }
}

/// A request as the provider reads it.
fn as_read(request: &HttpRequest, path: &str) -> sandbox::Request {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let plain = sandbox::Request::new(method, path);
    let mut read = request
        .headers
        .iter()
        .fold(plain, |request, (name, value)| request.with_header(name, value));
    read.body = request.body.clone().unwrap_or_default().into_bytes();
    read
}

async fn carry(
    world: &Arc<World>,
    process: &Process,
    bank: usize,
    request: HttpRequest,
) -> Result<HttpResponse, HttpError> {
    let name = process.name.as_str();
    world.look();
    let sent = {
        let mut state = world.state();
        let read = as_read(&request, state.banks[bank].path(&request.url));
        let State { weather, net, .. } = &mut *state;
        let delivery = weather.delivery(net, world.now_ms());
        let delivery = if non_idempotent::is_asked(&read) {
            non_idempotent::bearable(delivery)
        } else {
            delivery
        };
        let key = written_key(&state, process.shop, &read);
        Sent { request: read, shop: process.shop, bank, key, delivery }
    };
    let findings = check(&mut world.state(), process, &sent, world.now_ms());
    for finding in findings {
        world.find(format!("{name}: {finding}"));
    }
    let subject = sent.subject();
    let trouble = sent.delivery.trouble.map(|it| format!(" {it:?}")).unwrap_or_default();
    world.note(name, &format!("→ {subject}{trouble}"));
    let asked = sent.asked();
    let is_on_screen = is_on_screen(&world.state(), &sent);
    let result = travel(world, sent).await;
    if let Some(asked) = world.state().ledger.asked.get_mut(&asked) {
        asked.is_heard |= asked.by == name;
    }
    if let Ok(HttpResponse { status: 429, retry_after: Some(seconds), .. }) = &result
        && let Ok(seconds) = seconds.parse::<i64>()
    {
        let seconds = if is_on_screen { seconds.min(LONGEST_ON_SCREEN_S) } else { seconds };
        let pause = (world.now_ms() + seconds * 1_000, name.to_owned());
        world.state().ledger.pauses.insert(asked, pause);
    }
    let shown = match &result {
        Ok(response) => response.status.to_string(),
        Err(error) => format!("{error:?}"),
    };
    world.note(name, &format!("← {subject} {shown}"));
    result
}

async fn travel(world: &Arc<World>, sent: Sent) -> Result<HttpResponse, HttpError> {
    let delivery = sent.delivery;
    match delivery.trouble {
        Some(Trouble::NotSent) => {
            sleep(Duration::from_millis(delivery.out_ms)).await;
            return Err(HttpError::NotSent("no route".into()));
        }
        Some(Trouble::LostBefore) => {
            let hangs = delivery.dice.is_multiple_of(2);
            let wait = if hangs { TOTAL_TIMEOUT } else { Duration::from_millis(delivery.out_ms) };
            sleep(wait).await;
            return Err(HttpError::Lost("reset".into()));
        }
        _ => {}
    }
    let (answered, answer) = oneshot::channel();
    // On its way it outlives the process that sent it.
    let network = Arc::clone(world);
    tokio::spawn(async move {
        sleep(Duration::from_millis(delivery.out_ms)).await;
        // The till may have left: then nobody hears.
        let _ = answered.send(provider_answer(&network, &sent));
        if delivery.trouble == Some(Trouble::Doubled) {
            sleep(Duration::from_millis(delivery.dice % 20_000)).await;
            network.note("network", "delivers a second time");
            let _ = provider_answer(&network, &sent);
        }
    });
    let whole = async {
        let answer = answer.await.expect("the network always answers");
        sleep(Duration::from_millis(delivery.back_ms)).await;
        answer
    };
    timeout(TOTAL_TIMEOUT, whole).await.unwrap_or_else(|_| Err(HttpError::Lost("timed out".into())))
}

/// The provider handles a request that has arrived.
fn provider_answer(world: &Arc<World>, sent: &Sent) -> Result<HttpResponse, HttpError> {
    let now_ms = world.now_ms();
    let mut state = world.state();
    let Sent { request, delivery, bank, .. } = sent;
    let unprocessed = delivery.trouble.and_then(|it| fault::unprocessed(it, delivery.dice, now_ms));
    let response = unprocessed.unwrap_or_else(|| {
        if sent.key.is_some() && delivery.dice.is_multiple_of(4) {
            let mut chance = Chance::of(delivery.dice, "ids");
            bank::collide(&mut state.banks, *bank, &mut chance);
        }
        let bank = &mut state.banks[*bank];
        let answer = bank.answer(request, sent.key.as_deref(), now_ms);
        if let Some(id) = refund::refunded_by(request)
            && answer.status == 202
        {
            bank.given_back.push(id.to_owned());
        }
        fault::as_received(&answer, now_ms)
    });
    if response.status == 401
        && let Some(asked) = state.ledger.asked.get_mut(&sent.asked())
    {
        asked.may_repeat = true;
    }
    match delivery.trouble {
        Some(Trouble::LostAfter) => Err(HttpError::Lost("reset".into())),
        Some(Trouble::TooLarge) => Err(HttpError::TooLarge),
        Some(trouble) if foreign::is_one(trouble) => {
            Ok(foreign::bent(&mut state, sent, response, trouble, now_ms))
        }
        None | Some(Trouble::SlowRequest | Trouble::SlowAnswer | Trouble::Doubled) => {
            fault::remember(&mut state.ledger, sent, &response);
            Ok(fault::accented(state.accent, response))
        }
        Some(trouble) => Ok(fault::faulty(&mut state.ledger, sent, response, trouble)),
    }
}

impl Ledger {
    /// The shop's log may have forgotten what its till has asked, and was asked for.
    pub(crate) fn forget_questions(&mut self, shop: usize) {
        let beginning = format!("{shop} ");
        self.asked.retain(|subject, _| !subject.starts_with(&beginning));
        self.pauses.retain(|subject, _| !subject.starts_with(&beginning));
    }
}

impl Sent {
    /// What it is about: a charge's path or reference.
    pub(crate) fn subject(&self) -> String {
        let place = if self.bank == 0 { "" } else { "@2 " };
        format!("{place}{}", subject(&self.request))
    }

    /// The same, as each till polls by itself.
    fn asked(&self) -> String {
        format!("{} {}", self.shop, self.subject())
    }
}

/// What a request is about: a charge's path or reference.
fn subject(request: &sandbox::Request) -> String {
    let creates = request.method == "POST" && request.path == "/cash-in";
    if creates || non_idempotent::creates(request) {
        return format!("create {}", reference(request).unwrap_or_default());
    }
    format!("{} {}", request.method, request.path)
}

fn reference(request: &sandbox::Request) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(&request.body).ok()?;
    let reference = body.get("externalReference").or_else(|| body.get("orderId"))?;
    Some(reference.as_str()?.to_owned())
}

/// At most one question per second about a charge, and none in a pause that the provider asks for.
fn too_soon(state: &mut State, process: &Process, subject: &str, now_ms: i64) -> Option<String> {
    let clock_set_at_ms = state.clock_set_at_ms;
    let clock_is_steady = |since_ms: i64| {
        clock_set_at_ms.is_none_or(|set_at_ms| since_ms - set_at_ms > LONGEST_QUESTION_MS)
    };
    if process.is_attended {
        // A person may have wanted to know; what the answer brings starts a new schedule.
        state.ledger.pauses.remove(subject);
    }
    let pause = state.ledger.pauses.get(subject);
    if let Some((until_ms, told)) = pause
        && now_ms < *until_ms
        && *told == process.name
        && clock_is_steady(*until_ms - LONGEST_PAUSE_MS)
    {
        let early_ms = until_ms - now_ms;
        return Some(format!("asked {early_ms} ms before a pause was over: {subject}"));
    }
    let by = process.name.clone();
    let asked = Asked { at_ms: now_ms, by, is_heard: false, may_repeat: false };
    let last = state.ledger.asked.insert(subject.to_owned(), asked)?;
    let after_ms = now_ms - last.at_ms;
    let is_too_soon = after_ms < CLOSEST_MS
        && clock_is_steady(last.at_ms)
        && !last.may_repeat
        && (last.is_heard || last.by == process.name);
    is_too_soon.then(|| format!("asked twice within {after_ms} ms: {subject}"))
}

/// The key of the attempt that a creation is for, as it stands in the shop's log.
fn written_key(state: &State, shop: usize, request: &sandbox::Request) -> Option<String> {
    let creates = request.method == "POST" && request.path == "/cash-in";
    let reference = reference(request).filter(|_| creates || non_idempotent::creates(request))?;
    let written = state.shops[shop].state_checker().request_of(&reference)?;
    Some(written.idempotency_key.as_str().to_owned())
}

/// Whether a customer may be waiting before the code that a request is about.
fn is_on_screen(state: &State, sent: &Sent) -> bool {
    let known = state.shops[sent.shop].state_checker().known();
    let subject = sent.subject();
    let mut open = known.values().filter(|known| known.charge.status.is_open());
    open.any(|known| {
        let id = known.charge.registration.as_ref().map(|it| it.provider_id.as_str());
        subject.ends_with(id.unwrap_or(known.charge.reference.as_str()))
    })
}

/// What must hold of a request at the moment it is sent.
fn check(state: &mut State, process: &Process, sent: &Sent, now_ms: i64) -> Vec<String> {
    let mut findings = Vec::new();
    let request = &sent.request;
    state.ledger.requests += 1;
    if request.path == "/auth/token" {
        return findings;
    }
    findings.extend(too_soon(state, process, &sent.asked(), now_ms));
    if request.method != "POST" {
        return findings;
    }
    if let Some(id) = refund::refunded_by(request) {
        findings.extend(refund::check(state, (sent.shop, sent.bank), request, id));
        return findings;
    }
    let reference = reference(request).unwrap_or_default();
    let sent_key = request.header("x-idempotency-key").map(str::to_owned);
    let sent_key = sent_key.filter(|_| !non_idempotent::creates(request));
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let written = state.shops[sent.shop].state_checker().request_of(&reference);
    let Some(written) = written else {
        findings.push(format!("sent before it was written: {reference}"));
        return findings;
    };
    let key = written.idempotency_key.as_str().to_owned();
    if written.body != body
        || sent_key.as_ref().is_some_and(|sent| *sent != key)
        || sent_key.is_none() != non_idempotent::creates(request)
    {
        findings.push(format!("sent otherwise than written: {reference}"));
    }
    if *state.ledger.creations.entry(key.clone()).or_insert(body.clone()) != body {
        findings.push(format!("repeated with other bytes: {reference}"));
    }
    if !is_callers(&reference)
        && *state.ledger.references.entry(reference.clone()).or_insert(key.clone()) != key
    {
        findings.push(format!("two attempts were made under one reference: {reference}"));
    }
    findings
}
