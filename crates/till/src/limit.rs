//! A look that may hang, such as at a disk that is gone: on a thread of its own, for a limited time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use contract::{Failure, FailureCode};
use tokio::sync::{oneshot, watch};
use tokio::time::{timeout, timeout_at};

/// How long a look at this computer may take.
pub(crate) const LONGEST: Duration = Duration::from_secs(10);

/// The last look of each name.
static LAST: Mutex<BTreeMap<&str, Look>> = Mutex::new(BTreeMap::new());

#[derive(Debug, Clone)]
struct Look {
    begun: Instant,
    /// Closed when it has ended, in whatever way.
    ended: watch::Receiver<()>,
}

/// What a look brings; `None` where it has not ended within the limit, or hangs since an earlier one. One that another
/// has begun a moment ago is waited for: it hangs only when it has taken longer than the limit.
pub(crate) async fn within<T: Send + 'static>(
    limit: Duration,
    name: &'static str,
    look: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let under_way = turn(limit, name).await?;
    let (tell, told) = oneshot::channel();
    let thread = thread::Builder::new().name(format!("look-{name}"));
    let begun = thread.spawn(move || {
        let seen = look();
        drop(under_way);
        // Nobody may be waiting any more.
        let _ = tell.send(seen);
    });
    begun.ok()?;
    timeout(limit, told).await.ok()?.ok()
}

/// Waits until no look of this name is under way, and begins one that ends when what this gives is dropped.
async fn turn(limit: Duration, name: &'static str) -> Option<watch::Sender<()>> {
    let asked = Instant::now();
    loop {
        let mut earlier = match begin(name) {
            Ok(under_way) => return Some(under_way),
            Err(earlier) => earlier,
        };
        let until = earlier.begun.min(asked) + limit;
        // Nothing is ever sent: it fails when the look has ended.
        let _ = timeout_at(until.into(), earlier.ended.changed()).await.ok()?;
    }
}

/// Begins a look, unless the last of its name is under way.
fn begin(name: &'static str) -> Result<watch::Sender<()>, Look> {
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(earlier) = last.get(name).filter(|it| it.ended.has_changed().is_ok()) {
        return Err(earlier.clone());
    }
    let (under_way, ended) = watch::channel(());
    last.insert(name, Look { begun: Instant::now(), ended });
    Ok(under_way)
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

    const SHORT: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn a_look_that_hangs_is_given_up_and_not_begun_again() {
        let (go, wait) = channel::<()>();
        let hang = move || wait.recv().is_ok();
        assert_eq!(within(SHORT, "hangs", hang).await, None);
        assert_eq!(within(SHORT, "hangs", || true).await, None, "it hangs still");
        assert_eq!(within(LONGEST, "another", || 7).await, Some(7));
        go.send(()).unwrap();
        assert_eq!(within(LONGEST, "hangs", || 8).await, Some(8));
    }

    #[tokio::test]
    async fn two_who_look_at_once_both_see() {
        let (go, wait) = channel::<()>();
        let (first, second, ()) = tokio::join!(
            within(LONGEST, "both", move || wait.recv().is_ok()),
            within(LONGEST, "both", || 2),
            async move { go.send(()).unwrap() },
        );
        assert_eq!((first, second), (Some(true), Some(2)));
    }

    #[tokio::test]
    async fn a_look_that_breaks_off_is_over() {
        let broken = within(LONGEST, "breaks", || std::panic::resume_unwind(Box::new(())));
        assert_eq!(broken.await, None::<()>);
        assert_eq!(within(LONGEST, "breaks", || 9).await, Some(9));
    }
}
