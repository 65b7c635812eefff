//! A look that may hang, such as at a disk that is gone: on a thread of its own, for a limited time.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use contract::{Failure, FailureCode};
use tokio::sync::oneshot;

/// How long a look at this computer may take.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// The looks that are under way. One that hangs is not begun a second time.
static UNDER_WAY: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

/// What a look brings; `None` where it has not ended within the limit, or hangs since an earlier one.
pub(crate) async fn within<T: Send + 'static>(
    limit: Duration,
    name: &'static str,
    look: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if !under_way().insert(name) {
        return None;
    }
    let (tell, told) = oneshot::channel();
    let thread = thread::Builder::new().name(format!("look-{name}"));
    let begun = thread.spawn(move || {
        let seen = look();
        under_way().remove(name);
        // Nobody may be waiting any more.
        let _ = tell.send(seen);
    });
    if begun.is_err() {
        under_way().remove(name);
    }
    tokio::time::timeout(limit, told).await.ok()?.ok()
}

fn under_way() -> std::sync::MutexGuard<'static, BTreeSet<&'static str>> {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why nothing is known of a disk that does not answer.
pub(crate) fn silent_disk() -> Failure {
    Failure::with(FailureCode::LogUnwritable, NO_ANSWER)
}

/// The terminal's dictionary knows these words.
const NO_ANSWER: &str = "the disk does not answer within 10 s";

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[tokio::test]
    async fn a_look_that_hangs_is_given_up_and_not_begun_again() {
        let (go, wait) = channel::<()>();
        let hang = move || wait.recv().is_ok();
        assert_eq!(within(Duration::from_millis(1), "hangs", hang).await, None);
        assert_eq!(within(LONGEST, "hangs", || true).await, None, "it hangs still");
        assert_eq!(within(LONGEST, "another", || 7).await, Some(7));
        go.send(()).unwrap();
        while within(LONGEST, "hangs", || 8).await != Some(8) {
            tokio::task::yield_now().await;
        }
    }
}
