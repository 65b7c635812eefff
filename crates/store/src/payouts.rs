//! Payouts: what providers tell of money that leaves the shop's account. They never touch an order.

use domain::charge::{Evidence, Rejection};
use domain::{
    Centavos, EndToEndId, Payout, PayoutSeen, ProviderId, Reference, UnixMs, apply_payout,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::chain::append;
use crate::error::Error;
use crate::open::Store;
use crate::row::{SideEvent, evidence_word, payout_status, payout_words, read_evidence};

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
}

/// Writes down what is told of a payout, if it is news; says whether it was.
pub(crate) fn record(
    tx: &Transaction<'_>,
    provider: &str,
    seen: &PayoutSeen,
    evidence: Option<Evidence>,
    now: UnixMs,
) -> Result<bool, Error> {
    let known = known(tx, provider, &seen.id)?;
    let Some(next) = apply_payout(known.as_ref(), provider, seen, evidence, now) else {
        return Ok(false);
    };
    let event =
        SideEvent::PayoutSeen { provider: provider.to_owned(), seen: seen.clone(), evidence };
    let (kind, body) = event.write()?;
    let seq = append(tx, None, &kind, now, &body)?;
    write(tx, &next, seq)?;
    Ok(true)
}

/// The payout of that id, as the index has it.
pub(crate) fn known(
    tx: &Transaction<'_>,
    provider: &str,
    id: &ProviderId,
) -> Result<Option<Payout>, Error> {
    let mut statement = tx.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM payouts WHERE provider = ?1 AND provider_id = ?2"
    ))?;
    let mut rows = statement.query([provider, id.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// The place of the event that changed it last, as the index has it.
pub(crate) fn changed_seq(tx: &Transaction<'_>, payout: &Payout) -> Result<Option<i64>, Error> {
    let seq = tx.query_row(
        "SELECT changed_seq FROM payouts WHERE provider = ?1 AND provider_id = ?2",
        [payout.provider.as_str(), payout.seen.id.as_str()],
        |row| row.get(0),
    );
    Ok(seq.optional()?)
}

const COLUMNS: &str = "provider, provider_id, reference, status, raw_status, amount_centavos,
    end_to_end_id, return_id, payee_name, failure_code, failure_message, at_ms, evidence,
    first_seen_at_ms, changed_at_ms";

/// Brings the index to the payout, which the event at `seq` changed last.
pub(crate) fn write(tx: &Transaction<'_>, payout: &Payout, seq: i64) -> Result<(), Error> {
    let seen = &payout.seen;
    let (status, raw_status) = payout_words(&seen.status);
    tx.execute(
        &format!(
            "INSERT OR REPLACE INTO payouts ({COLUMNS}, changed_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
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
            seq,
        ],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Payout, Error> {
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
