//! Operators: who is before a door, what they need somebody else for, and the list of all.

use std::time::Duration;

use checkout::Error as CheckoutError;
use contract::{
    AddOperator, Approve, Failure, FailureCode, Need, Nothing, OpenCharge, OperatorRef,
    OperatorView, OperatorsView, RenameOperator, Right, SetPin, SetRole, SignIn, StaffView,
    Subject, TillView, WhoView,
};
use domain::charge::Status;
use domain::{Actor, Centavos, OperatorId};
use secrecy::SecretString;

use super::desk::{Call, May, may};
use crate::failure::from_checkout;
use crate::open::{Options, Till};
use crate::operator::{Known, Person, Staff};
use crate::session::{Approval, Session};
use crate::{home, view, zone};

/// How many open charges a lock screen names.
const MOST_OPEN: u32 = 20;

impl Till {
    /// Who is before this door, and who could be.
    pub(crate) async fn who(&self, call: &Call, _: Nothing) -> Result<WhoView, Failure> {
        let known = self.staff.look_for_names(false).await?;
        let person = |person: &Person| StaffView {
            id: person.id.as_str().to_owned(),
            name: person.name.clone(),
            role: view::role(person.role),
            wait_ms: wait_ms(self.staff.wait(&person.id)),
        };
        let mut people: Vec<_> = known.working().map(person).collect();
        people.sort_by_key(|it| it.name.to_lowercase());
        Ok(WhoView {
            operator: call.session.signed_in(&self.home, &known).as_ref().map(person),
            people,
            unknown: known.unknown_why().cloned(),
            open: self.open_charges_of(&known)?,
            idle_ms: wait_ms(call.session.idle()),
            lock_after_min: self.current_settings().lock_after_minutes(),
        })
    }

    /// Signs somebody in at this door, in the place of whoever was before it.
    pub(crate) async fn sign_in(&self, call: &Call, request: SignIn) -> Result<WhoView, Failure> {
        let person = self.staff.prove(&request.operator, &request.pin).await?;
        call.session.sign_in(&self.home, &person);
        self.who(call, Nothing {}).await
    }

    /// Signs out whoever is before this door.
    pub(crate) async fn lock(&self, call: &Call, _: Nothing) -> Result<WhoView, Failure> {
        call.session.lock_door();
        self.who(call, Nothing {}).await
    }

    /// Somebody touches this door: it is not left.
    pub(crate) async fn stay(&self, call: &Call, _: Nothing) -> Result<WhoView, Failure> {
        call.session.touch();
        self.who(call, Nothing {}).await
    }

    /// Keeps a manager's approval for what is asked for next at this door.
    pub(crate) async fn approve(&self, call: &Call, request: Approve) -> Result<WhoView, Failure> {
        let known = self.staff.look()?;
        if call.session.signed_in(&self.home, &known).is_none() {
            return Err(Failure::new(FailureCode::SignedOut));
        }
        // Before a try is counted: no PIN of theirs approves anything.
        if may(known.find(&request.operator)?.role, request.right) != May::Yes {
            return Err(Failure::needs(Need {
                right: request.right,
                subject: request.subject,
                amount_centavos: request.amount_centavos,
                limit_centavos: None,
                used_centavos: None,
            }));
        }
        let person = self.staff.prove(&request.operator, &request.pin).await?;
        call.session.approve(Approval {
            by: person.id,
            right: request.right,
            subject: request.subject,
            amount: request.amount_centavos.map(Centavos::new),
        });
        self.who(call, Nothing {}).await
    }

    /// All who work here, and those who did.
    pub(crate) async fn operators(&self, _: &Call, _: Nothing) -> Result<OperatorsView, Failure> {
        let known = self.staff.look_for_names(true).await?;
        if let Some(failure) = known.unknown_why() {
            return Err(failure.clone());
        }
        let operator = |person: &Person| OperatorView {
            id: person.id.as_str().to_owned(),
            name: person.name.clone(),
            role: view::role(person.role),
            retired: person.retired,
            wait_ms: wait_ms(self.staff.wait(&person.id)),
        };
        let mut operators: Vec<_> = known.people().iter().map(operator).collect();
        operators.sort_by_key(|it| (it.retired, it.name.to_lowercase()));
        Ok(OperatorsView { operators })
    }

    /// Takes somebody on.
    pub(crate) async fn add_operator(
        &self,
        call: &Call,
        request: AddOperator,
    ) -> Result<OperatorsView, Failure> {
        let verifier = self.staff.new_verifier(&request.pin).await?;
        let (role, by) = (view::role_to_domain(request.role), actor(call));
        let id = self.staff.change(|all| all.add(&request.name, role, verifier, &by)).await?;
        // Whoever takes the first one on is before this door, and is that manager.
        if call.is_owner()
            && let Some(person) = self.staff.look()?.person(&id)
        {
            call.session.sign_in(&self.home, person);
        }
        self.operators(call, Nothing {}).await
    }

    /// Gives somebody another name.
    pub(crate) async fn rename_operator(
        &self,
        call: &Call,
        request: RenameOperator,
    ) -> Result<OperatorsView, Failure> {
        let (id, by) = (self.working(&request.operator)?, actor(call));
        self.staff.change(|all| all.rename(&id, &request.name, &by)).await?;
        self.operators(call, Nothing {}).await
    }

    /// Gives somebody another role.
    pub(crate) async fn set_role(
        &self,
        call: &Call,
        request: SetRole,
    ) -> Result<OperatorsView, Failure> {
        let (id, by) = (self.working(&request.operator)?, actor(call));
        let role = view::role_to_domain(request.role);
        self.staff.change(|all| all.set_role(&id, role, &by)).await?;
        self.operators(call, Nothing {}).await
    }

    /// Lets somebody go: from then on no door knows them.
    pub(crate) async fn retire_operator(
        &self,
        call: &Call,
        request: OperatorRef,
    ) -> Result<OperatorsView, Failure> {
        let (id, by) = (self.working(&request.operator)?, actor(call));
        self.staff.change(|all| all.retire(&id, &by)).await?;
        self.operators(call, Nothing {}).await
    }

    /// Gives somebody another PIN. Whoever is signed in with the one before is so no more, but for whoever gives
    /// themselves one.
    pub(crate) async fn set_pin(
        &self,
        call: &Call,
        request: SetPin,
    ) -> Result<OperatorsView, Failure> {
        let (id, by) = (self.working(&request.operator)?, actor(call));
        let verifier = self.staff.new_verifier(&request.pin).await?;
        self.staff.change(|all| all.set_pin(&id, verifier, false, &by)).await?;
        self.staff.forget_tries(&id)?;
        let known = self.staff.look()?;
        if call.operator == id
            && let Some(person) = known.person(&id)
        {
            call.session.sign_in(&self.home, person);
        }
        self.operators(call, Nothing {}).await
    }

    /// Somebody got a PIN at the machine itself, and a manager has seen it: no screen tells it any more.
    pub(crate) async fn see_forgotten_pin(
        &self,
        call: &Call,
        _: Nothing,
    ) -> Result<TillView, Failure> {
        self.staff.see_forgotten(&actor(call))?;
        self.current.look().await?;
        Ok(self.current.view())
    }

    /// Gives somebody a PIN at the machine itself, without any manager's: whoever owns the till's files and its
    /// vault owns the till. It leaves a trace that every screen shows until a manager has seen it.
    pub async fn set_forgotten_pin(&self, request: SetPin) -> Result<(), Failure> {
        let id = self.working(&request.operator)?;
        let verifier = self.staff.new_verifier(&request.pin).await?;
        let by = Actor::Person(domain::Caller::owner(domain::Device::Terminal));
        self.staff.change_without_pin(|all| all.set_pin(&id, verifier, true, &by)).await?;
        self.staff.forget_tries(&id)
    }

    /// Those who could sign in, by name; none where the till has no operators.
    pub async fn people(&self) -> Result<Vec<(String, String)>, Failure> {
        let known = self.staff.look_for_names(false).await?;
        let both = |it: &Person| (it.id.as_str().to_owned(), it.name.clone());
        Ok(known.working().map(both).collect())
    }

    /// What somebody who may do this within limits may do today: what was approved a moment ago, or the rest of
    /// the day.
    pub(super) fn allowance(
        &self,
        call: &mut Call,
        right: Right,
        subject: &str,
        at_most: Centavos,
    ) -> checkout::Allowance {
        if !call.has_limits {
            return checkout::Allowance::Any;
        }
        let about = Subject { name: Some(subject), ..Subject::default() };
        if let Some(Approval { by, amount: Some(amount), .. }) =
            call.session.take_approval(right, about)
        {
            call.caller.approved_by = Some(by);
            return checkout::Allowance::Approved(amount);
        }
        let since = self.day_began();
        checkout::Allowance::Day { operator: call.operator.clone(), since, at_most }
    }

    /// When the shop's day began.
    fn day_began(&self) -> domain::UnixMs {
        let now = self.checkout.now();
        let zone = zone::of(&self.current_settings());
        let today = zone::day_of(&zone, now.get()).and_then(|day| zone::moments_of(&zone, day));
        today.map_or(now, |(began, _)| domain::UnixMs::new(began))
    }

    fn working(&self, id: &str) -> Result<OperatorId, Failure> {
        Ok(self.staff.look()?.find(id)?.id.clone())
    }

    /// The charges that a customer may be paying.
    pub(super) fn open_charges_of(&self, known: &Known) -> Result<Vec<OpenCharge>, Failure> {
        let orders = self.checkout.open_orders(MOST_OPEN).map_err(from_checkout)?;
        let waiting = orders.into_iter().filter(|history| {
            let mut charges = history.order.attempts.iter();
            charges.any(|it| matches!(it.status, Status::Registering | Status::Pending))
        });
        let open = waiting.map(|history| OpenCharge {
            order: history.order.number.to_string(),
            amount_centavos: history.order.amount.get(),
            by: history.acts.first().and_then(|act| known.name(&act.by.operator)),
        });
        Ok(open.collect())
    }
}

/// Those who could sign in at the till of these options, open or not, by id and name; none where it has no operators.
pub async fn people(options: &Options) -> Result<Vec<(String, String)>, Failure> {
    Till::open_to_look(options)?.people().await
}

/// Signs somebody in at a door of the till of these options, open or not.
pub async fn sign_in(
    options: &Options,
    session: &Session,
    operator: &str,
    pin: &SecretString,
) -> Result<(), Failure> {
    let home = home::home(options)?;
    let unknown = || Failure::with(FailureCode::OperatorNotFound, operator);
    let staff = Staff::of_home(&home)?.ok_or_else(unknown)?;
    let person = staff.prove(operator, pin).await?;
    session.sign_in(&home, &person);
    Ok(())
}

/// What it takes to go beyond what somebody may do alone, and every other error as it is told elsewhere.
pub(super) fn over_limit(right: Right, subject: String, error: CheckoutError) -> Failure {
    let CheckoutError::OverLimit { amount, at_most, used } = error else {
        return from_checkout(error);
    };
    Failure::needs(Need {
        right,
        subject: Some(subject),
        amount_centavos: Some(amount.get()),
        limit_centavos: Some(at_most.get()),
        used_centavos: Some(used.get()),
    })
}

fn actor(call: &Call) -> Actor {
    Actor::Person(call.caller.clone())
}

fn wait_ms(wait: Duration) -> i64 {
    i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)
}
