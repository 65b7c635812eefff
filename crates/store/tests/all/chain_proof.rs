//! The proof of an order's events is enough to compute their hashes, as the folder for a dispute says.

use sha2::{Digest, Sha256};
use store::{ChainLink, Error};

use crate::shared::{open, paid_with, record, register, sell};

/// Written from the words in the folder alone.
fn hash(order: i64, link: &ChainLink) -> String {
    let mut sha = Sha256::new();
    sha.update(hex::decode(&link.before).unwrap());
    let form: i64 = if link.commitment.is_some() { -3 } else { -2 };
    sha.update(form.to_le_bytes());
    sha.update(link.seq.to_le_bytes());
    sha.update(order.to_le_bytes());
    sha.update(link.attempt.to_le_bytes());
    sha.update(link.at_ms.to_le_bytes());
    for text in ["order", &link.kind, &link.body, link.actor.as_deref().unwrap()] {
        sha.update(u64::try_from(text.len()).unwrap().to_le_bytes());
        sha.update(text);
    }
    if let Some(commitment) = &link.commitment {
        sha.update(hex::decode(commitment).unwrap());
    }
    hex::encode(sha.finalize())
}

#[test]
fn whoever_has_the_proof_of_an_order_computes_its_hashes() {
    let home = tempfile::tempdir().unwrap();
    let mut store = open(home.path());
    let key = sell(&mut store, "s1");
    register(&mut store, key, "49");
    sell(&mut store, "s2");
    record(&mut store, key, paid_with("E18236120202509231211s04b597fb3c"));
    let (links, head) = store.reader().unwrap().chain_proof(key.order).unwrap();
    let kinds: Vec<_> = links.iter().map(|link| link.kind.as_str()).collect();
    assert_eq!(kinds, ["order_opened", "requested", "registered", "seen"]);
    for link in &links {
        assert_eq!(hash(key.order.get(), link), link.hash, "{}", link.kind);
        let changed = ChainLink { at_ms: link.at_ms + 1, ..link.clone() };
        assert_ne!(hash(key.order.get(), &changed), link.hash);
    }
    let last = links.last().unwrap();
    assert_eq!((last.seq, &last.hash), (head.0, &head.1));
    let none = store.reader().unwrap().chain_proof(domain::OrderNumber::new(9).unwrap());
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
}
