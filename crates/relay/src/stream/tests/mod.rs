//! Sessions over real sockets.

mod delivery;
mod ends;
mod refusals;
mod reported;
mod resuming;

use std::sync::Arc;
use std::time::Duration;

use axum::routing::{any, get};
use axum::{Extension, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::{SinkExt as _, StreamExt as _};
use relay_protocol::{
    Cursor, RelayFrame, STREAM_PATH, SUBPROTOCOL, TillFrame, Token, connect_message, pair_message,
};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::clock::now_ms;
use crate::config::Config;
use crate::db::Db;
use crate::directory::{Claim, Directory, Paired};
use crate::engine::Sqlite;
use crate::ids::{RouteId, TillId, random_text};
use crate::reported::Reported;
use crate::state::{Patience, Relay};
use crate::store::{Appended, NewEvent, Store as _};
use http_guard::Source;

/// Longer than anything takes that comes at all.
const LONG: Duration = Duration::from_secs(20);

/// A relay that listens.
struct Rig {
    relay: Arc<Relay>,
    address: String,
    folder: TempDir,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Rig {
    async fn new() -> Self {
        Self::with(Patience::default()).await
    }

    async fn with(patience: Patience) -> Self {
        Self::on(tempfile::tempdir().unwrap(), patience).await
    }

    async fn on(folder: TempDir, patience: Patience) -> Self {
        let db = Db::open(folder.path()).unwrap();
        let directory = Directory::open(db.clone()).await.unwrap();
        let reported = Reported::open(db.clone()).await.unwrap();
        let mut relay = Relay::new(Sqlite::new(db), directory, reported, &Config::default());
        relay.patience = patience;
        let relay = Arc::new(relay);
        let router = Router::new()
            .route("/i/{*rest}", any(crate::ingest::take))
            .route(STREAM_PATH, get(crate::stream::dial))
            .layer(Extension(Source::of([127, 0, 0, 1].into())))
            .with_state(Arc::clone(&relay));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        Self { relay, address, folder, server }
    }

    /// A till of merchant `merchant`, paired.
    async fn till(&self, merchant: &str, name: &str) -> Till {
        let added = self.relay.directory.add_till(merchant, name).await.unwrap();
        let key = Ed25519KeyPair::from_seed_unchecked(&rand::random::<[u8; 32]>()).unwrap();
        let pubkey = URL_SAFE_NO_PAD.encode(key.public_key());
        let code = added.pairing_code;
        let proof = key.sign(pair_message(&code, &pubkey).as_bytes()).as_ref().try_into().unwrap();
        let public_key = key.public_key().as_ref().try_into().unwrap();
        let claim = Claim { code, pubkey, public_key, proof };
        let paired = self.relay.directory.pair(claim).await.unwrap();
        assert!(matches!(paired, Paired::Till { .. }));
        Till { id: added.id, key, ingest_key: added.ingest_key }
    }

    async fn append(&self, tills: &[&Till], body: impl Into<Vec<u8>>) {
        let body = body.into();
        let new = NewEvent {
            route: RouteId::random(),
            tills: tills.iter().map(|till| till.id.clone()).collect(),
            dedup_key: b"id:".to_vec(),
            body_sha256: [0; 32],
            headers: r#"{"x-event-id":"e"}"#.into(),
            body: body.into(),
            received_at_ms: now_ms(),
        };
        assert!(matches!(self.relay.store.append(new).await, Ok(Appended::New(_))));
    }

    fn request(&self, authorization: Option<String>) -> Request {
        let url = format!("ws://{}{STREAM_PATH}", self.address);
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
        if let Some(value) = authorization {
            headers.insert("authorization", value.parse().unwrap());
        }
        request
    }

    /// A socket whose dial is signed, and that has said nothing.
    async fn socket(&self, till: &Till) -> Client {
        let request = self.request(Some(till.token()));
        Client(connect_async(request).await.unwrap().0)
    }

    /// A session: what was answered to the hello, and the rest.
    async fn dial(
        &self,
        till: &Till,
        cursor: impl Into<Option<Cursor>>,
        window: u32,
    ) -> (Welcome, Client) {
        let mut client = self.socket(till).await;
        client.say(&hello(till, cursor.into(), window)).await;
        let RelayFrame::Welcome { e, first, head, .. } = client.frame().await else {
            panic!("no welcome")
        };
        (Welcome { e, first, head }, client)
    }

    /// The status and header that refuse a dial.
    async fn refused(&self, request: Request) -> (u16, Option<String>) {
        match connect_async(request).await {
            Err(tungstenite::Error::Http(response)) => {
                let retry = response.headers().get("retry-after");
                (response.status().as_u16(), retry.map(|it| it.to_str().unwrap().to_owned()))
            }
            other => panic!("not refused: {:?}", other.map(|_| ())),
        }
    }
}

struct Till {
    id: TillId,
    key: Ed25519KeyPair,
    ingest_key: String,
}

impl Till {
    fn token(&self) -> String {
        let (till, ts, nonce) = (self.id.to_string(), now_ms() / 1000, random_text::<16>());
        let sig = self.key.sign(connect_message(&till, ts, &nonce).as_bytes());
        Token { till, ts, nonce, sig: URL_SAFE_NO_PAD.encode(sig) }.to_header()
    }
}

#[derive(Debug, PartialEq)]
struct Welcome {
    e: String,
    first: u64,
    head: u64,
}

fn hello(till: &Till, cursor: Option<Cursor>, window: u32) -> TillFrame {
    let (till, app) = (till.id.to_string(), "test".into());
    TillFrame::Hello { v: 1, till, app, cursor, window, code: None, m: None }
}

fn at(epoch: &str, s: u64) -> Cursor {
    Cursor { e: epoch.to_owned(), s }
}

/// A till's end of a socket.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn message(&mut self) -> Message {
        let next = tokio::time::timeout(LONG, self.0.next()).await;
        next.expect("nothing comes").expect("closed").unwrap()
    }

    async fn frame(&mut self) -> RelayFrame {
        match self.message().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("not text: {other:?}"),
        }
    }

    /// The next event: previous, seq, body. Pings are answered.
    async fn event(&mut self) -> (u64, u64, Vec<u8>) {
        loop {
            match self.frame().await {
                RelayFrame::Event { s, p, b64, .. } => {
                    return (p, s, STANDARD.decode(b64).unwrap());
                }
                RelayFrame::Ping { n, head } => {
                    self.say(&TillFrame::Pong { n, s: head, m: None }).await;
                }
                other => panic!("not an event: {other:?}"),
            }
        }
    }

    async fn bodies(&mut self, count: usize) -> Vec<String> {
        let mut bodies = Vec::new();
        while bodies.len() < count {
            bodies.push(String::from_utf8(self.event().await.2).unwrap());
        }
        bodies
    }

    async fn say(&mut self, frame: &TillFrame) {
        self.text(&serde_json::to_string(frame).unwrap()).await;
    }

    async fn text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    async fn ack(&mut self, epoch: &str, s: u64) {
        self.say(&TillFrame::Ack { e: epoch.to_owned(), s, m: None }).await;
    }

    /// Says something whose answer comes after everything that the relay does before it.
    async fn nothing_came(&mut self) {
        self.say(&TillFrame::Nack { s: u64::MAX, code: "none".into() }).await;
        match self.frame().await {
            RelayFrame::Error { code, fatal: false, .. } => assert_eq!(code, "not_in_flight"),
            other => panic!("something came: {other:?}"),
        }
    }

    /// The code of the close, which a fatal error comes before. Other frames are passed over.
    async fn closed(mut self) -> u16 {
        let mut error = None;
        loop {
            match self.message().await {
                Message::Text(text) => {
                    if let RelayFrame::Error { code, fatal: true, .. } =
                        serde_json::from_str(&text).unwrap()
                    {
                        error = Some(code);
                    }
                }
                Message::Close(Some(close)) => {
                    assert!(error.is_some(), "closed without a word");
                    assert!(!close.reason.is_empty());
                    return close.code.into();
                }
                other => panic!("neither text nor close: {other:?}"),
            }
        }
    }
}
