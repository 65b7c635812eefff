//! Who stands in the way: the processes that have a till open, in words that are the same in every language.

use std::path::Path;

use contract::{Failure, FailureCode};
use domain::Printable;
use jiff::Timestamp;
use store::Holder;

use crate::{settings, vault};

/// Adds who stands in the way to a failure that says that somebody does: of a till that is open, who has it open; of
/// a lock, who holds it, which may be any program, and nobody who only has the till open.
pub(crate) fn named(home: &Path, failure: Failure) -> Failure {
    if failure.detail.is_some() {
        return failure;
    }
    let holders: Vec<String> = match failure.code {
        FailureCode::TillInUse => store::holders(home).iter().map(line).collect(),
        FailureCode::LogBusy => {
            let locked = store::lock_holders(home, &[settings::LOCK, vault::LOCK]).into_iter();
            locked.map(|pid| line(&Holder { pid, since: None })).collect()
        }
        _ => return failure,
    };
    let detail = (!holders.is_empty()).then(|| holders.join("; "));
    Failure { detail, ..failure }
}

/// Such as `balcao-till (pid 4711, 2026-11-29T12:00:00Z)`; of a lock it is not known since when.
fn line(holder: &Holder) -> String {
    let program = program(holder.pid).map_or_else(String::new, |name| format!("{name} "));
    let since = holder.since.and_then(|at| Timestamp::try_from(at).ok());
    let since = since.map_or_else(String::new, |at| format!(", {at:.0}"));
    format!("{program}(pid {}{since})", holder.pid)
}

/// What the system calls a process, where it tells.
fn program(pid: u32) -> Option<String> {
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
    let name = Printable::new(name.trim()).as_str().to_owned();
    (!name.is_empty()).then_some(name)
}
