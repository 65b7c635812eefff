//! What a process knows of who works here, without what proves a PIN: the vault's list as it was read last, brought
//! on by what the log has told since. So a command is held against what was done in any process a moment ago, and no
//! keyring is asked for it.

use contract::{Failure, FailureCode, Notice};
use domain::{OperatorChange, OperatorId, Role, UnixMs};
use store::OperatorRecord;

use super::Operators;

/// Somebody who works here, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: OperatorId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) retired: bool,
    /// The number of the change that gave them their PIN, as far as it was seen: whoever has signed in before it is
    /// signed in no more.
    pub(crate) pin: u64,
}

/// All that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// The place of the last event that was looked at.
    pub(super) seq: i64,
    number: u64,
    people: Vec<Person>,
    /// The log has told of a name that only the vault has.
    pub(super) lacks_names: bool,
    /// Why the vault does not tell.
    pub(super) unknown: Option<Failure>,
    /// The last PIN that was given at the machine itself: whose, when, and the number of that change; and the number
    /// of the last one that a manager has seen.
    forgotten: Option<(OperatorId, UnixMs, u64)>,
    seen: u64,
}

impl Known {
    /// Whether anybody works here: where not, everybody is the owner.
    pub(crate) fn has_any(&self) -> bool {
        !self.people.is_empty() || self.unknown.is_some()
    }

    /// Why nobody can sign in: the vault does not tell who works here.
    pub(crate) const fn unknown_why(&self) -> Option<&Failure> {
        self.unknown.as_ref()
    }

    /// Those who work here.
    pub(crate) fn working(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| !person.retired)
    }

    /// All, those who are retired too.
    pub(crate) fn people(&self) -> &[Person] {
        &self.people
    }

    /// Somebody who works here.
    pub(crate) fn person(&self, id: &OperatorId) -> Option<&Person> {
        self.working().find(|person| person.id == *id)
    }

    /// The same by an id as it was sent.
    pub(crate) fn find(&self, id: &str) -> Result<&Person, Failure> {
        let unknown = || Failure::with(FailureCode::OperatorNotFound, id);
        self.working().find(|person| person.id.as_str() == id).ok_or_else(unknown)
    }

    /// The name of whoever has that id, or had it: the id itself where nobody knows more. The owner has none.
    pub(crate) fn name(&self, id: &OperatorId) -> Option<String> {
        if *id == OperatorId::owner() {
            return None;
        }
        let known = self.people.iter().find(|person| person.id == *id);
        Some(known.map_or_else(|| id.as_str().to_owned(), |person| person.name.clone()))
    }

    /// What every screen says until a manager has seen it.
    pub(crate) fn notice(&self) -> Option<Notice> {
        let (id, at, _) = self.unseen()?;
        Some(Notice::PinForgotten { name: self.name(id)?, at_ms: at.get() })
    }

    /// The PIN that was given at the machine itself and that no manager has seen.
    pub(super) fn unseen(&self) -> Option<&(OperatorId, UnixMs, u64)> {
        self.forgotten.as_ref().filter(|(_, _, number)| *number > self.seen)
    }

    /// Brings it on by an event of the log.
    pub(super) fn follow(&mut self, record: &OperatorRecord) {
        let OperatorRecord { seq, at, event, .. } = record;
        self.seq = self.seq.max(*seq);
        match event.change {
            OperatorChange::ForgottenSeen => self.seen = self.seen.max(event.number),
            OperatorChange::PinForgotten => {
                self.forgotten = Some((event.operator.clone(), *at, event.number));
            }
            _ => {}
        }
        let known = self.people.iter_mut().find(|person| person.id == event.operator);
        if let (OperatorChange::PinSet | OperatorChange::PinForgotten, Some(person)) =
            (event.change, known)
        {
            person.pin = person.pin.max(event.number);
        }
        if event.number <= self.number || event.change == OperatorChange::ForgottenSeen {
            return;
        }
        self.number = event.number;
        let known = self.people.iter_mut().find(|person| person.id == event.operator);
        match (event.change, known) {
            (OperatorChange::Added(role), None) => {
                self.lacks_names = true;
                self.people.push(Person {
                    id: event.operator.clone(),
                    name: event.operator.as_str().to_owned(),
                    role,
                    retired: false,
                    pin: event.number,
                });
            }
            (OperatorChange::Renamed, _) => self.lacks_names = true,
            (OperatorChange::RoleSet(role), Some(person)) => person.role = role,
            (OperatorChange::Retired, Some(person)) => person.retired = true,
            _ => {}
        }
    }

    /// Takes the vault's list, which knows of all that the log knows.
    pub(super) fn take(&mut self, list: &Operators) {
        let pin =
            |id: &OperatorId| self.people.iter().find(|it| it.id == *id).map_or(0, |it| it.pin);
        let people = list.all().iter().filter_map(|operator| {
            let id = OperatorId::new(&operator.id).ok()?;
            Some(Person {
                pin: pin(&id),
                id,
                name: operator.name.clone(),
                role: operator.role,
                retired: operator.retired,
            })
        });
        self.people = people.collect();
        self.number = list.number();
        self.lacks_names = false;
        self.unknown = None;
    }
}
