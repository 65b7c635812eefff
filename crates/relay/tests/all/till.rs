//! A till's side of the protocol, as small as it can be.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::{SinkExt, StreamExt};
use relay_protocol::{
    Cursor, PairRequest, RelayFrame, SUBPROTOCOL, TillFrame, Token, VERSION, connect_message,
    pair_message,
};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
};

use crate::http::{Answer, post};
use crate::server::{PATIENCE, Server};

pub(crate) struct Till {
    pub(crate) id: String,
    pub(crate) ingest_url: String,
    pub(crate) pair: Ed25519KeyPair,
}

pub(crate) fn new_pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&rand::random::<[u8; 32]>()).unwrap()
}

/// The request of a till with this key.
pub(crate) fn pair_request(pair: &Ed25519KeyPair, code: &str) -> PairRequest {
    let pubkey = URL_SAFE_NO_PAD.encode(pair.public_key());
    let proof = URL_SAFE_NO_PAD.encode(pair.sign(pair_message(code, &pubkey).as_bytes()));
    PairRequest { code: code.to_owned(), pubkey, proof }
}

pub(crate) fn ask_to_pair(server: &Server, request: &PairRequest) -> Answer {
    post(&format!("{}/v1/pair", server.url), &serde_json::to_string(request).unwrap())
}

impl Till {
    /// Added and paired.
    pub(crate) fn new(server: &Server, merchant: &str, name: &str) -> Self {
        let (_, _, code) = server.add_till(merchant, name);
        Self::paired(server, &code)
    }

    pub(crate) fn paired(server: &Server, code: &str) -> Self {
        let pair = new_pair();
        let answer = ask_to_pair(server, &pair_request(&pair, code));
        assert_eq!(answer.status, 200, "{answer:?}");
        Self::of(pair, &answer.body)
    }

    /// As the relay's answer says.
    pub(crate) fn of(pair: Ed25519KeyPair, answer: &str) -> Self {
        let answer: Value = serde_json::from_str(answer).unwrap();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self { id: text("till"), ingest_url: text("ingest_url"), pair }
    }

    pub(crate) fn token(&self) -> Token {
        let ts = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        self.token_at(i64::try_from(ts).unwrap())
    }

    pub(crate) fn token_at(&self, ts: i64) -> Token {
        let (till, nonce) = (self.id.clone(), URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()));
        let sig = self.pair.sign(connect_message(&till, ts, &nonce).as_bytes());
        Token { till, ts, nonce, sig: URL_SAFE_NO_PAD.encode(sig) }
    }

    /// Dials; a refusal is its status.
    pub(crate) async fn dial(&self, server: &Server) -> Result<Line, u16> {
        dial_with(server, &self.token().to_header()).await
    }

    /// Dials, says hello, and is welcome.
    pub(crate) async fn connect(&self, server: &Server, cursor: Option<Cursor>) -> Line {
        let line = self.dial(server).await.unwrap();
        self.begin(line, cursor).await
    }

    /// Says hello, and is welcome.
    pub(crate) async fn begin(&self, mut line: Line, cursor: Option<Cursor>) -> Line {
        line.say(&self.hello(cursor)).await;
        match line.next().await {
            Some(RelayFrame::Welcome { e, .. }) => line.epoch = e,
            other => panic!("{other:?} instead of a welcome"),
        }
        line
    }

    pub(crate) fn hello(&self, cursor: Option<Cursor>) -> TillFrame {
        TillFrame::Hello {
            v: VERSION,
            till: self.id.clone(),
            app: "test".into(),
            cursor,
            window: 64,
            code: None,
            m: None,
        }
    }
}

pub(crate) async fn dial_with(server: &Server, authorization: &str) -> Result<Line, u16> {
    dial_through(&server.url, authorization, None).await
}

pub(crate) async fn dial_through(
    url: &str,
    authorization: &str,
    connector: Option<Connector>,
) -> Result<Line, u16> {
    let url = format!("{}/v1/stream", url.replacen("http", "ws", 1));
    let mut request = url.into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("authorization", authorization.parse().unwrap());
    headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse().unwrap());
    match connect_async_tls_with_config(request, None, true, connector).await {
        Ok((socket, _)) => Ok(Line { socket, epoch: String::new(), cursor: None, closed: None }),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

/// A connected till's socket.
pub(crate) struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Of the welcome.
    pub(crate) epoch: String,
    /// The last event that came.
    pub(crate) cursor: Option<Cursor>,
    /// Why the relay closed it: the code, and the reason.
    pub(crate) closed: Option<(u16, String)>,
}

impl Line {
    pub(crate) async fn say(&mut self, frame: &TillFrame) {
        self.say_raw(Message::text(serde_json::to_string(frame).unwrap())).await;
    }

    pub(crate) async fn say_raw(&mut self, message: Message) {
        // The relay may have closed meanwhile; what it said is what counts.
        let _ = self.socket.send(message).await;
    }

    /// The next frame but pings, which are answered; `None` once the relay has closed.
    pub(crate) async fn next(&mut self) -> Option<RelayFrame> {
        loop {
            let heard = timeout(PATIENCE, self.socket.next()).await.expect("a frame in time");
            match heard {
                Some(Ok(Message::Text(text))) => match serde_json::from_str(&text).unwrap() {
                    RelayFrame::Ping { n, .. } => {
                        self.say(&TillFrame::Pong { n, s: 0, m: None }).await;
                    }
                    frame => return Some(frame),
                },
                Some(Ok(Message::Close(frame))) => {
                    self.closed = frame.map(|it| (it.code.into(), it.reason.to_string()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next event: its seq and its body.
    pub(crate) async fn event(&mut self) -> (u64, Vec<u8>) {
        match self.next().await {
            Some(RelayFrame::Event { s, b64, .. }) => {
                self.cursor = Some(Cursor { e: self.epoch.clone(), s });
                (s, STANDARD.decode(b64).unwrap())
            }
            other => panic!("{other:?} instead of an event"),
        }
    }

    /// The code with which the relay closes.
    pub(crate) async fn close_code(mut self) -> u16 {
        while self.next().await.is_some() {}
        self.closed.expect("a close frame").0
    }
}
