//! From events back to payouts and unmatched, and the comparison with their index.

use std::collections::BTreeMap;

use domain::{
    Order, Payout, ProviderId, UnixMs, UnmatchedNumber, UnmatchedPayment, UnmatchedState,
    apply_payout,
};
use rusqlite::Transaction;

use crate::error::Error;
use crate::read::row_of;
use crate::replay::{Row, name_event};
use crate::row::SideEvent;
use crate::till::{Naming, TILL_NAMED};
use crate::{payouts, unmatched};

/// All that the events of number 0 give.
#[derive(Debug, Default)]
pub(crate) struct Side {
    /// Each with the place of the event that changed it last.
    payouts: BTreeMap<(String, ProviderId), (Payout, i64)>,
    unmatched: BTreeMap<UnmatchedNumber, UnmatchedPayment>,
    naming: Naming,
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
        if row.kind == TILL_NAMED {
            return changes(self.naming.step(&row.body)?);
        }
        let changed = match SideEvent::read(&row.kind, &row.body)? {
            SideEvent::PayoutSeen { provider, seen, evidence } => {
                let name = (provider.clone(), seen.id.clone());
                let known = self.payouts.get(&name).map(|(payout, _)| payout);
                let next = apply_payout(known, &provider, &seen, evidence, at);
                let changed = next.is_some();
                self.payouts.extend(next.map(|next| (name, (next, row.seq))));
                changed
            }
            SideEvent::UnmatchedFound { number, money } => {
                let unmatched =
                    UnmatchedPayment { number, money, found_at: at, state: UnmatchedState::Open };
                self.unmatched.insert(number, unmatched).is_none()
            }
            SideEvent::UnmatchedMatched { number, order, reason, .. } => {
                self.settle(number, UnmatchedState::Matched { order, reason, at })
            }
            SideEvent::UnmatchedDismissed { number, reason } => {
                self.settle(number, UnmatchedState::Dismissed { reason, at })
            }
        };
        changes(changed)
    }

    fn settle(&mut self, number: UnmatchedNumber, state: UnmatchedState) -> bool {
        match self.unmatched.get_mut(&number) {
            Some(unmatched) if unmatched.state == UnmatchedState::Open => {
                unmatched.state = state;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Writes all of it into an index that has none of it.
    pub(crate) fn write(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        self.naming.write(tx)?;
        for (payout, seq) in self.payouts.values() {
            payouts::write(tx, payout, *seq)?;
        }
        for unmatched in self.unmatched.values() {
            unmatched::write(tx, unmatched)?;
        }
        Ok(())
    }

    /// Compares all of it with the index.
    pub(crate) fn compare(&self, log: &Transaction<'_>) -> Result<(), Error> {
        self.naming.compare(log)?;
        for ((provider, id), (payout, seq)) in &self.payouts {
            let known = payouts::known(log, provider, id)?;
            let changed_seq = payouts::changed_seq(log, payout)?;
            if known.as_ref() != Some(payout) || changed_seq != Some(*seq) {
                return Err(Error::damaged(format!(
                    "payout {id} of {provider}: the index is not what the events give"
                )));
            }
        }
        for (number, unmatched) in &self.unmatched {
            if unmatched::get(log, *number).ok().as_ref() != Some(unmatched) {
                return Err(Error::damaged(format!(
                    "unmatched {number}: the index is not what the events give"
                )));
            }
        }
        let indexed: (i64, i64) = log.query_row(
            "SELECT (SELECT count(*) FROM payouts), (SELECT count(*) FROM unmatched)",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let count = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
        let given = (count(self.payouts.len()), count(self.unmatched.len()));
        if indexed == given {
            return Ok(());
        }
        Err(Error::damaged(format!(
            "the index has (payouts, unmatched) {indexed:?}, the events give {given:?}"
        )))
    }

    /// How many unmatched are matched to orders.
    pub(crate) fn matched(&self) -> usize {
        let is_attached = |unmatched: &&UnmatchedPayment| {
            matches!(unmatched.state, UnmatchedState::Matched { .. })
        };
        self.unmatched.values().filter(is_attached).count()
    }

    /// How many payments of the order were unmatched; each must be matched to it.
    pub(crate) fn attached_to(&self, order: &Order) -> Result<usize, Error> {
        let payments = order.attempts.iter().flat_map(|charge| &charge.payments);
        let mut count = 0;
        for matched in payments.filter_map(|payment| payment.matched.as_ref()) {
            let unmatched = self.unmatched.get(&matched.unmatched);
            let is_its = unmatched.is_some_and(|unmatched| {
                matches!(&unmatched.state, UnmatchedState::Matched { order: its, .. } if *its == order.number)
            });
            if !is_its {
                return Err(Error::damaged(format!(
                    "order {}: unmatched {} is not matched to it",
                    order.number, matched.unmatched
                )));
            }
            count += 1;
        }
        Ok(count)
    }
}

fn changes(changed: bool) -> Result<(), Error> {
    let nothing = || Error::damaged("an event stands in the log and changes nothing");
    changed.then_some(()).ok_or_else(nothing)
}

#[cfg(test)]
mod tests {
    use domain::charge::Status;
    use domain::{
        Centavos, IdempotencyKey, PayoutSeen, PayoutStatus, ProviderId, SaleId, UnixMs,
        UnmatchedMoney, UnmatchedNumber,
    };

    use super::SideEvent;
    use crate::chain::append;
    use crate::{
        Answer, Arrival, ChargeKey, Error, Inquiry, InquiryKind, NewAttempt, NewOrder, Store,
        Verdict, Why,
    };

    const NOW: UnixMs = UnixMs::new(1);

    /// No page can be added from here on.
    fn fill_disk(store: &Store) {
        let pages: i64 =
            store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        store.connection.pragma_update(None, "max_page_count", pages).unwrap();
    }

    fn long() -> String {
        "x".repeat(1 << 20)
    }

    #[test]
    fn a_full_disk_keeps_no_half_of_an_attachment() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), NOW).unwrap();
        store.name_till("K7QD", Why::New, NOW).unwrap();
        let new = NewOrder {
            sale_id: SaleId::new("s1").unwrap(),
            reference: None,
            amount: Centavos::new(1_250),
            attempt: NewAttempt {
                provider: "integrapay".into(),
                expires_in_min: 30,
                idempotency_key: IdempotencyKey::new("k").unwrap(),
                webhook: false,
                account: None,
                chance: [1, 2],
            },
        };
        let (order, _) = store.create_order(&new, NOW, |_| String::new()).unwrap();
        let id = ProviderId::new("1000").unwrap();
        let inquiry = Inquiry {
            provider: "integrapay".into(),
            account: String::new(),
            kind: InquiryKind::Charge,
            provider_id: id.clone(),
            rank: crate::inquiries::Rank::Signed,
            failures: 0,
            begun_at: NOW,
        };
        let money = UnmatchedMoney {
            provider: "integrapay".into(),
            account: None,
            provider_id: id,
            reference: None,
            amount: Some(Centavos::new(3_750)),
            end_to_end_id: None,
            paid_at: None,
            payer_name: None,
        };
        store.settle_inquiry(&inquiry, NOW, Answer::Money(money)).unwrap();
        let head = store.head().unwrap();
        fill_disk(&store);
        let key = ChargeKey { order: order.number, attempt: 1 };
        let number = UnmatchedNumber::new(1).unwrap();
        let result = store.match_unmatched(number, key, Centavos::new(3_750), &long(), NOW);
        assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
        let result = store.dismiss_unmatched(number, &long(), NOW);
        assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
        assert_eq!((store.head().unwrap(), store.attention().unwrap()), (head, (0, 1, 0)));
        assert_eq!(store.order(order.number).unwrap().status(), Status::Registering);
        store.verify().unwrap();
    }

    #[test]
    fn a_full_disk_takes_no_payout_in_and_acknowledges_none() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), NOW).unwrap();
        fill_disk(&store);
        let arrival = Arrival {
            epoch: "e".into(),
            seq: 1,
            previous: 0,
            event_id: "evt_1".into(),
            route: "r_1".into(),
            relayed_at: NOW,
            body_sha256: String::new(),
            body_len: 0,
        };
        let seen = PayoutSeen {
            id: ProviderId::new("2000").unwrap(),
            reference: None,
            status: PayoutStatus::Created,
            amount: None,
            end_to_end_id: None,
            return_id: None,
            payee_name: Some(long()),
            failure: None,
            at: None,
        };
        let told = Verdict::Payout {
            provider: "integrapay".into(),
            seen: Box::new(seen),
            account: String::new(),
            kind: "transfer.created".into(),
        };
        let result = store.receive(&arrival, NOW, None, None, |_, _| told);
        assert!(matches!(result, Err(Error::Unwritable(_))), "{result:?}");
        assert_eq!((store.head().unwrap(), store.stream().unwrap()), (0, None));
        assert_eq!(store.next_inquiry().unwrap(), None);
        store.verify().unwrap();
    }

    #[test]
    fn an_event_that_changes_nothing_is_damage() {
        let number = UnmatchedNumber::new(1).unwrap();
        let money = UnmatchedMoney {
            provider: "integrapay".into(),
            account: None,
            provider_id: ProviderId::new("1000").unwrap(),
            reference: None,
            amount: Some(Centavos::new(3_750)),
            end_to_end_id: None,
            paid_at: None,
            payer_name: None,
        };
        let found = SideEvent::UnmatchedFound { number, money };
        let aside = SideEvent::UnmatchedDismissed { number, reason: "aluguel".into() };
        for (events, broken) in
            [(vec![&aside], 1), (vec![&found, &found], 2), (vec![&found, &aside, &aside], 3)]
        {
            let home = tempfile::tempdir().unwrap();
            let mut store = Store::open(home.path(), NOW).unwrap();
            let tx = store.begin().unwrap();
            for event in events {
                let (kind, body) = event.write().unwrap();
                append(&tx, None, &kind, NOW, &body).unwrap();
            }
            tx.commit().unwrap();
            match store.verify() {
                Err(Error::Damaged { what, .. }) => {
                    assert!(what.starts_with(&format!("event {broken}: ")), "{what}");
                }
                other => panic!("{other:?}"),
            }
        }
    }
}
