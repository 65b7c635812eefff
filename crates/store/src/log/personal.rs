//! What an event says of a person: names, documents, and what somebody has written freely. It stands beside the chain,
//! which holds a salted commitment to it, so that it can be blanked and the chain still proves all the rest.
//!
//! The body that is hashed has `null` in each such place. The part tells what stood there, as pieces of the body's own
//! text, so that the whole comes out to the letter.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, Transaction, params};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::chain::Hash;
use super::{Family, Row};
use crate::error::Error;

/// What a salt has, in bytes: nobody tries all of 128 bits, as one would all CPFs.
const SALT: usize = 16;
/// The function of SQL that makes one.
const DRAW: &str = "randomblob";
/// What stands in the place of a piece.
const BLANK: &str = "null";
/// Members of a body that name a person, or hold words that a person or a provider has written freely.
const MEMBERS: [&str; 6] = ["payer_name", "payee_name", "description", "reason", "message", "note"];
/// The member that holds the body of a provider's request as it goes out.
const REQUEST: &str = "request_body";
/// What a text stands in, and what one in a request's body stands in, which is a text itself.
const OUTER: &str = "\"";
const INNER: &str = "\\\"";
/// No part is longer, in bytes: a page of the log is never worth more of it.
const LONGEST: usize = 4 << 20;

/// The personal part of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Personal {
    /// It is there.
    Clear {
        /// The body without it, which is hashed.
        kept: String,
        salt: [u8; SALT],
        /// The pieces: of each how much is kept before it, its length and what it stands in, and its bytes.
        part: Vec<u8>,
    },
    /// It was blanked, and its salt with it.
    Blanked { commitment: Hash },
}

impl Personal {
    /// What the chain holds of it.
    pub(crate) fn commitment(&self) -> Hash {
        match self {
            Self::Clear { salt, part, .. } => commit(salt, part),
            Self::Blanked { commitment } => *commitment,
        }
    }

    pub(crate) const fn is_blanked(&self) -> bool {
        matches!(self, Self::Blanked { .. })
    }

    /// The whole body, and its personal part, of what the log has: the body that is hashed, the salt if there is one
    /// still, and the part or its commitment. What does not fit together is left as it is: the hash tells so.
    pub(crate) fn join(kept: String, salt: Option<&[u8]>, held: &[u8]) -> (String, Self) {
        let Some(salt) = salt else {
            return (kept, Self::Blanked { commitment: held.try_into().unwrap_or_default() });
        };
        let body = put_back(&kept, held).unwrap_or_else(|| kept.clone());
        let salt = salt.try_into().unwrap_or_default();
        (body, Self::Clear { kept, salt, part: held.to_vec() })
    }
}

/// A body apart from what it says of persons.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) kept: String,
    pub(crate) part: Vec<u8>,
}

/// Takes the personal part out of a body; `None` where there is none.
pub(crate) fn split(kind: &str, body: &str) -> Option<Split> {
    let spans = spans(kind, body);
    if spans.is_empty() {
        return None;
    }
    let (mut kept, mut part, mut at) = (String::with_capacity(body.len()), Vec::new(), 0);
    for span in spans {
        let (before, literal) = (body.get(at..span.start)?, body.get(span.clone())?);
        let (mark, is_inner) = mark_of(literal);
        let piece = literal.strip_prefix(mark)?.strip_suffix(mark)?;
        kept.push_str(before);
        kept.push_str(BLANK);
        write_number(&mut part, before.len());
        write_number(&mut part, piece.len() * 2 + usize::from(is_inner));
        part.extend_from_slice(piece.as_bytes());
        at = span.end;
    }
    kept.push_str(body.get(at..)?);
    (part.len() <= LONGEST).then_some(Split { kept, part })
}

/// The personal pieces of a whole body: the name of each member, and its text.
pub(crate) fn pieces(kind: &str, body: &str) -> Vec<(String, String)> {
    named_spans(kind, body)
        .into_iter()
        .filter_map(|(name, span)| {
            let literal = body.get(span)?;
            // A piece of a request stands there as text in a text.
            let text = serde_json::from_str(literal)
                .or_else(|_| serde_json::from_str(&unescape(literal)?))
                .ok()?;
            Some((name, text))
        })
        .collect()
}

fn unescape(literal: &str) -> Result<String, serde_json::Error> {
    serde_json::from_str(&format!("\"{literal}\""))
}

fn put_back(kept: &str, mut part: &[u8]) -> Option<String> {
    let (mut body, mut at) = (String::with_capacity(kept.len() + part.len()), 0_usize);
    while !part.is_empty() {
        let before = at.checked_add(read_number(&mut part)?)?;
        let length = read_number(&mut part)?;
        let (piece, rest) = part.split_at_checked(length / 2)?;
        let mark = if length % 2 == 1 { INNER } else { OUTER };
        body.push_str(kept.get(at..before)?);
        body.push_str(mark);
        body.push_str(str::from_utf8(piece).ok()?);
        body.push_str(mark);
        (part, at) = (rest, before.checked_add(BLANK.len())?);
    }
    body.push_str(kept.get(at..)?);
    Some(body)
}

/// What a literal stands in, and whether that is in a text.
fn mark_of(literal: &str) -> (&'static str, bool) {
    if literal.starts_with(INNER) { (INNER, true) } else { (OUTER, false) }
}

/// LEB128: seven bits in each byte, the lowest first.
fn write_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap_or(0));
}

fn read_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Where the personal pieces of a body stand, each a literal of JSON, in their order.
fn spans(kind: &str, body: &str) -> Vec<Range<usize>> {
    named_spans(kind, body).into_iter().map(|(_, span)| span).collect()
}

fn named_spans(kind: &str, body: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    look(kind, body, 0, &mut found);
    found.sort_unstable_by_key(|(_, span)| span.start);
    found
}

fn look(kind: &str, text: &str, at: usize, found: &mut Vec<(String, Range<usize>)>) {
    for (name, span) in values(text) {
        let Some(value) = text.get(span.clone()) else { continue };
        let place = at + span.start..at + span.end;
        // Why a refund is made is one of four words of ours.
        let is_code = kind == "refund_requested" && name == "reason";
        if name == REQUEST && is_text(value) {
            look_into_request(value, place, found);
        } else if is_text(value) && MEMBERS.contains(&name.as_ref()) && !is_code {
            found.push((name.into_owned(), place));
        } else {
            look(kind, value, place.start, found);
        }
    }
}

/// A request's body is a text in the body. One that is no object, or was written otherwise than we write, is personal
/// as a whole.
fn look_into_request(literal: &str, place: Range<usize>, found: &mut Vec<(String, Range<usize>)>) {
    let escaped = |text: &str| serde_json::to_string(text).ok();
    let request: String = serde_json::from_str(literal).unwrap_or_default();
    let is_ours = request.starts_with('{') && escaped(&request).as_deref() == Some(literal);
    if !is_ours || values(&request).is_empty() && request != "{}" {
        found.push((REQUEST.to_owned(), place));
        return;
    }
    let mut inner = Vec::new();
    look_for_payer("", &request, 0, false, &mut inner);
    for (name, span) in inner {
        // How far a place in the text is in the literal: behind its quotation mark, and what is escaped before it.
        let far = |to: usize| Some(escaped(request.get(..to)?)?.len() - 1);
        if let (Some(start), Some(end)) = (far(span.start), far(span.end)) {
            found.push((name, place.start + start..place.start + end));
        }
    }
}

/// All texts of members whose name begins with `payer`, and notes.
fn look_for_payer(
    path: &str,
    text: &str,
    at: usize,
    is_payers: bool,
    found: &mut Vec<(String, Range<usize>)>,
) {
    for (name, span) in values(text) {
        let Some(value) = text.get(span.clone()) else { continue };
        let lower = name.to_lowercase();
        let is_personal = is_payers || lower.starts_with("payer") || lower == "description";
        let path = if path.is_empty() { name.into_owned() } else { format!("{path}.{name}") };
        if is_personal && is_text(value) {
            found.push((path, at + span.start..at + span.end));
        } else {
            look_for_payer(&path, value, at + span.start, is_personal, found);
        }
    }
}

/// Whether it is a text that says something.
fn is_text(value: &str) -> bool {
    value.starts_with('"') && value.len() > 2
}

/// The values of an object or a list, each with its name and where it stands; none of anything else.
fn values(text: &str) -> Vec<(Cow<'_, str>, Range<usize>)> {
    let span = |raw: &RawValue| {
        // It borrows from the text.
        let start = raw.get().as_ptr().addr() - text.as_ptr().addr();
        start..start + raw.get().len()
    };
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<Cow<'_, str>, &RawValue> =
                serde_json::from_str(text).unwrap_or_default();
            members.into_iter().map(|(name, raw)| (name, span(raw))).collect()
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).unwrap_or_default();
            items.into_iter().map(|raw| (Cow::Borrowed(""), span(raw))).collect()
        }
        _ => Vec::new(),
    }
}

/// Draws the salts of this connection from `chance`, 64 bits a call: a simulation that owns chance replays to the last
/// hash. Without it they are SQLite's own, which is `ChaCha20`, begun with the system's chance.
pub(crate) fn draw_salts(
    log: &Connection,
    chance: impl Fn() -> u64 + Send + 'static,
) -> Result<(), Error> {
    let salt = move |_: &Context<'_>| {
        let mut salt = [0; SALT];
        for piece in salt.chunks_exact_mut(8) {
            piece.copy_from_slice(&chance().to_le_bytes());
        }
        Ok(salt.to_vec())
    };
    Ok(log.create_scalar_function(DRAW, 1, FunctionFlags::SQLITE_UTF8, salt)?)
}

fn commit(salt: &[u8; SALT], part: &[u8]) -> Hash {
    let mut sha = Sha256::new();
    sha.update(salt);
    sha.update(part);
    sha.finalize().into()
}

/// Takes the personal part out of the body of an event that is written, with a new salt.
pub(crate) fn part_of(tx: &Transaction<'_>, row: &mut Row) -> Result<(), Error> {
    if let Some(Split { kept, part }) = split(&row.kind, &row.body) {
        let salt = tx
            .prepare_cached(&format!("SELECT {DRAW}(?1)"))?
            .query_row([i64::try_from(SALT).unwrap_or(0)], |row| row.get(0))?;
        row.personal = Some(Personal::Clear { kept, salt, part });
    }
    Ok(())
}

/// Puts an event's personal part beside the chain.
pub(crate) fn put(tx: &Transaction<'_>, row: &Row) -> Result<(), Error> {
    if let Some(Personal::Clear { salt, part, .. }) = &row.personal {
        tx.prepare_cached("INSERT INTO personal (seq, salt, part) VALUES (?1, ?2, ?3)")?
            .execute(params![row.seq, salt, part])?;
    }
    Ok(())
}

/// Blanks the personal part of an event: the commitment takes its place.
pub(crate) fn blank(tx: &Transaction<'_>, row: &Row) -> Result<bool, Error> {
    let Some(personal @ Personal::Clear { .. }) = &row.personal else { return Ok(false) };
    tx.prepare_cached("UPDATE personal SET salt = NULL, part = ?2 WHERE seq = ?1")?
        .execute(params![row.seq, personal.commitment()])?;
    Ok(true)
}

/// Whether anything that this stream says of a person was blanked.
pub(crate) fn is_blanked(log: &Connection, family: Family, id: i64) -> Result<bool, Error> {
    let mut statement = log.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM events JOIN personal USING (seq) WHERE {} AND salt IS NULL)",
        family.is_of()
    ))?;
    Ok(statement.query_row([id], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONNECTPSP: &str = r#"{"amount":12.50,"externalReference":"K7QD","payer":{"name":"Ana \"A\" Só","document":"52998224725"}}"#;
    const INTEGRAPAY: &str = r#"{"payerName":"Ana","payerDocument":"52998224725","payerEmail":"a@b.example","productName":"Venda"}"#;

    fn requested(request: &str) -> String {
        serde_json::json!({ "reference": "K7QD", "request_body": request }).to_string()
    }

    fn whole(kind: &str, body: &str) -> (String, Vec<u8>) {
        let Split { kept, part } = split(kind, body).unwrap();
        assert_eq!(put_back(&kept, &part).as_deref(), Some(body));
        (kept, part)
    }

    #[test]
    fn what_a_request_says_of_its_payer_stands_beside_it_to_the_letter() {
        let (kept, _) = whole("requested", &requested(CONNECTPSP));
        let read: serde_json::Value = serde_json::from_str(&kept).unwrap();
        let sent = read["request_body"].as_str().unwrap();
        assert_eq!(
            sent,
            r#"{"amount":12.50,"externalReference":"K7QD","payer":{"name":null,"document":null}}"#
        );
        let (kept, _) = whole("requested", &requested(INTEGRAPAY));
        assert!(!kept.contains("Ana") && !kept.contains("52998224725") && !kept.contains("a@b"));
        assert!(kept.contains("Venda"), "{kept}");
        let named = pieces("requested", &requested(CONNECTPSP));
        let named: Vec<_> =
            named.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(named, [("payer.name", "Ana \"A\" Só"), ("payer.document", "52998224725")]);
    }

    #[test]
    fn a_request_that_nobody_can_read_is_personal_as_a_whole() {
        for request in ["payer=Ana", "[1]", "{\"payer\":", "{ broken"] {
            let (kept, _) = whole("requested", &requested(request));
            assert_eq!(kept, r#"{"reference":"K7QD","request_body":null}"#, "{request}");
        }
        assert_eq!(split("requested", &requested("{}")), None);
        assert_eq!(split("requested", &requested("")), None);
    }

    #[test]
    fn names_and_free_words_are_personal_and_codes_are_not() {
        let seen = r#"{"status":{"paid":{"payer_name":"Ana S***","received_centavos":1}},"evidence":"polled"}"#;
        assert!(!whole("seen", seen).0.contains("Ana"));
        let refund = r#"{"reason":"fraud","description":"para Ana","request_body":"{\"reason\":\"fraud\",\"description\":\"para Ana\"}"}"#;
        let (kept, _) = whole("refund_requested", refund);
        assert!(!kept.contains("Ana") && kept.matches("fraud").count() == 2, "{kept}");
        let dismissed = r#"{"reason":"aluguel de Ana"}"#;
        assert_eq!(whole("unmatched_dismissed", dismissed).0, r#"{"reason":null}"#);
        let failed = r#"{"refunds":[{"outcome":{"failed":{"code":"E1","message":"CPF de Ana"}}}]}"#;
        assert!(!whole("seen", failed).0.contains("Ana"));
        assert_eq!(split("registered", r#"{"provider_id":"1","copy_and_paste":"0002"}"#), None);
    }

    #[test]
    fn a_commitment_tells_nothing_without_its_salt() {
        let one = Personal::Clear { kept: String::new(), salt: [1; SALT], part: b"Ana".into() };
        let other = Personal::Clear { kept: String::new(), salt: [2; SALT], part: b"Ana".into() };
        assert_ne!(one.commitment(), other.commitment());
    }

    proptest! {
        #[test]
        fn whatever_stands_there_comes_out_to_the_letter(name in "\\PC{1,40}", note in ".{0,40}", other in ".{0,40}") {
            let request = serde_json::json!({ "a": other, "payer": { "name": name, "x": [name] }, "z": other });
            let body = serde_json::json!({ "request_body": request.to_string(), "description": note, "o": other });
            whole("requested", &body.to_string());
        }

        #[test]
        fn damaged_parts_are_no_end_of_the_program(kept in "\\PC{0,60}", part: Vec<u8>) {
            let _ = put_back(&kept, &part);
        }
    }
}
