//! What trouble makes of an answer.

use domain::Centavos;
use jiff::Timestamp;
use providers::HttpResponse;
use testkit::chance::Chance;

use super::network::Trouble;
use super::wire::{Ledger, Sent};

const HOUR_MS: i64 = 3_600_000;
const PAGE: &str = "<!doctype html><title>Wi-Fi</title><p>Bem-vindo!</p>";

/// The provider's answer with the headers that the till reads.
pub(crate) fn as_received(answer: &sandbox::Response, now_ms: i64) -> HttpResponse {
    HttpResponse {
        status: answer.status,
        retry_after: answer.header("retry-after").map(str::to_owned),
        date: Some(http_date(now_ms)),
        body: answer.body.clone(),
    }
}

/// The answer of a request that is not processed, if the trouble is of that kind.
pub(crate) fn unprocessed(trouble: Trouble, dice: u64, now_ms: i64) -> Option<HttpResponse> {
    let problem = |status, code: &str| {
        answer(status, format!(r#"{{"status":{status},"code":"{code}"}}"#), now_ms)
    };
    let response = match trouble {
        Trouble::ServerError => problem(500, "INTERNAL_ERROR"),
        Trouble::BadGateway => answer(502, PAGE.to_owned(), now_ms),
        Trouble::TokenExpired => problem(401, "TOKEN_EXPIRED"),
        Trouble::Portal => answer(200, PAGE.to_owned(), now_ms),
        Trouble::NotYetThere if dice.is_multiple_of(2) => problem(404, "NOT_FOUND"),
        Trouble::InProgress => problem(409, "REQUEST_IN_PROGRESS"),
        Trouble::RateLimited => {
            let retry_after = match dice % 6 {
                0 => None,
                1 => Some("0".to_owned()),
                2 => Some("1".to_owned()),
                3 => Some("120".to_owned()),
                4 => Some(http_date(now_ms + 20_000)),
                _ => Some("soon".to_owned()),
            };
            HttpResponse { retry_after, ..problem(429, "RATE_LIMITED") }
        }
        _ => return None,
    };
    Some(response)
}

/// Keeps a copy of an answer that says "waiting", for a replica that lags behind.
pub(crate) fn remember(ledger: &mut Ledger, sent: &Sent, response: &HttpResponse) {
    let is_waiting = contains(&response.body, r#""status":"AWAITING_PAYMENT""#);
    if sent.request.method == "GET" && is_waiting {
        ledger.copies.insert(sent.subject(), response.body.clone());
    }
}

/// The answer of a processed request after the trouble.
pub(crate) fn faulty(
    ledger: &mut Ledger,
    sent: &Sent,
    mut response: HttpResponse,
    trouble: Trouble,
) -> HttpResponse {
    let is_get = sent.request.method == "GET";
    let dice = sent.delivery.dice;
    match trouble {
        Trouble::ServerErrorAfter => {
            response.status = 500;
            response.body = br#"{"code":"INTERNAL_ERROR"}"#.to_vec();
        }
        Trouble::CutShort => response.body.truncate(response.body.len() / 2),
        Trouble::UnknownWord => set_text(&mut response.body, "status", "UNDER_ANALYSIS"),
        Trouble::WrongWord if is_get => {
            let word = if dice.is_multiple_of(2) { "EXPIRED" } else { "CANCELLED" };
            set_text(&mut response.body, "status", word);
            ledger.words_forged.push(sent.subject());
        }
        Trouble::NullField => null_field(ledger, sent, &mut response.body, dice),
        Trouble::OlderCopy => {
            if let Some(copy) = ledger.copies.get(&sent.subject()) {
                response.body.clone_from(copy);
            }
        }
        Trouble::WrongDate => {
            let error_ms = if dice.is_multiple_of(2) { -HOUR_MS } else { HOUR_MS };
            response.date = response.date.as_deref().and_then(|date| shifted(date, error_ms));
        }
        Trouble::WrongCode => set_text(&mut response.body, "copyAndPaste", "00020163040000"),
        Trouble::OddlyWritten => {
            let accent = Accent::ALL[usize::try_from(dice % 5).unwrap_or(0)];
            return accented(Some(accent), response);
        }
        _ => {}
    }
    response
}

/// How a provider may write what is true: none of it may hide a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accent {
    /// One byte of Latin-1 in a name.
    Latin1,
    /// A byte order mark.
    ByteOrderMark,
    /// A member that stands there twice.
    Repeated,
    /// A tab in a name, as it is.
    RawTab,
    /// The amount as people write it, in quotes.
    AmountInQuotes,
}

impl Accent {
    const ALL: [Self; 5] =
        [Self::Latin1, Self::ByteOrderMark, Self::Repeated, Self::RawTab, Self::AmountInQuotes];

    /// Mostly none.
    pub(crate) fn draw(chance: &mut Chance) -> Option<Self> {
        let accent = chance.pick(&Self::ALL).copied();
        accent.filter(|_| chance.one_in(4))
    }
}

/// The answer as this provider writes it.
pub(crate) fn accented(accent: Option<Accent>, mut response: HttpResponse) -> HttpResponse {
    let body = &mut response.body;
    if !(200..300).contains(&response.status) || !body.starts_with(b"{") {
        return response;
    }
    match accent {
        None => {}
        Some(Accent::Latin1) => insert_in_a_name(body, b"Jos\xE9 "),
        Some(Accent::RawTab) => insert_in_a_name(body, b"Jos\t"),
        Some(Accent::ByteOrderMark) => drop(body.splice(0..0, *b"\xEF\xBB\xBF")),
        Some(Accent::Repeated) => {
            let again = ["amount", "value", "status"]
                .into_iter()
                .find_map(|field| Some(format!("\"{field}\":{},", value(body, field)?)));
            body.splice(1..1, again.unwrap_or_default().into_bytes());
        }
        Some(Accent::AmountInQuotes) => {
            if let Some(reais) = value(body, "amount") {
                set_text(body, "amount", &reais.replace('.', ","));
            } else if let Some(centavos) = value(body, "value") {
                set_text(body, "value", &centavos);
            }
        }
    }
    response
}

fn insert_in_a_name(body: &mut Vec<u8>, bytes: &[u8]) {
    const NAME: &[u8] = b"\"name\":\"";
    let found = body.windows(NAME.len()).position(|window| window == NAME);
    if let Some(at) = found {
        let at = at + NAME.len();
        body.splice(at..at, bytes.iter().copied());
    } else {
        let note = [b"\"note\":\"", bytes, b"\","].concat();
        body.splice(1..1, note);
    }
}

/// Makes one field null.
fn null_field(ledger: &mut Ledger, sent: &Sent, body: &mut Vec<u8>, dice: u64) {
    const FIELDS: &[&str] = &[
        "transactionId",
        "internalCode",
        "externalReference",
        "endToEndId",
        "endToEndId",
        "amount",
        "value",
        "paidAt",
        "requestedAt",
        "status",
        "expiresIn",
        "copyAndPaste",
        "qrCodeImageBase64",
    ];
    let at = usize::try_from(dice).unwrap_or(0) % FIELDS.len();
    let field = FIELDS[at];
    if matches!(field, "paidAt" | "requestedAt") {
        ledger.times_altered.push(sent.subject());
    }
    if matches!(field, "amount" | "value" | "transactionId") {
        ledger.doubtful.push(sent.subject());
    }
    set_value(body, field, "null");
}

fn answer(status: u16, body: String, now_ms: i64) -> HttpResponse {
    HttpResponse {
        status,
        retry_after: None,
        date: Some(http_date(now_ms)),
        body: body.into_bytes(),
    }
}

fn contains(body: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(body).contains(text)
}

/// The amount of an answer of `ConnectPSP`.
pub(crate) fn set_reais(body: &mut Vec<u8>, centavos: i64) {
    set_value(body, "amount", &Centavos::new(centavos).to_decimal());
}

pub(crate) fn set_text(body: &mut Vec<u8>, field: &str, text: &str) {
    set_value(body, field, &format!("\"{text}\""));
}

/// Replaces the first value of a field that is a text or a number, and leaves every other byte alone.
pub(crate) fn set_value(body: &mut Vec<u8>, field: &str, value: &str) {
    let text = String::from_utf8_lossy(body).into_owned();
    let Some((before, _, after)) = parts(&text, field) else { return };
    *body = format!("{before}\"{field}\":{value}{after}").into_bytes();
}

/// The first value of a field that is a text or a number, as it is written.
pub(crate) fn value(body: &[u8], field: &str) -> Option<String> {
    let text = String::from_utf8_lossy(body).into_owned();
    parts(&text, field).map(|(_, value, _)| value.to_owned())
}

fn parts<'a>(text: &'a str, field: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = text.split_once(&format!("\"{field}\":"))?;
    let end = match rest.strip_prefix('"') {
        Some(inner) => inner.find('"').map(|at| at + 2),
        None => rest.find([',', '}']),
    };
    let (value, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    Some((before, value, after))
}

fn http_date(ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms).expect("a moment of this century");
    moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn shifted(date: &str, by_ms: i64) -> Option<String> {
    let moment = jiff::fmt::rfc2822::parse(date).ok()?.timestamp().as_millisecond();
    Some(http_date(moment + by_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_replaced_and_the_rest_stays() {
        let mut body = br#"{"a":"x","amount":10.00,"b":null}"#.to_vec();
        set_value(&mut body, "amount", "null");
        set_text(&mut body, "a", "y");
        set_text(&mut body, "b", "z");
        set_text(&mut body, "absent", "z");
        assert_eq!(String::from_utf8(body).unwrap(), r#"{"a":"y","amount":null,"b":"z"}"#);
    }

    #[test]
    fn a_date_is_shifted() {
        assert_eq!(
            shifted("Tue, 10 Mar 2026 14:20:00 GMT", HOUR_MS).unwrap(),
            "Tue, 10 Mar 2026 15:20:00 GMT"
        );
    }
}
