//! News between the processes of a till, under a clock that waits for nobody.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::bank::{MINUTE, Shop, process};

/// How long after a commit another process may tell of it.
const AT_ONCE: Duration = Duration::from_millis(1);

#[tokio::test(start_paused = true)]
async fn what_another_process_writes_is_told_at_once_and_without_a_word_at_the_next_look() {
    let home = tempfile::tempdir().unwrap();
    let shop = Shop::open(home.path());
    let other = process(home.path(), &shop.bank, &shop.other);
    let mut changes = other.changes();
    tokio::spawn(Arc::clone(&other).follow());
    other.others_wrote();
    sleep(MINUTE).await;

    for round in 0..3 {
        let sold_at = Instant::now();
        let order = shop.sell(&format!("told {round}"), None).await;
        other.others_wrote();
        assert_eq!(changes.recv().await.unwrap(), order.number);
        assert!(sold_at.elapsed() <= AT_ONCE, "{:?}", sold_at.elapsed());
        sleep(MINUTE).await;
    }

    // A word is lost: the log is looked at seldom, and after that often, until there is a word again.
    let mut waits = Vec::new();
    for round in 0..2 {
        while changes.try_recv().is_ok() {}
        let sold_at = Instant::now();
        shop.sell(&format!("untold {round}"), None).await;
        changes.recv().await.unwrap();
        waits.push(sold_at.elapsed());
        sleep(MINUTE).await;
    }
    assert!(waits[0] <= Duration::from_secs(5), "{waits:?}");
    assert!(waits[1] <= Duration::from_millis(251), "{waits:?}");
}
