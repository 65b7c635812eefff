//! The history of sales: a list that is searched and filtered, its totals, the life of one sale, and notes.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{
    Failure, FailureCode, HistoryQuery, HistoryTotals, HistoryView, Moment, NoteOrder,
    OrderEvidence, OrderRef, ProviderName, SellerView, Status, TimelineView,
};
use domain::{Actor, OperatorId, OrderNumber, UnixMs};
use jiff::civil::Date;
use providers::name_of;
use store::Filter;

use super::{Call, number, reason};
use crate::failure::from_checkout;
use crate::open::Till;
use crate::{view, zone};

/// The longest page.
const MOST_ROWS: u32 = 200;

impl Till {
    /// A page of sales, newest first.
    pub(crate) async fn history(
        &self,
        _: &Call,
        query: HistoryQuery,
    ) -> Result<HistoryView, Failure> {
        let most = query.limit.clamp(1, MOST_ROWS);
        let mut filter = self.filter_of(&query)?;
        filter.before = query.before.as_deref().map(number).transpose()?;
        // One more tells whether there are more.
        filter.limit = most + 1;
        let mut numbers = self.checkout.numbers(&filter).map_err(from_checkout)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let more = numbers.len() > most;
        numbers.truncate(most);
        let known = self.staff.known().clone();
        let orders = self.checkout.histories(&numbers).map_err(from_checkout)?;
        let row = |history| view::row(view::undrawn(&self.checkout, &known, history));
        Ok(HistoryView {
            rows: orders.iter().map(row).collect(),
            more,
            operators: self.sellers()?,
            providers: self.providers_sold_at()?,
        })
    }

    /// What all sales of a query come to, however many pages they fill.
    pub(crate) async fn history_totals(
        &self,
        _: &Call,
        query: HistoryQuery,
    ) -> Result<HistoryTotals, Failure> {
        self.totals(&self.filter_of(&query)?)
    }

    /// The life of a sale, oldest first.
    pub(crate) async fn timeline(
        &self,
        _: &Call,
        request: OrderRef,
    ) -> Result<TimelineView, Failure> {
        self.timeline_of(number(&request.order)?)
    }

    /// Writes a note to a sale, whatever became of it.
    pub(crate) async fn note(
        &self,
        call: &Call,
        request: NoteOrder,
    ) -> Result<TimelineView, Failure> {
        let number = number(&request.order)?;
        let text = reason(&request.text)?;
        let by = Actor::from(call.caller.clone());
        self.checkout.note(number, &text, &by).map_err(from_checkout)?;
        self.timeline_of(number)
    }

    pub(super) fn totals(&self, filter: &Filter) -> Result<HistoryTotals, Failure> {
        let totals = self.checkout.totals(filter).map_err(from_checkout)?;
        Ok(HistoryTotals {
            sales: totals.sales,
            received_centavos: totals.received.get(),
            refunded_centavos: totals.refunded.get(),
            open_centavos: totals.open.get(),
            by_hand_centavos: totals.by_hand.get(),
            is_cut: totals.is_cut,
        })
    }

    fn timeline_of(&self, number: OrderNumber) -> Result<TimelineView, Failure> {
        Ok(TimelineView { order: number.to_string(), moments: self.moments(number)? })
    }

    /// All that has happened to a sale, from each place that tells of it.
    fn moments(&self, number: OrderNumber) -> Result<Vec<Moment>, Failure> {
        let life = self.checkout.life(number).map_err(from_checkout)?;
        let known = self.staff.known().clone();
        Ok(view::timeline::merged([
            view::timeline::of_events(&known, &life.steps),
            view::timeline::of_hints(&life.hints),
            view::timeline::of_notices(&life.noticed),
            view::timeline::of_checks(&known, &life.checks),
            view::timeline::of_slips(&known, &life.slips),
        ]))
    }

    /// The filter of a query, without its page.
    fn filter_of(&self, query: &HistoryQuery) -> Result<Filter, Failure> {
        let (since, until) = self.between(query.from_day.as_deref(), query.to_day.as_deref())?;
        Ok(Filter {
            status: query.status.and_then(view::to_domain),
            by_hand: query.status == Some(Status::ByHand),
            odd: query.odd,
            seller: query.operator.clone(),
            provider: query.provider.clone(),
            evidence: query.evidence.map(evidence),
            search: query.search.clone(),
            since,
            until,
            ..Filter::default()
        })
    }

    /// From the first moment of a day of the shop to the end of another.
    fn between(
        &self,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<(Option<UnixMs>, Option<UnixMs>), Failure> {
        let invalid = || Failure::new(FailureCode::InvalidPeriod);
        let read = |text: &str| zone::read_day(text).ok_or_else(invalid);
        let (from, to) = (from.map(read).transpose()?, to.map(read).transpose()?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(invalid());
        }
        let here = zone::of(&self.current_settings());
        let moments = |day: Date| zone::moments_of(&here, day).ok_or_else(invalid);
        let since = from.map(|day| moments(day).map(|(begins, _)| UnixMs::new(begins)));
        let until = to.map(|day| moments(day).map(|(_, ends)| UnixMs::new(ends)));
        Ok((since.transpose()?, until.transpose()?))
    }

    /// Who has begun sales here.
    fn sellers(&self) -> Result<Vec<SellerView>, Failure> {
        let known = self.staff.known().clone();
        let sellers = self.checkout.sellers().map_err(from_checkout)?;
        let seller = |id: String| {
            let operator = OperatorId::new(&id).ok()?;
            let role = known.person(&operator).map(|person| view::role(person.role));
            Some(SellerView { id, name: known.name(&operator), role })
        };
        Ok(sellers.into_iter().filter_map(seller).collect())
    }

    fn providers_sold_at(&self) -> Result<Vec<ProviderName>, Failure> {
        let providers = self.checkout.providers_sold_at().map_err(from_checkout)?;
        let named = |id: String| ProviderName { name: name_of(&id), id };
        Ok(providers.into_iter().map(named).collect())
    }

    /// The id of whoever has begun sales here, by id or by name as people type it.
    pub(super) fn seller_named(&self, text: &str) -> Result<String, Failure> {
        let text = text.trim();
        let known = self.staff.known().clone();
        let is_it = |person: &&crate::operator::Person| {
            person.id.as_str() == text || domain::is_same_name(&person.name, text)
        };
        // Whoever works here goes before whoever did under the same name.
        let person = known.working().find(is_it).or_else(|| known.people().iter().find(is_it));
        if let Some(person) = person {
            return Ok(person.id.as_str().to_owned());
        }
        let sellers = self.checkout.sellers().map_err(from_checkout)?;
        let unknown = || Failure::with(FailureCode::OperatorNotFound, text);
        sellers.into_iter().find(|id| id == text).ok_or_else(unknown)
    }
}

/// How we know of an order's money, as the log has it.
pub(super) const fn evidence(evidence: OrderEvidence) -> domain::order::OrderEvidence {
    match evidence {
        OrderEvidence::Polled => domain::order::OrderEvidence::Polled,
        OrderEvidence::SignedWebhook => domain::order::OrderEvidence::SignedWebhook,
        OrderEvidence::Manual => domain::order::OrderEvidence::Manual,
    }
}
