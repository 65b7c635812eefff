//! The shift, and the reports of shifts and days.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use checkout::Error as CheckoutError;
use checkout::shift::{Count, NewCashMove};
use contract::{
    CloseShift, Failure, FailureCode, MoveCash, Nothing, OpenShift, ReportDay, ReportOf,
    ReportView, ShiftRef, ShiftState, ShiftView,
};
use domain::{Actor, CashMoveId, Centavos, Shift, ShiftNumber};
use jiff::tz::TimeZone;
use store::{ShiftNow, Takings};

use super::{Call, bad, reason};
use crate::failure::from_checkout;
use crate::open::Till;
use crate::operator::Known;
use crate::report::{Period, compose};
use crate::{view, zone};

/// So many closed shifts stand beside the one that is open.
const CLOSED_SHOWN: u32 = 30;

impl Till {
    /// The shift as it is now, with what came and went in it so far.
    pub(crate) async fn shift(&self, _: &Call, _: Nothing) -> Result<ShiftView, Failure> {
        let known = self.staff.look_for_names(false).await?;
        let (now, takings) = self.checkout.shift_now().map_err(from_checkout)?;
        let closed = self.checkout.closed_shifts(CLOSED_SHOWN).map_err(from_checkout)?;
        let settings = self.current_settings();
        Ok(ShiftView {
            number: now.number.get(),
            state: match (&now.shift, now.began) {
                (Some(_), _) => ShiftState::Open,
                (None, Some(_)) => ShiftState::Automatic,
                (None, None) => ShiftState::Closed,
            },
            has_cash: settings.shift_has_cash(),
            blind_count: settings.blind_count(),
            report: self.so_far(&now, &takings, &known),
            closed: closed.iter().map(|it| view::report::closed_row(it, &known)).collect(),
        })
    }

    /// Opens a shift with what is in the drawer.
    pub(crate) async fn open_shift(
        &self,
        call: &Call,
        request: OpenShift,
    ) -> Result<ShiftView, Failure> {
        let float = Centavos::new(request.float_centavos);
        self.checkout
            .open_shift(float, &Actor::from(call.caller.clone()))
            .map_err(from_checkout)?;
        self.shift(call, Nothing {}).await
    }

    /// Closes the shift of this number with all that came and went in it.
    pub(crate) async fn close_shift(
        &self,
        call: &Call,
        request: CloseShift,
    ) -> Result<ReportView, Failure> {
        let number = shift_number(request.number)?;
        let counted = request.counted_centavos.map(Centavos::new);
        let count = Count { counted, is_needed: self.current_settings().shift_has_cash() };
        let zone = self.zone();
        let closed = self.checkout.close_shift(
            number,
            count,
            &Actor::from(call.caller.clone()),
            |shift, takings, now| compose(&Period::of_shift(shift, now), takings, &zone),
        );
        closed.map_err(from_checkout)?;
        let known = self.staff.look_for_names(false).await?;
        self.closed(number, &known)
    }

    /// What came and went in a shift: the one of this number, else the one that is open, else the one that was closed
    /// last.
    pub(crate) async fn closed_shift(
        &self,
        _: &Call,
        request: ShiftRef,
    ) -> Result<ReportView, Failure> {
        let known = self.staff.look_for_names(false).await?;
        let asked = request.number.map(shift_number).transpose()?;
        let none = || Failure::new(FailureCode::ShiftNotFound);
        // For one that is closed, what has come since need not be added up.
        if let Some(number) = asked {
            match self.closed(number, &known) {
                Err(failure) if failure.code == FailureCode::ShiftNotFound => {}
                told => return told,
            }
        }
        let (now, takings) = self.checkout.shift_now().map_err(from_checkout)?;
        if now.began.is_some() && asked.is_none_or(|number| number == now.number) {
            return Ok(self.so_far(&now, &takings, &known));
        }
        let last = self.checkout.closed_shifts(1).map_err(from_checkout)?;
        let last = last.first().filter(|_| asked.is_none()).ok_or_else(none)?;
        Ok(view::report::closed(last, &known))
    }

    /// Puts cash into the drawer.
    pub(crate) async fn supply(
        &self,
        call: &Call,
        request: MoveCash,
    ) -> Result<ShiftView, Failure> {
        self.move_cash(call, request, false).await
    }

    /// Takes cash out of the drawer.
    pub(crate) async fn withdraw(
        &self,
        call: &Call,
        request: MoveCash,
    ) -> Result<ShiftView, Failure> {
        self.move_cash(call, request, true).await
    }

    /// What came and went on a day of the shop, as it is known now.
    pub(crate) async fn report_day(
        &self,
        _: &Call,
        request: ReportDay,
    ) -> Result<ReportView, Failure> {
        let zone = self.zone();
        let none = || Failure::new(FailureCode::InvalidPeriod);
        let day = match &request.day {
            Some(text) => zone::read_day(text),
            None => zone::day_of(&zone, self.checkout.now().get()),
        };
        let day = day.ok_or_else(none)?;
        let period = Period::of_day(day, &zone).ok_or_else(none)?;
        let takings = self.checkout.takings(period.window()).map_err(from_checkout)?;
        let known = self.staff.look_for_names(false).await?;
        let of = ReportOf::Day { day: day.to_string() };
        Ok(view::report::report(of, &compose(&period, &takings, &zone), &known))
    }

    async fn move_cash(
        &self,
        call: &Call,
        request: MoveCash,
        is_withdrawal: bool,
    ) -> Result<ShiftView, Failure> {
        let moved = NewCashMove {
            id: CashMoveId::new(request.id).map_err(|_| bad("id"))?,
            is_withdrawal,
            amount: Centavos::new(request.amount_centavos),
            reason: reason(&request.reason)?,
        };
        self.checkout.move_cash(&moved, &Actor::from(call.caller.clone())).map_err(|error| {
            let failure = from_checkout(error);
            let tells = !self.is_blind() || failure.code != FailureCode::DrawerShort;
            // What should be in the drawer is not told before it is counted.
            if tells { failure } else { Failure::new(failure.code) }
        })?;
        self.shift(call, Nothing {}).await
    }

    /// The X: what came and went in the shift so far.
    fn so_far(&self, shift: &ShiftNow, takings: &Takings, known: &Known) -> ReportView {
        let period = Period::of_shift(shift, self.checkout.now());
        let written = shift.shift.as_ref();
        let of = view::report::of_shift(shift.number, written, known);
        let has_cash = self.current_settings().shift_has_cash();
        let drawer = written.filter(|shift| has_cash || shift.has_cash());
        ReportView {
            cash: drawer.map(|shift: &Shift| view::report::cash(shift, self.is_blind(), known)),
            ..view::report::report(of, &compose(&period, takings, &self.zone()), known)
        }
    }

    fn closed(&self, number: ShiftNumber, known: &Known) -> Result<ReportView, Failure> {
        let closed = self.checkout.closed_shift(number).map_err(|error| match error {
            CheckoutError::Store(store::Error::NotFound) => {
                Failure::new(FailureCode::ShiftNotFound)
            }
            other => from_checkout(other),
        })?;
        Ok(view::report::closed(&closed, known))
    }

    /// Whether what should be in the drawer is hidden from whoever will count it.
    fn is_blind(&self) -> bool {
        let settings = self.current_settings();
        settings.shift_has_cash() && settings.blind_count()
    }

    fn zone(&self) -> TimeZone {
        zone::of(&self.current_settings())
    }
}

fn shift_number(number: u32) -> Result<ShiftNumber, Failure> {
    ShiftNumber::new(number).ok_or_else(|| Failure::new(FailureCode::ShiftNotFound))
}
