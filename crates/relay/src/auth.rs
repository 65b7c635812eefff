//! Who dials: the signature in `Authorization` of a connection.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relay_protocol::{CLOCK_TOLERANCE_S, Token, connect_message, unpair_message};
use ring::signature::{ED25519, UnparsedPublicKey};

use crate::directory::Till;
use crate::ids::TillId;

/// Longest header value that is looked at, in bytes.
const LONGEST_HEADER: usize = 512;
/// Bytes of a nonce.
const NONCE: usize = 16;
/// A nonce is remembered this long, in seconds; a token is good for at most 240.
const NONCE_S: i64 = 300;
/// Most nonces that are remembered: a thousand dials a second for five minutes.
const MOST_NONCES: usize = 300_000;

/// Why somebody may not connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No header, or one that is not ours: 401.
    #[error("the connection is not signed")]
    NotSigned,
    /// No such till, not paired, or another key: 401. The three look alike from outside.
    #[error("the signature is of no till of this relay: pair the till again")]
    WrongSignature,
    /// Signed too long ago or too far ahead: 401.
    #[error("the clocks of till and relay are more than two minutes apart")]
    Clock,
    /// This very token was used before: 401.
    #[error("the token was used before")]
    UsedTwice,
    /// The till was revoked: 403.
    #[error("the till was revoked")]
    Revoked,
    /// More dials than can be remembered: 503.
    #[error("too many connections are being made")]
    Full,
}

/// Remembers the tokens that were used.
#[derive(Debug, Default)]
pub struct Auth {
    used: Mutex<Used>,
}

#[derive(Debug, Default)]
struct Used {
    nonces: HashSet<[u8; NONCE]>,
    by_time: VecDeque<(i64, [u8; NONCE])>,
}

impl Auth {
    /// The till that signed the header's value to connect, at `now_s` seconds since 1970-01-01 UTC. `find`
    /// knows the tills.
    pub fn check(
        &self,
        header: Option<&[u8]>,
        now_s: i64,
        find: impl FnOnce(&TillId) -> Option<Arc<Till>>,
    ) -> Result<Arc<Till>, Refusal> {
        self.check_for(connect_message, header, now_s, find)
    }

    /// The same of a till that signed to leave.
    pub fn check_leaving(
        &self,
        header: Option<&[u8]>,
        now_s: i64,
        find: impl FnOnce(&TillId) -> Option<Arc<Till>>,
    ) -> Result<Arc<Till>, Refusal> {
        self.check_for(unpair_message, header, now_s, find)
    }

    fn check_for(
        &self,
        message: fn(&str, i64, &str) -> String,
        header: Option<&[u8]>,
        now_s: i64,
        find: impl FnOnce(&TillId) -> Option<Arc<Till>>,
    ) -> Result<Arc<Till>, Refusal> {
        let header = header.filter(|value| value.len() <= LONGEST_HEADER);
        let text = header.and_then(|value| std::str::from_utf8(value).ok());
        let token = text.and_then(Token::from_header).ok_or(Refusal::NotSigned)?;
        let nonce = bytes::<NONCE>(&token.nonce).ok_or(Refusal::NotSigned)?;
        let sig = bytes::<64>(&token.sig).ok_or(Refusal::NotSigned)?;
        let till = find(&TillId::known(&token.till)).ok_or(Refusal::WrongSignature)?;
        let key = till.public_key.ok_or(Refusal::WrongSignature)?;
        let message = message(&token.till, token.ts, &token.nonce);
        let key = UnparsedPublicKey::new(&ED25519, key);
        key.verify(message.as_bytes(), &sig).map_err(|_| Refusal::WrongSignature)?;
        if till.revoked {
            return Err(Refusal::Revoked);
        }
        if token.ts.abs_diff(now_s) > CLOCK_TOLERANCE_S.unsigned_abs() {
            return Err(Refusal::Clock);
        }
        self.use_once(nonce, now_s)?;
        Ok(till)
    }

    /// Only rightly signed nonces come here, so strangers cannot fill the memory.
    fn use_once(&self, nonce: [u8; NONCE], now_s: i64) -> Result<(), Refusal> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let Used { nonces, by_time } = &mut *used;
        while let Some((_, old)) = by_time.pop_front_if(|(at_s, _)| now_s - *at_s > NONCE_S) {
            nonces.remove(&old);
        }
        if nonces.contains(&nonce) {
            return Err(Refusal::UsedTwice);
        }
        if nonces.len() >= MOST_NONCES {
            return Err(Refusal::Full);
        }
        nonces.insert(nonce);
        by_time.push_back((now_s, nonce));
        Ok(())
    }
}

/// `N` bytes out of base64url without padding.
pub(crate) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;
    use crate::ids::{MerchantId, random_text};

    const NOW_S: i64 = 1_795_288_634;

    struct Signer {
        pair: Ed25519KeyPair,
        till: Arc<Till>,
        auth: Auth,
    }

    impl Signer {
        fn new() -> Self {
            let pair = Ed25519KeyPair::from_seed_unchecked(&rand::random::<[u8; 32]>()).unwrap();
            let till = Till {
                id: TillId::random(),
                merchant: MerchantId::random(),
                name: "Caixa 1".into(),
                public_key: Some(pair.public_key().as_ref().try_into().unwrap()),
                revoked: false,
            };
            Self { pair, till: Arc::new(till), auth: Auth::default() }
        }

        fn token(&self, ts: i64) -> Token {
            let (till, nonce) = (self.till.id.to_string(), random_text::<16>());
            let sig = self.pair.sign(connect_message(&till, ts, &nonce).as_bytes());
            Token { till, ts, nonce, sig: URL_SAFE_NO_PAD.encode(sig) }
        }

        fn check(&self, token: &Token) -> Result<Arc<Till>, Refusal> {
            self.check_at(token, NOW_S)
        }

        fn check_at(&self, token: &Token, now_s: i64) -> Result<Arc<Till>, Refusal> {
            let find = |id: &TillId| (*id == self.till.id).then(|| Arc::clone(&self.till));
            self.auth.check(Some(token.to_header().as_bytes()), now_s, find)
        }
    }

    #[test]
    fn a_till_is_known_by_its_signature_once() {
        let signer = Signer::new();
        let token = signer.token(NOW_S);
        assert_eq!(signer.check(&token).unwrap().id, signer.till.id);
        assert_eq!(signer.check(&token).unwrap_err(), Refusal::UsedTwice);
        assert!(signer.check(&signer.token(NOW_S)).is_ok());
    }

    #[test]
    fn the_clock_may_be_two_minutes_off() {
        let signer = Signer::new();
        assert!(signer.check(&signer.token(NOW_S - 120)).is_ok());
        assert!(signer.check(&signer.token(NOW_S + 120)).is_ok());
        for ts in [NOW_S - 121, NOW_S + 121, i64::MIN, i64::MAX] {
            assert_eq!(signer.check(&signer.token(ts)).unwrap_err(), Refusal::Clock);
        }
    }

    #[test]
    fn every_part_of_the_token_is_signed() {
        let (signer, other) = (Signer::new(), Signer::new());
        let token = signer.token(NOW_S);
        let forged = [
            Token { ts: token.ts + 1, ..token.clone() },
            Token { nonce: random_text::<16>(), ..token.clone() },
            Token { sig: other.token(NOW_S).sig, ..token.clone() },
            Token { till: other.till.id.to_string(), ..token.clone() },
        ];
        for forged in forged {
            assert_eq!(signer.check(&forged).unwrap_err(), Refusal::WrongSignature);
        }
        assert!(signer.check(&token).is_ok(), "the forgeries did not use it up");
    }

    #[test]
    fn what_is_not_a_token() {
        let signer = Signer::new();
        let token = signer.token(NOW_S);
        for bad in [
            Token { nonce: "c2hvcnQ".into(), ..token.clone() },
            Token { sig: "c2hvcnQ".into(), ..token.clone() },
            Token { sig: "!".repeat(86), ..token.clone() },
            Token { till: "t".repeat(LONGEST_HEADER), ..token },
        ] {
            assert_eq!(signer.check(&bad).unwrap_err(), Refusal::NotSigned);
        }
        let check = |header| signer.auth.check(header, NOW_S, |_| None).unwrap_err();
        assert_eq!(check(None), Refusal::NotSigned);
        assert_eq!(check(Some(b"Bearer abc")), Refusal::NotSigned);
        assert_eq!(check(Some(b"\xff\xfe")), Refusal::NotSigned);
    }

    #[test]
    fn a_revoked_till_hears_so_and_a_stranger_does_not() {
        let mut signer = Signer::new();
        let forged = Token { sig: Signer::new().token(NOW_S).sig, ..signer.token(NOW_S) };
        signer.till = Arc::new(Till { revoked: true, ..(*signer.till).clone() });
        assert_eq!(signer.check(&signer.token(NOW_S)).unwrap_err(), Refusal::Revoked);
        assert_eq!(signer.check(&forged).unwrap_err(), Refusal::WrongSignature);
    }

    #[test]
    fn nonces_are_forgotten_when_their_tokens_are_too_old() {
        let signer = Signer::new();
        for minute in 0..60 {
            let now_s = NOW_S + minute * 60;
            signer.check_at(&signer.token(now_s), now_s).unwrap();
        }
        let used = signer.auth.used.lock().unwrap();
        assert!(used.nonces.len() <= 7, "{} of 60 are remembered", used.nonces.len());
        assert_eq!(used.nonces.len(), used.by_time.len());
    }
}
