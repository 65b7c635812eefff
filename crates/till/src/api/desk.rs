//! The desk: the till as whoever uses one door may use it.

use std::io::Write;
use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

#[allow(clippy::wildcard_imports, reason = "the table names most of the contract")]
use contract::*;
use domain::{Caller, Role};

use super::{ErasedView, EventView, OrderQuery, PersonView, SaleRequest};
use crate::export::Exported;
use crate::open::Till;
use crate::operator::{Known, Staff};
use crate::session::Session;
use crate::{holders, saved};

/// The till, for one door. Every command is checked here, before anything is done, against the right that
/// it takes.
pub struct Desk<'a> {
    till: &'a Till,
    session: &'a Session,
}

impl Till {
    /// The commands as whoever uses this door may give them.
    pub const fn desk<'a>(&'a self, session: &'a Session) -> Desk<'a> {
        Desk { till: self, session }
    }
}

/// A command on its way: who gives it, and at which door.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// Who stands in the event.
    pub(super) caller: Caller,
    /// The door.
    pub(super) session: Session,
    /// The caller may do it up to a limit.
    pub(super) has_limits: bool,
    /// Nobody is signed in at a till that has operators.
    pub(super) is_nobody: bool,
}

impl Deref for Call {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

macro_rules! desk_commands {
    (
        [house] $($own:ident($asked:ty) -> $answer:ty, $needs:ident;)*
        [till] $($name:ident($request:ty) -> $response:ty, $right:ident;)*
    ) => {
        /// The contract's commands.
        #[allow(missing_docs, reason = "the table and its requests say what each does")]
        impl Desk<'_> {
            $(
                pub async fn $name(&self, request: $request) -> Result<$response, Failure> {
                    let call = self.admit(Right::$right, request.subject())?;
                    let done = self.till.$name(&call, request).await;
                    done.map_err(|failure| holders::named(&self.till.home, failure))
                }
            )*
        }
    };
}
contract::commands!(desk_commands);

/// What scripts and support ask beyond the screens' commands.
impl Desk<'_> {
    /// Checks a sale, writes its order down, and sends its first charge once.
    pub async fn sell(&self, request: SaleRequest) -> Result<OrderView, Failure> {
        let call = self.admit(Right::Sell, Subject::default())?;
        let sold = self.till.sell(&call, request).await;
        sold.map_err(|failure| holders::named(&self.till.home, failure))
    }

    /// Shows the orders of a query, newest first, without pictures of their codes. A long list begins before it
    /// is read to its end, so that an error may come behind some orders.
    pub fn orders(&self, query: &OrderQuery, show: impl FnMut(&OrderView)) -> Result<(), Failure> {
        self.admit(Right::SeeSales, Subject::default())?;
        self.till.orders(query, show)
    }

    /// The totals of all orders of a query; its limit, and what they are behind, don't count.
    pub fn order_totals(&self, query: &OrderQuery) -> Result<HistoryTotals, Failure> {
        self.admit(Right::SeeSales, Subject::default())?;
        self.till.order_totals(query)
    }

    /// An order and its events.
    pub fn show(&self, order: &str) -> Result<(OrderView, Vec<EventView>), Failure> {
        self.admit(Right::SeeSales, Subject::default())?;
        self.till.show(order)
    }

    /// An order's slip as plain text.
    pub fn slip_text(&self, order: &str) -> Result<String, Failure> {
        self.admit(Right::SeeSales, Subject::default())?;
        self.till.slip_text(order)
    }

    /// An order's slip as PDF, into a file that is not there yet; says how long it is.
    pub fn save_slip_as(&self, order: &str, path: &Path) -> Result<u64, Failure> {
        self.admit(Right::SeeSales, Subject::default())?;
        self.till.save_slip_as(order, path)
    }

    /// Says that an unmatched payment is no sale of this till; the payment as it is then.
    pub fn dismiss(&self, request: &DismissUnmatched) -> Result<UnmatchedView, Failure> {
        let call = self.admit(Right::MatchPayments, request.subject())?;
        self.till.dismiss(&call, request)
    }

    /// The payouts whose last change here is newest first, as many as wanted.
    pub fn last_payouts(&self, limit: u32) -> Result<Vec<PayoutView>, Failure> {
        self.admit(Right::SeeMoney, Subject::default())?;
        self.till.last_payouts(limit)
    }

    /// Writes an export. Errors: `InvalidPeriod`, `InvalidRequest` (a form that the kind has not), `FileNotSaved`.
    pub fn export(
        &self,
        request: &ExportRequest,
        out: &mut dyn Write,
    ) -> Result<Exported, Failure> {
        self.admit(Right::SeeMoney, Subject::default())?;
        self.till.export(request, out)
    }

    /// The same into a file, which is there whole or not at all; none is written over.
    pub fn export_into(&self, request: &ExportRequest, path: &Path) -> Result<Exported, Failure> {
        self.admit(Right::SeeMoney, Subject::default())?;
        saved::save(path, |out| self.till.export(request, out)).map(|(exported, _)| exported)
    }

    /// Saves the folder for a dispute of an order in a folder that is there; among the user's documents without one.
    pub async fn dispute_folder(
        &self,
        order: &str,
        into: Option<&Path>,
    ) -> Result<SavedFolder, Failure> {
        let call =
            self.admit(Right::SeeMoney, Subject { name: Some(order), ..Subject::default() })?;
        self.till.save_folder(&call, order, into).await
    }

    /// Shows all that names the person with this CPF or CNPJ; returns how much that is, and the receipt of the event that
    /// tells of it. Errors: `InvalidDocument`, and those of the log, which is written to.
    pub fn export_person(
        &self,
        document: &str,
        show: impl FnMut(&PersonView),
    ) -> Result<(usize, String), Failure> {
        let call = self.admit(Right::Privacy, Subject::default())?;
        self.till.export_person(&call, document, show)
    }

    /// Blanks all that names the person with this CPF or CNPJ and is not in use. Errors: as above.
    pub fn erase_person(&self, document: &str) -> Result<ErasedView, Failure> {
        let call = self.admit(Right::Privacy, Subject::default())?;
        self.till.erase_person(&call, document)
    }

    /// The caller at this door, for a command of the house.
    pub(crate) fn admitted(&self, right: Right, subject: Subject<'_>) -> Result<Caller, Failure> {
        self.admit(right, subject).map(|call| call.caller)
    }

    fn admit(&self, right: Right, subject: Subject<'_>) -> Result<Call, Failure> {
        let known = self.till.staff.look()?;
        let lock_after = u64::from(self.till.current_settings().lock_after_minutes()) * 60;
        if self.session.is_left(Duration::from_secs(lock_after)) && !self.is_anybody_paying()? {
            self.session.lock_door();
        }
        admit(&self.till.home, &known, self.session, right, subject)
    }

    /// Whether a customer may be paying: then no door locks by itself.
    fn is_anybody_paying(&self) -> Result<bool, Failure> {
        Ok(!self.till.open_charges_of(&Known::default())?.is_empty())
    }
}

/// The caller at this door, for what is done to a till that is not open.
pub(crate) fn admitted(home: &Path, session: &Session, right: Right) -> Result<Caller, Failure> {
    admitted_about(home, session, right, Subject::default())
}

/// The same for a command that is about something.
pub(crate) fn admitted_about(
    home: &Path,
    session: &Session,
    right: Right,
    subject: Subject<'_>,
) -> Result<Caller, Failure> {
    let known = Staff::of_home(home)
        .and_then(|it| it.map_or_else(|| Ok(Known::default()), |staff| staff.look()));
    match known {
        Ok(known) => admit(home, &known, session, right, subject).map(|call| call.caller),
        // Nobody can sign in at a log that does not open: whoever has its files gets it going again.
        Err(failure) if is_log_broken(&failure) => Ok(session.owner()),
        Err(failure) => Err(failure),
    }
}

/// Whether the log does not open, whoever waits for it.
fn is_log_broken(failure: &Failure) -> bool {
    failure.code.class() == Class::Log && failure.code != FailureCode::LogBusy
}

/// Refuses what whoever is before this door may not do.
fn admit(
    home: &Path,
    known: &Known,
    session: &Session,
    right: Right,
    subject: Subject<'_>,
) -> Result<Call, Failure> {
    let call =
        |caller| Call { caller, session: session.clone(), has_limits: false, is_nobody: false };
    // Looked at in any case: whoever goes over to the other till of a home leaves the one where they were signed in.
    let person = session.signed_in(home, known);
    if !known.has_any() {
        return Ok(call(session.owner()));
    }
    let Some(person) = person else {
        // Such a command writes nothing down: it is nobody's.
        let is_open = right == Right::Enter;
        let signed_out = Failure::new(FailureCode::SignedOut);
        let nobody = || Call { is_nobody: true, ..call(session.owner()) };
        return is_open.then(nobody).ok_or(signed_out);
    };
    if right != Right::Enter {
        session.touch();
    }
    let caller = session.caller(&person.id);
    match may(person.role, right) {
        May::Yes => Ok(call(caller)),
        May::UpToLimit => Ok(Call { has_limits: true, ..call(caller) }),
        May::Approved => {
            let approval = session.take_approval(right, subject);
            let by = approval.map(|it| it.by).filter(|by| {
                known.person(by).is_some_and(|approver| may(approver.role, right) == May::Yes)
            });
            let need = || Need {
                right,
                subject: subject.name.map(str::to_owned),
                amount_centavos: subject.amount_centavos,
                limit_centavos: None,
                used_centavos: None,
            };
            let by = by.ok_or_else(|| Failure::needs(need()))?;
            Ok(call(Caller { approved_by: Some(by), ..caller }))
        }
    }
}

/// Whether somebody may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// Alone.
    Yes,
    /// Alone up to a limit a day, and beyond it once a manager has approved it.
    UpToLimit,
    /// Once a manager has approved it.
    Approved,
}

/// Who may do what: the one place that says it.
pub(crate) const fn may(role: Role, right: Right) -> May {
    match (role, right) {
        (Role::Manager, _)
        | (
            Role::Cashier,
            Right::Enter | Right::Use | Right::Sell | Right::SeeSales | Right::RunShift,
        ) => May::Yes,
        (Role::Cashier, Right::Refund | Right::ConfirmByHand) => May::UpToLimit,
        (
            Role::Cashier,
            Right::GiveUp
            | Right::SeeMoney
            | Right::MoveCash
            | Right::CloseDisputes
            | Right::MatchPayments
            | Right::Train
            | Right::ChangeSettings
            | Right::Connect
            | Right::ManageVault
            | Right::BackUp
            | Right::Restore
            | Right::Privacy
            | Right::ManageOperators,
        ) => May::Approved,
    }
}
