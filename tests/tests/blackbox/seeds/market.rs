//! A merchant with one account at each provider, one address for webhooks, and two tills.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::conformance::face::{HOOK_HEADER, integrapay_credentials};
use crate::relay::server::Relay;
use crate::relay::shop::{MERCHANT, pair, wait_for_relay};
use crate::relay::webhook::{send, signed};
use crate::sandbox::{Bank, Sandbox};
use crate::terminal::balcao::{Started, Till, Told};

/// How long something may take to happen on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a webhook is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Right,
    Wrong,
    Missing,
}

pub(crate) struct Market {
    pub(crate) sandbox: Sandbox,
    /// The one that sells, and one that stands beside it.
    pub(crate) tills: [Till; 2],
    /// The merchant's address for webhooks, which goes to both.
    pub(crate) route: String,
    watches: [Started; 2],
    relay: Relay,
}

impl Market {
    /// Both tills are connected to the sandbox's face of this provider.
    pub(crate) fn of(provider: &str) -> Self {
        Self::with(|sandbox| sandbox.till_of(provider))
    }

    pub(crate) fn with(till: impl Fn(&Sandbox) -> Till) -> Self {
        let (sandbox, relay) = (Sandbox::start(), Relay::start());
        // The sandbox is silent: what is told, these tests tell.
        let lose = json!({ "on": "webhook", "kind": "lose", "times": 100_000 });
        sandbox.bank.fault(&lose);
        let tills = ["Caixa 1", "Caixa 2"].map(|name| {
            let till = till(&sandbox);
            pair(&till, &relay, &relay.add_till(MERCHANT, name));
            till
        });
        let route = relay.admin_json(&["route", "add", "--merchant", MERCHANT]);
        let route = route["ingest_url"].as_str().unwrap().to_owned();
        let watches = tills.each_ref().map(|till| {
            let mut watch = till.command(&["--json", "watch"]);
            let watch = Started::new(watch.env("BALCAO_LOG", "info"));
            wait_for_relay(till, "connected", |it| it["state"] == "connected");
            watch
        });
        Self { sandbox, tills, route, watches, relay }
    }

    /// Waits until a till's watch tells of this.
    pub(crate) fn hear(&mut self, till: usize, event: &str) -> Value {
        self.watches[till].wait_for_event(event)
    }

    pub(crate) fn bank(&self) -> &Bank {
        &self.sandbox.bank
    }

    /// The first till asks for money; its provider gives the charge this id.
    pub(crate) fn charge(&self, provider: &str, id: &str, amount: &str, reference: &str) -> Value {
        self.bank().next_id(provider, id);
        let charge = ["--json", "charge", amount, "--no-wait", "--reference", reference];
        let created = self.tills[0].run(&charge).expect(0).event("charge_created");
        assert_eq!(
            (&created["provider_id"], &created["reference"]),
            (&json!(id), &json!(reference))
        );
        created
    }

    /// `IntegraPay`'s webhook to the merchant's address.
    pub(crate) fn tell(&self, method: &str, mark: Mark, body: &str) {
        let (name, value) = HOOK_HEADER;
        let header = match mark {
            Mark::Right => format!("{name}: {value}\r\n"),
            Mark::Wrong => format!("{name}: {}\r\n", value.replace('9', "8")),
            Mark::Missing => String::new(),
        };
        assert_eq!(send(method, &self.route, &header, body.as_bytes()), 200);
    }

    /// `ConnectPSP`'s.
    pub(crate) fn tell_signed(&self, method: &str, mark: Mark, body: &str) {
        let headers = match mark {
            Mark::Right => signed(body),
            Mark::Wrong => signed(&format!("{body} ")),
            Mark::Missing => String::new(),
        };
        assert_eq!(send(method, &self.route, &headers, body.as_bytes()), 200);
    }

    /// The newest event of a till, once it has received so many.
    pub(crate) fn newest(&self, till: usize, count: u64) -> Value {
        let till = &self.tills[till];
        let status = wait_for_relay(till, "the event", |it| it["received"] == count);
        status["events"][0].clone()
    }

    /// Both tills have received so many events, and dropped them all without a trace but their number.
    pub(crate) fn dropped(&self, count: u64) {
        for till in &self.tills {
            let status = wait_for_relay(till, "the events", |it| it["received"] == count);
            assert_eq!((&status["dropped"], &status["events"]), (&json!(count), &json!([])));
        }
    }

    /// `IntegraPay`'s books have a transfer of R$ 5,00 with this status from now on; it tells nobody.
    pub(crate) fn book_transfer(&self, id: &str, reference: &str, status: &str) -> Value {
        let payout = json!({
            "provider": "integrapay", "id": id, "reference": reference, "amount_centavos": 500,
            "status": status,
        });
        self.bank().ask("POST", "/_sandbox/payouts", &payout)
    }

    /// How often the provider was asked about a charge.
    pub(crate) fn questions_about(&self, id: &str) -> usize {
        let seen = self.bank().ask("GET", "/_sandbox/requests", &Value::Null);
        let is_it = |call: &&Value| {
            let path = call["path"].as_str().unwrap_or_default();
            path.ends_with(&format!("/{id}"))
        };
        seen["requests"].as_array().unwrap().iter().filter(is_it).count()
    }

    /// Waits until it was asked so often.
    pub(crate) fn wait_for_questions_about(&self, id: &str, count: usize) {
        let begun = Instant::now();
        while self.questions_about(id) < count {
            assert!(begun.elapsed() < PATIENCE, "nobody asks about {id}");
            std::thread::sleep(Duration::from_millis(50)); // between two looks
        }
    }

    /// The first till's first order, once it is as it should be.
    pub(crate) fn wait_for_order(&self, what: &str, is_right: impl Fn(&Value) -> bool) -> Value {
        wait_for_order(&self.tills[0], "1", what, is_right)
    }

    /// Both logs are whole.
    pub(crate) fn verify(&self) {
        for till in &self.tills {
            till.run(&["verify"]).expect(0);
        }
    }
}

impl Drop for Market {
    /// A test that fails tells what its tills said.
    fn drop(&mut self) {
        if std::thread::panicking() {
            for watch in &mut self.watches {
                println!("a till that watched: {}", watch.kill());
            }
            println!("the relay knows {}", self.relay.admin_json(&["till", "list"]));
        }
    }
}

/// An order, once it is as it should be.
pub(crate) fn wait_for_order(
    till: &Till,
    order: &str,
    what: &str,
    is_right: impl Fn(&Value) -> bool,
) -> Value {
    let begun = Instant::now();
    loop {
        let shown = till.show(order);
        if is_right(&shown) {
            return shown;
        }
        assert!(begun.elapsed() < PATIENCE, "not {what}: {shown}");
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
}

/// What a list such as `balcao payouts` holds, once it is as it should be.
pub(crate) fn wait_for_list(
    till: &Till,
    args: &[&str],
    is_right: impl Fn(&[Value]) -> bool,
) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let told: Told = till.run(&[&["--json"], args].concat()).expect(0);
        if is_right(&told.events) {
            return told.events;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "{args:?}: {told}\n{}",
            till.run(&["--json", "relay", "status"])
        );
        std::thread::sleep(Duration::from_millis(100)); // between two looks
    }
}

impl Sandbox {
    /// A till that is connected to the face of this provider.
    pub(crate) fn till_of(&self, provider: &str) -> Till {
        match provider {
            "connectpsp" => self.till(),
            "integrapay" => {
                let till = Till::new();
                self.connect_integrapay(&till);
                till
            }
            other => panic!("{other} has no face here"),
        }
    }

    /// Connects the till to the face of `IntegraPay`, whatever else it is connected to.
    pub(crate) fn connect_integrapay(&self, till: &Till) -> Told {
        let url = format!("{}/integrapay", self.url);
        till.connect_integrapay(&url, &[], &integrapay_credentials()).expect(0)
    }
}

impl Till {
    /// `balcao connect integrapay`.
    pub(crate) fn connect_integrapay(&self, url: &str, args: &[&str], typed: &Value) -> Told {
        let connect = ["--json", "connect", "integrapay", "--base-url", url, "--stdin"];
        self.run_with_input(&[&connect, args].concat(), &typed.to_string())
    }
}
