//! A shop and its sales, as the pictures of the design have them.

use domain::{Centavos, TaxId};
use slip::{CodePage, Columns, Document, Local, OrderSlip, Payment, Shop, Standing};
use testkit::paper::Paper;

pub(crate) const ID: &str = "E60701190202611281658aK7x2Qw9Lm0";
pub(crate) const RETURN_ID: &str = "D60701190202611281702bV3n8Rt5Zx1";
pub(crate) const CODE: &str = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000520400005303986540532.005802BR5913Padaria do Ze6009Sao Paulo62070503***6304ABCD";

pub(crate) fn at(hour: i8, minute: i8) -> Local {
    Local { year: 2026, month: 11, day: 28, hour, minute, second: 6 }
}

pub(crate) fn shop() -> Shop {
    Shop {
        name: "PADARIA DO ZÉ".into(),
        document: Some(TaxId::parse("12345678000195").unwrap()),
        address: Some("Rua das Acácias, 120".into()),
        city: Some("São Paulo SP".into()),
    }
}

pub(crate) fn payment(centavos: i64) -> Payment {
    Payment {
        amount: Centavos::new(centavos),
        at: at(13, 58),
        payer: Some("João S***".into()),
        institution: "Inter".into(),
        institution_cnpj: Some(TaxId::parse("00416968000101").unwrap()),
        end_to_end_id: Some(ID.into()),
        reference: "CX01K7M2P0009Q4D8TTAVB3N1Z".into(),
    }
}

pub(crate) fn paid(centavos: i64) -> OrderSlip {
    OrderSlip {
        shop: shop(),
        marks: Vec::new(),
        standing: Standing::Paid,
        number: "000139".into(),
        at: at(13, 58),
        till: "01".into(),
        terminal: "CX01".into(),
        operator: Some("Maria".into()),
        total: Centavos::new(centavos),
        payments: vec![payment(centavos)],
        refunds: Vec::new(),
        reference: "CX01K7M2P0009Q4D8TTAVB3N1Z".into(),
        footer: Some("Obrigado e volte sempre!".into()),
    }
}

/// Prints on a printer of the same width, keeps the picture, and holds what holds for every slip.
pub(crate) fn print(document: &Document, name: &str) -> Paper {
    print_by(document, CodePage::Pc860, name)
}

pub(crate) fn print_by(document: &Document, page: CodePage, name: &str) -> Paper {
    let columns = document.columns().count();
    let bytes = document.to_escpos(page, true).unwrap();
    let paper = Paper::of(&bytes, columns).unwrap();
    assert!(paper.is_cut() && paper.drawer_pulses() == 0);
    paper.keep(&format!("slip_{name}_{columns}"));
    paper
}

pub(crate) fn each_width(slip: &OrderSlip, name: &str, look: impl Fn(&Paper)) {
    for columns in Columns::ALL {
        look(&print(&slip.on(columns), name));
    }
}
