//! Slips of orders.

use domain::Centavos;
use slip::{ByHand, CodePage, Columns, DRAWER, Mark, OrderSlip, Payment, Refund, Standing};
use testkit::paper::{Item, Paper};

use crate::shop::{CODE, ID, RETURN_ID, at, each_width, paid, payment, print, print_by};

fn has(paper: &Paper, words: &[&str]) {
    let text = paper.text();
    for word in words {
        assert!(text.contains(word), "{word} is not on\n{text}");
    }
}

#[test]
fn a_paid_slip_has_what_the_states_ask_for_on_every_paper() {
    each_width(&paid(4_690), "paid", |paper| {
        has(
            paper,
            &[
                "PADARIA DO ZÉ",
                "CNPJ 12.345.678/0001-95",
                "Rua das Acácias, 120",
                "São Paulo SP",
                "COMPROVANTE DE PAGAMENTO PIX",
                "NÃO É DOCUMENTO FISCAL",
                "Venda 000139",
                "13:58",
                "Maria",
                "R$ 46,90",
                "PAGO",
                "João S***",
                "00.416.968/0001-01",
                "CX01",
                "Autorização (código do Pix)",
                ID,
                "CX01K7M2P0009Q4D8TTAVB3N1Z",
                "Obrigado e volte sempre!",
            ],
        );
        assert_eq!(paper.codes(), [ID], "nobody can pay from a receipt");
        assert_eq!(paper.bars(), [""; 0]);
        assert!(paper.lines().iter().any(|line| line == ID), "an id has its line");
    });
}

#[test]
fn every_mark_stands_above_everything_else() {
    let copy = Mark::Copy { at: at(14, 20), by: Some("Maria".into()) };
    for (mark, name, bar) in [
        (copy, "copy", "2ª VIA"),
        (Mark::MayBeRepeated, "repeated", "REIMPRESSÃO - PODE SER REPETIDA"),
        (Mark::Training, "training", "MODO TREINO - SEM VALOR"),
        (Mark::PaidLate, "late", "PAGO APÓS EXPIRAR"),
        (Mark::OtherAmount, "other_amount", "VALOR DIFERENTE"),
        (Mark::PaidTwice, "twice", "PAGO MAIS DE UMA VEZ"),
    ] {
        let slip = OrderSlip { marks: vec![mark], ..paid(4_690) };
        each_width(&slip, name, |paper| {
            assert_eq!(paper.bars(), [bar]);
            assert_eq!(paper.lines()[0].trim(), bar, "the very top");
            assert_eq!(paper.lines()[0].chars().count(), paper.columns, "across the paper");
        });
    }
    let marks = vec![Mark::Copy { at: at(14, 20), by: Some("Maria".into()) }];
    let copy = OrderSlip { marks, ..paid(4_690) };
    has(&print(&copy.on(Columns::C32), "copy"), &["28/11/2026 14:20, Maria"]);
}

#[test]
fn an_unpaid_slip_bears_the_code_and_proves_nothing() {
    let standing = Standing::Awaiting { code: Some(CODE.into()), until: Some(at(14, 31)) };
    let slip = OrderSlip {
        standing,
        number: "000140".into(),
        at: at(14, 1),
        payments: Vec::new(),
        ..paid(3_200)
    };
    each_width(&slip, "awaiting", |paper| {
        assert_eq!(paper.bars(), ["AGUARDANDO PAGAMENTO"]);
        assert_eq!(paper.codes(), [CODE]);
        has(paper, &["000140", "14:01", "R$ 32,00", "Vale até 14:31.", "Não prova pagamento."]);
        assert!(!paper.text().contains("COMPROVANTE"));
    });
    let nothing = OrderSlip { standing: Standing::NotPaid, ..slip };
    each_width(&nothing, "not_paid", |paper| {
        assert_eq!((paper.bars(), paper.codes()), (vec!["NÃO PAGO".to_owned()], Vec::new()));
        assert!(!paper.text().contains("COMPROVANTE"));
    });
}

#[test]
fn what_a_person_says_is_told_as_that() {
    let by_hand = ByHand { at: at(14, 5), by: Some("Maria".into()), shown_id: Some(ID.into()) };
    let standing = Standing::ByHand(by_hand);
    let slip = OrderSlip { standing, payments: Vec::new(), ..paid(4_690) };
    each_width(&slip, "by_hand", |paper| {
        assert_eq!(paper.bars(), ["CONFIRMADO À MÃO"]);
        has(paper, &["não provou este", "não provado", ID, "Maria"]);
        assert!(!paper.lines().iter().any(|line| line.trim() == "PAGO"));
        assert_eq!(paper.codes(), [""; 0], "what nothing has proved has no code of proof");
    });
}

#[test]
fn money_that_went_back_is_told_with_its_ids() {
    let refund = |centavos| Refund {
        amount: Centavos::new(centavos),
        at: Some(at(15, 2)),
        return_id: Some(RETURN_ID.into()),
    };
    for (mark, name, bar, refunds) in [
        (Mark::Refunded, "refunded", "ESTORNADO", vec![refund(4_690)]),
        (Mark::PartlyRefunded, "partly", "DEVOLVIDO EM PARTE", vec![refund(1_000), refund(5)]),
    ] {
        let slip = OrderSlip { marks: vec![mark], refunds, ..paid(4_690) };
        each_width(&slip, name, |paper| {
            assert_eq!(paper.bars(), [bar]);
            let told = paper.lines().iter().filter(|line| line.contains("Devolução Pix")).count();
            assert_eq!(told, slip.refunds.len());
            assert!(paper.lines().iter().any(|line| line == RETURN_ID));
        });
    }
}

#[test]
fn the_largest_amount_and_the_longest_names_fit_on_the_narrowest_paper() {
    let mut slip = paid(Centavos::MAX.get());
    slip.shop.name = "Padaria, Confeitaria e Restaurante Otorrinolaringologicamente do Zé".into();
    slip.shop.address =
        Some("Avenida Engenheiro Luís Carlos Berrini da Conceição, 1.234, loja 56".into());
    slip.operator = Some("Maria Aparecida da Conceição Albuquerque".into());
    slip.till = "999 Balcão dos fundos, perto da porta".into();
    slip.payments[0].payer = Some("Wolfeschlegelsteinha S***".into());
    slip.payments[0].institution = "Cooperativa de Crédito de Livre Admissão do Vale".into();
    slip.payments[0].reference = "R".repeat(35);
    slip.footer = Some("Obrigado e volte sempre! Siga @padariadoze. ".repeat(3));
    each_width(&slip, "long", |paper| {
        let amount = paper.lines().iter().filter(|it| it.contains("R$ 9.999.999.999,99")).count();
        assert_eq!(amount, 1);
        assert!(paper.lines().iter().any(|line| line == ID));
        let inks = paper.text();
        assert!(inks.contains("Albuquerque") && inks.contains("Vale"));
    });
}

#[test]
fn odd_letters_come_out_as_what_the_page_has() {
    let mut slip = paid(4_690);
    slip.shop.name = "Açaí 🍇 da Vó 👩‍🍳".into();
    slip.operator = Some("Łucja Müller".into());
    slip.payments[0].payer = Some("Иван N***".into());
    slip.footer = Some("Volte “sempre” – até já… € 😀".into());
    for page in CodePage::ALL {
        let paper = print_by(&slip.on(Columns::C48), page, &format!("odd_{}", page.name()));
        let text = paper.text();
        let (name, footer) = match page {
            CodePage::Plain => ("Acai da Vo", "Volte \"sempre\" - ate ja... ?"),
            CodePage::W1252 => ("Açaí da Vó", "Volte “sempre” – até já... €"),
            CodePage::Pc858 => ("Açaí da Vó", "Volte \"sempre\" - até já... €"),
            _ => ("Açaí da Vó", "Volte \"sempre\" - até já... ?"),
        };
        let umlaut =
            matches!(page, CodePage::Pc860 | CodePage::Plain) && text.contains("Lucja Muller");
        assert!(umlaut || text.contains("Lucja Müller"), "{text}");
        assert!(text.contains(name) && text.contains(footer), "{page:?}:\n{text}");
        assert!(text.contains("???? N***"), "{text}");
    }
}

#[test]
fn several_payments_are_told_one_by_one() {
    let mut slip = paid(4_690);
    slip.marks = vec![Mark::PaidTwice];
    slip.payments.push(Payment { at: at(14, 2), end_to_end_id: None, ..payment(4_690) });
    each_width(&slip, "two_payments", |paper| {
        has(paper, &["R$ 93,80", "28/11"]);
        assert_eq!(paper.codes(), [ID]);
    });
}

#[test]
fn the_drawer_opens_by_a_whole_command() {
    let paper = Paper::of(&DRAWER, 32).unwrap();
    assert_eq!(paper.items, [Item::Drawer]);
    assert!(Paper::of(&DRAWER[..3], 32).is_err(), "the model sees one that is cut off");
}

#[test]
fn the_file_and_the_screen_tell_the_same() {
    let document = paid(4_690).on(Columns::C32);
    let pdf = document.to_pdf().unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() < 100_000, "{} bytes", pdf.len());
    let folder = testkit::programs::target().join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("slip_paid_32.pdf"), &pdf).unwrap();
    let long = paid(4_690).on(Columns::C48).to_pdf().unwrap();
    std::fs::write(folder.join("slip_paid_48.pdf"), &long).unwrap();
    let lines = document.to_lines();
    let texts = lines.iter().filter_map(|line| match line {
        contract::SlipLine::Text { text, .. } => Some(text.clone()),
        contract::SlipLine::Qr { .. } => None,
    });
    let on_screen: Vec<_> = texts.collect();
    let mut on_paper = print(&document, "paid").lines();
    on_paper.retain(|line| !line.is_empty());
    assert_eq!(on_screen.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>(), on_paper);
    let plain = document.to_text();
    assert!(plain.contains(ID) && plain.contains("       TOTAL") || plain.contains("TOTAL"));
    assert!(plain.lines().all(|line| line.chars().count() <= 34), "{plain}");
}
