//! Two accounts of the merchant, each with books of its own: the same adapters, other credentials, and
//! ids that come twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::brcode::Merchant;
use providers::{Clock, Connection, Http, Psp};
use sandbox::books::{self, NewCharge, Provider};
use sandbox::{Books, ConnectPsp, Credentials, IntegraPay};
use secrecy::SecretString;
use testkit::chance::Chance;

use super::cashier::{USUAL_CENTAVOS, callers};
use super::non_idempotent;
use super::refund;
use super::wire::ADDRESS;
use super::world::BEGINNING_MS;

/// Where the other account may be, if it is not at the same address.
const OTHER_ADDRESS: &str = "https://other.example";

/// One account of each provider, and what has happened there.
pub(crate) struct Bank {
    /// The judge of everything.
    pub(crate) books: Books,
    pub(crate) psp: ConnectPsp,
    pub(crate) other_psp: IntegraPay,
    address: &'static str,
    /// By the id of a charge: the key of the attempt whose sending has made it. Charges that somebody
    /// else has made have none.
    pub(crate) made: BTreeMap<String, String>,
    /// Charges whose money a till has given back.
    pub(crate) given_back: Vec<String>,
}

/// Both, and whether another program of the merchant has sold there before.
pub(crate) fn both(seed: u64) -> ([Bank; 2], bool) {
    let mut chance = Chance::of(seed, "banks");
    let first = Bank::new(seed, Credentials::training(), ADDRESS);
    let credentials = Credentials {
        client_id: "100002".to_owned(),
        crypto_token: "another-crypto-token".to_owned(),
        integrapay_token: "another-integrapay-token".to_owned(),
        ..Credentials::training()
    };
    let address = if chance.one_in(2) { ADDRESS } else { OTHER_ADDRESS };
    let second = Bank::new(!seed, credentials, address);
    let mut both = [first, second];
    let sold_before = chance.one_in(4);
    if sold_before {
        both.iter_mut().for_each(Bank::sell_before);
    }
    (both, sold_before)
}

impl Bank {
    fn new(seed: u64, credentials: Credentials, address: &'static str) -> Self {
        let merchant = Merchant::new("Loja de Treino", "Sao Paulo").expect("short names");
        let psp = ConnectPsp {
            credentials: credentials.clone(),
            merchant: merchant.clone(),
            draws_codes: false,
        };
        let other_psp = IntegraPay { credentials, merchant, draws_codes: false };
        let mut books = Books::new(seed);
        books.set_switches(refund::draw_settling(&mut Chance::of(seed, "refunds")));
        let (made, given_back) = (BTreeMap::new(), Vec::new());
        Self { books, psp, other_psp, address, made, given_back }
    }

    /// Another program of the merchant has sold at the non-idempotent provider under the references that
    /// callers will use here, and some of that is still to be paid.
    fn sell_before(&mut self) {
        for table in 0..4 {
            let new = NewCharge {
                provider: Provider::IntegraPay,
                external_reference: callers(0, table),
                amount_centavos: USUAL_CENTAVOS,
                payer_name: "Outra venda".to_owned(),
                payer_document: "52998224725".to_owned(),
                expires_in_ms: books::NEVER_MS,
                ..NewCharge::default()
            };
            self.books.open_charge(new, BEGINNING_MS - 60_000, str::to_owned);
        }
    }

    /// Its accounts as a till connects them: the default first.
    pub(crate) fn connect(
        &self,
        clock: &Arc<dyn Clock>,
        wire: &Arc<dyn Http>,
    ) -> [Arc<dyn Psp>; 2] {
        let credentials = &self.psp.credentials;
        let both = [
            connection(credentials, self.address),
            non_idempotent::connection(credentials, self.address),
        ];
        both.map(|connection| {
            let psp = providers::connect(&connection, Arc::clone(clock), Some(Arc::clone(wire)));
            psp.expect("the connection is well formed")
        })
    }

    /// The path of a request to it.
    pub(crate) fn path<'a>(&self, url: &'a str) -> &'a str {
        url.strip_prefix(self.address).unwrap_or(url)
    }

    /// Answers a request; a charge that it makes is of the attempt with that key. One here may get the
    /// id of one at the `other` account.
    pub(crate) fn answer(
        &mut self,
        request: &sandbox::Request,
        key: Option<&str>,
        now_ms: i64,
    ) -> sandbox::Response {
        let before = self.books.charges().count();
        let answer = if non_idempotent::is_asked(request) {
            self.other_psp.answer(&mut self.books, request, now_ms)
        } else {
            self.psp.answer(&mut self.books, request, now_ms)
        };
        if let (Some(made), Some(key)) = (self.books.charges().nth(before), key) {
            self.made.insert(made.transaction_id.clone(), key.to_owned());
        }
        answer
    }

    /// What it answers to a question about a charge of `ConnectPSP`.
    pub(crate) fn tells(&mut self, id: &str, now_ms: i64) -> Vec<u8> {
        let token = self.books.issue_token("torture", books::NEVER_MS);
        let request = sandbox::Request::new("GET", &format!("/cash-in/{id}"))
            .with_header("authorization", &format!("Bearer {token}"))
            .with_header("applicationtoken", &self.psp.credentials.application_token);
        self.psp.answer(&mut self.books, &request, now_ms).body
    }

    /// The charges that the attempt with this key has made, newest last.
    pub(crate) fn of_key(&self, key: &str) -> impl Iterator<Item = &books::Charge> {
        self.books.charges().filter(move |it| self.key_of(it) == Some(key))
    }

    /// The key of the attempt that has made a charge.
    pub(crate) fn key_of(&self, charge: &books::Charge) -> Option<&str> {
        self.made.get(&charge.transaction_id).map(String::as_str)
    }
}

fn connection(credentials: &Credentials, address: &str) -> Connection {
    let values = [
        ("clientId", credentials.client_id.as_str()),
        ("clientSecret", credentials.client_secret.as_str()),
        ("applicationToken", credentials.application_token.as_str()),
        ("cryptoToken", credentials.crypto_token.as_str()),
        ("payerName", "Cliente de Treino"),
        ("payerDocument", "52998224725"),
    ];
    let secret = |(key, value): (&str, &str)| (key.to_owned(), SecretString::from(value));
    Connection {
        provider: "connectpsp".to_owned(),
        environment: address.to_owned(),
        values: values.into_iter().map(secret).collect::<BTreeMap<_, _>>(),
        known_as: None,
    }
}

/// Gives the next charge of `ConnectPSP` at one account the id of a charge at the other. `IntegraPay` counts
/// its ids, so that they come twice by themselves.
pub(crate) fn collide(banks: &mut [Bank; 2], at: usize, chance: &mut Chance) {
    let other = &banks[1 - at].books;
    let ids: Vec<String> = other
        .charges()
        .filter(|charge| charge.provider == Provider::ConnectPsp)
        .map(|charge| charge.transaction_id.clone())
        .collect();
    if let Some(id) = chance.pick(&ids) {
        banks[at].books.set_next_id(Provider::ConnectPsp, id);
    }
}
