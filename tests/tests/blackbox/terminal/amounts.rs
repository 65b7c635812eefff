//! AMOUNT as people type it.

use super::balcao::Till;
use super::provider::{Kind, Provider};

#[test]
fn an_amount_is_read_to_the_centavo() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for (typed, sent, centavos) in [
        ("12,50", "12.50", 1_250),
        ("12.50", "12.50", 1_250),
        ("R$ 1.234,56", "1234.56", 123_456),
        ("R$12,5", "12.50", 1_250),
        ("1.234.567,89", "1234567.89", 123_456_789),
        ("7", "7.00", 700),
        ("0,01", "0.01", 1),
        ("0,29", "0.29", 29),
        ("90071992,54", "90071992.54", 9_007_199_254_i64),
    ] {
        let told = till.run(&["--json", "charge", typed, "--no-wait"]).expect(0);
        assert_eq!(told.event("charge_created")["amount_centavos"], centavos, "{typed}");
        let body = provider.calls(Kind::Create).pop().unwrap().request.body;
        assert!(body.contains(&format!(r#""amount":{sent},"#)), "{typed}: {body}");
    }
}

#[test]
fn what_is_not_an_amount_is_refused_and_nothing_is_sent() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    for typed in [
        "0",
        "0,00",
        "R$ 0,00",
        "-1",
        "-5,00",
        "R$ -5,00",
        "1,234",
        "1.234",
        "12,505",
        "1,234.56",
        "99999999999999999999",
        "9223372036854775808",
        "10.000.000.000,00",
        "",
        " ",
        "doze",
        "12 reais",
        "12,50,",
        "1e3",
        "NaN",
        "0x10",
        "١٢",
    ] {
        let told = till.run(&["--json", "charge", typed]);
        assert_eq!(told.code, 2, "{typed}: {told}");
        assert_eq!(told.event("failed")["code"], "invalid_amount", "{typed}: {told}");
        assert!(told.err.contains("Nothing was charged"), "{typed}: {told}");
    }
    assert_eq!(till.run(&["charge"]).code, 2);
    assert!(provider.calls(Kind::Create).is_empty());
    assert!(till.orders().is_empty());
}
