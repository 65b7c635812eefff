//! Webhooks that tell of money which no charge of the log is about.

use checkout::webhook::verdict::Arrival;
use checkout::webhook::verdict::Verdict;
use std::path::Path;

use domain::{ProviderId, UnixMs};
use store::{LookupKind, LookupRequest, Rank, Store};

/// Signed webhooks tell account A of money under each of these ids.
pub(crate) fn told(home: &Path, ids: &[&str]) {
    told_by(home, ids, Rank::Signed);
}

/// The same of webhooks that can be believed as far as `rank` says.
pub(crate) fn told_by(home: &Path, ids: &[&str], rank: Rank) {
    let now = UnixMs::new(1_000_000);
    let mut store = Store::open(home, now).unwrap();
    for id in ids {
        let seq = store.relay_cursor().unwrap().map_or(0, |stream| stream.seq) + 1;
        let arrival = Arrival {
            epoch: "e".into(),
            seq,
            previous: seq - 1,
            event_id: format!("evt_{seq}"),
            route: "r".into(),
            relayed_at: UnixMs::new(1),
            body_sha256: String::new(),
            body_len: 0,
        };
        let asking = LookupRequest {
            provider: "connectpsp".into(),
            account: "a".repeat(16),
            kind: LookupKind::Charge,
            id: ProviderId::new(*id).unwrap(),
            rank,
        };
        let verdict = Verdict::Lookup(asking, "CASHIN_PAID".into());
        checkout::webhook::verdict::receive(
            &mut store,
            &arrival,
            now,
            |_| now,
            None,
            None,
            |_, _| verdict,
        )
        .unwrap();
    }
}
