//! From events back to payouts and orphans, and the comparison with their index.

use std::collections::BTreeMap;

use domain::{Order, Orphan, OrphanNumber, OrphanState, Payout, ProviderId, UnixMs, apply_payout};
use rusqlite::Transaction;

use crate::error::Error;
use crate::read::row_of;
use crate::replay::{Row, name_event};
use crate::row::SideEvent;
use crate::{orphans, payouts};

/// All that the events of number 0 give.
#[derive(Debug, Default)]
pub(crate) struct Side {
    /// Each with the place of the event that changed it last.
    payouts: BTreeMap<(String, ProviderId), (Payout, i64)>,
    orphans: BTreeMap<OrphanNumber, Orphan>,
}

impl Side {
    /// Replays them all.
    pub(crate) fn replay(log: &Transaction<'_>) -> Result<Self, Error> {
        let mut statement = log.prepare(
            "SELECT seq, order_number, attempt, kind, at_ms, body
             FROM events WHERE order_number = 0 ORDER BY seq",
        )?;
        let mut rows = statement.query([])?;
        let mut side = Self::default();
        while let Some(row) = rows.next()? {
            let row = row_of(row)?;
            side.step(&row).map_err(|error| name_event(error, row.seq))?;
        }
        Ok(side)
    }

    fn step(&mut self, row: &Row) -> Result<(), Error> {
        let at = UnixMs::new(row.at_ms);
        let changed = match SideEvent::read(&row.kind, &row.body)? {
            SideEvent::PayoutSeen { provider, seen, evidence } => {
                let name = (provider.clone(), seen.id.clone());
                let known = self.payouts.get(&name).map(|(payout, _)| payout);
                let next = apply_payout(known, &provider, &seen, evidence, at);
                let changed = next.is_some();
                self.payouts.extend(next.map(|next| (name, (next, row.seq))));
                changed
            }
            SideEvent::OrphanFound { number, money } => {
                let orphan = Orphan { number, money, found_at: at, state: OrphanState::Open };
                self.orphans.insert(number, orphan).is_none()
            }
            SideEvent::OrphanAttached { number, order, reason, .. } => {
                self.settle(number, OrphanState::Attached { order, reason, at })
            }
            SideEvent::OrphanSetAside { number, reason } => {
                self.settle(number, OrphanState::SetAside { reason, at })
            }
        };
        if changed {
            Ok(())
        } else {
            Err(Error::damaged("an event stands in the log and changes nothing"))
        }
    }

    fn settle(&mut self, number: OrphanNumber, state: OrphanState) -> bool {
        match self.orphans.get_mut(&number) {
            Some(orphan) if orphan.state == OrphanState::Open => {
                orphan.state = state;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Compares all of it with the index.
    pub(crate) fn compare(&self, log: &Transaction<'_>) -> Result<(), Error> {
        for ((provider, id), (payout, seq)) in &self.payouts {
            let known = payouts::known(log, provider, id)?;
            let changed_seq = payouts::changed_seq(log, payout)?;
            if known.as_ref() != Some(payout) || changed_seq != Some(*seq) {
                return Err(Error::damaged(format!(
                    "payout {id} of {provider}: the index is not what the events give"
                )));
            }
        }
        for (number, orphan) in &self.orphans {
            if orphans::get(log, *number).ok().as_ref() != Some(orphan) {
                return Err(Error::damaged(format!(
                    "orphan {number}: the index is not what the events give"
                )));
            }
        }
        let indexed: (i64, i64) = log.query_row(
            "SELECT (SELECT count(*) FROM payouts), (SELECT count(*) FROM orphans)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let count = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
        let given = (count(self.payouts.len()), count(self.orphans.len()));
        if indexed == given {
            return Ok(());
        }
        Err(Error::damaged(format!(
            "the index has (payouts, orphans) {indexed:?}, the events give {given:?}"
        )))
    }

    /// How many orphans are attached to orders.
    pub(crate) fn attached(&self) -> usize {
        let is_attached = |orphan: &&Orphan| matches!(orphan.state, OrphanState::Attached { .. });
        self.orphans.values().filter(is_attached).count()
    }

    /// How many payments of the order were orphans; each must be attached to it.
    pub(crate) fn attached_to(&self, order: &Order) -> Result<usize, Error> {
        let payments = order.attempts.iter().flat_map(|charge| &charge.payments);
        let mut count = 0;
        for attached in payments.filter_map(|payment| payment.attached.as_ref()) {
            let orphan = self.orphans.get(&attached.orphan);
            let is_its = orphan.is_some_and(|orphan| {
                matches!(&orphan.state, OrphanState::Attached { order: its, .. } if *its == order.number)
            });
            if !is_its {
                return Err(Error::damaged(format!(
                    "order {}: orphan {} is not attached to it",
                    order.number, attached.orphan
                )));
            }
            count += 1;
        }
        Ok(count)
    }
}
