//! The shift: opening it, cash that goes into the drawer and out of it, closing it, and what came and went.

use domain::{Actor, CashMoveId, Centavos, Shift, ShiftEvent, ShiftNumber, ShiftRefusal, UnixMs};
use store::{Report, ShiftClosing, ShiftNow, Store, Takings, Tx, Window};

use crate::error::Error;
use crate::till::Checkout;

/// Most closed shifts in a list.
const LONGEST_LIST: u32 = 1_000;

/// Cash that goes into the drawer or out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCashMove {
    /// The door's name for it: the same is moved once.
    pub id: CashMoveId,
    /// It goes out; else in.
    pub is_withdrawal: bool,
    /// How much.
    pub amount: Centavos,
    /// Why.
    pub reason: String,
}

/// What is said when a shift is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// What was counted in the drawer.
    pub counted: Option<Centavos>,
    /// The drawer holds cash: it has to be counted.
    pub is_needed: bool,
}

impl Checkout {
    /// How the shift stands at this moment, and what came and went in it so far.
    pub fn shift_now(&self) -> Result<(ShiftNow, Takings), Error> {
        let now = self.now();
        self.read(|log| log.shift_now(now))
    }

    /// What came and went in a time.
    pub fn takings(&self, window: Window) -> Result<Takings, Error> {
        self.read(|log| log.takings(window))
    }

    /// The shift of this number that was closed.
    pub fn closed_shift(&self, number: ShiftNumber) -> Result<ShiftClosing, Error> {
        self.read(|log| log.closed_shift(number))
    }

    /// The shifts that were closed last, newest first, at most `limit` and 1,000.
    pub fn closed_shifts(&self, limit: u32) -> Result<Vec<ShiftClosing>, Error> {
        self.read(|log| log.closed_shifts(limit.min(LONGEST_LIST)))
    }

    /// Opens a shift. Where something has happened since the closing before it, it began with that.
    pub fn open_shift(&self, float: Centavos, by: &Actor) -> Result<Shift, Error> {
        let now = self.now();
        let opened = open(&mut self.store(), float, by, now)?;
        self.tell();
        Ok(opened)
    }

    /// Moves cash, in the shift that is open; where nobody has opened one, it is written down as open first. What was
    /// moved under the same id before is not moved again, and another sum is not moved under it.
    pub fn move_cash(&self, moved: &NewCashMove, by: &Actor) -> Result<(), Error> {
        let now = self.now();
        move_cash(&mut self.store(), moved, by, now)?;
        self.tell();
        Ok(())
    }

    /// Closes the shift of this number, and no other in its place, with what `compose` makes of what came and went in
    /// it: all in one commit. Where nobody has opened it, it is written down as open with it.
    pub fn close_shift(
        &self,
        number: ShiftNumber,
        count: Count,
        by: &Actor,
        compose: impl FnOnce(&ShiftNow, &Takings, UnixMs) -> Report,
    ) -> Result<Shift, Error> {
        let now = self.now();
        let closed = close(&mut self.store(), number, count, by, now, compose)?;
        self.tell();
        Ok(closed)
    }
}

/// See [`Checkout::open_shift`].
pub fn open(
    store: &mut Store,
    float: Centavos,
    by: &Actor,
    now: UnixMs,
) -> Result<Shift, store::Error> {
    store.write(by, now, |tx| {
        let ShiftNow { number, shift, began, .. } = tx.shift_now()?;
        let event = ShiftEvent::Opened { float, since: began, automatic: false };
        tx.note_shift(number, shift.as_ref(), &event)
    })
}

/// See [`Checkout::move_cash`].
pub fn move_cash(
    store: &mut Store,
    moved: &NewCashMove,
    by: &Actor,
    now: UnixMs,
) -> Result<(), store::Error> {
    store.write(by, now, |tx| {
        if let Some(before) = tx.moved_as(&moved.id)? {
            let is_same = before == (moved.is_withdrawal, moved.amount);
            let other = || store::Error::Shift(ShiftRefusal::OtherMove);
            return is_same.then_some(()).ok_or_else(other);
        }
        let known = written_down(tx, tx.shift_now()?)?;
        let NewCashMove { id, is_withdrawal, amount, reason } = moved.clone();
        let event = ShiftEvent::Moved { id, is_withdrawal, amount, reason };
        tx.note_shift(known.number, Some(&known), &event).map(drop)
    })
}

/// See [`Checkout::close_shift`].
pub fn close(
    store: &mut Store,
    number: ShiftNumber,
    count: Count,
    by: &Actor,
    now: UnixMs,
    compose: impl FnOnce(&ShiftNow, &Takings, UnixMs) -> Report,
) -> Result<Shift, store::Error> {
    store.write(by, now, |tx| {
        let shift = tx.shift_now()?;
        if number < shift.number {
            return Err(store::Error::Shift(ShiftRefusal::Closed(number)));
        }
        if number > shift.number || shift.began.is_none() {
            return Err(store::Error::Shift(ShiftRefusal::NotOpened));
        }
        if count.is_needed && count.counted.is_none() {
            return Err(store::Error::Shift(ShiftRefusal::CountNeeded));
        }
        let takings = tx.takings(shift.window)?;
        let report = compose(&shift, &takings, now);
        let known = written_down(tx, shift)?;
        tx.note_shift_closed(&known, &ShiftEvent::Closed { counted: count.counted }, report)
    })
}

/// The shift that is open, which is written down as such where nobody has opened it.
fn written_down(tx: &Tx<'_>, now: ShiftNow) -> Result<Shift, store::Error> {
    if let Some(shift) = now.shift {
        return Ok(shift);
    }
    let (float, since) = (Centavos::new(0), now.began);
    tx.note_shift(now.number, None, &ShiftEvent::Opened { float, since, automatic: true })
}
