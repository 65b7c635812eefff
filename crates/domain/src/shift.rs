//! The shift (caixa): from its opening, over cash that goes into the drawer and out of it, to its closing.
//!
//! This till takes Pix and no cash: what should be in the drawer is its float, with what was put in and without what
//! was taken out.

use std::fmt;

use crate::ids::CashMoveId;
use crate::money::Centavos;
use crate::operator::Actor;
use crate::time::UnixMs;

/// A shift's number in this till's log, 1 and up, without gaps: one follows the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShiftNumber(u32);

impl ShiftNumber {
    /// The first shift of a log.
    pub const FIRST: Self = Self(1);

    /// A number of 1 and up.
    pub const fn new(number: u32) -> Option<Self> {
        if number >= 1 { Some(Self(number)) } else { None }
    }

    /// The bare number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number of the shift after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for ShiftNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A shift as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Its number.
    pub number: ShiftNumber,
    /// When it began, on our clock: when it was opened, or earlier, when the first thing happened after the closing
    /// before it.
    pub opened_at: UnixMs,
    /// Who opened it; absent: nobody did, and it was closed as it was.
    pub opened_by: Option<Actor>,
    /// What was in the drawer when it was opened (fundo de troco).
    pub float: Centavos,
    /// What went into the drawer and out of it, oldest first.
    pub moves: Vec<CashMove>,
    /// Its end; absent: it is open.
    pub closing: Option<Closing>,
}

/// Cash that was put into the drawer (suprimento) or taken out of it (sangria).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashMove {
    /// The door's name for it.
    pub id: CashMoveId,
    /// It was taken out; else put in.
    pub is_withdrawal: bool,
    /// How much, above 0.
    pub amount: Centavos,
    /// Why, in a person's words; empty where that was blanked.
    pub reason: String,
    /// When, on our clock.
    pub at: UnixMs,
    /// Who did it.
    pub by: Actor,
}

/// The end of a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// When, on our clock. Before the opening where the clock was set back in between.
    pub at: UnixMs,
    /// Who closed it.
    pub by: Actor,
    /// What was counted in the drawer; absent: nothing was.
    pub counted: Option<Centavos>,
}

/// What can happen to a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShiftEvent {
    /// It is opened.
    Opened {
        /// What is in the drawer, 0 and up.
        float: Centavos,
        /// When it began, where something had happened before; absent: now.
        since: Option<UnixMs>,
        /// Nobody opens it: it is written down because something is done in it.
        automatic: bool,
    },
    /// Cash goes into the drawer or out of it.
    Moved {
        /// The door's name for it.
        id: CashMoveId,
        /// It goes out; else in.
        is_withdrawal: bool,
        /// How much, above 0.
        amount: Centavos,
        /// Why, in a person's words.
        reason: String,
    },
    /// It is closed.
    Closed {
        /// What was counted in the drawer.
        counted: Option<Centavos>,
    },
}

/// Why something cannot happen to a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShiftRefusal {
    /// It is open already.
    Open(ShiftNumber),
    /// It was closed already.
    Closed(ShiftNumber),
    /// It was never opened.
    NotOpened,
    /// The drawer holds less than what is to be taken out: this much.
    DrawerShort(Centavos),
    /// Something else was moved under that id.
    OtherMove,
    /// The drawer has to be counted first.
    CountNeeded,
    /// No amount that a drawer can hold, or that can be moved.
    BadAmount,
}

impl Shift {
    /// What an event makes of a shift; `known`: the shift as it is, `None` before it is opened.
    pub fn apply(
        known: Option<&Self>,
        number: ShiftNumber,
        event: &ShiftEvent,
        (by, at): (&Actor, UnixMs),
    ) -> Result<Self, ShiftRefusal> {
        let mut shift = match (known, event) {
            (None, ShiftEvent::Opened { float, since, automatic }) => {
                return Self::open(number, *float, since.unwrap_or(at), (!automatic).then_some(by));
            }
            (None, _) => return Err(ShiftRefusal::NotOpened),
            (Some(known), _) if known.closing.is_some() => {
                return Err(ShiftRefusal::Closed(known.number));
            }
            (Some(known), ShiftEvent::Opened { .. }) => {
                return Err(ShiftRefusal::Open(known.number));
            }
            (Some(known), _) => known.clone(),
        };
        match event {
            ShiftEvent::Moved { id, is_withdrawal, amount, reason } => {
                let (is_withdrawal, amount) = (*is_withdrawal, *amount);
                if !(1..=Centavos::MAX.get()).contains(&amount.get()) {
                    return Err(ShiftRefusal::BadAmount);
                }
                if is_withdrawal && amount > shift.expected_cash() {
                    return Err(ShiftRefusal::DrawerShort(shift.expected_cash()));
                }
                let (id, reason, by) = (id.clone(), reason.clone(), by.clone());
                shift.moves.push(CashMove { id, is_withdrawal, amount, reason, at, by });
            }
            ShiftEvent::Closed { counted } => {
                if counted.is_some_and(|counted| !is_held(counted)) {
                    return Err(ShiftRefusal::BadAmount);
                }
                shift.closing = Some(Closing { at, by: by.clone(), counted: *counted });
            }
            ShiftEvent::Opened { .. } => return Err(ShiftRefusal::Open(number)),
        }
        Ok(shift)
    }

    fn open(
        number: ShiftNumber,
        float: Centavos,
        opened_at: UnixMs,
        by: Option<&Actor>,
    ) -> Result<Self, ShiftRefusal> {
        if !is_held(float) {
            return Err(ShiftRefusal::BadAmount);
        }
        let opened_by = by.cloned();
        Ok(Self { number, opened_at, opened_by, float, moves: Vec::new(), closing: None })
    }

    /// What was put into the drawer, or what was taken out of it: how often, and how much in all.
    pub fn moved(&self, is_withdrawal: bool) -> (u64, Centavos) {
        let moves = self.moves.iter().filter(|it| it.is_withdrawal == is_withdrawal);
        moves.fold((0, Centavos::new(0)), |(count, sum), it| {
            (count + 1, Centavos::new(sum.get().saturating_add(it.amount.get())))
        })
    }

    /// What should be in the drawer.
    pub fn expected_cash(&self) -> Centavos {
        let (_, supplied) = self.moved(false);
        let (_, withdrawn) = self.moved(true);
        let sum = self.float.get().saturating_add(supplied.get());
        Centavos::new(sum.saturating_sub(withdrawn.get()))
    }

    /// Somebody has put cash into its drawer, or counted it.
    pub fn has_cash(&self) -> bool {
        let is_counted = self.closing.as_ref().is_some_and(|closing| closing.counted.is_some());
        self.float.get() > 0 || !self.moves.is_empty() || is_counted
    }
}

/// A drawer can hold so much.
fn is_held(cash: Centavos) -> bool {
    (0..=Centavos::MAX.get()).contains(&cash.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operator::{Caller, Device};

    fn owner() -> Actor {
        Actor::Person(Caller::owner(Device::Window))
    }

    fn step(known: Option<&Shift>, event: &ShiftEvent, at: i64) -> Result<Shift, ShiftRefusal> {
        Shift::apply(known, ShiftNumber::FIRST, event, (&owner(), UnixMs::new(at)))
    }

    fn opened(float: i64) -> ShiftEvent {
        ShiftEvent::Opened { float: Centavos::new(float), since: None, automatic: false }
    }

    fn moved(is_withdrawal: bool, amount: i64) -> ShiftEvent {
        let id = CashMoveId::new(format!("{is_withdrawal}-{amount}")).unwrap();
        let (amount, reason) = (Centavos::new(amount), "troco".to_owned());
        ShiftEvent::Moved { id, is_withdrawal, amount, reason }
    }

    #[test]
    fn the_drawer_holds_its_float_with_what_was_put_in_and_without_what_was_taken_out() {
        let shift = step(None, &opened(10_000), 1).unwrap();
        let shift = step(Some(&shift), &moved(false, 5_000), 2).unwrap();
        let shift = step(Some(&shift), &moved(true, 12_000), 3).unwrap();
        assert_eq!(shift.expected_cash(), Centavos::new(3_000));
        assert_eq!(shift.moved(true), (1, Centavos::new(12_000)));
        let short = step(Some(&shift), &moved(true, 3_001), 4);
        assert_eq!(short, Err(ShiftRefusal::DrawerShort(Centavos::new(3_000))));
        assert_eq!(step(Some(&shift), &moved(true, 0), 4), Err(ShiftRefusal::BadAmount));
        let all = step(Some(&shift), &moved(true, 3_000), 4).unwrap();
        assert_eq!(all.expected_cash(), Centavos::new(0));
    }

    #[test]
    fn a_closed_shift_stays_as_it_is() {
        let closed = ShiftEvent::Closed { counted: Some(Centavos::new(7)) };
        assert_eq!(step(None, &closed, 1), Err(ShiftRefusal::NotOpened));
        let shift = step(None, &opened(0), 1).unwrap();
        assert_eq!(step(Some(&shift), &opened(0), 2), Err(ShiftRefusal::Open(shift.number)));
        let shift = step(Some(&shift), &closed, 2).unwrap();
        let closing = shift.closing.clone().unwrap();
        assert_eq!((closing.at, closing.counted), (UnixMs::new(2), Some(Centavos::new(7))));
        for event in [opened(0), moved(false, 1), closed] {
            assert_eq!(step(Some(&shift), &event, 3), Err(ShiftRefusal::Closed(shift.number)));
        }
    }

    #[test]
    fn a_shift_that_nobody_opened_began_with_what_happened_in_it() {
        let since = Some(UnixMs::new(5));
        let event = ShiftEvent::Opened { float: Centavos::new(0), since, automatic: true };
        let shift = step(None, &event, 9).unwrap();
        assert_eq!((shift.opened_at, shift.opened_by), (UnixMs::new(5), None));
        assert_eq!(step(None, &opened(-1), 9), Err(ShiftRefusal::BadAmount));
    }
}
