//! Codes that let a page of the browser door in: shown before the till, and nowhere that is kept.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::json;

use crate::terminal::balcao::Till;
use crate::terminal::provider::Provider;

const CODE: &str = "7K3MP-01V9X";

#[test]
fn what_other_commands_print_has_no_code_in_it() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let good_for = SystemTime::UNIX_EPOCH.elapsed().unwrap() + Duration::from_mins(2);
    let until_ms = i64::try_from(good_for.as_millis()).unwrap();
    let asked = json!([{ "code": CODE, "until_ms": until_ms }]).to_string();
    fs::write(till.home().join("access-codes.json"), asked).unwrap();
    for language in [&["--json"][..], &[]] {
        let told = till.run(&[language, &["charge", "1,00", "--no-wait"]].concat()).expect(0);
        assert!(!told.out.contains(CODE) && !told.err.contains(CODE), "{told}");
    }
}
