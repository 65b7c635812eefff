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
    judge(looked, &["failed to fetch", "failed to acquire", "unable to fetch", "offline"])
}

/// By npm, which asks its registry.
fn packages() -> Found {
    let mut command = Command::new(ui::NPM);
    command.args(["audit", "--audit-level=low"]).current_dir(root().join("ui"));
    let looked = step("npm audit", || told(&mut command));
    judge(
        looked,
        &[
            "audit endpoint returned an error",
            "ENOTFOUND",
            "ECONNREFUSED",
            "ENOAUDIT",
            "EAI_AGAIN",
            "ETIMEDOUT",
        ],
    )
}

/// Whether it went well, and what was said.
fn told(command: &mut Command) -> Result<(bool, String)> {
    let output = command.output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

/// A failure with one of these words in it is one of the data, not of the project.
fn judge(looked: Result<(bool, String)>, no_data: &[&str]) -> Found {
    match looked {
        Ok((true, _)) => Found::Good,
        Ok((false, said)) => {
            print!("{said}");
            let is_of_data = no_data.iter().any(|words| said.contains(words));
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
        let no_data = ["ENOTFOUND"];
        let of = |is_good, said: &str| judge(Ok((is_good, said.to_owned())), &no_data);
        assert_eq!(of(true, ""), Found::Good);
        assert_eq!(of(false, "1 high severity vulnerability"), Found::Bad);
        assert_eq!(of(false, "npm error code ENOTFOUND"), Found::Nothing);
        assert_eq!(judge(Err(anyhow::anyhow!("no npm")), &no_data), Found::Nothing);
        assert_ne!(word(Found::Nothing), word(Found::Good));
    }
}
