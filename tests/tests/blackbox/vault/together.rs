//! Several processes at one vault: none undoes what another has done.

use serde_json::{Value, json};

use super::FileTill;
use crate::terminal::balcao::{credentials, finish};
use crate::terminal::provider::Provider;

fn integrapay() -> Value {
    json!({
        "token": "segredo-do-integrapay-51e0",
        "auth": "raw",
        "payerName": "Ana Padrão",
        "payerDocument": "123.456.789-09",
    })
}

#[test]
fn what_several_write_at_once_is_all_there() {
    let (connectpsp, other) = (Provider::honest(), Provider::honest());
    let shop = FileTill::new();
    let shop = &shop;
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..5 {
                    shop.status();
                }
            });
        }
        scope.spawn(|| shop.connect(connectpsp.url(), &credentials()).expect(0));
        scope.spawn(|| {
            let args = ["--json", "connect", "integrapay", "--base-url", other.url(), "--stdin"];
            // What answers there is another provider, so that it cannot be checked; it is kept all the same, or not.
            finish(&mut shop.command(&args), &integrapay().to_string())
        });
        scope.spawn(|| {
            for _ in 0..5 {
                shop.run(&["--json", "vault", "move", "--to", "file"]).expect(0);
            }
        });
    });
    let entries = shop.status()["entries"].clone();
    let listed = shop.run(&["--json", "providers"]).expect(0).events;
    assert_eq!(entries["providers"], listed.len(), "{entries}: {listed:?}");
    assert!(listed.iter().any(|it| it["provider"] == "connectpsp"), "{listed:?}");
    assert!(listed.iter().all(|it| it["failure"].is_null()), "{listed:?}");
}
