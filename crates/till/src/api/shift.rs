//! The shift, and the reports of shifts and days.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use contract::{
    CloseShift, Failure, MoveCash, Nothing, OpenShift, ReportDay, ReportView, ShiftRef, ShiftView,
};

use super::{Call, bad};
use crate::open::Till;

impl Till {
    pub(crate) async fn shift(&self, _: &Call, _: Nothing) -> Result<ShiftView, Failure> {
        Err(bad("shift"))
    }

    pub(crate) async fn open_shift(&self, _: &Call, _: OpenShift) -> Result<ShiftView, Failure> {
        Err(bad("open_shift"))
    }

    pub(crate) async fn close_shift(&self, _: &Call, _: CloseShift) -> Result<ReportView, Failure> {
        Err(bad("close_shift"))
    }

    pub(crate) async fn closed_shift(&self, _: &Call, _: ShiftRef) -> Result<ReportView, Failure> {
        Err(bad("closed_shift"))
    }

    pub(crate) async fn supply(&self, _: &Call, _: MoveCash) -> Result<ShiftView, Failure> {
        Err(bad("supply"))
    }

    pub(crate) async fn withdraw(&self, _: &Call, _: MoveCash) -> Result<ShiftView, Failure> {
        Err(bad("withdraw"))
    }

    pub(crate) async fn report_day(&self, _: &Call, _: ReportDay) -> Result<ReportView, Failure> {
        Err(bad("report_day"))
    }
}
