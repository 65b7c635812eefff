//! The commands, one verb per file.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use contract::{Class, Failure, FailureCode, Nothing, Notice};
use serde_json::json;
use till::{Desk, Device, Options, Session, Till};

use crate::output::{Output, warn};

pub(crate) mod backup;
pub(crate) mod by_hand;
pub(crate) mod charge;
pub(crate) mod connect;
pub(crate) mod dispute;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod operator;
pub(crate) mod order;
pub(crate) mod payout;
pub(crate) mod privacy;
pub(crate) mod receipt_check;
pub(crate) mod refund;
pub(crate) mod relay;
pub(crate) mod report;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod settings;
pub(crate) mod shift;
pub(crate) mod slip;
pub(crate) mod unmatched;
pub(crate) mod vault;
pub(crate) mod verify;
pub(crate) mod watch;

/// The till as whoever sits before the terminal may use it.
pub(crate) fn desk(till: &Till) -> Desk<'_> {
    till.desk(session())
}

/// Whoever sits before the terminal: one person in the life of a process.
pub(crate) fn session() -> &'static Session {
    static SESSION: LazyLock<Session> = LazyLock::new(|| Session::new(Device::Terminal));
    &SESSION
}

/// The till to look at only. That nothing can be written there is said, and is no reason not to look.
pub(crate) fn open_to_look(output: &Output, options: &Options) -> Result<Till, Failure> {
    let till = Till::open_to_look(options)?;
    if let Some(failure) = till.unwritable() {
        warn(&output.words.failure(&failure));
    }
    Ok(till)
}

/// The same to look at sales: the names of who made them are told beside them.
pub(crate) async fn open_to_look_at_sales(
    output: &Output,
    options: &Options,
) -> Result<Till, Failure> {
    let till = open_to_look(output, options)?;
    till.people().await?;
    Ok(till)
}

/// The till to ask providers before something is written down. Where its vault does not open nobody can be asked, which is
/// told; what the log alone can answer or take it does all the same.
pub(crate) async fn open_to_ask(output: &Output, options: Options) -> Result<Arc<Till>, Failure> {
    match Till::open(options.clone()).await {
        Err(failure) if failure.code.class() == Class::Vault => {
            warn(&output.failure(&failure));
            Till::open_to_note(&options).map(Arc::new)
        }
        opened => opened,
    }
}

/// What has happened to the till, before its first command: on standard error, for people and scripts
/// alike. A code that lets a page in is for who sits before the window or the door's own terminal: what stands on
/// standard error here may end up in a journal.
pub(crate) async fn tell_notices(output: &Output, till: &Till) -> Result<(), Failure> {
    tell_notices_but(output, till, |_| false).await
}

/// The same for a command that sells: why nothing can be sold is its own end.
pub(crate) async fn tell_notices_to_sell(output: &Output, till: &Till) -> Result<(), Failure> {
    tell_notices_but(output, till, |notice| matches!(notice, Notice::CannotSell { .. })).await
}

async fn tell_notices_but(
    output: &Output,
    till: &Till,
    is_left_out: impl Fn(&Notice) -> bool,
) -> Result<(), Failure> {
    let notices = desk(till).hello(Nothing {}).await?.notices;
    let is_said = |it: &&Notice| !matches!(it, Notice::AccessAsked { .. }) && !is_left_out(it);
    for notice in notices.iter().filter(is_said) {
        output.emit(&json!({ "event": "notice", "notice": notice }));
        warn(&output.words.notice(notice));
    }
    Ok(())
}

/// Until a person or the system asks the program to end: Ctrl+C, and SIGTERM where there is one.
pub(crate) async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// The longest answer to a question, in bytes.
const LONGEST_ANSWER: u64 = 4_096;

/// The next line of standard input with its end, at most so many bytes of it; what stands behind it is left for whoever
/// reads on.
pub(crate) fn line_of_stdin(longest: u64) -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().take(longest).read_line(&mut line)?;
    Ok(line)
}

/// Asks whoever sits there: the line that is typed, with its end.
pub(crate) fn ask(prompt: &str) -> io::Result<String> {
    let mut terminal = io::stderr();
    write!(terminal, "{prompt}")?;
    terminal.flush()?;
    line_of_stdin(LONGEST_ANSWER)
}

/// The answer of whoever sits there. `to_do`: what to do where nobody can be asked, which is a mistake of the command
/// line.
pub(crate) fn is_wanted(question: &str, to_do: &str) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() {
        return Err(Failure::with(FailureCode::InvalidRequest, to_do));
    }
    warn(question);
    let answer = line_of_stdin(LONGEST_ANSWER).unwrap_or_default();
    Ok(matches!(answer.trim().to_lowercase().as_str(), "s" | "sim" | "y" | "yes"))
}

/// In a terminal nobody scans: training's customer pays by itself.
const CUSTOMER_PAYS_AFTER: Duration = Duration::from_secs(3);
