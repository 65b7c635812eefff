//! The sandbox assembled: provider, bank page and controls over one set of books.

mod post;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::brcode::{EmitError, Merchant};
use hyper::http::uri::Authority;
use post::Post;
pub(crate) use post::{Attempt, Sending};
use tokio::sync::Notify;

use crate::books::{Auth, Books, Provider, Switches};
use crate::books_file::BooksFile;
use crate::connectpsp::{self, ConnectPsp, Problem};
use crate::faults::{Fault, Faults, Kind, On};
use crate::integrapay::{self, IntegraPay};
use crate::message::{Request, Response};
use crate::seen::SeenCalls;
use crate::{Credentials, bank, control, time};

/// How a sandbox is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whom it lets in.
    pub credentials: Credentials,
    /// Where the books are kept between two starts; nowhere if absent.
    pub books_file: Option<PathBuf>,
    /// Each charge is paid by itself after that time.
    pub customer_pays_after: Option<Duration>,
    /// Who is paid, as the codes tell it; accents are folded.
    pub merchant_name: String,
    /// Where.
    pub merchant_city: String,
}

/// Why a sandbox cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The merchant cannot stand in a code.
    #[error("the merchant cannot stand in a code: {0}")]
    Merchant(#[from] EmitError),
    /// The books cannot be read.
    #[error("the sandbox's books in {} cannot be read; move the file away to start anew", path.display())]
    Books {
        /// The books file.
        path: PathBuf,
        /// What is wrong with it.
        source: std::io::Error,
    },
}

/// What is to be done about a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Send this answer after that time.
    Answer(Response, Duration),
    /// Close the connection without an answer.
    Close,
}

/// PSPs on this machine, without their sockets.
#[derive(Debug)]
pub struct Sandbox {
    state: Mutex<State>,
    books_file: Option<BooksFile>,
    customer_pays_after_ms: Option<i64>,
    /// Told when the books have changed: a webhook may be due.
    pub(crate) changed: Notify,
}

/// What changes while a sandbox runs.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) psp: ConnectPsp,
    pub(crate) integrapay: IntegraPay,
    pub(crate) books: Books,
    pub(crate) faults: Faults,
    pub(crate) seen: SeenCalls,
    pub(crate) post: Post,
    /// How far the sandbox's clock was put forward.
    pub(crate) clock_offset_ms: i64,
    saved_revision: u64,
}

impl Sandbox {
    /// A sandbox with the books of last time, if there are any.
    pub fn open(config: Config) -> Result<Self, OpenError> {
        let merchant = Merchant::new(&config.merchant_name, &config.merchant_city)?;
        let books_file = config.books_file.map(BooksFile::new);
        let kept = match &books_file {
            None => None,
            Some(file) => file
                .load()
                .map_err(|source| OpenError::Books { path: file.path().to_owned(), source })?,
        };
        let books = kept.unwrap_or_else(|| Books::new(rand::random()));
        let psp = ConnectPsp {
            credentials: config.credentials.clone(),
            merchant: merchant.clone(),
            draws_codes: true,
        };
        let integrapay =
            IntegraPay { credentials: config.credentials, merchant, draws_codes: true };
        let in_ms = |after: Duration| i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
        Ok(Self {
            state: Mutex::new(State {
                psp,
                integrapay,
                saved_revision: books.revision(),
                books,
                faults: Faults::default(),
                seen: SeenCalls::default(),
                post: Post::default(),
                clock_offset_ms: 0,
            }),
            books_file,
            customer_pays_after_ms: config.customer_pays_after.map(in_ms),
            changed: Notify::new(),
        })
    }

    /// From now on `IntegraPay` wants its token like that.
    pub fn set_integrapay_auth(&self, auth: Auth) {
        self.with_state(|state| {
            let switches = Switches { integrapay_auth: auth, ..state.books.switches().clone() };
            state.books.set_switches(switches);
        });
    }

    /// Handles one request that came at `real_now_ms`. May block for a file or for arithmetic.
    pub fn handle(&self, request: &Request, real_now_ms: i64) -> Outcome {
        if !comes_from_this_machine(request) {
            let refusal = Response::new(403, "text/plain", "Only for this machine.\n");
            return Outcome::Answer(refusal, Duration::ZERO);
        }
        if bank::is_scan(request) {
            // Reading a picture takes long and needs no books.
            return Outcome::Answer(bank::scan(request), Duration::ZERO);
        }
        // A panic inside would have left the books whole: each change is one step.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        let now_ms = real_now_ms.saturating_add(state.clock_offset_ms);
        if let Some(after_ms) = self.customer_pays_after_ms {
            state.books.let_customers_pay(after_ms, now_ms);
        }
        match request.segments().first() {
            Some(&"_sandbox") => {
                let answer = control::answer(state, request, now_ms);
                // The clock may have been put forward.
                self.changed.notify_one();
                self.sent(state, answer, now_ms)
            }
            Some(&"banco") => {
                let answer = bank::answer(&mut state.books, request, now_ms);
                self.sent(state, answer, now_ms)
            }
            _ => self.provider(state, request, now_ms),
        }
    }

    /// A call of a provider's, with its fault if one waits.
    fn provider(&self, state: &mut State, request: &Request, now_ms: i64) -> Outcome {
        let (provider, on) = addressee(request);
        let fault = on.and_then(|on| state.faults.take(on, provider));
        let kind = fault.as_ref().map(|fault| fault.kind);
        let unprocessed = fault.as_ref().and_then(|fault| fault.answer_unprocessed(provider));
        let outcome = match (kind, unprocessed) {
            (Some(Kind::DropBefore), _) => Outcome::Close,
            (_, Some(answer)) => self.sent(state, answer, now_ms),
            (_, None) => {
                let answer = match provider {
                    Provider::ConnectPsp => state.psp.answer(&mut state.books, request, now_ms),
                    Provider::IntegraPay => {
                        state.integrapay.answer(&mut state.books, request, now_ms)
                    }
                };
                let clock_error_ms = fault.as_ref().map_or(0, Fault::clock_error_ms);
                let outcome = self.sent(state, answer, now_ms.saturating_add(clock_error_ms));
                match (outcome, fault) {
                    (_, Some(fault)) if fault.kind == Kind::DropAfter => Outcome::Close,
                    (Outcome::Answer(answer, _), Some(fault)) => {
                        let delay = fault.delay();
                        Outcome::Answer(fault.spoil(answer, provider), delay)
                    }
                    (outcome, _) => outcome,
                }
            }
        };
        let seen = state.seen.note(request, now_ms);
        seen.fault = kind;
        seen.status = match &outcome {
            Outcome::Answer(answer, _) => Some(answer.status),
            Outcome::Close => None,
        };
        outcome
    }

    /// The answer with its date, once the books are safe.
    fn sent(&self, state: &mut State, answer: Response, date_ms: i64) -> Outcome {
        let answer = match self.save(state) {
            Ok(()) => answer,
            Err(error) => {
                tracing::error!(%error, "the sandbox's books cannot be saved");
                Problem::internal_error().answer()
            }
        };
        Outcome::Answer(answer.with_header("date", time::http_date(date_ms)), Duration::ZERO)
    }

    fn save(&self, state: &mut State) -> std::io::Result<()> {
        let revision = state.books.revision();
        if revision == state.saved_revision {
            return Ok(());
        }
        if let Some(file) = &self.books_file {
            file.save(&state.books)?;
        }
        state.saved_revision = revision;
        self.changed.notify_one();
        Ok(())
    }
}

/// Whose a request is, and which of its calls, if it is one.
fn addressee(request: &Request) -> (Provider, Option<On>) {
    if request.segments().first() == Some(&"integrapay") {
        let on = integrapay::Call::of(request).map(|call| match call {
            integrapay::Call::Create => On::Create,
            integrapay::Call::LookUpId(_) | integrapay::Call::LookUpOrderId(_) => On::Fetch,
        });
        return (Provider::IntegraPay, on);
    }
    let on = connectpsp::Call::of(request).ok().map(|call| match call {
        connectpsp::Call::Token => On::Token,
        connectpsp::Call::Create => On::Create,
        connectpsp::Call::Fetch(_) => On::Fetch,
        connectpsp::Call::Refund(_) => On::Refund,
        connectpsp::Call::FetchPayout(_) => On::Payout,
    });
    (Provider::ConnectPsp, on)
}

/// No page of another site may reach the sandbox through a visitor's browser: neither by a name
/// that points here (`Host`) nor by sending a form (`Origin`).
fn comes_from_this_machine(request: &Request) -> bool {
    let is_here = |name: &str| {
        name.parse::<Authority>()
            .is_ok_and(|name| matches!(name.host(), "127.0.0.1" | "localhost" | "[::1]"))
    };
    let host = request.header("host").is_none_or(is_here);
    let origin = request
        .header("origin")
        .is_none_or(|origin| origin.split_once("://").is_some_and(|(_, name)| is_here(name)));
    host && origin
}
