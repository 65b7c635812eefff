//! `IntegraPay` as far as these tests need it, behind the adapter's HTTP.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use providers::{Connection, Http, HttpError, HttpRequest, HttpResponse, Psp};
use secrecy::SecretString;
use serde_json::{Value, json};
use testkit::clock::SystemClock;

/// The header that the merchant has set at the provider.
pub(crate) const HEADER: (&str, &str) = ("x-shop", "a static secret");

/// What the provider says of each transaction, by its id.
#[derive(Default)]
pub(crate) struct Integra {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    transactions: BTreeMap<String, Value>,
    /// The ids and orderIds that were looked up.
    asked: Vec<String>,
}

impl Integra {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    pub(crate) fn adapter(self: &Arc<Self>) -> Arc<dyn Psp> {
        self.adapter_at("http://127.0.0.1:1")
    }

    /// Of the account at that address.
    pub(crate) fn adapter_at(self: &Arc<Self>, address: &str) -> Arc<dyn Psp> {
        let values = [
            ("token", "t"),
            ("webhookHeaderName", HEADER.0),
            ("webhookHeaderValue", HEADER.1),
            ("payerName", "Cliente de Teste"),
            ("payerDocument", "52998224725"),
            ("payerEmail", "cliente@example.com"),
            ("payerPhone", "11999999999"),
        ];
        let secret = |(key, value): (&str, &str)| (key.to_owned(), SecretString::from(value));
        let connection = Connection {
            provider: "integrapay".into(),
            environment: address.into(),
            values: values.into_iter().map(secret).collect::<BTreeMap<_, _>>(),
            known_as: None,
        };
        let http: Arc<dyn Http> = Arc::clone(self) as Arc<dyn Http>;
        providers::connect(&connection, Arc::new(SystemClock), Some(http)).unwrap()
    }

    /// From now on look-ups of this id say so.
    pub(crate) fn says(&self, id: &str, object: &str, status: &str, order_id: Option<&str>) {
        let transaction = transaction(id, object, status, order_id);
        self.state.lock().unwrap().transactions.insert(id.to_owned(), transaction);
    }

    pub(crate) fn times_asked(&self, name: &str) -> usize {
        self.state.lock().unwrap().asked.iter().filter(|it| *it == name).count()
    }
}

fn transaction(id: &str, object: &str, status: &str, order_id: Option<&str>) -> Value {
    json!({
        "transactionId": id.parse::<i64>().unwrap(),
        "object": object,
        "status": status,
        "method": "pix",
        "value": 1250,
        "endToEndId": (status == "paid").then_some("E18236120202509231211s04b597fb3c"),
        "processedAt": "2025-04-02T13:26:52.0365664Z",
        "orderId": order_id,
        "observation": (status == "infraction").then_some("Reason for infraction"),
    })
}

/// A webhook about this transaction.
pub(crate) fn webhook(id: &str, object: &str, status: &str, order_id: Option<&str>) -> Vec<u8> {
    transaction(id, object, status, order_id).to_string().into_bytes()
}

#[async_trait]
impl Http for Integra {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = |status, body: Value| {
            let body = body.to_string().into_bytes();
            Ok(HttpResponse { status, retry_after: None, date: None, body })
        };
        let mut state = self.state.lock().unwrap();
        if request.url.ends_with("/transaction/qrcode/cashin") {
            let sent: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
            let order_id = sent["orderId"].as_str().unwrap();
            let made = transaction("1000", "cashin", "created", Some(order_id));
            state.transactions.insert("1000".into(), made);
            return answer(
                200,
                json!({"transactionId": 1000, "orderId": order_id, "qrCode": "000201"}),
            );
        }
        let name = request.url.rsplit('/').next().unwrap().to_owned();
        state.asked.push(name.clone());
        match state.transactions.get(&name) {
            Some(transaction) => answer(200, transaction.clone()),
            None => answer(404, json!({"message": "not found"})),
        }
    }
}
