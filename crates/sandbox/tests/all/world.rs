//! The pure providers with their books, at a moment that a test moves.

use domain::brcode::Merchant;
use sandbox::books::{Books, PayRefusal, PayRule};
use sandbox::{ConnectPsp, Credentials, IntegraPay, Request, Response};
use serde_json::Value;

use crate::till::{
    START_MS, cashin_body, cashin_request, charge_body, create_request, fetch_request,
    refund_request, token_request,
};

/// Both providers.
pub(crate) struct World {
    pub(crate) psp: ConnectPsp,
    pub(crate) integrapay: IntegraPay,
    pub(crate) books: Books,
    pub(crate) now_ms: i64,
}

impl World {
    pub(crate) fn new() -> Self {
        let merchant = Merchant::new("Padaria São João", "São Paulo").unwrap();
        let credentials = Credentials::training();
        let psp = ConnectPsp {
            credentials: credentials.clone(),
            merchant: merchant.clone(),
            draws_codes: false,
        };
        let integrapay = IntegraPay { credentials, merchant, draws_codes: false };
        Self { psp, integrapay, books: Books::new(1), now_ms: START_MS }
    }

    pub(crate) fn answer(&mut self, request: &Request) -> Response {
        if request.path.starts_with(sandbox::INTEGRAPAY_PREFIX) {
            return self.integrapay.answer(&mut self.books, request, self.now_ms);
        }
        self.psp.answer(&mut self.books, request, self.now_ms)
    }

    pub(crate) fn token(&mut self) -> String {
        json(&self.answer(&token_request()))["accessToken"].as_str().unwrap().to_owned()
    }

    pub(crate) fn create(&mut self, key: &str, body: &str) -> Response {
        let token = self.token();
        self.answer(&create_request(&token, key, body))
    }

    pub(crate) fn fetch(&mut self, id: &str) -> Response {
        let token = self.token();
        self.answer(&fetch_request(&token, id))
    }

    /// The id of a new charge of R$ 10,00 for half an hour.
    pub(crate) fn charge(&mut self, reference: &str) -> String {
        let created = self.create(reference, &charge_body("10.00", reference));
        text(&json(&created), "transactionId").to_owned()
    }

    pub(crate) fn refund(&mut self, id: &str, key: &str, body: &str) -> Response {
        let token = self.token();
        self.answer(&refund_request(&token, id, key, body))
    }

    /// A charge of IntegraPay's.
    pub(crate) fn create_cashin(&mut self, value: &str, order_id: &str) -> Response {
        self.answer(&cashin_request(cashin_body(value, order_id)))
    }

    pub(crate) fn pay(
        &mut self,
        id: &str,
        centavos: Option<i64>,
        rule: PayRule,
    ) -> Result<(), PayRefusal> {
        self.books.pay(id, centavos, self.now_ms, rule).map(|_| ())
    }
}

pub(crate) fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} in {value}"))
}

pub(crate) fn raw(response: &Response) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

#[track_caller]
pub(crate) fn assert_problem(response: &Response, status: u16, code: &str) {
    let problem = json(response);
    assert_eq!((response.status, text(&problem, "code")), (status, code), "{problem}");
    assert_eq!(response.header("content-type"), Some("application/problem+json"));
    assert_eq!(problem["status"], status);
    assert!(text(&problem, "type").starts_with("https://connect-psp.redocly.app/errors/"));
    assert!(!text(&problem, "title").is_empty());
    assert!(problem["detail"].is_string());
}
