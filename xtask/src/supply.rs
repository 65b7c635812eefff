//! What the project is built from, looked at: known faults, licences, sources. A look needs data from outside;
//! where that cannot be had, what was not looked at is said, and never called good.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{cargo, root, step};
use crate::setup;
use crate::ui;

/// What came of one look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Looked at, and nothing is wrong.
    Good,
    /// Looked at, and something is wrong.
    Bad,
    /// Not looked at: the tool or its data cannot be had here.
    Nothing,
}

/// Looks at the Rust crates and at the packages of the user interface; fails where something is wrong.
pub(crate) fn supply() -> Result<()> {
    let looks = [
        ("licences, bans and sources of the Rust crates", crates("bans licenses sources")),
        ("known faults of the Rust crates", crates("advisories")),
        ("known faults of the user interface's packages", packages()),
    ];
    for (what, found) in &looks {
        println!("{}: {what}", word(*found));
    }
    if looks.iter().any(|(_, found)| *found == Found::Bad) {
        bail!("something is wrong with what the project is built from; it stands above");
    }
    Ok(())
}

const fn word(found: Found) -> &'static str {
    match found {
        Found::Good => "ok",
        Found::Bad => "WRONG",
        Found::Nothing => "NOT CHECKED",
    }
}

/// By cargo-deny, which goes by `deny.toml`.
fn crates(checks: &str) -> Found {
    if let Err(error) = setup::cargo_deny() {
        eprintln!("xtask: {error:#}");
        return Found::Nothing;
    }
    let looked = step(&format!("cargo deny check {checks}"), || {
        let mut command = cargo(&format!("deny --all-features check {checks}"));
        told(command.env("PATH", setup::with_tools()?))
    });
    let no_data = ["failed to fetch", "failed to acquire", "unable to fetch", "offline"];
    judge(looked, &Signs { no_data: &no_data, finding: &["error["] })
}

/// By npm, which asks its registry.
fn packages() -> Found {
    let mut command = Command::new(ui::NPM);
    command.args(["audit", "--audit-level=low"]).current_dir(root().join("ui"));
    let looked = step("npm audit", || told(&mut command));
    let no_data = [
        "audit endpoint returned an error",
        "ENOTFOUND",
        "ECONNREFUSED",
        "ENOAUDIT",
        "EAI_AGAIN",
        "ETIMEDOUT",
    ];
    judge(looked, &Signs { no_data: &no_data, finding: &["Severity:", "vulnerabilit"] })
}

/// How a tool's words are read.
struct Signs<'a> {
    /// Its data cannot be had.
    no_data: &'a [&'a str],
    /// It has found something. What it prints of that is others' prose, in which anything may stand.
    finding: &'a [&'a str],
}

/// Whether it went well, and what was said.
fn told(command: &mut Command) -> Result<(bool, String)> {
    let output = command.output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

/// A failure is one of the data, and not of the project, where that is said and nothing was found.
fn judge(looked: Result<(bool, String)>, signs: &Signs<'_>) -> Found {
    match looked {
        Ok((true, _)) => Found::Good,
        Ok((false, said)) => {
            print!("{said}");
            let has = |signs: &[&str]| signs.iter().any(|words| said.contains(words));
            let is_of_data = has(signs.no_data) && !has(signs.finding);
            if is_of_data { Found::Nothing } else { Found::Bad }
        }
        Err(error) => {
            eprintln!("xtask: {error:#}");
            Found::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_looked_at_is_never_called_good() {
        let signs = Signs { no_data: &["ENOTFOUND"], finding: &["vulnerabilit"] };
        let of = |is_good, said: &str| judge(Ok((is_good, said.to_owned())), &signs);
        assert_eq!(of(true, ""), Found::Good);
        assert_eq!(of(false, "1 high severity vulnerability"), Found::Bad);
        assert_eq!(of(false, "npm error code ENOTFOUND"), Found::Nothing);
        let prose = "1 high severity vulnerability: hangs when DNS says ENOTFOUND";
        assert_eq!(of(false, prose), Found::Bad, "what is found is found");
        assert_eq!(judge(Err(anyhow::anyhow!("no npm")), &signs), Found::Nothing);
        assert_ne!(word(Found::Nothing), word(Found::Good));
    }
}
