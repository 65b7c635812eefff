//! A relay on this machine that does exactly what a test tells it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use relay_protocol::{Cursor, GapReason, Mark, RelayFrame, TillFrame, Token};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};

/// Nothing in a test takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Listens on a free port until it is dropped.
pub(crate) struct Relay {
    pub(crate) url: String,
    connections: mpsc::UnboundedReceiver<Connection>,
    /// What the next upgrades are answered with instead.
    refusals: Arc<Mutex<VecDeque<ErrorResponse>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Relay {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, connections) = mpsc::unbounded_channel();
        let refusals: Arc<Mutex<VecDeque<ErrorResponse>>> = Arc::default();
        let to_refuse = Arc::clone(&refusals);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let refusal = to_refuse.lock().unwrap().pop_front();
                if let Some(connection) = upgrade(stream, refusal).await {
                    let _ = sender.send(connection);
                }
            }
        });
        Self { url, connections, refusals, task }
    }

    pub(crate) fn refuse_next(&self, status: u16, headers: &[(&'static str, &'static str)]) {
        let mut response = ErrorResponse::new(None);
        *response.status_mut() = status.try_into().unwrap();
        for (name, value) in headers {
            response.headers_mut().insert(*name, HeaderValue::from_static(value));
        }
        self.refusals.lock().unwrap().push_back(response);
    }

    /// The next connection, after its hello.
    pub(crate) async fn connection(&mut self) -> Connection {
        let connection = timeout(PATIENCE, self.connections.recv()).await;
        let mut connection = connection.expect("the till dials").unwrap();
        let TillFrame::Hello { cursor, code, m, .. } = connection.frame().await else {
            panic!("no hello")
        };
        (connection.cursor, connection.code, connection.mark) = (cursor, code, m);
        connection
    }

    /// The next connection, welcomed.
    pub(crate) async fn welcomed(&mut self, epoch: &str, head: u64) -> Connection {
        let mut connection = self.connection().await;
        connection.welcome(epoch, head, 20).await;
        connection
    }

    /// Whether somebody dials within this time.
    pub(crate) async fn is_dialled_within(&mut self, time: Duration) -> bool {
        timeout(time, self.connections.recv()).await.is_ok()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[allow(clippy::result_large_err, reason = "the library's own signature")]
async fn upgrade(stream: TcpStream, refusal: Option<ErrorResponse>) -> Option<Connection> {
    let mut seen = None;
    let look = |request: &Request, mut response: Response| {
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        let headers = request.headers();
        let token = Token::from_header(headers.get("authorization").unwrap().to_str().unwrap());
        seen = token.map(|token| (token, request.uri().path().to_owned()));
        let protocol = headers.get("sec-websocket-protocol").unwrap().clone();
        response.headers_mut().insert("sec-websocket-protocol", protocol);
        Ok(response)
    };
    let socket = accept_hdr_async(stream, look).await.ok()?;
    let (token, path) = seen?;
    Some(Connection { socket, token, path, cursor: None, code: None, mark: None })
}

/// A till's connection, on the relay's side.
pub(crate) struct Connection {
    socket: WebSocketStream<TcpStream>,
    pub(crate) token: Token,
    pub(crate) path: String,
    /// From the hello.
    pub(crate) cursor: Option<Cursor>,
    pub(crate) code: Option<String>,
    pub(crate) mark: Option<Mark>,
}

impl Connection {
    pub(crate) async fn send(&mut self, frame: &RelayFrame) {
        let text = serde_json::to_string(frame).unwrap();
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The till's next frame.
    pub(crate) async fn frame(&mut self) -> TillFrame {
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await;
            match message.expect("the till says something").unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) async fn welcome(&mut self, epoch: &str, head: u64, ping_s: u32) {
        self.welcome_with(epoch, head, ping_s, None).await;
    }

    /// Welcomes it with what was heard of its log last.
    pub(crate) async fn welcome_with(
        &mut self,
        epoch: &str,
        head: u64,
        ping_s: u32,
        m: Option<Mark>,
    ) {
        self.send(&RelayFrame::Welcome {
            v: 1,
            session: "s_1".into(),
            e: epoch.into(),
            first: 1,
            head,
            ping_s,
            now: 0,
            m,
            codes: None,
        })
        .await;
    }

    /// A webhook as it came, with its signature if it has one.
    pub(crate) async fn event(
        &mut self,
        previous: u64,
        seq: u64,
        body: &[u8],
        signature: Option<&str>,
    ) {
        let header = signature.map(|it| ("x-connect-signature", it));
        self.event_with(previous, seq, body, header).await;
    }

    /// A webhook with this header, if any.
    pub(crate) async fn event_with(
        &mut self,
        previous: u64,
        seq: u64,
        body: &[u8],
        header: Option<(&str, &str)>,
    ) {
        let header = header.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.send(&RelayFrame::Event {
            s: seq,
            p: previous,
            id: format!("evt_{seq}"),
            rx: 1,
            route: "r_1".into(),
            h: header.into_iter().collect(),
            b64: STANDARD.encode(body),
        })
        .await;
    }

    pub(crate) async fn gap(&mut self, epoch: &str, first: u64, reason: GapReason) {
        self.send(&RelayFrame::Gap { e: epoch.into(), first, reason }).await;
    }

    /// Waits until the till has acknowledged everything up to `seq`.
    pub(crate) async fn acked(&mut self, epoch: &str, seq: u64) {
        loop {
            match self.frame().await {
                TillFrame::Ack { e, s, .. } if s < seq => assert_eq!(e, epoch),
                TillFrame::Ack { e, s, .. } => return assert_eq!((e.as_str(), s), (epoch, seq)),
                other => panic!("{other:?} instead of the ack of {seq}"),
            }
        }
    }

    pub(crate) async fn close(mut self, code: u16) {
        let frame = CloseFrame { code: code.into(), reason: "told to".into() };
        self.socket.close(Some(frame)).await.unwrap();
        // The other half of the farewell.
        while let Ok(Some(Ok(_))) = timeout(PATIENCE, self.socket.next()).await {}
    }

    /// Waits until the till has closed or broken the connection, and says with which code; it must
    /// send nothing else.
    pub(crate) async fn ended(mut self) -> Option<u16> {
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await;
            match message.expect("the till hangs up") {
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(frame))) => return frame.map(|it| it.code.into()),
                Some(Ok(other)) => panic!("{other:?}"),
                Some(Err(_)) | None => return None,
            }
        }
    }
}
