//! A till gets its identity: a pairing code, a public key, and the proof that they belong together.

use relay_protocol::pair_message;
use ring::signature::{ED25519, UnparsedPublicKey};
use rusqlite::Connection;

use super::maps::Maps;
use super::{Directory, Error, Till, code, rows};
use crate::clock::now_ms;
use crate::store::StoreError;

/// What a till shows to pair.
pub struct Claim {
    /// In its plain form.
    pub code: String,
    /// As the till wrote it; it is signed in this form.
    pub pubkey: String,
    /// The same, read.
    pub public_key: [u8; 32],
    /// Over [`pair_message`].
    pub proof: [u8; 64],
}

impl Claim {
    fn is_proved(&self) -> bool {
        let message = pair_message(&self.code, &self.pubkey);
        let key = UnparsedPublicKey::new(&ED25519, self.public_key);
        key.verify(message.as_bytes(), &self.proof).is_ok()
    }
}

/// What became of a [`Claim`].
pub enum Paired {
    /// The till has this key now. The code is used up.
    Till {
        /// With its new key.
        till: Till,
        /// A new one for its own route.
        ingest_key: String,
        /// It had another key before: whoever holds that is to be sent away.
        again: bool,
    },
    /// No such code, or not any more.
    UnknownCode,
    /// The code is right and the proof is not: whoever has read the code does not hold the key.
    BadProof,
}

impl Directory {
    /// Takes a code for a key.
    pub async fn pair(&self, claim: Claim) -> Result<Paired, StoreError> {
        let sha256 = code::hash(&claim.code);
        // Most wrong codes end here, without a write.
        let known = self.db.read(move |db| rows::till_of_code(db, sha256, now_ms())).await?;
        if known.is_none() {
            return Ok(Paired::UnknownCode);
        }
        let ingest_key = code::new_key();
        let key = code::hash(&ingest_key);
        let act = move |db: &Connection| {
            let now_ms = now_ms();
            let Some(id) = rows::till_of_code(db, sha256, now_ms)? else {
                return Ok(Ok(Err(Paired::UnknownCode)));
            };
            let till = rows::till_of_id(db, id.as_str())?;
            let Some(till) = till.filter(|till| !till.revoked) else {
                return Ok(Ok(Err(Paired::UnknownCode)));
            };
            if !claim.is_proved() {
                rows::count_wrong_proof(db, sha256)?;
                return Ok(Ok(Err(Paired::BadProof)));
            }
            rows::end_codes(db, &till.id)?;
            rows::set_public_key(db, &till.id, claim.public_key, now_ms)?;
            let route = rows::own_route(db, &till.id)?;
            let gone = rows::add_key(db, &route, key, now_ms)?;
            let again = till.public_key.is_some_and(|before| before != claim.public_key);
            let till = Till { public_key: Some(claim.public_key), ..till };
            Ok(Ok(Ok((till, route, gone, again))))
        };
        let put = move |maps: &mut Maps, paired: &Result<(Till, _, Vec<_>, bool), Paired>| {
            if let Ok((till, route, gone, _)) = paired {
                maps.put_till(till.clone());
                maps.drop_keys(gone);
                maps.put_key(key, crate::ids::RouteId::clone(route));
            }
        };
        match self.change(act, put).await {
            Ok(Ok((till, _, _, again))) => Ok(Paired::Till { till, ingest_key, again }),
            Ok(Err(not)) => Ok(not),
            Err(Error::Store(error)) => Err(error),
            Err(Error::Refused(_)) => Ok(Paired::UnknownCode), // nothing above refuses
        }
    }
}
