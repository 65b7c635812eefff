//! Said as it is: what the till does not know is not called unpaid, and no sentence mixes languages.

use serde_json::{Value, json};

use super::balcao::Till;
use super::provider::{Kind, Provider};
use super::wire::Answer;

/// A provider that bends its answers to one kind of call.
fn bending(kind: Kind, bend: impl Fn(Answer) -> Answer + Send + 'static) -> Provider {
    Provider::start(move |call, books| {
        let answer = books.answer(call);
        let is_check = call.request.path.contains("connection-check");
        if call.kind == kind && !is_check { bend(answer) } else { answer }
    })
}

/// The answer with a member of its body changed.
fn with_member(answer: Answer, name: &str, value: Value) -> Answer {
    answer.bent(|body| {
        let mut whole: Value = serde_json::from_slice(&body).unwrap();
        whole[name] = value;
        whole.to_string().into_bytes()
    })
}

const UNKNOWN: &str = "Não sabemos se o pagamento chegou. Não entregue ainda.";

#[test]
fn who_was_not_heard_is_not_called_unpaid() {
    let provider = bending(Kind::Fetch, |_| Answer::json(200, r#"{"status":null}"#));
    let till = Till::connected(provider.url());
    let told = till.run_in_portuguese(&["charge", "12,50", "--wait-for", "4s"]).expect(4);
    assert!(told.err.contains("não pode ser lida"), "{told}");
    assert!(told.out.lines().last().unwrap().starts_with(UNKNOWN), "{told}");
    let listed = till.run_in_portuguese(&["orders"]).expect(0);
    assert!(listed.out.contains("Aguardando · resposta ilegível"), "{listed}");
    let unproven = till.run(&["--json", "orders", "--status", "unproven"]).expect(0);
    assert!(unproven.events.is_empty(), "not heard is not unproven: {unproven}");
}

#[test]
fn a_word_that_nobody_knows_is_not_called_unpaid() {
    let provider = bending(Kind::Fetch, |answer| with_member(answer, "status", json!("Pago")));
    let till = Till::connected(provider.url());
    let told = till.run_in_portuguese(&["charge", "12,50", "--wait-for", "4s"]).expect(4);
    assert!(told.out.contains("o provedor diz: Pago"), "{told}");
    assert!(told.out.lines().last().unwrap().starts_with(UNKNOWN), "{told}");
}

#[test]
fn an_unpaid_sale_that_was_heard_of_is_called_unpaid() {
    let provider = Provider::quick();
    provider.books(|books| books.paid_at_once = false);
    let till = Till::connected(provider.url());
    let told = till.run_in_portuguese(&["charge", "12,50", "--wait-for", "3s"]).expect(4);
    assert!(told.out.lines().last().unwrap().starts_with("Ainda não foi pago."), "{told}");
}

#[test]
fn a_creation_that_is_answered_with_another_reference_says_nothing_of_paid() {
    let provider = bending(Kind::Create, |answer| {
        with_member(answer, "externalReference", json!("pedido de outra loja"))
    });
    let till = Till::connected(provider.url());
    let told = till.run_in_portuguese(&["charge", "12,50", "--wait-for", "4s"]).expect(4);
    let sentence = "o provedor respondeu com outra referência, e o código não é mostrado: “pedido de \
                    outra loja”";
    assert!(told.err.contains(sentence), "{told}");
    assert!(!told.err.contains("diz pago") && !told.err.contains("não pode ser lida"), "{told}");
    assert!(told.out.lines().last().unwrap().starts_with(UNKNOWN), "{told}");
    for command in [&["orders", "--status", "unproven"][..], &["show", "1"]] {
        let told = till.run_in_portuguese(command).expect(0);
        assert!(told.out.contains("a resposta do provedor não confere com esta venda"), "{told}");
        assert!(!told.out.contains("diz pago"), "{told}");
    }
}

#[test]
fn a_charge_whose_code_is_not_shown_is_no_success_for_who_wants_the_code() {
    let provider = bending(Kind::Create, |answer| {
        with_member(answer, "pixData", json!({ "copyAndPaste": "no Pix code" }))
    });
    let till = Till::connected(provider.url());
    let told = till.run(&["--json", "charge", "12,50", "--no-wait"]).expect(4);
    assert_eq!(told.event_names(), ["charge_created", "pending"], "{told}");
    assert_eq!(told.event("charge_created")["copy_and_paste"], json!(null));
    let told = till.run_in_portuguese(&["charge", "12,50", "--no-wait"]).expect(4);
    let last = told.out.lines().last().unwrap();
    assert!(last.starts_with("Nenhum código foi mostrado"), "{told}");
}

#[test]
fn a_pause_before_the_charge_is_made_says_that_nobody_can_have_paid() {
    let provider =
        bending(Kind::Create, |_| Answer::problem(429, "RATE").with("Retry-After", "60"));
    let till = Till::connected(provider.url());
    let told = till.run_in_portuguese(&["charge", "12,50", "--wait-for", "3s"]);
    assert!(!told.err.contains("não sabemos"), "{told}");
    let shown = till.run_in_portuguese(&["show", "1"]).expect(0);
    assert!(!shown.out.contains("não sabemos"), "{shown}");
}

#[test]
fn what_is_shown_is_in_one_language() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50"]).expect(0);
    let doctor = till.run_in_portuguese(&["doctor"]).expect(0);
    for english in ["events", "orders", "paired", "polling", " log:", " home:"] {
        assert!(!doctor.out.contains(english), "{english}: {doctor}");
    }
    assert!(doctor.out.contains("ok registro de vendas: ") && doctor.out.contains(", 1 venda"));
    let shown = till.run_in_portuguese(&["show", "1"]).expect(0);
    assert!(shown.out.contains("cobrança escrita no registro"), "{shown}");
    assert!(!shown.out.contains("requested") && !shown.out.contains("seen"), "{shown}");
    let usage = till.run_in_portuguese(&["restore"]).expect(2);
    assert!(
        usage.err.starts_with("balcao: Nada mudou: falta: <ARQUIVO|--from-nothing>"),
        "{usage}"
    );
    assert!(!usage.err.contains("error") && !usage.err.contains("required"), "{usage}");
}
