//! Who acts at a till. Every event names it.

use std::fmt;

use crate::brcode::without_accent;

/// The longest operator id, in bytes.
const LONGEST_ID: usize = 40;
/// The longest that is made of a name; the rest is for the number behind it.
const LONGEST_OF_NAME: usize = 34;
/// What a name without a letter or digit becomes.
const OF_NO_LETTERS: &str = "operador";

/// A person who works at the till: 1 to 40 of `a` to `z`, `0` to `9`, `-` and `_`. No name: what stands in
/// the order log stays there for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorId(String);

/// Whether two names are the same to whoever hears them: capitals and accents make none another.
pub fn is_same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| -> String {
        name.chars().map(without_accent).flat_map(char::to_lowercase).collect()
    };
    plain(one) == plain(other)
}

impl OperatorId {
    /// The owner of the till, who may do everything. Where a till has no operators, everybody is the owner.
    pub fn owner() -> Self {
        Self(OWNER.to_owned())
    }

    /// An id of that form. `till` is none: it is what the log calls the program itself.
    pub fn new(id: &str) -> Result<Self, BadActor> {
        let is_good =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        let is_id = (1..=LONGEST_ID).contains(&id.len()) && id.chars().all(is_good);
        if is_id && id != TILL { Ok(Self(id.to_owned())) } else { Err(BadActor) }
    }

    /// An id made of a name, such as `ana`, or `ana-2` where that one is taken. An id that was ever given stays
    /// taken, and so do the owner's and the program's.
    pub fn for_name(name: &str, is_taken: impl Fn(&str) -> bool) -> Self {
        let mut id = String::new();
        for c in name.chars().map(without_accent) {
            let c = c.to_ascii_lowercase();
            if c.is_ascii_alphanumeric() {
                id.push(c);
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
        id.truncate(LONGEST_OF_NAME);
        let id = id.trim_end_matches('-');
        let id = if id.is_empty() { OF_NO_LETTERS } else { id };
        let is_free = |id: &String| id != TILL && id != OWNER && !is_taken(id);
        let numbered = (2_u32..).map(|number| format!("{id}-{number}"));
        let free = std::iter::once(id.to_owned()).chain(numbered).find(is_free);
        Self(free.unwrap_or_default())
    }

    /// The id as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The id of the till's owner.
const OWNER: &str = "owner";

/// What an operator is at a till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sells.
    Cashier,
    /// May do everything, and approves what others may not do alone.
    Manager,
}

/// What was done to an operator. Names stay out of it: what stands in the order log stays there for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperatorChange {
    /// Works here from now on.
    Added(Role),
    /// Has another name.
    Renamed,
    /// Has another role.
    RoleSet(Role),
    /// Works here no more.
    Retired,
    /// Has another PIN.
    PinSet,
    /// Got another PIN at the machine itself, without any manager's.
    PinForgotten,
    /// A manager has seen that somebody got a PIN that way.
    ForgottenSeen,
}

/// A change of an operator, as it stands in the order log.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OperatorEvent {
    /// Whose.
    pub operator: OperatorId,
    /// What was done.
    pub change: OperatorChange,
    /// The number of the change among those of the till, 1 and up, so that each is told once; of one that was seen,
    /// the number of the change that was.
    pub number: u64,
}

/// The door through which a person came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Device {
    /// The till's own window.
    Window,
    /// A terminal, or a script in it.
    Terminal,
    /// A browser.
    Browser,
}

impl Device {
    const ALL: [Self; 3] = [Self::Window, Self::Terminal, Self::Browser];

    /// Its word in the order log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Terminal => "terminal",
            Self::Browser => "browser",
        }
    }
}

/// A person who asks the till for something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Caller {
    /// Who asks.
    pub operator: OperatorId,
    /// Who has approved it, where the operator may not do it alone.
    pub approved_by: Option<OperatorId>,
    /// Where they stand.
    pub device: Device,
}

impl Caller {
    /// The owner at this door.
    pub fn owner(device: Device) -> Self {
        Self { operator: OperatorId::owner(), approved_by: None, device }
    }

    /// The caller is the owner.
    pub fn is_owner(&self) -> bool {
        self.operator == OperatorId::owner()
    }
}

/// Who did what an event tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The program itself: it has polled a provider, or received a webhook.
    Till,
    /// A person.
    Person(Caller),
}

/// The program's own word.
const TILL: &str = "till";

impl Actor {
    /// Reads what [`Actor`] writes: `till`, or operator and device (`owner/window`), or also who has approved
    /// (`ana/window/owner`).
    pub fn parse(text: &str) -> Result<Self, BadActor> {
        if text == TILL {
            return Ok(Self::Till);
        }
        let mut parts = text.split('/');
        let operator = OperatorId::new(parts.next().unwrap_or_default())?;
        let word = parts.next().ok_or(BadActor)?;
        let device = Device::ALL.into_iter().find(|device| device.word() == word);
        let approved_by = parts.next().map(OperatorId::new).transpose()?;
        let caller = Caller { operator, approved_by, device: device.ok_or(BadActor)? };
        if parts.next().is_none() { Ok(Self::Person(caller)) } else { Err(BadActor) }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Person(caller) = self else { return f.write_str(TILL) };
        write!(f, "{}/{}", caller.operator.as_str(), caller.device.word())?;
        let approved_by = caller.approved_by.as_ref();
        approved_by.map_or(Ok(()), |by| write!(f, "/{}", by.as_str()))
    }
}

impl From<Caller> for Actor {
    fn from(caller: Caller) -> Self {
        Self::Person(caller)
    }
}

/// Not the id of an operator, or not what [`Actor`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadActor;

impl fmt::Display for BadActor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an operator, or nobody who acts at a till")
    }
}

impl std::error::Error for BadActor {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_read_as_it_is_written() {
        let ana = OperatorId::new("ana").unwrap();
        let approved = Caller {
            operator: ana,
            approved_by: Some(OperatorId::owner()),
            device: Device::Window,
        };
        for (actor, text) in [
            (Actor::Till, "till"),
            (Caller::owner(Device::Terminal).into(), "owner/terminal"),
            (Caller::owner(Device::Browser).into(), "owner/browser"),
            (approved.into(), "ana/window/owner"),
        ] {
            assert_eq!(actor.to_string(), text);
            assert_eq!(Actor::parse(text), Ok(actor));
        }
    }

    #[test]
    fn an_id_is_made_of_a_name_and_given_once() {
        let taken = ["ana", "ana-2", "operador"];
        let id = |name: &str| OperatorId::for_name(name, |id| taken.contains(&id));
        for (name, made) in [
            ("Ana", "ana-3"),
            ("  Lúcia  da Silva ", "lucia-da-silva"),
            ("José", "jose"),
            ("Owner", "owner-2"),
            ("till", "till-2"),
            ("李", "operador-2"),
            ("", "operador-2"),
        ] {
            assert_eq!(id(name).as_str(), made, "{name}");
            assert_eq!(OperatorId::new(made).unwrap(), id(name));
        }
        let long = id(&"b".repeat(300));
        assert_eq!(OperatorId::new(long.as_str()), Ok(long));
    }

    #[test]
    fn what_nobody_writes_is_nobody() {
        for text in
            ["", "/", "ana", "ana/", "till/window", "Ana/window", "ana/moon", "a/window/b/c"]
        {
            assert_eq!(Actor::parse(text), Err(BadActor), "{text}");
        }
        assert_eq!(OperatorId::new(&"a".repeat(41)), Err(BadActor));
    }
}
