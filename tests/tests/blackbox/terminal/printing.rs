//! Slips by the real programs: a payment prints one, whoever asks for another gets a copy.

use std::fs;

use testkit::paper::Paper;

use super::balcao::Till;

const TRAINING: &str = "MODO TREINO - SEM VALOR";

/// A till in training that prints into a file.
fn printing() -> (Till, std::path::PathBuf) {
    let till = Till::begun();
    let file = till.folder().join("printer.bin");
    for (key, value) in [
        ("shop.name", "Padaria do Zé"),
        ("receipts.auto_print", "sim"),
        ("printer.kind", "file"),
        ("printer.address", file.to_str().unwrap()),
    ] {
        till.run(&["--training", "settings", "set", key, value]).expect(0);
    }
    (till, file)
}

#[test]
fn a_sale_in_the_terminal_prints_once_and_whoever_asks_again_gets_a_copy() {
    let (till, file) = printing();
    let paper = || Paper::of(&fs::read(&file).unwrap(), 48).unwrap();
    till.run(&["--training", "--json", "charge", "12,50"]).expect(0);
    assert_eq!(paper().bars(), [TRAINING], "{}", paper().text());
    assert!(paper().text().contains("R$ 12,50"));
    let told = till.run(&["--training", "--json", "print", "000001"]).expect(0);
    assert_eq!(told.event("printer")["waiting"], 0, "{told}");
    assert_eq!(paper().bars(), [TRAINING, "2ª VIA", TRAINING]);
    paper().keep("terminal_sale_and_copy");
    till.run(&["--training", "drawer"]).expect(0);
    assert_eq!(paper().drawer_pulses(), 1);
    till.run(&["--training", "print", "--test"]).expect(0);
    assert!(paper().text().contains("TESTE DE IMPRESSÃO"));
}

#[test]
fn a_slip_is_written_out_and_saved_without_a_printer() {
    let till = Till::begun();
    till.run(&["--training", "charge", "12,50"]).expect(0);
    let told = till.run(&["--training", "print", "000001", "--text"]).expect(0);
    assert!(told.out.contains("COMPROVANTE DE PAGAMENTO PIX"), "{told}");
    let pdf = till.folder().join("slip.pdf");
    let save = ["--training", "--json", "print", "000001", "--pdf", pdf.to_str().unwrap()];
    let saved = till.run(&save).expect(0).event("slip_saved");
    let bytes = fs::read(&pdf).unwrap();
    assert!(bytes.starts_with(b"%PDF-") && saved["bytes"] == bytes.len());
    assert_eq!(till.run(&save).expect(2).event("failed")["code"], "file_not_saved");
    assert_eq!(fs::read(&pdf).unwrap(), bytes, "no file is written over");
    let refused = till.run(&["--training", "--json", "print", "000001"]);
    assert_eq!(refused.event("failed")["code"], "no_printer", "{refused}");
}
