//! Who acts at a till. Every event names it.

use std::fmt;

/// The longest operator id, in bytes.
const LONGEST_ID: usize = 40;

/// A person who works at the till: 1 to 40 of `a` to `z`, `0` to `9`, `-` and `_`. No name: what stands in
/// the order log stays there for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorId(String);

impl OperatorId {
    /// The owner of the till, who may do everything. Where a till has no operators, everybody is the owner.
    pub fn owner() -> Self {
        Self("owner".to_owned())
    }

    /// An id of that form. `till` is none: it is what the log calls the program itself.
    pub fn new(id: &str) -> Result<Self, BadActor> {
        let is_good =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        let is_id = (1..=LONGEST_ID).contains(&id.len()) && id.chars().all(is_good);
        if is_id && id != TILL { Ok(Self(id.to_owned())) } else { Err(BadActor) }
    }

    /// The id as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    fn what_nobody_writes_is_nobody() {
        for text in
            ["", "/", "ana", "ana/", "till/window", "Ana/window", "ana/moon", "a/window/b/c"]
        {
            assert_eq!(Actor::parse(text), Err(BadActor), "{text}");
        }
        assert_eq!(OperatorId::new(&"a".repeat(41)), Err(BadActor));
    }
}
