//! Dialling: a fresh look-up of the name, TLS, the signed request, the upgrade.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::UnixMs;
use relay_protocol::{
    LONGEST_RELAY_FRAME, LONGEST_TILL_FRAME, STREAM_PATH, SUBPROTOCOL, Token, connect_message,
};
use ring::signature::Ed25519KeyPair;
use secrecy::ExposeSecret;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error as WsError;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Response, Uri};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

use crate::end::End;
use crate::pairing::Pairing;
use crate::till::Till;

/// From the look-up of the name to the end of the upgrade.
const LONGEST_DIAL: Duration = Duration::from_secs(10);
/// For one of several addresses.
const LONGEST_TRY: Duration = Duration::from_secs(3);
/// The relay may ask for a pause of at most this long.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Between two tries while the clocks differ: a machine that has just started gets its time soon.
const UNTIL_CLOCKS_AGREE: Duration = Duration::from_secs(10);
const READ_BUFFER: usize = 8 * 1024;

/// A connection after the upgrade.
pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Connects to the relay of a pairing.
pub(crate) async fn dial(pairing: &Pairing, till: &impl Till) -> Result<Socket, End> {
    let address = Address::read(&pairing.url)?;
    let request = request(&address, pairing, till)?;
    let upgrade = async {
        let stream = connect(&address.host, address.port).await?;
        let _ = stream.set_nodelay(true); // slower without, not wrong
        providers::prepare_tls();
        let connected = client_async_tls_with_config(request, stream, Some(limits()), None).await;
        connected.map(|(socket, _)| socket).map_err(|error| fault(error, till.now()))
    };
    let timed_out = |_| End::lost("no connection within ten seconds");
    timeout(LONGEST_DIAL, upgrade).await.map_err(timed_out)?
}

/// Looks the name up anew, so that a relay that moves is followed, and tries all its addresses: one
/// that swallows everything must not keep the others from their turn.
async fn connect(host: &str, port: u16) -> Result<TcpStream, End> {
    let failed = |error: std::io::Error| End::Lost(format!("no connection: {error}"));
    let mut end = End::lost("no connection: the name has no address");
    for address in lookup_host((host, port)).await.map_err(failed)? {
        match timeout(LONGEST_TRY, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => end = failed(error),
            Err(_) => end = End::lost("no connection: no answer"),
        }
    }
    Err(end)
}

fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(4 * LONGEST_TILL_FRAME)
        .max_message_size(Some(LONGEST_RELAY_FRAME))
        .max_frame_size(Some(LONGEST_RELAY_FRAME))
}

/// Where to dial.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    host: String,
    port: u16,
    stream: String,
}

impl Address {
    /// Reads the relay's address: https, or http on this machine.
    fn read(url: &str) -> Result<Self, End> {
        let bad = || End::refused("the relay's address is neither https nor loopback");
        providers::base_url(url).ok_or_else(bad)?;
        let uri: Uri = url.parse().map_err(|_| bad())?;
        let host = uri.host().ok_or_else(bad)?.trim_matches(['[', ']']).to_owned();
        let (scheme, port) = match uri.scheme_str() {
            Some("https") => ("wss", 443),
            Some("http") => ("ws", 80),
            _ => return Err(bad()),
        };
        let authority = uri.authority().ok_or_else(bad)?.as_str();
        let path = uri.path().trim_end_matches('/');
        let stream = format!("{scheme}://{authority}{path}{STREAM_PATH}");
        Ok(Self { host, port: uri.port_u16().unwrap_or(port), stream })
    }
}

fn request(address: &Address, pairing: &Pairing, till: &impl Till) -> Result<Request, End> {
    let impossible = |what: &str| End::Refused(format!("{what} cannot be used: pair again"));
    let key = Ed25519KeyPair::from_pkcs8(pairing.key.expose_secret());
    let key = key.map_err(|_| impossible("the till's key"))?;
    let ts = till.now().get().div_euclid(1_000);
    let chance = [till.chance(), till.chance()];
    let nonce = URL_SAFE_NO_PAD.encode(chance.map(u64::to_le_bytes).concat());
    let signature = key.sign(connect_message(&pairing.till, ts, &nonce).as_bytes());
    let sig = URL_SAFE_NO_PAD.encode(signature);
    let token = Token { till: pairing.till.clone(), ts, nonce, sig };
    let authorization = HeaderValue::from_str(&token.to_header());
    let mut authorization = authorization.map_err(|_| impossible("the till's id"))?;
    authorization.set_sensitive(true);
    let mut request = address
        .stream
        .as_str()
        .into_client_request()
        .map_err(|_| impossible("the relay's address"))?;
    let headers = request.headers_mut();
    headers.insert("authorization", authorization);
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
    Ok(request)
}

fn fault(error: WsError, now: UnixMs) -> End {
    match error {
        WsError::Http(response) => refusal(&response, now),
        // Of the address only; a proxy's answer may hold anything.
        other => End::Lost(format!("no connection: {other}")),
    }
}

/// An answer instead of an upgrade.
fn refusal(response: &Response<Option<Vec<u8>>>, now: UnixMs) -> End {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let status = response.status().as_u16();
    match status {
        401 => {
            let ahead_min = header("date")
                .and_then(http_date)
                .map_or(0, |theirs| now.since(theirs).abs() / 60_000);
            if ahead_min > 1 {
                let why = format!("HTTP 401: the clocks differ by {ahead_min} minutes");
                End::Later(UNTIL_CLOCKS_AGREE, why)
            } else {
                End::refused("HTTP 401: the relay does not know this till's key")
            }
        }
        403 => End::refused("HTTP 403: this till was revoked"),
        426 => End::refused("HTTP 426: relay and till have no version in common"),
        429 | 503 => {
            let seconds = header("retry-after").and_then(|text| text.trim().parse().ok());
            let pause = seconds.map_or(Duration::ZERO, Duration::from_secs).min(LONGEST_PAUSE);
            End::Later(pause, format!("HTTP {status}: the relay asks for a pause"))
        }
        _ => End::Lost(format!("HTTP {status} instead of a connection")),
    }
}

fn http_date(text: &str) -> Option<UnixMs> {
    let moment = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(UnixMs::new(moment.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback_is_dialled() {
        for (url, host, port, stream) in [
            ("https://r.example", "r.example", 443, "wss://r.example/v1/stream"),
            ("https://r.example:8443/b/", "r.example", 8443, "wss://r.example:8443/b/v1/stream"),
            ("http://127.0.0.1:8787/", "127.0.0.1", 8787, "ws://127.0.0.1:8787/v1/stream"),
            ("http://[::1]:9", "::1", 9, "ws://[::1]:9/v1/stream"),
            ("http://localhost", "localhost", 80, "ws://localhost/v1/stream"),
        ] {
            let expected = Address { host: host.into(), port, stream: stream.into() };
            assert_eq!(Address::read(url), Ok(expected), "{url}");
        }
        for bad in [
            "",
            "r.example",
            "http://r.example",
            "http://192.168.0.9:8787",
            "ws://127.0.0.1:1",
            "https://user:pw@r.example",
            "https://r.example/?a=b",
        ] {
            assert!(matches!(Address::read(bad), Err(End::Refused(_))), "{bad}");
        }
    }

    fn answer(status: u16, headers: &[(&str, &str)]) -> End {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        // Tue, 10 Mar 2026 14:20:00 GMT
        refusal(&response.body(None).unwrap(), UnixMs::new(1_773_152_400_000))
    }

    #[test]
    fn a_refusal_says_whether_to_dial_again() {
        assert!(matches!(answer(403, &[]), End::Refused(_)));
        assert!(matches!(answer(426, &[]), End::Refused(_)));
        assert!(matches!(answer(502, &[]), End::Lost(_)));
        let pause = |headers: &[(&str, &str)]| match answer(503, headers) {
            End::Later(pause, _) => pause.as_secs(),
            other => panic!("{other:?}"),
        };
        assert_eq!(pause(&[]), 0);
        assert_eq!(pause(&[("retry-after", "7")]), 7);
        assert_eq!(pause(&[("retry-after", "999999999")]), 300);
    }

    #[test]
    fn a_wrong_clock_is_named_when_it_may_be_the_reason() {
        let End::Later(pause, why) = answer(401, &[("date", "Tue, 10 Mar 2026 13:20:00 GMT")])
        else {
            panic!()
        };
        assert!(why.contains("60 minutes"), "{why}");
        assert_eq!(pause.as_secs(), 10, "a clock is often set a moment later");
        let End::Refused(why) = answer(401, &[("date", "Tue, 10 Mar 2026 14:20:30 GMT")]) else {
            panic!()
        };
        assert!(why.contains("key"), "{why}");
    }
}
