//! Orders: one, the newest, and those that a script waits for.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{
    ActorView, Failure, FailureCode, HistoryTotals, LastSales, OrderEvidence, OrderRef, OrderView,
    OrdersView, Status,
};
use domain::{Caller, OrderNumber, UnixMs};
use store::Filter;

use super::Call;
use super::history::evidence;
use crate::failure::from_checkout;
use crate::open::Till;
use crate::view::{self, Terminal};

/// The longest list on a screen.
const MOST_SALES: u32 = 200;
/// Odd money is asked for among the sales of so long, in milliseconds: no code is watched as long as that.
const ODD_WITHIN_MS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// No code lives longer than a day, and hardly one as long as this.
const SHOWN_WHILE_LOCKED_MS: i64 = 60 * 60 * 1_000;
/// How many orders of a long list are read before the first is shown.
const AT_ONCE: usize = 50;

/// Which orders to list.
#[derive(Debug, Clone)]
pub struct OrderQuery {
    /// Only with this status.
    pub status: Option<Status>,
    /// Only what is unproven.
    pub unproven: bool,
    /// Only what went oddly, or may have.
    pub odd: bool,
    /// Only what this operator has begun, by name or id.
    pub sold_by: Option<String>,
    /// Only where the last attempt is of this adapter.
    pub provider: Option<String>,
    /// Only those of whose money we know in this way.
    pub evidence: Option<OrderEvidence>,
    /// Only where the text stands in the number, a reference, a provider's id, an end-to-end id or a payer's
    /// name, or is the amount.
    pub search: Option<String>,
    /// Only made at this moment or later, milliseconds since 1970-01-01 UTC.
    pub since_ms: Option<i64>,
    /// Only made before this moment, milliseconds since 1970-01-01 UTC.
    pub until_ms: Option<i64>,
    /// Only those behind the order of this number in the list.
    pub before: Option<String>,
    /// At most this many.
    pub limit: u32,
}

/// An event of the order log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventView {
    /// Its place in the log.
    pub seq: i64,
    /// The attempt that it happened to.
    pub attempt: u32,
    /// Its name.
    pub kind: String,
    /// Who did it: `till`, or operator and device; absent in an older log.
    pub by: Option<String>,
    /// Who did it, by name, where that was a person.
    pub actor: Option<ActorView>,
    /// When, on this computer's clock.
    pub at_ms: i64,
    /// Its link in the chain, in hex.
    pub hash: String,
}

impl Till {
    /// One order, for a screen: while it is open it is asked about first. A door at which nobody is signed in shows
    /// how a sale ends that stood there.
    pub(crate) async fn order(&self, call: &Call, request: OrderRef) -> Result<OrderView, Failure> {
        let history = self.checkout.order(number(&request.order)?).map_err(from_checkout)?;
        let age_ms = self.checkout.now().since(history.order.created_at);
        if call.is_nobody && age_ms > SHOWN_WHILE_LOCKED_MS {
            return Err(Failure::new(FailureCode::SignedOut));
        }
        self.checkout.looks_at(&history.order);
        Ok(view::order(&self.checkout, &self.staff.known(), &self.terminal()?, &history))
    }

    /// The newest orders.
    pub(crate) async fn last_sales(
        &self,
        _: &Caller,
        request: LastSales,
    ) -> Result<OrdersView, Failure> {
        let limit = request.limit.clamp(1, MOST_SALES);
        let since = request.odd.then(|| self.checkout.now().plus_ms(-ODD_WITHIN_MS));
        let LastSales { odd, by_hand, .. } = request;
        let filter = Filter { odd, by_hand, since, limit, ..Filter::default() };
        let orders = self.checkout.orders(&filter).map_err(from_checkout)?;
        let known = self.staff.known().clone();
        let row = |history| view::row(view::undrawn(&self.checkout, &known, history));
        let rows = orders.iter().map(row);
        Ok(OrdersView { orders: rows.collect() })
    }

    /// Shows the orders of a query, newest first, without pictures of their codes. A long list begins before it
    /// is read to its end, so that an error may come behind some orders.
    pub(crate) fn orders(
        &self,
        query: &OrderQuery,
        mut show: impl FnMut(&OrderView),
    ) -> Result<(), Failure> {
        let filter = self.filter(query)?;
        let known = self.staff.known().clone();
        let numbers = self.checkout.numbers(&filter).map_err(from_checkout)?;
        for some in numbers.chunks(AT_ONCE) {
            let orders = self.checkout.histories(some).map_err(from_checkout)?;
            for history in &orders {
                show(&view::undrawn(&self.checkout, &known, history));
            }
        }
        Ok(())
    }

    /// The totals of all orders of a query; its limit, and what they are behind, don't count.
    pub(crate) fn order_totals(&self, query: &OrderQuery) -> Result<HistoryTotals, Failure> {
        self.totals(&self.filter(query)?)
    }

    fn filter(&self, query: &OrderQuery) -> Result<Filter, Failure> {
        Ok(Filter {
            status: query.status.and_then(view::to_domain),
            by_hand: query.status == Some(Status::ByHand),
            unproven: query.unproven,
            odd: query.odd,
            seller: query.sold_by.as_deref().map(|it| self.seller_named(it)).transpose()?,
            provider: query.provider.clone(),
            evidence: query.evidence.map(evidence),
            search: query.search.clone(),
            since: query.since_ms.map(UnixMs::new),
            until: query.until_ms.map(UnixMs::new),
            before: query.before.as_deref().map(number).transpose()?,
            limit: query.limit,
        })
    }

    /// An order and its events.
    pub(crate) fn show(&self, order: &str) -> Result<(OrderView, Vec<EventView>), Failure> {
        let number = number(order)?;
        let events = self.checkout.events(number).map_err(from_checkout)?;
        let known = self.staff.known().clone();
        let events = events.into_iter().map(|event| EventView {
            seq: event.seq,
            attempt: event.attempt,
            kind: event.kind,
            actor: event.by.as_ref().and_then(|by| view::named(&known, by)),
            by: event.by.map(|by| by.to_string()),
            at_ms: event.at.get(),
            hash: event.hash,
        });
        Ok((self.view_of(number)?, events.collect()))
    }

    pub(crate) fn view_of(&self, number: OrderNumber) -> Result<OrderView, Failure> {
        let history = self.checkout.order(number).map_err(from_checkout)?;
        Ok(view::order(&self.checkout, &self.staff.known(), &self.terminal()?, &history))
    }

    fn terminal(&self) -> Result<Terminal, Failure> {
        self.current.terminal().map_err(from_checkout)
    }
}

pub(crate) fn number(text: &str) -> Result<OrderNumber, Failure> {
    OrderNumber::parse(text).ok_or_else(|| Failure::new(FailureCode::OrderNotFound))
}
