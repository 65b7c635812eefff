//! Who may: merchants, their tills, the routes to them. On disk in the relay's database, in memory
//! as maps that requests read without waiting.

mod change;
mod checking;
mod code;
mod list;
mod maps;
mod pairing;
mod passing;
mod rows;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

pub use change::{NewRoute, NewTill};
pub use checking::{Checking, NoCheck};
pub use code::{CODE_LIVES_MS, plain_code};
pub use list::{RouteLine, TillLine};
pub use pairing::{Claim, Paired};
pub use passing::{NoPassing, Passing};

use crate::db::Db;
use crate::ids::{MerchantId, RouteId, TillId};
use crate::store::StoreError;
use http_guard::Pace;
use maps::Maps;

/// An ingest URL's other end.
#[derive(Debug)]
pub struct Route {
    /// Its id.
    pub id: RouteId,
    /// Whose it is.
    pub merchant: MerchantId,
    /// Who gets what comes: one till, or all of the merchant's that are not revoked. May be empty
    /// for a merchant's route.
    pub tills: Arc<[TillId]>,
    /// What a request must show at the edge.
    pub checking: Option<Checking>,
    /// What goes on beside the usual headers.
    pub passing: Passing,
    /// How often it was used; for [`crate::limits::Limits::ingest`].
    pub pace: Arc<Pace>,
}

/// A till as the relay knows it.
#[derive(Debug, Clone)]
pub struct Till {
    /// Its id.
    pub id: TillId,
    /// Whose it is.
    pub merchant: MerchantId,
    /// Its name; not for logs.
    pub name: String,
    /// Ed25519, once it is paired.
    pub public_key: Option<[u8; 32]>,
    /// It may not connect any more.
    pub revoked: bool,
}

/// Why the directory does not do what it is asked for. Nothing was changed. The texts are for who
/// runs the relay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody has this id or name.
    #[error("no {what} is called {name:?}; `balcao-relay admin till list` shows what there is")]
    Unknown {
        /// A merchant, till or route.
        what: &'static str,
        /// As it was asked for.
        name: String,
    },
    /// Several have this name.
    #[error("more than one {what} is called {name:?}; say its id instead")]
    Ambiguous {
        /// A till.
        what: &'static str,
        /// As it was asked for.
        name: String,
    },
    /// The name cannot be one.
    #[error("a name has 1 to 80 characters, with none that does not print")]
    BadName,
    /// See [`NoCheck`].
    #[error(transparent)]
    NoCheck(#[from] NoCheck),
    /// See [`NoPassing`].
    #[error(transparent)]
    NoPassing(#[from] NoPassing),
    /// The till is another merchant's.
    #[error("that till belongs to another merchant")]
    OtherMerchant,
    /// The name is taken.
    #[error("there is a {what} called {name:?} already; choose another name")]
    Taken {
        /// A merchant or till.
        what: &'static str,
        /// As it was asked for.
        name: String,
    },
    /// The till was revoked.
    #[error("that till was revoked, and that is final; add a new one with `till add`")]
    Revoked,
}

/// Why something was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The disk did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Merchants, tills, routes; clones share it.
#[derive(Clone)]
pub struct Directory {
    db: Db,
    maps: Arc<RwLock<Maps>>,
    /// One change at a time, from its transaction until the maps show it.
    changing: Arc<tokio::sync::Mutex<()>>,
}

impl Directory {
    /// Reads the directory out of the database.
    pub async fn open(db: Db) -> Result<Self, StoreError> {
        let read =
            |db: &rusqlite::Connection| Ok((rows::tills(db)?, rows::routes(db)?, rows::keys(db)?));
        let (tills, routes, keys) = db.read(read).await?;
        let mut maps = Maps::default();
        for till in tills {
            maps.put_till(till);
        }
        for route in &routes {
            let checking = route.checking.as_deref().map(Checking::read).transpose();
            let checking = checking.map_err(|error| StoreError::Disk(error.to_string()))?;
            let passing = Passing::from_text(&route.passing);
            let passing = passing.map_err(|error| StoreError::Disk(error.to_string()))?;
            maps.put_route(route, checking, passing);
        }
        for (sha256, route) in keys {
            maps.put_key(sha256, route);
        }
        Ok(Self { db, maps: Arc::new(RwLock::new(maps)), changing: Arc::default() })
    }

    fn maps(&self) -> RwLockReadGuard<'_, Maps> {
        self.maps.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The route of an ingest key. The key is looked up by its SHA-256, so the time that this takes
    /// tells nothing about other keys.
    pub fn route_of_key(&self, key: &str) -> Option<Arc<Route>> {
        let sha256 = code::hash_of_key(key)?;
        self.maps().route_of_key(&sha256)
    }

    /// A till, also if it is revoked.
    pub fn till(&self, id: &TillId) -> Option<Arc<Till>> {
        self.maps().till(id)
    }

    /// How many tills are not revoked.
    pub fn live_tills(&self) -> usize {
        self.maps().live_tills()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_directory_of_before_headers_could_be_named_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let older = rusqlite::Connection::open(folder.path().join(crate::db::DATABASE)).unwrap();
        older.execute_batch(include_str!("../../migrations/0001_relay.sql")).unwrap();
        older
            .execute_batch(
                "PRAGMA user_version = 1;
                 INSERT INTO merchants VALUES ('m_1', 'Padaria', 1);
                 INSERT INTO routes VALUES ('r_1', 'm_1', NULL, 'static:x-key:long-enough', 1);",
            )
            .unwrap();
        drop(older);
        let directory = Directory::open(Db::open(folder.path()).unwrap()).await.unwrap();
        let listed = directory.list_routes().await.unwrap();
        let [route] = listed.as_slice() else { panic!("{listed:?}") };
        assert_eq!(route.check.as_deref(), Some("static:x-key"));
        assert!(route.pass.is_empty());
    }
}
