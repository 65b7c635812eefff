//! Tills and relays broken on purpose: each must fail the torture, simulated or with the relay, and
//! the whole ones must pass the very accidents that betrayed the broken ones.

use std::process::ExitCode;

/// Builds this program anew with the breakages in it, beside the one in use, and runs that.
#[cfg(not(feature = "sabotage"))]
pub(crate) fn broken() -> ExitCode {
    use std::process::Command;

    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build
        // The whole workspace is named so that cargo agrees on the features of what others have
        // built already; only the one program is built.
        .args(["build", "--quiet", "--workspace", "--features", "torture/sabotage"])
        .args(["--bin", "torture-broken", "--bin", "relay-broken"])
        .args(["--bin", "torture-relay-till-broken"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    // What an outer cargo said about this package would make build scripts run again.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            build.env_remove(&name);
        }
    }
    let program = std::env::current_exe().map(|it| it.with_file_name("torture-broken"));
    let succeeds = |command: &mut Command| command.status().is_ok_and(|it| it.success());
    let mut program = Command::new(program.unwrap_or_default());
    if succeeds(&mut build) && succeeds(program.arg("broken")) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Breaks the till in each way and lets it live.
#[cfg(feature = "sabotage")]
pub(crate) fn broken() -> ExitCode {
    use domain::sabotage::{Sabotage, choose};

    use super::command::many;
    use super::run::run;

    /// Lives in which a broken till has to be found out.
    const RUNS: u64 = 120;

    for breakage in [
        Sabotage::SendBeforeWrite,
        Sabotage::NewKeyOnRetry,
        Sabotage::PaidNotAbsorbing,
        Sabotage::RefundedWhenTaken,
        Sabotage::RepeatedBlindly,
        Sabotage::ProofWithoutReference,
        Sabotage::AdoptsTheOld,
        Sabotage::NoWatermark,
    ] {
        choose(Some(breakage));
        let Some(report) = many(1, RUNS, false) else {
            println!("{breakage:?} lived through {RUNS} lives: the torture proves nothing.");
            return ExitCode::FAILURE;
        };
        println!("{breakage:?} is found out by seed {}: {}", report.seed, report.findings[0]);
        choose(None);
        let whole = run(report.seed);
        if let Some(finding) = whole.findings.first() {
            println!("But the whole till fails there too: {finding}");
            return ExitCode::FAILURE;
        }
    }
    match super::relay::broken() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use cargo_metadata::MetadataCommand;

    #[test]
    fn no_shipped_package_is_ever_built_broken() {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
        let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
        for package in metadata.packages {
            let default = package.features.get("default").cloned().unwrap_or_default();
            assert!(default.is_empty(), "{} has default features", package.name);
            for used in &package.dependencies {
                let broken = used.features.iter().any(|feature| feature == "sabotage");
                assert!(!broken, "{} uses {} with sabotage", package.name, used.name);
            }
            let turns_on = package.features.values().flatten().any(|it| it.ends_with("/sabotage"));
            let may = ["checkout", "providers", "relay-client", "store", "torture"]
                .contains(&package.name.as_str());
            assert!(may || !turns_on, "{} can turn sabotage on", package.name);
            for target in package.targets.iter().filter(|it| it.is_bin()) {
                let is_broken = target.required_features.iter().any(|it| it == "sabotage");
                let says_so = target.name.contains("broken");
                assert!(is_broken == says_so, "{} is broken, or is called so", target.name);
                assert!(!is_broken || package.name == "torture", "{} is shipped", target.name);
            }
        }
    }
}
