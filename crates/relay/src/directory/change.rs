//! What an admin changes. Each is one transaction; the maps follow once it is on disk.

use std::sync::PoisonError;

use domain::Printable;
use rusqlite::Connection;

use super::maps::Maps;
use super::rows::{self, RouteRow};
use super::{Checking, Directory, Error, Passing, Refused, Till, code};
use crate::clock::now_ms;
use crate::ids::{MerchantId, RouteId, TillId};

/// A till that was just added. Key and code cannot be shown again.
pub struct NewTill {
    /// Its id.
    pub id: TillId,
    /// Of its own ingest URL.
    pub ingest_key: String,
    /// In its plain form.
    pub pairing_code: String,
}

/// A route that was just added, or one with a new key. The key cannot be shown again.
pub struct NewRoute {
    /// Its id.
    pub id: RouteId,
    /// Of its ingest URL.
    pub ingest_key: String,
}

/// What the maps need of a route that was added.
type Added = (RouteRow, Option<Checking>, Passing);

/// Longest name, in characters.
const LONGEST_NAME: usize = 80;

fn name(text: &str) -> Result<String, Refused> {
    let name = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    let prints = Printable::first_broken(name).is_none();
    if fits && prints { Ok(name.to_owned()) } else { Err(Refused::BadName) }
}

impl Directory {
    /// Adds a merchant.
    pub async fn add_merchant(&self, called: &str) -> Result<MerchantId, Error> {
        let name = name(called)?;
        let act = move |db: &Connection| {
            if rows::find_merchant(db, &name)?.is_some() {
                return Ok(Err(Refused::Taken { what: "merchant", name }));
            }
            rows::add_merchant(db, &name, now_ms()).map(Ok)
        };
        self.change(act, |_, _| ()).await
    }

    /// Adds a till, its own route with a key, and a pairing code. A merchant of an unknown name is
    /// added too.
    pub async fn add_till(&self, merchant: &str, called: &str) -> Result<NewTill, Error> {
        let (merchant, called) = (name(merchant)?, name(called)?);
        let (ingest_key, pairing_code) = (code::new_key(), code::new_code());
        let (key, code) = (code::hash(&ingest_key), code::hash(&pairing_code));
        let act = move |db: &Connection| {
            let merchant = match rows::find_merchant(db, &merchant)? {
                Some(merchant) => merchant,
                None => rows::add_merchant(db, &merchant, now_ms())?,
            };
            if rows::has_live_till(db, &merchant, &called)? {
                return Ok(Err(Refused::Taken { what: "till", name: called }));
            }
            let id = TillId::random();
            let till = Till { id, merchant, name: called, public_key: None, revoked: false };
            rows::add_till(db, &till, now_ms())?;
            let (merchant, owner) = (till.merchant.clone(), Some(till.id.clone()));
            let route = RouteRow {
                id: RouteId::random(),
                merchant,
                till: owner,
                checking: None,
                passing: Passing::default().to_text(),
            };
            rows::add_route(db, &route, now_ms())?;
            rows::add_key(db, &route.id, key, now_ms())?;
            rows::add_code(db, &till.id, code, now_ms())?;
            Ok(Ok((till, route)))
        };
        let put = move |maps: &mut Maps, (till, route): &(Till, RouteRow)| {
            maps.put_till(till.clone());
            maps.put_route(route, None, Passing::default());
            maps.put_key(key, route.id.clone());
        };
        let (till, _) = self.change(act, put).await?;
        Ok(NewTill { id: till.id, ingest_key, pairing_code })
    }

    /// Adds a route to one till or, without, to all tills of the merchant, now and later.
    pub async fn add_route(
        &self,
        merchant: &str,
        till: Option<&str>,
        checking: Option<Checking>,
        passing: Passing,
    ) -> Result<NewRoute, Error> {
        let (merchant, till) = (merchant.to_owned(), till.map(str::to_owned));
        let ingest_key = code::new_key();
        let key = code::hash(&ingest_key);
        let act = move |db: &Connection| {
            let Some(merchant) = rows::find_merchant(db, merchant.trim())? else {
                return Ok(Err(Refused::Unknown { what: "merchant", name: merchant }));
            };
            let till = match till.map(|till| rows::find_till(db, &till)).transpose()? {
                None => None,
                Some(Err(refused)) => return Ok(Err(refused)),
                Some(Ok(till)) if till.merchant != merchant => {
                    return Ok(Err(Refused::OtherMerchant));
                }
                Some(Ok(till)) if till.revoked => return Ok(Err(Refused::Revoked)),
                Some(Ok(till)) => Some(till.id),
            };
            let text = checking.as_ref().map(Checking::to_text);
            let route = RouteRow {
                id: RouteId::random(),
                merchant,
                till,
                checking: text,
                passing: passing.to_text(),
            };
            rows::add_route(db, &route, now_ms())?;
            rows::add_key(db, &route.id, key, now_ms())?;
            Ok(Ok((route, checking, passing)))
        };
        let put = move |maps: &mut Maps, (route, checking, passing): &Added| {
            maps.put_route(route, checking.clone(), passing.clone());
            maps.put_key(key, route.id.clone());
        };
        let (route, ..) = self.change(act, put).await?;
        Ok(NewRoute { id: route.id, ingest_key })
    }

    /// A new key for a route, by its id; the key before it stays good until the next new one.
    pub async fn add_key(&self, route: &str) -> Result<NewRoute, Error> {
        let asked = route.to_owned();
        let ingest_key = code::new_key();
        let key = code::hash(&ingest_key);
        let act = move |db: &Connection| {
            let Some(route) = rows::find_route(db, &asked)? else {
                return Ok(Err(Refused::Unknown { what: "route", name: asked }));
            };
            let owner = route.till.map(|till| rows::till_of_id(db, till.as_str())).transpose()?;
            if owner.flatten().is_some_and(|till| till.revoked) {
                return Ok(Err(Refused::Revoked));
            }
            let gone = rows::add_key(db, &route.id, key, now_ms())?;
            Ok(Ok((route.id, gone)))
        };
        let put = move |maps: &mut Maps, (route, gone): &(RouteId, Vec<[u8; 32]>)| {
            maps.drop_keys(gone);
            maps.put_key(key, route.clone());
        };
        let (id, _) = self.change(act, put).await?;
        Ok(NewRoute { id, ingest_key })
    }

    /// A new pairing code for a till, by its id or name: for a first pairing that was missed, or for
    /// another computer in the till's place.
    pub async fn add_code(&self, till: &str) -> Result<(TillId, String), Error> {
        let asked = till.to_owned();
        let pairing_code = code::new_code();
        let code = code::hash(&pairing_code);
        let act = move |db: &Connection| {
            let till = match rows::find_till(db, &asked)? {
                Err(refused) => return Ok(Err(refused)),
                Ok(till) if till.revoked => return Ok(Err(Refused::Revoked)),
                Ok(till) => till.id,
            };
            rows::add_code(db, &till, code, now_ms())?;
            Ok(Ok(till))
        };
        let till = self.change(act, |_, _| ()).await?;
        Ok((till, pairing_code))
    }

    /// Revokes a till, by its id or name: it may not connect, its URLs are unknown, its codes end.
    /// Again is as once. The caller closes its session.
    pub async fn revoke(&self, till: &str) -> Result<TillId, Error> {
        let asked = till.to_owned();
        let act = move |db: &Connection| {
            let till = match rows::find_till(db, &asked)? {
                Err(refused) => return Ok(Err(refused)),
                Ok(till) => Till { revoked: true, ..till },
            };
            let gone = rows::revoke(db, &till.id, now_ms())?;
            Ok(Ok((till, gone)))
        };
        let put = |maps: &mut Maps, (till, gone): &(Till, Vec<[u8; 32]>)| {
            maps.drop_keys(gone);
            maps.put_till(till.clone());
        };
        Ok(self.change(act, put).await?.0.id)
    }

    /// The till that is meant by an id or a name.
    pub async fn find_till(&self, text: &str) -> Result<TillId, Error> {
        let asked = text.to_owned();
        let found = self.db.read(move |db| rows::find_till(db, &asked)).await?;
        Ok(found?.id)
    }

    /// One change: `act` in a transaction, then `put` into the maps. Whoever asked may go away
    /// meanwhile; the maps follow all the same.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<Result<T, Refused>> + Send + 'static,
        put: impl FnOnce(&mut Maps, &T) + Send + 'static,
    ) -> Result<T, Error> {
        let this = self.clone();
        let change = async move {
            let _one = this.changing.lock().await;
            let done = this.db.write(act).await??;
            put(&mut this.maps.write().unwrap_or_else(PoisonError::into_inner), &done);
            Ok(done)
        };
        let ended = tokio::spawn(change).await;
        ended.unwrap_or_else(|error| {
            Err(Error::Store(crate::store::StoreError::Disk(error.to_string())))
        })
    }
}
