//! The history of sales.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{
    Failure, HistoryQuery, HistoryTotals, HistoryView, NoteOrder, OrderRef, TimelineView,
};

use super::{Call, bad};
use crate::open::Till;

impl Till {
    pub(crate) async fn history(&self, _: &Call, _: HistoryQuery) -> Result<HistoryView, Failure> {
        Err(bad("history"))
    }

    pub(crate) async fn history_totals(
        &self,
        _: &Call,
        _: HistoryQuery,
    ) -> Result<HistoryTotals, Failure> {
        Err(bad("history_totals"))
    }

    pub(crate) async fn timeline(&self, _: &Call, _: OrderRef) -> Result<TimelineView, Failure> {
        Err(bad("timeline"))
    }

    pub(crate) async fn note(&self, _: &Call, _: NoteOrder) -> Result<TimelineView, Failure> {
        Err(bad("note"))
    }
}
