//! Whose charges a connection makes.

use domain::charge::Account;
use reqwest::Url;
use sha2::{Digest, Sha256};

/// So that the digest is of nothing else, and can be followed by another kind.
const KIND: &str = "balcao account v1";
/// Bytes of the digest that are kept.
const KEPT: usize = 8;

/// The account that `named` names at `base`. It has to be public: the fingerprint stands in the order
/// log, and whoever has that can try guesses.
pub(crate) fn account(adapter: &str, base: &Url, named: &str) -> Account {
    let address = base.as_str().trim_end_matches('/').to_owned();
    let mut digest = Sha256::new();
    for part in [KIND, adapter, &address, named] {
        // With its length before it no part can reach into the next.
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    let digest = digest.finalize();
    let kept = digest.get(..KEPT).unwrap_or_default();
    Account { adapter: adapter.to_owned(), address, fingerprint: hex::encode(kept) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_tells_accounts_apart_and_a_slash_does_not() {
        let of = |adapter: &str, base: &str, named: &str| {
            account(adapter, &Url::parse(base).unwrap(), named)
        };
        let one = of("connectpsp", "https://psp.example/api", "1");
        assert_eq!(one.address, "https://psp.example/api");
        // Self-made with Python's hashlib over the four parts, each after its length of eight bytes.
        assert_eq!(one.fingerprint, "0b2144148e254fa2");
        assert_eq!(of("connectpsp", "https://PSP.example:443/api/", "1"), one);
        for other in [
            of("integrapay", "https://psp.example/api", "1"),
            of("connectpsp", "https://psp.example", "1"),
            of("connectpsp", "https://psp.example/api", "2"),
        ] {
            assert_ne!(other.fingerprint, one.fingerprint);
        }
    }
}
