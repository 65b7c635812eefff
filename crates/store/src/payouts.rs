//! Payouts: what providers tell of money that leaves the shop's account. They never touch an order.

use std::collections::BTreeMap;

use domain::charge::{Evidence, Rejection};
use domain::{
    Centavos, EndToEndId, Payout, PayoutSeen, ProviderId, Reference, UnixMs, apply_payout,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::error::Error;
use crate::log::row::{
    PAYOUT_SEEN, PayoutEvent, evidence_word, payout_status, payout_words, read_evidence,
};
use crate::log::{Family, Stream, append, changes, personal, rows_of_family};
use crate::open::Store;
use crate::read::Stretch;
use crate::tx::Tx;

impl Store {
    /// The payouts that changed last, newest change first, at most `limit`.
    pub fn payouts(&self, limit: u32) -> Result<Vec<Payout>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM payouts ORDER BY changed_seq DESC LIMIT ?1"
        ))?;
        let mut rows = statement.query([limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// The payouts whose last change stands in a stretch of the log, in its order.
    pub fn payouts_in(&self, stretch: Stretch) -> Result<Vec<Payout>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM payouts
             WHERE changed_seq > ?1 AND changed_seq <= ?2 ORDER BY changed_seq"
        ))?;
        let mut rows = statement.query([stretch.behind, stretch.upto])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

/// Payouts, as they are inside a transaction.
impl Tx<'_> {
    /// The payout of that id.
    pub fn payout(&self, provider: &str, id: &ProviderId) -> Result<Option<Payout>, Error> {
        known(self, provider, id)
    }

    /// Writes down what is told of a payout, if it is news; says whether it was.
    pub fn note_payout(
        &self,
        provider: &str,
        seen: &PayoutSeen,
        evidence: Option<Evidence>,
    ) -> Result<bool, Error> {
        record(self, provider, seen, evidence)
    }
}

fn record(
    tx: &Tx<'_>,
    provider: &str,
    seen: &PayoutSeen,
    evidence: Option<Evidence>,
) -> Result<bool, Error> {
    let place = place(tx, provider, &seen.id)?;
    let seen = &as_it_is_kept(tx, place.as_ref(), seen)?;
    let known = known(tx, provider, &seen.id)?;
    let Some(next) = apply_payout(known.as_ref(), provider, seen, evidence, tx.stamp.now) else {
        return Ok(false);
    };
    let number = match place {
        Some(place) => place.number,
        None => {
            tx.query_row("SELECT coalesce(max(number), 0) + 1 FROM payouts", [], |row| row.get(0))?
        }
    };
    let event = PayoutEvent { provider: provider.to_owned(), seen: seen.clone(), evidence };
    let changed_seq = append(tx, tx.stamp, Stream::Payout(number), 0, PAYOUT_SEEN, event.write()?)?;
    write(tx, &next, &Place { number, changed_seq })?;
    Ok(true)
}

/// What a provider tells of the payee of a payout that was blanked, it tells in vain; nobody knows whom its own words
/// name.
fn as_it_is_kept(
    tx: &Transaction<'_>,
    place: Option<&Place>,
    seen: &PayoutSeen,
) -> Result<PayoutSeen, Error> {
    let mut seen = seen.clone();
    if let Some(place) = place
        && personal::is_blanked(tx, Family::Payout, place.number)?
    {
        seen.payee_name = None;
        if let Some(why) = &mut seen.failure {
            why.message.clear();
        }
    }
    Ok(seen)
}

/// Where a payout stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its number, in the order in which payouts were first seen, 1 and up.
    number: i64,
    /// The place of the event that changed it last.
    changed_seq: i64,
}

/// What the events give: each payout by provider and id.
type Replayed = BTreeMap<(String, ProviderId), (Payout, Place)>;

pub(crate) fn replay(log: &Transaction<'_>) -> Result<Replayed, Error> {
    let mut payouts = Replayed::new();
    rows_of_family(log, Family::Payout, |row| {
        let event = PayoutEvent::read(&row.kind, &row.body)?;
        let name = (event.provider.clone(), event.seen.id.clone());
        let next_number = i64::try_from(payouts.len()).unwrap_or(i64::MAX).saturating_add(1);
        let known = payouts.get(&name);
        let number = known.map_or(next_number, |(_, place)| place.number);
        if number != row.stream_id {
            return Err(Error::damaged("a payout has another number"));
        }
        let known = known.map(|(payout, _)| payout);
        let at = UnixMs::new(row.at_ms);
        let next = apply_payout(known, &event.provider, &event.seen, event.evidence, at);
        // What was news of the payee alone is none once that is blanked.
        let as_it_was = || Some(Payout { changed_at: at, ..known?.clone() });
        let next = next.or_else(|| as_it_was().filter(|_| row.is_blanked()));
        changes(next.is_some())?;
        let place = Place { number, changed_seq: row.seq };
        payouts.extend(next.map(|next| (name, (next, place))));
        Ok(())
    })?;
    Ok(payouts)
}

/// Writes what the events give into an index that has none of it.
pub(crate) fn rebuild(tx: &Transaction<'_>) -> Result<(), Error> {
    replay(tx)?.values().try_for_each(|(payout, place)| write(tx, payout, place))
}

/// Compares the index with what the events give.
pub(crate) fn check(log: &Transaction<'_>) -> Result<(), Error> {
    let payouts = replay(log)?;
    for ((provider, id), (payout, at)) in &payouts {
        let is_same = known(log, provider, id)?.as_ref() == Some(payout)
            && place(log, provider, id)?.as_ref() == Some(at);
        if !is_same {
            return Err(Error::damaged(format!(
                "payout {id} of {provider}: the index is not what the events give"
            )));
        }
    }
    let indexed: i64 = log.query_row("SELECT count(*) FROM payouts", [], |row| row.get(0))?;
    if usize::try_from(indexed) == Ok(payouts.len()) {
        return Ok(());
    }
    let given = payouts.len();
    Err(Error::damaged(format!("the index has {indexed} payouts, the events give {given}")))
}

/// The payout of that id, as the index has it.
fn known(tx: &Transaction<'_>, provider: &str, id: &ProviderId) -> Result<Option<Payout>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM payouts WHERE provider = ?1 AND provider_id = ?2"
    ))?;
    let mut rows = statement.query([provider, id.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// Where it stands in the log, as the index has it.
fn place(tx: &Transaction<'_>, provider: &str, id: &ProviderId) -> Result<Option<Place>, Error> {
    let place = tx.query_row(
        "SELECT number, changed_seq FROM payouts WHERE provider = ?1 AND provider_id = ?2",
        [provider, id.as_str()],
        |row| Ok(Place { number: row.get(0)?, changed_seq: row.get(1)? }),
    );
    Ok(place.optional()?)
}

pub(crate) const COLUMNS: &str =
    "provider, provider_id, reference, status, raw_status, amount_centavos,
    end_to_end_id, return_id, payee_name, failure_code, failure_message, at_ms, evidence,
    first_seen_at_ms, changed_at_ms";

/// Brings the index to the payout.
fn write(tx: &Transaction<'_>, payout: &Payout, place: &Place) -> Result<(), Error> {
    let seen = &payout.seen;
    let (status, raw_status) = payout_words(&seen.status);
    tx.execute(
        &format!(
            "INSERT OR REPLACE INTO payouts ({COLUMNS}, number, changed_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)"
        ),
        params![
            payout.provider,
            seen.id.as_str(),
            seen.reference.as_ref().map(Reference::as_str),
            status,
            raw_status,
            seen.amount.map(Centavos::get),
            seen.end_to_end_id.as_ref().map(EndToEndId::as_str),
            seen.return_id.as_ref().map(EndToEndId::as_str),
            seen.payee_name,
            seen.failure.as_ref().map(|failure| &failure.code),
            seen.failure.as_ref().map(|failure| &failure.message),
            seen.at.map(UnixMs::get),
            payout.evidence.map(evidence_word),
            payout.first_seen_at.get(),
            payout.changed_at.get(),
            place.number,
            place.changed_seq,
        ],
    )?;
    Ok(())
}

pub(crate) fn read(row: &Row<'_>) -> Result<Payout, Error> {
    let broken = || Error::damaged("a payout in the index cannot be read");
    let end_to_end_id = |column: usize| -> Result<Option<EndToEndId>, Error> {
        let text: Option<String> = row.get(column)?;
        text.map(EndToEndId::new).transpose().map_err(|_| broken())
    };
    let code: Option<String> = row.get(9)?;
    let message: Option<String> = row.get(10)?;
    let reference: Option<String> = row.get(2)?;
    let evidence: Option<String> = row.get(12)?;
    Ok(Payout {
        provider: row.get(0)?,
        seen: PayoutSeen {
            id: ProviderId::new(row.get::<_, String>(1)?).map_err(|_| broken())?,
            reference: reference.map(Reference::new).transpose().map_err(|_| broken())?,
            status: payout_status(&row.get::<_, String>(3)?, row.get(4)?)?,
            amount: row.get::<_, Option<i64>>(5)?.map(Centavos::new),
            end_to_end_id: end_to_end_id(6)?,
            return_id: end_to_end_id(7)?,
            payee_name: row.get(8)?,
            failure: code.zip(message).map(|(code, message)| Rejection { code, message }),
            at: row.get::<_, Option<i64>>(11)?.map(UnixMs::new),
        },
        evidence: evidence.map(|word| read_evidence(&word)).transpose()?,
        first_seen_at: UnixMs::new(row.get(13)?),
        changed_at: UnixMs::new(row.get(14)?),
    })
}
