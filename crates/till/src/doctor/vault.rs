//! The vault: whether it answers, and keeps what it is given.

use std::path::Path;

use contract::{Fact, FailureCode, Finding, Part};

use super::{bad, care, ok};
use crate::vault;

/// Looks at the vault of a home and probes it. Its calls have limits of their own.
pub(super) async fn look_at(home: &Path) -> Finding {
    let view = match vault::view(home).await {
        Ok(view) => view,
        Err(failure) => return bad(Part::Vault, failure),
    };
    if let Some(failure) = view.failure {
        return bad(Part::Vault, failure);
    }
    let probe_ms = match vault::probe(home).await {
        Ok(report) => Some(report.ms),
        // Another process has it, and goes on with it.
        Err(failure) if failure.code == FailureCode::LogBusy => None,
        // What is kept already was read all the same.
        Err(failure) => return care(Part::Vault, failure),
    };
    ok(Part::Vault, Fact::Vault { store: view.store, probe_ms })
}
