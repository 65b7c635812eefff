//! Dialling: the signed request and the upgrade, by the way that HTTP goes.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::UnixMs;
use providers::{Clock, HttpResponse, ReqwestHttp, SwitchAnswer, Upgraded, hear_date, http_date};
use relay_protocol::{
    LONGEST_RELAY_FRAME, LONGEST_TILL_FRAME, STREAM_PATH, SUBPROTOCOL, Token, connect_message,
};
use ring::signature::Ed25519KeyPair;
use secrecy::ExposeSecret;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::http::header::{
    AUTHORIZATION, CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use tokio_tungstenite::tungstenite::http::{HeaderMap, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::end::End;
use crate::pairing::Pairing;

/// From the look-up of the name to the end of the upgrade.
const LONGEST_DIAL: Duration = Duration::from_secs(10);
/// The relay may ask for a pause of at most this long.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);
/// Between two tries while the clocks differ: a machine that has just started gets its time soon.
const UNTIL_CLOCKS_AGREE: Duration = Duration::from_secs(10);
const READ_BUFFER: usize = 8 * 1024;

/// A connection after the upgrade.
pub(crate) type Socket = WebSocketStream<Upgraded>;

/// Connects to the relay of a pairing, by the very way that requests to it go: proxy, trust and errors are
/// those of HTTP. The clock hears what time the relay says it is. `chance`: 128 random bits, used once.
pub(crate) async fn dial(
    pairing: &Pairing,
    clock: &dyn Clock,
    chance: [u64; 2],
) -> Result<Socket, End> {
    let (now, sent) = (clock.now(), clock.monotonic());
    let base = base(&pairing.url)?;
    let key = generate_key();
    let headers = handshake(pairing, &key, now, chance)?;
    // Made anew each time: a proxy or a root certificate that was put right is followed.
    let http = ReqwestHttp::for_stream(&base)?;
    let stream = format!("{}{STREAM_PATH}", base.as_str().trim_end_matches('/'));
    let switched = timeout(LONGEST_DIAL, http.switch(&stream, headers)).await;
    let switched = switched.map_err(|_| End::silent("no connection within ten seconds"))?;
    let switched = switched.map_err(|error| error.by(clock))?;
    let date = match &switched {
        SwitchAnswer::Yes(_, answer) => answer.get("date").and_then(|it| it.to_str().ok()),
        SwitchAnswer::No(answer) => answer.date.as_deref(),
    };
    hear_date(clock, &stream, date, sent);
    match switched {
        SwitchAnswer::Yes(upgraded, answer) if is_agreed(&answer, &key) => {
            Ok(WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(limits())).await)
        }
        SwitchAnswer::Yes(..) => Err(End::lost("no connection: another protocol than the relay's")),
        SwitchAnswer::No(answer) => Err(refusal(&answer, now)),
    }
}

/// The relay's address: https, or http on this machine.
fn base(url: &str) -> Result<providers::Url, End> {
    let bad = || End::refused("the relay's address is neither https nor loopback");
    providers::base_url(url).ok_or_else(bad)
}

/// Whether whoever answers has read the key, and speaks the relay's words (RFC 6455, 4.1).
fn is_agreed(answer: &HeaderMap, key: &str) -> bool {
    let says = |name, value: &str| {
        let said = answer.get(name).and_then(|it| it.to_str().ok());
        said.is_some_and(|said| said.eq_ignore_ascii_case(value))
    };
    let accept = answer.get("sec-websocket-accept").map(HeaderValue::as_bytes);
    says("upgrade", "websocket")
        && says("sec-websocket-protocol", SUBPROTOCOL)
        && accept == Some(derive_accept_key(key.as_bytes()).as_bytes())
}

fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(4 * LONGEST_TILL_FRAME)
        .max_message_size(Some(LONGEST_RELAY_FRAME))
        .max_frame_size(Some(LONGEST_RELAY_FRAME))
}

/// What asks for the upgrade, signed by this till.
fn handshake(
    pairing: &Pairing,
    key: &str,
    now: UnixMs,
    chance: [u64; 2],
) -> Result<HeaderMap, End> {
    let impossible = |what: &str| End::Refused(format!("{what} cannot be used: pair again"));
    let pair = Ed25519KeyPair::from_pkcs8(pairing.key.expose_secret());
    let pair = pair.map_err(|_| impossible("the till's key"))?;
    let ts = now.get().div_euclid(1_000);
    let nonce = URL_SAFE_NO_PAD.encode(chance.map(u64::to_le_bytes).concat());
    let signature = pair.sign(connect_message(&pairing.till, ts, &nonce).as_bytes());
    let sig = URL_SAFE_NO_PAD.encode(signature);
    let token = Token { till: pairing.till.clone(), ts, nonce, sig };
    let authorization = HeaderValue::from_str(&token.to_header());
    let mut authorization = authorization.map_err(|_| impossible("the till's id"))?;
    authorization.set_sensitive(true);
    let key = HeaderValue::from_str(key).map_err(|_| impossible("the handshake's key"))?;
    Ok(HeaderMap::from_iter([
        (AUTHORIZATION, authorization),
        (CONNECTION, HeaderValue::from_static("Upgrade")),
        (UPGRADE, HeaderValue::from_static("websocket")),
        (SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
        (SEC_WEBSOCKET_KEY, key),
        (SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL)),
    ]))
}

/// An answer instead of an upgrade.
fn refusal(response: &HttpResponse, now: UnixMs) -> End {
    let status = response.status;
    match status {
        401 => {
            let theirs = response.date.as_deref().and_then(http_date);
            let ahead_min = theirs.map_or(0, |theirs| now.since(theirs).abs() / 60_000);
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
            let seconds = response.retry_after.as_deref().and_then(|it| it.trim().parse().ok());
            let pause = seconds.map_or(Duration::ZERO, Duration::from_secs).min(LONGEST_PAUSE);
            End::Later(pause, format!("HTTP {status}: the relay asks for a pause"))
        }
        _ => End::Lost(format!("HTTP {status} instead of a connection")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_loopback_is_dialled() {
        for good in ["https://r.example", "https://r.example:8443/b/", "http://[::1]:9"] {
            assert!(base(good).is_ok(), "{good}");
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
            assert!(matches!(base(bad), Err(End::Refused(_))), "{bad}");
        }
    }

    fn answer(status: u16, headers: &[(&str, &str)]) -> End {
        let header = |name| {
            let found = headers.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let (retry_after, date) = (header("retry-after"), header("date"));
        // Tue, 10 Mar 2026 14:20:00 GMT
        let now = UnixMs::new(1_773_152_400_000);
        refusal(&HttpResponse { status, retry_after, date, body: Vec::new() }, now)
    }

    #[test]
    fn who_has_not_read_the_key_is_no_websocket() {
        let agreed = |accept: &str, protocol: &str| {
            let mut answer = HeaderMap::new();
            answer.insert(UPGRADE, HeaderValue::from_static("WebSocket"));
            answer.insert("sec-websocket-accept", HeaderValue::from_str(accept).unwrap());
            answer.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_str(protocol).unwrap());
            // Key and answer of RFC 6455, 1.3.
            is_agreed(&answer, "dGhlIHNhbXBsZSBub25jZQ==")
        };
        assert!(agreed("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", SUBPROTOCOL));
        assert!(!agreed("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "chat"));
        assert!(!agreed("dGhlIHNhbXBsZSBub25jZQ==", SUBPROTOCOL));
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
