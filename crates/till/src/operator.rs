//! Who works at a till. Names and what proves a PIN stand in the vault; the order log has what was done to whom,
//! by ids alone.
//!
//! A change goes into the vault first, with the event that tells of it, and then into the log. Where a process dies in
//! between, or the keyring takes what it did not answer to, whoever reads the entry next tells the log.

mod known;
mod pin;
mod staff;

use contract::{Failure, FailureCode};
use domain::{Actor, OperatorChange, OperatorEvent, OperatorId, Role};
use serde::{Deserialize, Serialize};

pub(crate) use known::{Known, Person};
pub(crate) use pin::Verifier;
pub(crate) use staff::{LOCK, Staff};

/// No till has more, those who are retired counted in: a keyring's entry has a limit.
const MOST: usize = 50;
/// The longest name, in characters.
const LONGEST_NAME: usize = 40;

/// The entry of the vault.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Operators {
    /// How many changes there were.
    number: u64,
    /// The last of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<LastChange>,
    all: Vec<Operator>,
}

/// Somebody who works here, or did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Operator {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(with = "RoleWord")]
    pub(crate) role: Role,
    #[serde(default)]
    pub(crate) retired: bool,
    /// What proves a PIN; absent of somebody who is retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) verifier: Option<Verifier>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Role", rename_all = "snake_case")]
enum RoleWord {
    Cashier,
    Manager,
}

/// The last change, as the log is to be told of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct LastChange {
    operator: String,
    what: What,
    /// Who did it, as [`Actor`] writes it.
    by: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    AddedCashier,
    AddedManager,
    Renamed,
    MadeCashier,
    MadeManager,
    Retired,
    PinSet,
    PinForgotten,
}

impl Operators {
    /// Reads an entry of the vault; `None` where it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all: Self = serde_json::from_str(text).ok()?;
        all.all.iter().all(|it| OperatorId::new(&it.id).is_ok()).then_some(all)
    }

    /// The last change, and who did it.
    pub(crate) fn last(&self) -> Option<(OperatorEvent, Actor)> {
        let last = self.last.as_ref()?;
        let change = match last.what {
            What::AddedCashier => OperatorChange::Added(Role::Cashier),
            What::AddedManager => OperatorChange::Added(Role::Manager),
            What::Renamed => OperatorChange::Renamed,
            What::MadeCashier => OperatorChange::RoleSet(Role::Cashier),
            What::MadeManager => OperatorChange::RoleSet(Role::Manager),
            What::Retired => OperatorChange::Retired,
            What::PinSet => OperatorChange::PinSet,
            What::PinForgotten => OperatorChange::PinForgotten,
        };
        let operator = OperatorId::new(&last.operator).ok()?;
        let event = OperatorEvent { operator, change, number: self.number };
        Some((event, Actor::parse(&last.by).ok()?))
    }

    /// How many changes there were.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// All, those who are retired too.
    pub(crate) fn all(&self) -> &[Operator] {
        &self.all
    }

    /// Brings the list on by what the log tells of later changes: those of an entry that was put back.
    pub(crate) fn follow(&mut self, event: &OperatorEvent) {
        if event.number <= self.number || event.change == OperatorChange::ForgottenSeen {
            return;
        }
        self.number = event.number;
        self.last = None;
        let id = event.operator.as_str();
        let known = self.all.iter_mut().find(|it| it.id == id);
        match (known, event.change) {
            (None, OperatorChange::Added(role)) => self.all.push(Operator {
                id: id.to_owned(),
                name: id.to_owned(),
                role,
                retired: false,
                verifier: None,
            }),
            (Some(known), OperatorChange::RoleSet(role)) => known.role = role,
            (Some(known), OperatorChange::Retired) => {
                known.retired = true;
                known.verifier = None;
            }
            (Some(known), OperatorChange::PinSet | OperatorChange::PinForgotten) => {
                known.verifier = None;
            }
            _ => {}
        }
    }

    /// Takes somebody on; returns their id. The first is a manager.
    pub(crate) fn add(
        &mut self,
        name: &str,
        role: Role,
        verifier: Verifier,
        by: &Actor,
    ) -> Result<OperatorId, Failure> {
        let name = checked_name(name)?;
        if self.all.len() >= MOST {
            return Err(Failure::with(FailureCode::TooManyOperators, MOST.to_string()));
        }
        self.check_free(&name, None)?;
        let id = OperatorId::for_name(&name, |id| self.all.iter().any(|it| it.id == id));
        let added = Operator {
            id: id.as_str().to_owned(),
            name,
            role,
            retired: false,
            verifier: Some(verifier),
        };
        self.all.push(added);
        let what = match role {
            Role::Cashier => What::AddedCashier,
            Role::Manager => What::AddedManager,
        };
        self.changed(&id, what, by)?;
        Ok(id)
    }

    /// Gives another name; the same is no change.
    pub(crate) fn rename(
        &mut self,
        id: &OperatorId,
        name: &str,
        by: &Actor,
    ) -> Result<(), Failure> {
        let name = checked_name(name)?;
        self.check_free(&name, Some(id))?;
        let known = self.working(id)?;
        if known.name == name {
            return Ok(());
        }
        known.name = name;
        self.changed(id, What::Renamed, by)
    }

    /// Gives another role; the same is no change.
    pub(crate) fn set_role(
        &mut self,
        id: &OperatorId,
        role: Role,
        by: &Actor,
    ) -> Result<(), Failure> {
        let known = self.working(id)?;
        if known.role == role {
            return Ok(());
        }
        known.role = role;
        let what = match role {
            Role::Cashier => What::MadeCashier,
            Role::Manager => What::MadeManager,
        };
        self.changed(id, what, by)
    }

    /// Lets somebody go. The name stays, for what they have sold.
    pub(crate) fn retire(&mut self, id: &OperatorId, by: &Actor) -> Result<(), Failure> {
        let known = self.working(id)?;
        known.retired = true;
        known.verifier = None;
        self.changed(id, What::Retired, by)
    }

    /// Gives another PIN. `forgotten`: at the machine itself, without any manager's.
    pub(crate) fn set_pin(
        &mut self,
        id: &OperatorId,
        verifier: Verifier,
        forgotten: bool,
        by: &Actor,
    ) -> Result<(), Failure> {
        self.working(id)?.verifier = Some(verifier);
        self.changed(id, if forgotten { What::PinForgotten } else { What::PinSet }, by)
    }

    /// Refuses a name that somebody else who works here has: nobody could tell which of them did something.
    fn check_free(&self, name: &str, but: Option<&OperatorId>) -> Result<(), Failure> {
        let mut others = self.all.iter().filter(|it| !it.retired);
        let is_other = |it: &&Operator| but.is_none_or(|but| it.id != but.as_str());
        let same = others.find(|it| is_other(it) && domain::is_same_name(&it.name, name));
        same.map_or(Ok(()), |it| {
            Err(Failure::with(FailureCode::OperatorNameTaken, it.name.clone()))
        })
    }

    fn working(&mut self, id: &OperatorId) -> Result<&mut Operator, Failure> {
        let known = self.all.iter_mut().find(|it| it.id == id.as_str() && !it.retired);
        known.ok_or_else(|| Failure::with(FailureCode::OperatorNotFound, id.as_str()))
    }

    /// Counts a change, unless it would leave nobody who manages.
    fn changed(&mut self, id: &OperatorId, what: What, by: &Actor) -> Result<(), Failure> {
        let mut working = self.all.iter().filter(|it| !it.retired);
        if !working.any(|it| it.role == Role::Manager) {
            return Err(Failure::new(FailureCode::ManagerNeeded));
        }
        self.number = self.number.saturating_add(1);
        self.last = Some(LastChange { operator: id.as_str().to_owned(), what, by: by.to_string() });
        Ok(())
    }
}

/// A name as it is kept: 1 to 40 characters, one line, nothing in it that steers.
fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    let is_good = (1..=LONGEST_NAME).contains(&name.chars().count())
        && domain::Printable::lines(name) == name
        && !name.chars().any(char::is_control);
    if is_good { Ok(name.to_owned()) } else { Err(Failure::new(FailureCode::InvalidOperatorName)) }
}

#[cfg(test)]
mod tests {
    use domain::{Caller, Device};

    use super::*;

    fn owner() -> Actor {
        Actor::Person(Caller::owner(Device::Terminal))
    }

    fn shop() -> Operators {
        let mut all = Operators::default();
        all.add("Lúcia", Role::Manager, Verifier::of("1234").unwrap(), &owner()).unwrap();
        all.add("Ana", Role::Cashier, Verifier::of("4321").unwrap(), &owner()).unwrap();
        all
    }

    fn id(text: &str) -> OperatorId {
        OperatorId::new(text).unwrap()
    }

    #[test]
    fn a_till_with_operators_has_a_manager() {
        let mut all = Operators::default();
        let refused = all.add("Ana", Role::Cashier, Verifier::of("1234").unwrap(), &owner());
        assert_eq!(refused.unwrap_err().code, FailureCode::ManagerNeeded);
        for change in [Operators::retire, |all: &mut Operators, id: &OperatorId, by: &Actor| {
            all.set_role(id, Role::Cashier, by)
        }] {
            let mut all = shop();
            let refused = change(&mut all, &id("lucia"), &owner());
            assert_eq!(refused.unwrap_err().code, FailureCode::ManagerNeeded);
        }
        let mut all = shop();
        all.set_role(&id("ana"), Role::Manager, &owner()).unwrap();
        all.retire(&id("lucia"), &owner()).unwrap();
    }

    #[test]
    fn an_id_is_given_once_and_a_name_stays() {
        let mut all = shop();
        all.retire(&id("ana"), &owner()).unwrap();
        let again = all.add("Ana", Role::Cashier, Verifier::of("1234").unwrap(), &owner());
        assert_eq!(again.unwrap(), id("ana-2"));
        let gone = &all.all()[1];
        assert!(gone.retired && gone.name == "Ana" && gone.verifier.is_none());
        let refused = all.rename(&id("ana"), "Anna", &owner()).unwrap_err();
        assert_eq!(refused.code, FailureCode::OperatorNotFound);
    }

    #[test]
    fn nobody_gets_the_name_of_somebody_else_who_works_here() {
        let mut all = shop();
        for same in ["Lúcia", "lúcia", "LUCIA", " Lucia "] {
            let verifier = Verifier::of("2468").unwrap();
            let refused = all.add(same, Role::Cashier, verifier, &owner()).unwrap_err();
            assert_eq!(refused.code, FailureCode::OperatorNameTaken, "{same}");
            assert_eq!(refused.detail.as_deref(), Some("Lúcia"));
            let refused = all.rename(&id("ana"), same, &owner()).unwrap_err();
            assert_eq!(refused.code, FailureCode::OperatorNameTaken, "{same}");
        }
        all.rename(&id("lucia"), "LÚCIA", &owner()).unwrap();
        all.rename(&id("ana"), "Lúcia Maria", &owner()).unwrap();
    }

    #[test]
    fn names_are_one_short_line() {
        for bad in ["", "  ", "a\nb", "a\u{202e}b", &"x".repeat(41)] {
            assert_eq!(checked_name(bad).unwrap_err().code, FailureCode::InvalidOperatorName);
        }
        assert_eq!(checked_name(" Ana Lú ").unwrap(), "Ana Lú");
    }

    #[test]
    fn an_entry_is_read_as_it_was_written_with_the_change_that_the_log_is_to_hear_of() {
        let text = serde_json::to_string(&shop()).unwrap();
        assert!(!text.contains("4321"));
        let read = Operators::parse(&text).unwrap();
        let (event, by) = read.last().unwrap();
        assert_eq!((event.number, by), (2, owner()));
        assert_eq!(event.change, OperatorChange::Added(Role::Cashier));
        assert!(Operators::parse("{}").is_none());
    }

    #[test]
    fn an_entry_that_was_put_back_follows_what_the_log_knows_better() {
        let mut old = shop();
        let later = |number, change| OperatorEvent { operator: id("ana"), change, number };
        old.follow(&later(2, OperatorChange::Retired));
        assert!(!old.all()[1].retired, "of a change that it has");
        old.follow(&later(3, OperatorChange::RoleSet(Role::Manager)));
        assert_eq!(old.all()[1].role, Role::Manager);
        old.follow(&later(4, OperatorChange::PinSet));
        assert!(old.all()[1].verifier.is_none(), "an old PIN opens nothing");
        old.follow(&later(5, OperatorChange::Retired));
        assert!(old.all()[1].retired);
        assert_eq!(old.number(), 5);
    }
}
