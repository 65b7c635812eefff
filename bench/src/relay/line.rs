//! A till's websocket, of the relay or of a peer: opens it and takes bodies out of its frames.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::{FutureExt, SinkExt, StreamExt};
use relay_protocol::{
    Cursor, LONGEST_RELAY_FRAME, RelayFrame, STREAM_PATH, SUBPROTOCOL, TillFrame, Token, VERSION,
    WINDOW_EVENTS, connect_message,
};
use ring::signature::Ed25519KeyPair;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};

use crate::relay::http::connect;

/// How long opening may take.
const OPENING: Duration = Duration::from_secs(10);
/// Read buffer per socket, in bytes: ten thousand of them are open.
const READ_BUFFER: usize = 4 * 1024;

/// Who listens and how.
pub(crate) enum Listener {
    /// A paired till of the relay.
    Till { id: String, key: Ed25519KeyPair },
    /// Whoever opens this path.
    Anyone { path: String },
}

/// An open line.
pub(crate) struct Line {
    socket: WebSocketStream<TcpStream>,
    /// Only on the relay, which wants to hear what arrived.
    cursor: Option<Cursor>,
    acked: u64,
}

impl Line {
    /// Opens the line of that listener, from that address of this machine.
    pub(crate) async fn open(to: SocketAddr, from: Ipv4Addr, listener: &Listener) -> Result<Self> {
        let opening = tokio::time::timeout(OPENING, Self::dial(to, from, listener));
        opening.await.context("a websocket did not open in time")?
    }

    async fn dial(to: SocketAddr, from: Ipv4Addr, listener: &Listener) -> Result<Self> {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(LONGEST_RELAY_FRAME));
        let stream = connect(to, from).await?;
        let request = request(to, listener)?;
        let opened = tokio_tungstenite::client_async_with_config(request, stream, Some(config));
        let (socket, _) = opened.await.context("no websocket")?;
        let mut line = Self { socket, cursor: None, acked: 0 };
        if let Listener::Till { id, .. } = listener {
            line.greet(id).await?;
        }
        Ok(line)
    }

    /// Says hello as a till that has never received anything.
    async fn greet(&mut self, till: &str) -> Result<()> {
        let (till, app) = (till.to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        let hello = TillFrame::Hello {
            v: VERSION,
            till,
            app,
            cursor: None,
            window: WINDOW_EVENTS,
            code: None,
            m: None,
        };
        self.say(&hello).await?;
        match self.frame().await? {
            RelayFrame::Welcome { e, .. } => self.cursor = Some(Cursor { e, s: 0 }),
            other => bail!("instead of a welcome came {other:?}"),
        }
        Ok(())
    }

    async fn frame(&mut self) -> Result<RelayFrame> {
        match self.socket.next().await.context("the line ended")?? {
            Message::Text(text) => Ok(serde_json::from_str(&text)?),
            other => bail!("instead of a text came {other:?}"),
        }
    }

    async fn say(&mut self, frame: &TillFrame) -> Result<()> {
        Ok(self.socket.send(Message::text(serde_json::to_string(frame)?)).await?)
    }

    /// The next message; an error is the end of the line.
    pub(crate) async fn next(&mut self) -> Result<Message> {
        Self::unless_closed(self.socket.next().await)
    }

    /// A message that is there already.
    pub(crate) fn next_at_hand(&mut self) -> Option<Result<Message>> {
        self.socket.next().now_or_never().map(Self::unless_closed)
    }

    fn unless_closed(next: Option<Result<Message, SocketError>>) -> Result<Message> {
        match next.context("the line ended")?? {
            Message::Close(Some(frame)) => {
                bail!("closed: {} {}", u16::from(frame.code), frame.reason)
            }
            message => Ok(message),
        }
    }

    /// The body that a message brings, if it brings one; answers what wants an answer.
    pub(crate) async fn body(&mut self, message: Message) -> Result<Option<Vec<u8>>> {
        let Some(cursor) = &mut self.cursor else {
            return Ok(match message {
                Message::Text(_) | Message::Binary(_) => Some(message.into_data().to_vec()),
                _ => None,
            });
        };
        let Message::Text(text) = message else { return Ok(None) };
        match serde_json::from_str(&text)? {
            RelayFrame::Event { s, p, b64, .. } => {
                if p != cursor.s && cursor.s > 0 {
                    bail!("a hole: behind {} came {s}, which follows {p}", cursor.s);
                }
                cursor.s = s;
                Ok(Some(STANDARD.decode(b64)?))
            }
            RelayFrame::Ping { n, .. } => {
                let pong = TillFrame::Pong { n, s: cursor.s, m: None };
                self.say(&pong).await?;
                Ok(None)
            }
            RelayFrame::Gap { reason, .. } => bail!("a gap: {reason:?}"),
            RelayFrame::Error { code, msg, .. } => bail!("the relay says {code}: {msg}"),
            _ => Ok(None),
        }
    }

    /// Tells the relay what has arrived, if it does not know yet.
    pub(crate) async fn ack(&mut self) -> Result<()> {
        let Some(cursor) = self.cursor.clone().filter(|cursor| cursor.s > self.acked) else {
            return Ok(());
        };
        self.acked = cursor.s;
        self.say(&TillFrame::Ack { e: cursor.e, s: cursor.s, m: None }).await
    }
}

fn request(to: SocketAddr, listener: &Listener) -> Result<Request> {
    let (id, key) = match listener {
        Listener::Anyone { path } => return Ok(format!("ws://{to}{path}").into_client_request()?),
        Listener::Till { id, key } => (id, key),
    };
    let mut request = format!("ws://{to}{STREAM_PATH}").into_client_request()?;
    let ts = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    let nonce = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>());
    let sig = URL_SAFE_NO_PAD.encode(key.sign(connect_message(id, ts, &nonce).as_bytes()));
    let token = Token { till: id.clone(), ts, nonce, sig };
    let headers = request.headers_mut();
    headers.insert("authorization", HeaderValue::from_str(&token.to_header())?);
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
    Ok(request)
}
