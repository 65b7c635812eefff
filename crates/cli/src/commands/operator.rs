//! `balcao operator`, and who gives a command.

use std::io::IsTerminal as _;

use contract::{
    AddOperator, Failure, FailureCode, Nothing, OperatorRef, OperatorView, OperatorsView,
    RenameOperator, SetPin, SetRole,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use till::{Options, Till};

use crate::args::{Change, Operator};
use crate::commands::{ask, desk, line_of_stdin, session};
use crate::exit;
use crate::output::{self, Output};

/// The longest line with a PIN, in bytes.
const LONGEST_LINE: u64 = 64;

/// Who gives the commands, as the command line says.
#[derive(Debug, Clone, Default)]
pub(crate) struct SignIn {
    /// By name or id.
    pub(crate) operator: Option<String>,
    /// PINs come from standard input, a line each.
    pub(crate) pin_stdin: bool,
}

/// Signs in who gives a command, where the till has operators; a person at a terminal is asked. Where nobody can be,
/// the command says so itself.
pub(crate) async fn sign_in(
    output: &Output,
    options: &Options,
    wish: &SignIn,
) -> Result<(), Failure> {
    // A till that cannot be looked at is told of by the command.
    let people = till::people(options).await.unwrap_or_default();
    let is_terminal = std::io::stdin().is_terminal() && !output.is_json();
    let name = match &wish.operator {
        Some(name) => name.clone(),
        None if people.is_empty() || !is_terminal => return Ok(()),
        None => asked_name(output, &people)?,
    };
    let operator = find(&people, &name)?;
    let prompt = format!("{} {name}: ", output.words.operator.pin_of);
    let pin = read_pin(wish, &prompt)?;
    till::sign_in(options, session(), &operator, &pin).await
}

pub(crate) async fn run(
    output: &Output,
    options: &Options,
    command: Operator,
    wish: &SignIn,
) -> Result<u8, Failure> {
    match command {
        Operator::List => list(output, options).await,
        Operator::Change(command) => change(output, options, command, wish).await,
    }
}

async fn list(output: &Output, options: &Options) -> Result<u8, Failure> {
    let till = Till::open_to_look(options)?;
    for operator in desk(&till).operators(Nothing {}).await?.operators {
        output.emit(&object(&operator));
        output.say(line(output, &operator));
    }
    Ok(exit::DONE)
}

async fn change(
    output: &Output,
    options: &Options,
    command: Change,
    wish: &SignIn,
) -> Result<u8, Failure> {
    let till = Till::open_to_note(options)?;
    let desk = desk(&till);
    // Nobody can be signed in where a PIN is forgotten, and nobody has to be.
    let people = till.people().await?;
    let id = |name: &str| find(&people, name);
    let (event, changed, operator) = match command {
        Change::Add { name, role } => {
            let known = desk.operators(Nothing {}).await?.operators;
            let pin = new_pin(output, wish, &name)?;
            let all = desk.add_operator(AddOperator { name, role: role.into(), pin }).await?;
            let is_new = |it: &&OperatorView| known.iter().all(|known| known.id != it.id);
            let added = all.operators.iter().find(is_new).map(|it| it.id.clone());
            ("operator_added", all, added.unwrap_or_default())
        }
        Change::Rename { name, to } => {
            let operator = id(&name)?;
            let request = RenameOperator { operator: operator.clone(), name: to };
            ("operator_renamed", desk.rename_operator(request).await?, operator)
        }
        Change::Role { name, role } => {
            let operator = id(&name)?;
            let request = SetRole { operator: operator.clone(), role: role.into() };
            ("operator_role_set", desk.set_role(request).await?, operator)
        }
        Change::Retire { name } => {
            let operator = id(&name)?;
            let request = OperatorRef { operator: operator.clone() };
            ("operator_retired", desk.retire_operator(request).await?, operator)
        }
        Change::Pin { name, forgotten: false } => {
            let operator = id(&name)?;
            desk.operators(Nothing {}).await?;
            let pin = new_pin(output, wish, &name)?;
            let request = SetPin { operator: operator.clone(), pin };
            ("operator_pin_set", desk.set_pin(request).await?, operator)
        }
        Change::Pin { name, forgotten: true } => {
            let operator = id(&name)?;
            let pin = new_pin(output, wish, &name)?;
            till.set_forgotten_pin(SetPin { operator: operator.clone(), pin }).await?;
            output.emit(&json!({ "event": "operator_pin_forgotten", "operator": operator }));
            output.say(output.words.operator.forgotten);
            return Ok(exit::DONE);
        }
    };
    tell(output, event, &changed, &operator);
    Ok(exit::DONE)
}

fn tell(output: &Output, event: &str, all: &OperatorsView, id: &str) {
    if let Some(operator) = all.operators.iter().find(|it| it.id == id) {
        output.emit(&output::told(event, object(operator)));
        output.say(line(output, operator));
    }
}

fn object(operator: &OperatorView) -> Value {
    json!({
        "operator": operator.id,
        "name": operator.name,
        "role": operator.role,
        "retired": operator.retired,
        "wait_ms": operator.wait_ms,
    })
}

fn line(output: &Output, operator: &OperatorView) -> String {
    let words = output.words.operator;
    let mut line = format!("{} · {} · {}", operator.id, operator.name, words.role(operator.role));
    if operator.retired {
        line = format!("{line} · {}", words.retired);
    }
    if operator.wait_ms > 0 {
        let seconds = operator.wait_ms.saturating_add(999) / 1_000;
        line = format!("{line} · {} {seconds} s", words.waits);
    }
    line
}

/// Who is meant: by id, or by a name that only one has.
fn find(people: &[(String, String)], wanted: &str) -> Result<String, Failure> {
    if let Some((id, _)) = people.iter().find(|(id, _)| id == wanted) {
        return Ok(id.clone());
    }
    let wanted_name = wanted.trim();
    let mut named = people.iter().filter(|(_, name)| till::is_same_name(name, wanted_name));
    match (named.next(), named.next()) {
        (Some((id, _)), None) => Ok(id.clone()),
        _ => Err(Failure::with(FailureCode::OperatorNotFound, wanted)),
    }
}

fn asked_name(output: &Output, people: &[(String, String)]) -> Result<String, Failure> {
    if let [(id, _)] = people {
        return Ok(id.clone());
    }
    let names: Vec<_> = people.iter().map(|(_, name)| name.as_str()).collect();
    let prompt = format!("{} ({}): ", output.words.operator.who, names.join(", "));
    Ok(ask(&prompt).map_err(|_| unasked())?.trim().to_owned())
}

/// A new PIN: twice at a terminal, once from standard input.
fn new_pin(output: &Output, wish: &SignIn, name: &str) -> Result<SecretString, Failure> {
    let words = output.words.operator;
    let nobody =
        |_| Failure::with(FailureCode::SignedOut, "nobody to ask for a new PIN: use --pin-stdin");
    let pin = read_pin(wish, &format!("{} {name}: ", words.new_pin_of)).map_err(nobody)?;
    if !wish.pin_stdin {
        let again = read_pin(wish, words.once_more).map_err(nobody)?;
        if again.expose_secret() != pin.expose_secret() {
            return Err(Failure::with(FailureCode::InvalidPin, "the two PINs differ"));
        }
    }
    Ok(pin)
}

fn read_pin(wish: &SignIn, prompt: &str) -> Result<SecretString, Failure> {
    let typed = if wish.pin_stdin {
        line_of_stdin(LONGEST_LINE).map(|line| line.trim_end_matches(['\n', '\r']).to_owned())
    } else {
        rpassword::prompt_password(prompt)
    };
    typed.map(SecretString::from).map_err(|_| unasked())
}

fn unasked() -> Failure {
    Failure::with(FailureCode::SignedOut, "nobody to ask: use --operator and --pin-stdin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_meant_is_found_by_id_or_by_a_name_of_one() {
        let both = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        let people = [both("ana", "Ana"), both("ana-2", "Ana"), both("lucia", "Lúcia")];
        assert_eq!(find(&people, "ana-2").unwrap(), "ana-2");
        assert_eq!(find(&people, "LÚCIA ").unwrap(), "lucia");
        assert_eq!(find(&people, "Lucia ").unwrap(), "lucia");
        assert_eq!(find(&people, "ana").unwrap(), "ana", "an id comes first");
        for nobody in ["Ana ", "", "rui"] {
            assert_eq!(find(&people, nobody).unwrap_err().code, FailureCode::OperatorNotFound);
        }
    }
}
