//! A session: one door as it is used by one person at a time. It knows who is signed in there, and what was approved
//! there a moment ago.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::{Right, Subject};
use domain::{Caller, Centavos, Device, OperatorId};

use crate::operator::{Known, Person};
use crate::ports::monotonic;

/// An approval is good for so long.
const APPROVED_FOR: Duration = Duration::from_mins(1);
/// A door locks itself where nobody touches it. Should it fail to, nobody is signed in any more so much later.
const GRACE: Duration = Duration::from_mins(1);

/// Who uses a door.
#[derive(Debug, Clone)]
pub struct Session(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    device: Device,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    signed_in: Option<SignedIn>,
    /// Until when it is good stands behind it.
    approval: Option<(Approval, Duration)>,
}

impl State {
    fn take_approval(
        &mut self,
        right: Right,
        subject: Subject<'_>,
        now: Duration,
    ) -> Option<Approval> {
        let is_it = |(kept, until): &(Approval, Duration)| {
            let is_sum = |sum| kept.amount == Some(Centavos::new(sum));
            kept.right == right
                && kept.subject.as_deref() == subject.name
                && subject.amount_centavos.is_none_or(is_sum)
                && now < *until
        };
        // What is only looked at is asked for in several questions, and again where it changes.
        if right == Right::SeeMoney {
            let kept = self.approval.as_ref().filter(|kept| is_it(kept));
            return kept.map(|(approval, _)| approval.clone());
        }
        self.approval.take_if(|kept| is_it(kept)).map(|(approval, _)| approval)
    }
}

/// Who is signed in, and where: a shop and its training have operators of their own.
#[derive(Debug, Clone)]
struct SignedIn {
    home: PathBuf,
    operator: OperatorId,
    pin: u64,
    used: Duration,
}

/// What somebody has approved here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Approval {
    pub(crate) by: OperatorId,
    pub(crate) right: Right,
    pub(crate) subject: Option<String>,
    pub(crate) amount: Option<Centavos>,
}

impl Session {
    /// A door at which nobody is signed in.
    pub fn new(device: Device) -> Self {
        Self(Arc::new(Inner { device, state: Mutex::default() }))
    }

    /// The owner at this door: of a till without operators.
    pub(crate) fn owner(&self) -> Caller {
        Caller::owner(self.0.device)
    }

    /// That operator at this door.
    pub(crate) fn caller(&self, operator: &OperatorId) -> Caller {
        Caller { operator: operator.clone(), approved_by: None, device: self.0.device }
    }

    /// Who is signed in here, of those who work at the till of this home. Whoever was let go, or has another PIN
    /// since, is signed in no more.
    pub(crate) fn signed_in(&self, home: &Path, known: &Known) -> Option<Person> {
        let mut state = self.lock();
        let at = state.signed_in.as_ref()?;
        let person = known.person(&at.operator).filter(|it| it.pin == at.pin && at.home == home);
        if person.is_none() {
            *state = State::default();
        }
        person.cloned()
    }

    /// Signs somebody in who has proved that it is them.
    pub(crate) fn sign_in(&self, home: &Path, person: &Person) {
        *self.lock() = State {
            signed_in: Some(SignedIn {
                home: home.to_owned(),
                operator: person.id.clone(),
                pin: person.pin,
                used: monotonic(),
            }),
            approval: None,
        };
    }

    /// Signs out whoever is signed in.
    pub(crate) fn lock_door(&self) {
        *self.lock() = State::default();
    }

    /// Somebody is before the door.
    pub(crate) fn touch(&self) {
        if let Some(at) = &mut self.lock().signed_in {
            at.used = monotonic();
        }
    }

    /// For how long nobody has touched the door; zero where nobody is signed in.
    pub(crate) fn idle(&self) -> Duration {
        let used = self.lock().signed_in.as_ref().map(|at| at.used);
        used.map_or(Duration::ZERO, |used| monotonic().saturating_sub(used))
    }

    /// Whether nobody has touched the door for so long that it should have been locked; zero: it never is.
    pub(crate) fn is_left(&self, lock_after: Duration) -> bool {
        is_left(self.idle(), lock_after)
    }

    /// Keeps an approval, in the place of one that was not used.
    pub(crate) fn approve(&self, approval: Approval) {
        self.lock().approval = Some((approval, monotonic().saturating_add(APPROVED_FOR)));
    }

    /// Takes the approval of this right for this subject, if there is one: it is good once, but for looking at money,
    /// for which it is good as long as it lives.
    pub(crate) fn take_approval(&self, right: Right, subject: Subject<'_>) -> Option<Approval> {
        self.lock().take_approval(right, subject, monotonic())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_left(idle: Duration, lock_after: Duration) -> bool {
    !lock_after.is_zero() && idle > lock_after.saturating_add(GRACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_that_fails_to_lock_itself_is_left_a_minute_later_and_one_that_never_locks_is_not() {
        let [after, never] = [Duration::from_mins(5), Duration::ZERO];
        assert!(!is_left(Duration::from_mins(6), after));
        assert!(is_left(Duration::from_secs(361), after));
        assert!(!is_left(Duration::from_hours(24), never));
        assert_eq!(Session::new(Device::Window).idle(), Duration::ZERO, "nobody is there");
    }

    #[test]
    fn an_approval_is_good_once_for_a_minute_and_for_what_was_approved() {
        let approval = Approval {
            by: OperatorId::new("lucia").unwrap(),
            right: Right::Refund,
            subject: Some("000139".to_owned()),
            amount: Some(Centavos::new(4_690)),
        };
        let mut state = State::default();
        let until = Duration::from_mins(1);
        let about = |name| Subject { name, amount_centavos: None };
        let mut take = |right, subject, seconds| {
            state.approval.get_or_insert((approval.clone(), until));
            state.take_approval(right, subject, Duration::from_secs(seconds)).is_some()
        };
        assert!(!take(Right::Connect, about(Some("000139")), 1));
        assert!(!take(Right::Refund, about(Some("000140")), 1));
        assert!(!take(Right::Refund, about(None), 1));
        assert!(!take(Right::Refund, about(Some("000139")), 60), "it is too old");
        assert!(take(Right::Refund, about(Some("000139")), 59));
        let sum = |sum| Subject { amount_centavos: Some(sum), ..about(Some("000139")) };
        assert!(!take(Right::Refund, sum(4_691), 1), "it is of another sum");
        assert!(take(Right::Refund, sum(4_690), 1));
        let session = Session::new(Device::Window);
        session.approve(approval);
        assert!(session.take_approval(Right::Refund, about(Some("000139"))).is_some());
        assert!(
            session.take_approval(Right::Refund, about(Some("000139"))).is_none(),
            "it is used up"
        );
    }
}
