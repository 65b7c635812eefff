//! A till that stays open while its providers are connected and disconnected in another process.

use std::cell::Cell;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::balcao::{Started, Till, credentials};
use super::provider::{Kind, Provider};

/// A browser at `balcao serve`.
pub(crate) struct Page {
    pub(crate) serve: Started,
    authority: String,
    session: String,
    /// How many it has begun.
    sales: Cell<u32>,
}

impl Page {
    pub(crate) fn open(till: &Till) -> Self {
        Self::of(till.start(&["--json", "serve"]))
    }

    pub(crate) fn of(mut serve: Started) -> Self {
        let serving = serve.wait_for_event("serving");
        let url = serving["url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let (authority, token) = url.split_once("/#token=").unwrap();
        let (authority, session, sales) = (authority.to_owned(), String::new(), Cell::new(0));
        let mut page = Self { serve, authority, session, sales };
        let (_, entered) = page.post("session", &json!({ "token": token }));
        entered["session"].as_str().unwrap().clone_into(&mut page.session);
        page
    }

    pub(crate) fn post(&self, command: &str, body: &Value) -> (String, Value) {
        post(&self.authority, &self.session, command, body)
    }

    /// Asks, and kills the till so long afterwards; what it had answered by then.
    pub(crate) fn post_and_kill(
        &mut self,
        command: &str,
        body: &Value,
        after: Duration,
    ) -> Option<Value> {
        let (authority, session) = (self.authority.as_str(), self.session.as_str());
        let serve = &mut self.serve;
        thread::scope(|scope| {
            let asked = scope.spawn(|| answer_to(authority, session, command, body));
            thread::sleep(after);
            serve.kill();
            asked.join().unwrap().map(|(_, answer)| answer)
        })
    }

    /// What several are answered who ask the same at once.
    pub(crate) fn post_at_once(&self, times: usize, command: &str) -> Vec<Value> {
        let (authority, session) = (self.authority.as_str(), self.session.as_str());
        thread::scope(|scope| {
            let ask = || post(authority, session, command, &json!({})).1;
            let asked: Vec<_> = (0..times).map(|_| scope.spawn(ask)).collect();
            asked.into_iter().map(|it| it.join().unwrap()).collect()
        })
    }

    /// The providers that the page is told of, by adapter.
    fn providers(&self) -> Vec<Value> {
        let (_, till) = self.post("hello", &json!({}));
        let providers = till["providers"].as_array();
        providers.into_iter().flatten().map(|it| it["id"].clone()).collect()
    }

    pub(crate) fn charge(&self) -> Value {
        let sale = self.sales.replace(self.sales.get() + 1);
        let sale = json!({
            "sale_id": format!("00000000-0000-4000-8000-{sale:012}"),
            "amount_centavos": 1_250,
            "payer": null,
            "above_ceiling": false,
        });
        self.post("charge", &sale).1
    }
}

fn post(authority: &str, session: &str, command: &str, body: &Value) -> (String, Value) {
    answer_to(authority, session, command, body).unwrap()
}

/// The head of the answer, and its JSON; `None` where the till is gone before it has answered.
fn answer_to(
    authority: &str,
    session: &str,
    command: &str,
    body: &Value,
) -> Option<(String, Value)> {
    let body = body.to_string();
    let mut connection = TcpStream::connect(authority).ok()?;
    let request = format!(
        "POST /api/{command} HTTP/1.1\r\nHost: {authority}\r\nOrigin: http://{authority}\r\n\
         Authorization: Bearer {session}\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    let _ = connection.read_to_string(&mut answer);
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.to_owned(), serde_json::from_str(body).unwrap_or_default()))
}

#[test]
fn an_open_till_sells_through_the_account_that_is_connected_now() {
    let (here, elsewhere) = (Provider::honest(), Provider::honest());
    let till = Till::connected(here.url());
    let mut page = Page::open(&till);
    assert_eq!(page.charge()["status"], "pending");
    let told = till.connect(elsewhere.url(), &credentials()).expect(0);
    assert_eq!(told.event("connected")["kept"]["open"], 1, "{told}");
    assert_eq!(page.charge()["status"], "pending");
    let made = [&here, &elsewhere].map(|it| it.calls(Kind::Create).len());
    assert_eq!(made, [1, 1], "each sale in its own account");
    // Both are asked about, by the till that was open all the time and by the next one.
    here.pay();
    page.serve.kill();
    elsewhere.books(|books| {
        books.charges[0].set_status("PAID");
        books.charges[0].end_to_end_id = Some("E18236120202509231211s04b597fb3d".to_owned());
    });
    till.run(&["watch", "--until-idle"]).expect(0);
    assert!(till.orders().iter().all(|order| order["status"] == "paid"), "{:?}", till.orders());
}

#[test]
fn an_account_is_kept_while_another_process_could_sell_through_it() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let page = Page::open(&till);
    let told = till.run(&["--json", "disconnect", "connectpsp"]).expect(0);
    let kept = told.event("disconnected")["kept"].clone();
    assert_eq!(kept, json!({ "address": provider.url(), "open": 0 }), "{told}");
    let refused = page.charge();
    assert_eq!(refused["code"], "not_connected", "{refused}");
    assert!(provider.calls(Kind::Create).is_empty(), "nothing is sold there any more");
    till.run(&["charge", "1,00"]).expect(5);
    let listed = till.run(&["--json", "providers"]).expect(0).events;
    assert_eq!(listed.len(), 1, "kept while the page is open: {listed:?}");
    // The first start that is alone has done with it.
    drop(page);
    till.run(&["charge", "1,00"]).expect(5);
    assert!(till.run(&["--json", "providers"]).expect(0).events.is_empty());
}

#[test]
fn a_till_that_was_opened_without_a_provider_sells_when_it_has_one() {
    let provider = Provider::honest();
    let till = Till::begun();
    let page = Page::open(&till);
    assert_eq!(page.charge()["code"], "not_connected");
    till.connect(provider.url(), &credentials()).expect(0);
    assert_eq!(page.charge()["status"], "pending");
}

#[test]
fn the_first_screen_finds_what_is_connected_and_disconnected_meanwhile() {
    let (here, elsewhere) = (Provider::honest(), Provider::honest());
    let till = Till::begun();
    let page = Page::open(&till);
    assert!(page.providers().is_empty());
    till.connect(here.url(), &credentials()).expect(0);
    assert_eq!(page.providers(), ["connectpsp"], "at the first question");
    till.run(&["disconnect", "connectpsp"]).expect(0);
    assert!(page.providers().is_empty());
    till.connect(elsewhere.url(), &credentials()).expect(0);
    assert_eq!(page.providers(), ["connectpsp"]);
    assert_eq!(page.charge()["status"], "pending");
    assert_eq!([here, elsewhere].map(|it| it.calls(Kind::Create).len()), [0, 1]);
}

#[cfg(unix)]
#[test]
fn a_till_that_was_opened_before_its_keyring_finds_it_without_a_restart() {
    let provider = Provider::honest();
    let till = Till::begun();
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").unwrap();
    let socket = bus.split([':', ',']).find_map(|part| part.strip_prefix("path=")).unwrap();
    let later = till.folder().join("bus");
    let mut serve = till.command(&["--json", "serve"]);
    serve.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", later.display()));
    let page = Page::of(Started::new(&mut serve));
    till.connect(provider.url(), &credentials()).expect(0);
    let (_, refused) = page.post("hello", &json!({}));
    assert_eq!(refused["code"], "vault_unavailable", "the page says why: {refused}");
    std::os::unix::fs::symlink(socket, later).unwrap();
    assert_eq!(page.providers(), ["connectpsp"]);
    assert_eq!(page.charge()["status"], "pending");
}

#[test]
fn an_open_till_backs_up_its_first_sale() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let page = Page::open(&till);
    let backups = || {
        let found = std::fs::read_dir(till.home().join("backups")).into_iter().flatten().flatten();
        let names = found.map(|it| it.file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("order-log-")).count()
    };
    assert_eq!(backups(), 0, "there is nothing to lose yet");
    assert_eq!(page.charge()["status"], "pending");
    let begun = std::time::Instant::now();
    while backups() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(30), "no backup");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_open_till_hears_of_damage_that_another_process_finds_and_sells_no_further() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let page = Page::open(&till);
    // Of the same length in the file, so that only the chain of hashes can tell.
    let path = till.home().join("order-log.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let (true_text, forged) = (br#""amount_centavos":1250"#, br#""amount_centavos":9250"#);
    let at = bytes.windows(true_text.len()).position(|it| it == true_text).unwrap();
    bytes[at..at + forged.len()].copy_from_slice(forged);
    std::fs::write(&path, bytes).unwrap();
    till.run(&["--json", "verify"]).expect(7);
    let sent = provider.calls(Kind::Create).len();
    assert_eq!(page.charge()["code"], "log_damaged");
    assert_eq!(provider.calls(Kind::Create).len(), sent, "nothing was sent");
    let (_, view) = page.post("hello", &json!({}));
    let notice = &view["notices"][0];
    assert_eq!(
        (&notice["what"], &notice["failure"]["code"]),
        (&json!("cannot_sell"), &json!("log_damaged")),
        "{view}"
    );
}
