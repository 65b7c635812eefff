//! Times for people are those of the clock on the shop's wall; scripts get UTC.

use std::process::Command;

use crate::terminal::balcao::{Till, Told, finish};
use crate::terminal::provider::Provider;

/// Runs a command in a system's zone.
fn run_in(till: &Till, zone: &str, args: &[&str]) -> Told {
    finish(till.command(args).env("TZ", zone), "")
}

fn shop() -> (Provider, Till) {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "1,00"]).expect(0);
    (provider, till)
}

/// What `date` makes of a moment there.
fn on_the_wall(zone: &str, moment: &str, format: &str) -> String {
    let told = Command::new("date").env("TZ", zone).args(["-d", moment, format]).output().unwrap();
    assert!(told.status.success(), "{told:?}");
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_list_for_people_is_in_the_zone_of_the_shop_and_one_for_scripts_in_utc() {
    let (_provider, till) = shop();
    let made = till.orders()[0]["created_at"].as_str().unwrap().to_owned();
    assert!(made.ends_with('Z'), "{made}");
    for zone in ["America/Sao_Paulo", "America/Rio_Branco", "Asia/Kathmandu", "UTC"] {
        let told =
            finish(till.command(&["orders"]).env("TZ", zone).env("BALCAO_LANG", "pt-BR"), "");
        let here = on_the_wall(zone, &made, "+%d/%m/%Y %H:%M:%S");
        assert!(told.out.contains(&here), "{zone}: {here}: {told}");
        let told = run_in(&till, zone, &["orders"]).expect(0);
        assert!(told.out.contains(&on_the_wall(zone, &made, "+%F %T")), "{zone}: {told}");
        let shown = run_in(&till, zone, &["show", "1"]).expect(0);
        let hour = on_the_wall(zone, &made, "+%F %H:");
        assert!(shown.out.matches(&hour).count() >= 4, "each event: {hour}: {shown}");
        // Such as `2026-11-30T`; a reference may hold a `T1` of its own, or end with a Z.
        let iso = made.split_inclusive('T').next().unwrap();
        for told in [told, shown] {
            assert!(!told.out.contains(iso), "no ISO: {told}");
        }
        let scripts = run_in(&till, zone, &["--json", "orders"]).expect(0);
        assert_eq!(scripts.events[0]["created_at"], made.as_str());
    }
}

#[test]
fn the_settings_name_the_zone_of_the_shop() {
    let (_provider, till) = shop();
    let made = till.orders()[0]["created_at"].as_str().unwrap().to_owned();
    let settings = till.home().join("settings.toml");
    let with = |zone: &str| {
        std::fs::write(&settings, format!("[shop]\ntime_zone = \"{zone}\"\n")).unwrap();
    };
    with("America/Manaus");
    let told = run_in(&till, "Asia/Tokyo", &["orders"]).expect(0);
    assert!(told.out.contains(&on_the_wall("America/Manaus", &made, "+%F %T")), "{told}");
    with("America/Manau");
    let told = till.run_in_portuguese(&["doctor"]).expect(1);
    let message = "settings.toml: linha 2: `shop.time_zone` precisa ser o nome de um fuso";
    assert!(told.out.contains(message), "{told}");
}

#[test]
fn a_day_that_is_asked_for_is_a_day_of_the_shop() {
    let (_provider, till) = shop();
    let made = till.orders()[0]["created_at"].as_str().unwrap().to_owned();
    // Wherever it is, one of these has another day than UTC.
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Sao_Paulo"] {
        let count = |since: &str| {
            run_in(&till, zone, &["--json", "orders", "--since", since]).expect(0).events.len()
        };
        for form in ["+%F", "+%d/%m/%Y"] {
            assert_eq!(count(&on_the_wall(zone, &made, form)), 1, "{zone}: its day");
            let next = on_the_wall(zone, &format!("{made} +1 day"), form);
            assert_eq!(count(&next), 0, "{zone}: the next day");
        }
        assert_eq!(count(&on_the_wall(zone, &made, "+%FT%T%:z")), 1, "its second: {zone}");
        assert_eq!(count(&on_the_wall(zone, &format!("{made} +1 minute"), "+%d/%m/%Y %H:%M")), 0);
    }
    for bad in ["28/13/2026", "11/28/2026", "28/11/26", "ontem"] {
        till.run(&["orders", "--since", bad]).expect(2);
    }
}

#[test]
fn a_status_is_asked_for_in_either_language() {
    let (_provider, till) = shop();
    for status in ["paid", "pago", "PAGO", "Paid"] {
        let orders = till.run(&["--json", "orders", "--status", status]).expect(0).events;
        assert_eq!(orders.len(), 1, "{status}");
    }
    for status in ["aguardando", "estornado", "expirado", "cancelado", "recusado", "sem-prova"] {
        let orders = till.run(&["--json", "orders", "--status", status]).expect(0).events;
        assert!(orders.is_empty(), "{status}");
    }
    assert_eq!(till.run(&["--json", "orders", "--search", "1,00"]).expect(0).events.len(), 1);
    assert!(till.run(&["--json", "orders", "--search", "42,00"]).expect(0).events.is_empty());
}
