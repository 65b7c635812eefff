//! The relay's protocol: frames, names and limits that relay and till share.
//!
//! Text frames, one JSON object each. Unknown `t` and unknown fields are ignored; a breaking change
//! is a new subprotocol name. `docs/relay-protocol.md` tells the whole of it.

mod mark;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use mark::if_readable;
pub use mark::{LONGEST_CODE, Mark, is_code};

/// The websocket subprotocol.
pub const SUBPROTOCOL: &str = "balcao-relay.v1.json";
/// The version in `hello` and `welcome`.
pub const VERSION: u32 = 1;
/// Where the stream is, under the relay's address.
pub const STREAM_PATH: &str = "/v1/stream";
/// Where a till pairs, under the relay's address.
pub const PAIR_PATH: &str = "/v1/pair";
/// Where a till leaves, under the relay's address.
pub const UNPAIR_PATH: &str = "/v1/unpair";
/// The longest webhook body, in bytes.
pub const LONGEST_BODY: usize = 64 * 1024;
/// The longest frame that a till sends, in bytes.
pub const LONGEST_TILL_FRAME: usize = 4 * 1024;
/// The longest frame that a relay sends, in bytes: a body in base64, its headers, and room.
pub const LONGEST_RELAY_FRAME: usize = 128 * 1024;
/// Most events in flight without an ack.
pub const WINDOW_EVENTS: u32 = 64;
/// Most bytes of bodies in flight without an ack.
pub const WINDOW_BYTES: usize = 1024 * 1024;
/// Seconds between two pings, unless `welcome` says otherwise.
pub const PING_S: u32 = 20;
/// Most live codes that a relay tells a till.
pub const MOST_CODES: usize = 1_000;
/// `Authorization` of a connection may be this far from the relay's clock, in seconds.
pub const CLOCK_TOLERANCE_S: i64 = 120;

/// Why a socket was closed. From 4500 on, dialling again does not help.
pub mod close {
    /// The relay goes down in an orderly way; dial again.
    pub const DRAIN: u16 = 4001;
    /// A newer connection of the same till has taken over.
    pub const REPLACED: u16 = 4002;
    /// A frame that the relay cannot read, or a hello that did not come in time.
    pub const BAD_FRAME: u16 = 4003;
    /// Events in flight and no progress of the acks for 30 s.
    pub const SLOW: u16 = 4008;
    /// No answer to the pings.
    pub const NO_PONG: u16 = 4012;
    /// The signature is wrong.
    pub const BAD_TOKEN: u16 = 4500;
    /// The till was revoked.
    pub const REVOKED: u16 = 4503;
    /// No common version.
    pub const VERSION: u16 = 4506;
}

/// A place in a till's stream. Epoch and seq always go together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The life of the relay's store: it changes when the store was lost or put back.
    pub e: String,
    /// The last seq that the till has on disk; 0 for none.
    pub s: u64,
}

/// What a till says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum TillFrame {
    /// First, within 5 s.
    Hello {
        /// [`VERSION`].
        v: u32,
        /// The till's id; must be the one that signed.
        till: String,
        /// The till's version, for the relay's log.
        app: String,
        /// What the till has; absent for a till that has never received anything.
        #[serde(default)]
        cursor: Option<Cursor>,
        /// How many events it takes in flight, 1 to [`WINDOW_EVENTS`].
        window: u32,
        /// The till's code, see [`is_code`]; anything else is ignored.
        #[serde(
            default,
            deserialize_with = "if_readable",
            skip_serializing_if = "Option::is_none"
        )]
        code: Option<String>,
        /// The till's order log as it is now.
        #[serde(
            default,
            deserialize_with = "if_readable",
            skip_serializing_if = "Option::is_none"
        )]
        m: Option<Mark>,
    },
    /// Everything up to `s` is on the till's disk. Cumulative.
    Ack {
        /// Epoch.
        e: String,
        /// Seq.
        s: u64,
        /// The till's order log as it is now.
        #[serde(
            default,
            deserialize_with = "if_readable",
            skip_serializing_if = "Option::is_none"
        )]
        m: Option<Mark>,
    },
    /// One event cannot be taken in; it is parked and the stream goes on.
    Nack {
        /// Seq.
        s: u64,
        /// Why, such as `poison`.
        code: String,
    },
    /// Answers a ping.
    Pong {
        /// The ping's number.
        n: u64,
        /// The till's cursor.
        s: u64,
        /// The till's order log as it is now.
        #[serde(
            default,
            deserialize_with = "if_readable",
            skip_serializing_if = "Option::is_none"
        )]
        m: Option<Mark>,
    },
    /// A word of a later version.
    #[serde(other)]
    Unknown,
}

/// What a relay says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum RelayFrame {
    /// The answer to `hello`.
    Welcome {
        /// [`VERSION`].
        v: u32,
        /// Names this connection in both logs.
        session: String,
        /// Epoch.
        e: String,
        /// The oldest seq that is kept for this till; `head + 1` if none is.
        first: u64,
        /// The newest seq of this till; 0 if there never was one.
        head: u64,
        /// Seconds between two pings.
        ping_s: u32,
        /// The relay's clock, in milliseconds since 1970-01-01 UTC.
        now: i64,
        /// The mark of this till that the relay held before this hello.
        #[serde(
            default,
            deserialize_with = "if_readable",
            skip_serializing_if = "Option::is_none"
        )]
        m: Option<Mark>,
        /// The live codes of the merchant's other tills: sorted, none twice, at most [`MOST_CODES`];
        /// absent if the relay does not know of codes.
        #[serde(
            default,
            deserialize_with = "if_readable",
            skip_serializing_if = "Option::is_none"
        )]
        codes: Option<Vec<String>>,
    },
    /// Events between the till's cursor and `first` will not come: ask the provider. The stream goes
    /// on at `first`; the till's cursor is now (`e`, `first - 1`).
    Gap {
        /// Epoch.
        e: String,
        /// The seq at which the stream goes on.
        first: u64,
        /// Why.
        reason: GapReason,
    },
    /// A webhook as it came.
    Event {
        /// Seq; grows, with holes that `p` explains.
        s: u64,
        /// The seq before it in this till's stream.
        p: u64,
        /// The relay's id for it, for both logs.
        id: String,
        /// When the relay received it, in milliseconds since 1970-01-01 UTC.
        rx: i64,
        /// The route that it came through.
        route: String,
        /// The allowed headers, names in lower case.
        h: BTreeMap<String, String>,
        /// The body, byte for byte, in standard base64.
        b64: String,
    },
    /// Sent through the same queue as events: its answer proves the data path.
    Ping {
        /// Its number.
        n: u64,
        /// The newest seq of this till.
        head: u64,
    },
    /// The live codes of the merchant's other tills have changed: all of them, as in `Welcome`.
    Codes {
        /// Sorted, none twice, at most [`MOST_CODES`].
        codes: Vec<String>,
    },
    /// The relay goes down: dial again after `after_ms` and a random part of `spread_ms`.
    Drain {
        /// Milliseconds.
        after_ms: u64,
        /// Milliseconds.
        spread_ms: u64,
    },
    /// What went wrong; if `fatal`, the socket is closed next.
    Error {
        /// A word.
        code: String,
        /// Whether the socket is closed next.
        fatal: bool,
        /// A sentence for support.
        msg: String,
    },
    /// A word of a later version.
    #[serde(other)]
    Unknown,
}

/// Why events will not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapReason {
    /// They were kept as long as retention says.
    Expired,
    /// The store is another one than the cursor's.
    EpochChanged,
    /// The cursor is ahead of the store.
    Unknown,
}

/// `POST /v1/pair`.
#[derive(Clone, Serialize, Deserialize)]
pub struct PairRequest {
    /// The pairing code as typed: 8 characters of Crockford's base32; case, spaces and hyphens don't matter.
    pub code: String,
    /// The till's Ed25519 public key, 32 bytes in base64url without padding.
    pub pubkey: String,
    /// The signature of [`pair_message`], 64 bytes in base64url without padding.
    pub proof: String,
}

/// The answer to a [`PairRequest`].
#[derive(Clone, Serialize, Deserialize)]
pub struct PairAnswer {
    /// The till's id on the relay, `t_…`.
    pub till: String,
    /// The till's name on the relay.
    pub name: String,
    /// Where providers send this till's webhooks. Whoever knows it can send hints.
    pub ingest_url: String,
}

/// What a till signs to pair: the code in its plain form (upper case, nothing between) and the key.
pub fn pair_message(code: &str, pubkey: &str) -> String {
    format!("{SUBPROTOCOL} pair\n{code}\n{pubkey}")
}

/// What a till signs to connect. `ts`: seconds since 1970-01-01 UTC; `nonce`: 16 random bytes in
/// base64url without padding, used once.
pub fn connect_message(till: &str, ts: i64, nonce: &str) -> String {
    format!("{SUBPROTOCOL} connect\n{till}\n{ts}\n{nonce}")
}

/// What a till signs to leave; see [`connect_message`]. One cannot be taken for the other.
pub fn unpair_message(till: &str, ts: i64, nonce: &str) -> String {
    format!("{SUBPROTOCOL} unpair\n{till}\n{ts}\n{nonce}")
}

/// The value of `Authorization` of a connection, and of a till that leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The till's id.
    pub till: String,
    /// Seconds since 1970-01-01 UTC.
    pub ts: i64,
    /// See [`connect_message`].
    pub nonce: String,
    /// The signature of [`connect_message`] or [`unpair_message`], in base64url without padding.
    pub sig: String,
}

const SCHEME: &str = "Balcao-Till";

impl Token {
    /// The header's value.
    pub fn to_header(&self) -> String {
        let Self { till, ts, nonce, sig } = self;
        format!("{SCHEME} till={till},ts={ts},nonce={nonce},sig={sig}")
    }

    /// Reads the header's value; `None` if it has another form.
    pub fn from_header(value: &str) -> Option<Self> {
        let mut parts = BTreeMap::new();
        for part in value.strip_prefix(SCHEME)?.split(',') {
            let (name, value) = part.trim().split_once('=')?;
            if parts.insert(name, value).is_some() {
                return None;
            }
        }
        let mut take = |name| parts.remove(name).filter(|it| !it.is_empty()).map(str::to_owned);
        Some(Self {
            till: take("till")?,
            ts: take("ts")?.parse().ok()?,
            nonce: take("nonce")?,
            sig: take("sig")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_the_documented_ones() {
        let hello = r#"{"t":"hello","v":1,"till":"t_1","app":"1.4.0","cursor":{"e":"x","s":4182},"window":64}"#;
        let read: TillFrame = serde_json::from_str(hello).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), hello);
        let gap = r#"{"t":"gap","e":"x","first":3900,"reason":"epoch_changed"}"#;
        let read: RelayFrame = serde_json::from_str(gap).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), gap);
    }

    #[test]
    fn what_tills_tell_of_themselves_is_as_documented() {
        let mark = format!(r#"{{"c":"KDBT","s":9,"h":"{}"}}"#, "0a".repeat(32));
        for said in [
            format!(
                r#"{{"t":"hello","v":1,"till":"t_1","app":"1","cursor":null,"window":64,"code":"KDBT","m":{mark}}}"#
            ),
            format!(r#"{{"t":"ack","e":"x","s":1,"m":{mark}}}"#),
            format!(r#"{{"t":"pong","n":1,"s":1,"m":{mark}}}"#),
        ] {
            let read: TillFrame = serde_json::from_str(&said).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), said);
            assert!(said.len() < LONGEST_TILL_FRAME / 8);
        }
        let welcome = format!(
            r#"{{"t":"welcome","v":1,"session":"x","e":"x","first":1,"head":0,"ping_s":20,"now":0,"m":{mark},"codes":["ABCD"]}}"#
        );
        for said in [welcome.as_str(), r#"{"t":"codes","codes":[]}"#] {
            let read: RelayFrame = serde_json::from_str(said).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), said);
        }
    }

    #[test]
    fn the_longest_list_of_codes_fits_into_a_frame() {
        let codes = vec!["X".repeat(LONGEST_CODE); MOST_CODES];
        let frame = serde_json::to_string(&RelayFrame::Codes { codes }).unwrap();
        assert!(frame.len() < LONGEST_RELAY_FRAME / 4, "{}", frame.len());
    }

    #[test]
    fn words_and_fields_of_later_versions_are_ignored() {
        let later = r#"{"t":"pong","n":17,"s":4190,"mood":"fine"}"#;
        assert_eq!(
            serde_json::from_str::<TillFrame>(later).unwrap(),
            TillFrame::Pong { n: 17, s: 4190, m: None }
        );
        let unknown = serde_json::from_str::<RelayFrame>(r#"{"t":"song","verse":[1,2]}"#).unwrap();
        assert_eq!(unknown, RelayFrame::Unknown);
    }

    #[test]
    fn a_token_comes_back_from_its_header() {
        let token = Token {
            till: "t_1".into(),
            ts: 1_795_288_634,
            nonce: "bm9uY2U".into(),
            sig: "c2ln".into(),
        };
        assert_eq!(Token::from_header(&token.to_header()), Some(token));
        for bad in ["", "Bearer x", "Balcao-Till till=a", "Balcao-Till till=a,ts=x,nonce=b,sig=c"] {
            assert_eq!(Token::from_header(bad), None, "{bad}");
        }
    }
}
