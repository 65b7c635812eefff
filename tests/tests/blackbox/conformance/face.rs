//! Each adapter before its own face of the sandbox: how it is connected there, and where providers
//! differ. A new adapter gets a row here, and all cases are run for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::UnixMs;
use jiff::Timestamp;
use providers::{Connection, Manifest, Psp, Trust, connect, manifests};
use secrecy::SecretString;
use serde_json::{Value, json};
use testkit::clock::SystemClock;

use crate::sandbox::{Bank, Sandbox};

/// What a case has to know of a provider.
pub(crate) struct Row {
    /// The adapter.
    pub(crate) id: &'static str,
    /// Where its face answers, below the sandbox's address.
    path: &'static str,
    /// What a person types to connect it there.
    pub(crate) typed: fn(&Sandbox) -> Value,
    /// An amount as it must stand in a body, to the letter.
    pub(crate) amount: fn(i64) -> String,
    /// The address of creations, below the sandbox's.
    pub(crate) creation: &'static str,
    /// The beginning of the addresses of look-ups by our own reference, where there are any.
    pub(crate) by_reference: Option<&'static str>,
    /// What it can do that not every provider can.
    pub(crate) can: &'static [Can],
    /// What makes its webhooks credible, in lower case.
    pub(crate) mark: &'static str,
    /// How far one with the right mark can be believed, and one with a wrong mark.
    pub(crate) trust: (Trust, Trust),
}

/// What not every provider can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Can {
    /// It executes a key once. If not, it makes a charge for each creation.
    ExecuteOnce,
    /// Codes end by its clock. If not, the till stops waiting by its own.
    EndCodes,
    /// It is told with each charge where webhooks go. If not, once, in its panel.
    HookPerCharge,
    /// It lets money go back in parts.
    RefundParts,
    /// It tells that a payer's bank claims money back.
    TellDisputes,
}

/// The token of the sandbox's face of `IntegraPay`.
pub(crate) const INTEGRAPAY_TOKEN: &str = "sandbox-integrapay-token";
/// The header that the merchant of these tests has set in `IntegraPay`'s panel.
pub(crate) const HOOK_HEADER: (&str, &str) = ("X-Webhook-Token", "aviso-f2c1-9b7e-segredo");

const ROWS: &[Row] = &[
    Row {
        id: "connectpsp",
        path: "",
        typed: |sandbox| sandbox.credentials.clone(),
        amount: |centavos| format!(r#""amount":{}.{:02},"#, centavos / 100, centavos % 100),
        creation: "/cash-in",
        by_reference: None,
        can: &[Can::ExecuteOnce, Can::EndCodes, Can::HookPerCharge],
        mark: "x-connect-signature",
        trust: (Trust::Signed, Trust::BadSignature),
    },
    Row {
        id: "integrapay",
        path: "/integrapay",
        typed: |_| integrapay_credentials(),
        amount: |centavos| format!(r#""value":{centavos},"#),
        creation: "/integrapay/transaction/qrcode/cashin",
        by_reference: Some("/integrapay/transaction/get/by/orderId/"),
        can: &[Can::RefundParts, Can::TellDisputes],
        mark: "x-webhook-token",
        trust: (Trust::Recognised, Trust::Unsigned),
    },
];

/// What connects a till to the sandbox's face of `IntegraPay`.
pub(crate) fn integrapay_credentials() -> Value {
    json!({
        "token": INTEGRAPAY_TOKEN,
        "webhookHeaderName": HOOK_HEADER.0,
        "webhookHeaderValue": HOOK_HEADER.1,
        "payerName": "Ana Padrão",
        "payerDocument": "123.456.789-09",
        "payerEmail": "ana.padrao@padaria.example",
        "payerPhone": "(11) 98888-7766",
        "productName": "Compra na padaria",
        "productDescription": "Pães e café",
    })
}

/// An adapter that is connected to a sandbox of its own.
pub(crate) struct Face {
    pub(crate) row: &'static Row,
    pub(crate) manifest: &'static Manifest,
    pub(crate) sandbox: Sandbox,
    pub(crate) psp: Arc<dyn Psp>,
}

/// Now, on this computer's clock.
pub(crate) fn now() -> UnixMs {
    UnixMs::new(Timestamp::now().as_millisecond())
}

/// A face for every adapter that there is; the one that a case fails for stands last in its output.
pub(crate) fn each() -> impl Iterator<Item = Face> {
    manifests().iter().map(|manifest| {
        println!("with {}", manifest.id);
        Face::of(manifest)
    })
}

/// The row of an adapter.
pub(crate) fn row(id: &str) -> &'static Row {
    let row = ROWS.iter().find(|row| row.id == id);
    row.unwrap_or_else(|| panic!("{id} has no row here, and so nobody knows whether it conforms"))
}

impl Face {
    fn of(manifest: &'static Manifest) -> Self {
        let (row, sandbox) = (row(manifest.id), Sandbox::start());
        let url = format!("{}{}", sandbox.url, row.path);
        let psp = connected(row.id, &url, &(row.typed)(&sandbox));
        Self { row, manifest, sandbox, psp }
    }

    pub(crate) fn bank(&self) -> &Bank {
        &self.sandbox.bank
    }

    pub(crate) fn can(&self, what: Can) -> bool {
        self.row.can.contains(&what)
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.sandbox.url, self.row.path)
    }

    /// From now on this goes wrong with so many calls.
    pub(crate) fn fault(&self, on: &str, kind: &str, times: u32) {
        let fault = json!({ "on": on, "kind": kind, "times": times, "retry_after_s": 7 });
        self.bank().fault(&fault);
    }

    /// Sends webhooks there from now on; `None` if each charge has to say so itself.
    pub(crate) fn subscribe(&self, url: &str) -> Option<String> {
        if self.can(Can::HookPerCharge) {
            return Some(url.to_owned());
        }
        self.bank().subscribe(url, "POST", HOOK_HEADER);
        None
    }

    /// The calls so far, first to last.
    pub(crate) fn calls(&self) -> Vec<Value> {
        let seen = self.bank().ask("GET", "/_sandbox/requests", &Value::Null);
        seen["requests"].as_array().unwrap_or_else(|| panic!("{seen}")).clone()
    }

    /// The calls that would make a charge.
    pub(crate) fn creations(&self) -> Vec<Value> {
        let is_creation =
            |call: &Value| call["method"] == "POST" && call["path"] == self.row.creation;
        self.calls().into_iter().filter(is_creation).collect()
    }
}

/// The adapter of that id at an address, connected with what a person typed.
pub(crate) fn connected(id: &str, url: &str, typed: &Value) -> Arc<dyn Psp> {
    let typed = typed.as_object().unwrap_or_else(|| panic!("{typed}"));
    let values: BTreeMap<String, SecretString> = typed
        .iter()
        .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned().into()))
        .collect();
    let connection =
        Connection { provider: id.to_owned(), environment: url.to_owned(), values, known_as: None };
    connect(&connection, Arc::new(SystemClock), None)
        .unwrap_or_else(|error| panic!("{id}: {error}"))
}

/// All rows.
pub(crate) fn rows() -> &'static [Row] {
    ROWS
}
