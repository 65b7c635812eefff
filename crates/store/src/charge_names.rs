//! The names of a charge: which one a webhook or an answer is about.

use domain::{Order, OrderNumber, ProviderId, Reference};
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Error;
use crate::open::Store;
use crate::order::{ChargeKey, attempt_of};
use crate::read::load;
use crate::tx::Tx;

/// What a webhook or an answer calls a charge.
#[derive(Debug, Clone, Copy)]
pub struct ChargeNames<'a> {
    /// The adapter that it came for.
    pub provider: &'a str,
    /// The fingerprint of the account that it came for: its charges go before those of others.
    pub account: &'a str,
    /// The provider's ids.
    pub ids: &'a [ProviderId],
    /// Our reference.
    pub reference: Option<&'a Reference>,
}

impl Store {
    /// Whether a charge of this very account is meant: accounts of one adapter may have transactions of
    /// the same id, so that the reference, where there is one, has to be the charge's too.
    pub fn is_here(&self, names: ChargeNames<'_>) -> Result<bool, Error> {
        let Some((order, attempt)) = find(&self.connection, names, At::This)? else {
            return Ok(false);
        };
        let charge = attempt_of(&order, ChargeKey { order: order.number, attempt })?;
        Ok(names.reference.is_none_or(|reference| *reference == charge.reference))
    }
}

impl Tx<'_> {
    /// The charge of these names with its order: the provider's id goes before our reference.
    pub fn find(&self, names: ChargeNames<'_>, at: At) -> Result<Option<(Order, u32)>, Error> {
        find(self, names, at)
    }

    /// The same wherever it is: one of the account that they came for goes before those of others.
    pub fn find_anywhere(&self, names: ChargeNames<'_>) -> Result<Option<(Order, u32)>, Error> {
        match find(self, names, At::This)? {
            None => find(self, names, At::Others),
            found => Ok(found),
        }
    }
}

/// Which charges a name may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Those of the account that it came for, and of an older log.
    This,
    /// Those of the adapter's other accounts.
    Others,
}

/// The charge of that name: the provider's id goes before our reference.
fn find(log: &Connection, names: ChargeNames<'_>, at: At) -> Result<Option<(Order, u32)>, Error> {
    let is_this = at == At::This;
    let mut key: Option<(i64, u32)> = None;
    let columns = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    for id in names.ids {
        let mut statement = log.prepare_cached(
            "SELECT order_number, attempt FROM charges
             WHERE provider_id = ?1 AND provider = ?2 AND (account IN ('', ?3)) = ?4",
        )?;
        let name = params![id.as_str(), names.provider, names.account, is_this];
        key = key.or(statement.query_row(name, columns).optional()?);
    }
    if let (None, Some(reference)) = (key, names.reference) {
        let mut statement = log.prepare_cached(
            "SELECT order_number, attempt FROM charges
             WHERE reference = ?1 AND provider = ?2 AND (account IN ('', ?3)) = ?4",
        )?;
        let name = params![reference.as_str(), names.provider, names.account, is_this];
        key = statement.query_row(name, columns).optional()?;
    }
    let Some((number, attempt)) = key else { return Ok(None) };
    let number = OrderNumber::new(number).ok_or_else(|| Error::damaged("an order number"))?;
    Ok(Some((load(log, number)?, attempt)))
}
