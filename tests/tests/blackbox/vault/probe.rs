//! Keyrings that take a secret and do not keep it: nothing is entrusted to them.

use serde_json::json;

use super::code;
use crate::terminal::balcao::{Till, credentials};
use crate::terminal::provider::Provider;
use crate::world::keyrings::Session;

#[test]
fn a_keyring_that_has_secrets_in_the_sessions_memory_only_is_trusted_with_nothing() {
    let session = Session::begin();
    session.ask(
        "/org/freedesktop/secrets",
        &[
            "org.freedesktop.Secret.Service.SetAlias",
            "string:default",
            "objpath:/org/freedesktop/secrets/collection/session",
        ],
    );
    let provider = Provider::honest();
    let till = Till::new();
    let told = session.connect(&till, provider.url(), &credentials()).expect(5);
    assert_eq!(code(&told), "vault_forgets", "{told}");
    assert!(told.err.contains("balcao vault move --to file"), "{told}");
    assert!(!till.home().join("connections.json").exists(), "nothing is connected");
    let told = session.run(&till, &["--json", "vault", "status"]).expect(5);
    let vault = told.event("vault");
    assert_eq!(vault["failure"]["code"], "vault_forgets", "{told}");
    assert_eq!((&vault["entries"]["others"], &vault["chosen"]), (&json!(0), &json!(false)));
}

#[test]
fn a_keyring_that_hangs_stops_no_look_at_the_vault() {
    let (session, provider) = (Session::begin(), Provider::honest());
    let till = session.connected(&provider);
    session.hold();
    let told = session.run(&till, &["--json", "vault", "status"]).expect(5);
    assert_eq!(told.event("vault")["failure"]["code"], "vault_silent", "{told}");
    let told = session.run(&till, &["--json", "vault", "move", "--to", "keyring"]).expect(5);
    assert_eq!(code(&told), "vault_silent", "{told}");
    session.let_go();
    session.run(&till, &["--json", "vault", "status"]).expect(0);
}
