//! What a person types wrongly, or stops half way, in a terminal: told with what they need, in their language.

use std::net::{Ipv4Addr, TcpListener};

use serde_json::json;

use crate::terminal::balcao::{Started, Till, credentials, finish};
use crate::terminal::provider::Provider;
use crate::terminal::wire::Answer;

#[test]
fn a_misspelt_setting_is_told_with_the_one_that_is_meant_and_stops_nothing() {
    let provider = Provider::quick();
    let till = Till::connected(provider.url());
    let file = till.home().join("settings.toml");
    let by_hand = "# da loja\ncontrast = \"more\"\n[sale]\nceilling_centavos = 5\n";
    std::fs::write(&file, by_hand).unwrap();

    let doctor = till.run_in_portuguese(&["doctor"]).expect(0);
    let line = doctor.out.lines().find(|line| line.starts_with("!! ajustes: ")).unwrap();
    assert!(line.contains("`sale.ceilling_centavos` (seria `sale.ceiling_centavos`?)"), "{doctor}");
    assert!(line.contains("`contrast`"), "{doctor}");
    let told = till.run(&["--json", "doctor"]).expect(0);
    let finding = told.events.iter().find(|it| it["what"] == "settings").unwrap();
    assert_eq!((&finding["ok"], &finding["warning"]), (&json!(true), &json!("unknown_keys")));
    assert_eq!(finding["keys"][1]["nearest"], "sale.ceiling_centavos", "{told}");

    let sold = till.run(&["charge", "1,00"]).expect(0);
    assert!(
        sold.err.contains("`sale.ceilling_centavos` (meant: `sale.ceiling_centavos`?)"),
        "{sold}"
    );
    // A change by the till leaves them where they stand.
    let connect =
        ["connect", "connectpsp", "--environment", provider.url(), "--stdin", "--default"];
    till.run_with_input(&connect, &credentials().to_string()).expect(0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), by_hand);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let till = Till::new();
    for command in [&["--training", "serve", "--port", &port][..], &["sandbox", "--port", &port]] {
        let told = till.run_in_portuguese(command).expect(2);
        assert!(told.err.contains(&format!("a porta {port} já está em uso")), "{told}");
        let told = till.run(command).expect(2);
        assert!(told.err.contains(&format!("port {port} is in use")), "{told}");
    }
}

#[test]
fn a_rule_of_the_scanner_is_said() {
    let till = Till::begun();
    for (scanner, rule) in [
        ("mode = \"on\"", "`scanner.mode` precisa ser \"auto\" ou \"off\""),
        ("prefix = \"7\"", "`scanner.prefix` precisa ser de uma a quatro"),
        ("suffix = \",\"", "`scanner.suffix` precisa ser \"Enter\", \"Tab\", ou"),
        ("max_gap_ms = 0", "`scanner.max_gap_ms` precisa ser um número inteiro"),
    ] {
        let file = till.home().join("settings.toml");
        std::fs::write(file, format!("[scanner]\n{scanner}\n")).unwrap();
        let told = till.run_in_portuguese(&["doctor"]);
        assert!(told.out.contains("settings.toml: linha 2: ") && told.out.contains(rule), "{told}");
    }
}

#[test]
fn what_training_has_is_not_called_absent() {
    let till = Till::new();
    let listed = till.run(&["--training", "--json", "providers"]).expect(0);
    assert!(listed.events.iter().any(|it| it["provider"] == "integrapay"), "{listed}");
    let told = till.run_in_portuguese(&["--training", "disconnect", "integrapay"]).expect(2);
    assert!(told.err.contains("o treino tem as suas próprias conexões"), "{told}");
}

#[test]
fn a_wrong_environment_is_refused_before_anything_is_asked() {
    let till = Till::new();
    let command = ["connect", "connectpsp", "--environment", "produçao"];
    let told = till.run_in_portuguese(&command).expect(2);
    assert!(told.err.contains("“produçao” não é um ambiente de ConnectPSP"), "{told}");
    assert!(told.err.contains("homologacao|producao"), "{told}");
    assert!(!told.err.contains("clientId"), "nothing is asked: {told}");
    let told = till.run(&command).expect(2);
    assert!(told.err.contains("The environments: homologacao|producao"), "{told}");
}

#[test]
fn who_connects_is_told_which_account_it_was() {
    let provider = Provider::quick();
    let till = Till::new();
    let command = ["connect", "connectpsp", "--environment", provider.url(), "--stdin"];
    let told = till.run_with_input(&command, &credentials().to_string()).expect(0);
    let line = format!("Connected: ConnectPSP · {} · clientId …001.", provider.url());
    assert!(told.out.contains(&line), "{told}");
    assert!(!told.out.contains("100001"), "{told}");
}

#[test]
fn what_is_missing_is_named_with_what_there_is() {
    let till = Till::begun();
    let told = till.run_in_portuguese(&["orders", "--status", "foo"]).expect(2);
    assert!(told.err.contains("Valores: registrando aguardando pago"), "{told}");
    assert!(!told.err.contains("pending"), "{told}");
    for language in ["pt-BR", "en"] {
        let run = |args: &[&str]| finish(till.command(args).env("BALCAO_LANG", language), "");
        let told = run(&["refund", "1"]).expect(2);
        for reason in ["fraud", "duplicated-payment", "customer-request", "merchant-error"] {
            assert!(told.err.contains(reason), "{told}");
        }
        let told = run(&["restore"]).expect(2);
        assert!(told.err.contains("--from-nothing"), "{told}");
        let told = run(&["connect", "connectpsp", "--environment", "homologacao"]).expect(2);
        assert!(told.err.contains("--stdin") && told.err.contains("terminal"), "{told}");
        let told = run(&["unpair"]).expect(2);
        assert!(told.err.contains("balcao unpair --yes"), "{told}");
    }
    let told = till.run_in_portuguese(&["unpair"]).expect(2);
    assert!(!told.err.contains("o pedido está errado"), "{told}");
}

#[test]
fn a_file_is_no_home() {
    let till = Till::new();
    std::fs::write(till.home(), "a list").unwrap();
    let told = till.run_in_portuguese(&["orders"]).expect(7);
    assert!(told.err.contains("não é uma pasta. Confira o caminho"), "{told}");
    assert!(!told.err.contains("disco"), "{told}");
    assert_eq!(std::fs::read_to_string(till.home()).unwrap(), "a list");
}

#[test]
fn a_backup_that_is_not_there_is_not_called_damaged() {
    let till = Till::begun();
    let folder = till.home();
    for (path, portuguese, english) in [
        ("/nix", "o arquivo /nix não existe. Confira o caminho", "there is no file /nix"),
        (folder.to_str().unwrap(), "não é um arquivo. Confira o caminho", "is no file. Check"),
    ] {
        let told = till.run_in_portuguese(&["restore", path]).expect(2);
        assert!(told.err.contains(portuguese) && !told.err.contains("íntegro"), "{told}");
        let told = till.run(&["--json", "restore", path]).expect(2);
        assert_eq!(told.event("failed")["code"], "not_restorable", "{told}");
        assert!(told.out.contains(english), "{told}");
    }
}

#[test]
fn what_is_no_relay_does_not_refuse_a_code() {
    for body in ["", "<h1>Not found</h1>", "{}", r#"{"error":{"code":"NOT_FOUND"}}"#] {
        let other = Provider::start(move |_, _| Answer::json(404, body).without("Content-Type"));
        let till = Till::begun();
        let told = till.run_in_portuguese(&["pair", other.url(), "7K3M-01V9"]).expect(6);
        assert!(told.err.contains("responde outra coisa, e não um relay"), "{body}: {told}");
    }
}

#[test]
fn how_much_came_stands_in_lists_where_it_differs() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    till.run(&["charge", "12,50", "--no-wait"]).expect(0);
    let mut command = till.command(&["watch"]);
    let mut watch = Started::new(command.env("BALCAO_LANG", "pt-BR"));
    provider.books(|books| books.charges[0].received = Some("10.00".into()));
    provider.pay();
    let line = watch.wait_for_line("CHEGOU A MENOS");
    assert!(line.contains("chegaram R$") && line.contains("10,00"), "{line}");
    let told = till.run(&["orders"]).expect(0);
    assert!(told.out.contains("received R$"), "{told}");
}

#[test]
fn who_does_not_wait_is_not_told_to_wait_and_who_stops_waiting_hears_what_is_open() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    let told = till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    assert!(!told.out.contains("Waiting"), "{told}");
    assert!(told.out.trim_end().ends_with("balcao watch --until-idle"), "{told}");

    let mut command = till.command(&["charge", "12,50"]);
    let mut charge = Started::new(command.env("BALCAO_LANG", "pt-BR"));
    charge.wait_for_line("Aguardando pagamento");
    charge.signal("-INT");
    let told = charge.end().expect(4);
    assert!(told.out.contains("A cobrança continua aberta"), "{told}");
    assert!(told.out.contains("000002 · R$"), "{told}");
    assert_eq!(till.orders()[0]["status"], "pending");
}
