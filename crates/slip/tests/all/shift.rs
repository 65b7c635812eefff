//! The slip of a shift.

use contract::{
    Anomaly, Bar, CashView, Notable, NotableItem, NotableList, OperatorTotals, ProviderTotals,
    ReportOf, ReportView, SealView, Sum,
};
use slip::{Columns, Local, ShiftSlip};

use crate::shop::{at, print, shop};

const HEAD: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn item(order: &str, centavos: i64) -> NotableItem {
    NotableItem {
        order: Some(order.into()),
        unmatched: None,
        centavos,
        expected_centavos: None,
        at_ms: 0,
        by: Some("Maria".into()),
        approved_by: None,
        anomalies: Vec::new(),
        source: None,
    }
}

fn list(items: Vec<NotableItem>) -> NotableList {
    let count = u64::try_from(items.len()).unwrap();
    let centavos = items.iter().map(|item| item.centavos).sum();
    NotableList { sum: Sum { count, centavos }, items }
}

fn report(closed: bool) -> ReportView {
    let mut odd = item("000122", 2_500);
    odd.expected_centavos = Some(2_600);
    odd.anomalies = vec![Anomaly::Underpaid];
    let totals = |name: &str, sales, received_centavos| OperatorTotals {
        operator: name.to_lowercase(),
        name: Some(name.into()),
        sales,
        received_centavos,
        by_hand_centavos: 0,
        refunded_centavos: 0,
    };
    let bar = |label: &str, sales, received_centavos| Bar {
        from_ms: 0,
        label: label.into(),
        sales,
        received_centavos,
    };
    ReportView {
        of: ReportOf::Shift {
            number: 12,
            opened_by: Some("Maria".into()),
            automatic: false,
            closed_at_ms: closed.then_some(1),
            closed_by: closed.then(|| "João".into()),
        },
        from_ms: 0,
        until_ms: 1,
        time_zone: "America/Sao_Paulo".into(),
        received: Sum { count: 42, centavos: 123_456 },
        sales: 41,
        by_hand: Sum { count: 1, centavos: 990 },
        refunded_here: Sum { count: 2, centavos: 3_000 },
        refunded_by_dispute: Sum::default(),
        refunded_elsewhere: Sum::default(),
        total_centavos: 124_446,
        net_centavos: 120_456,
        earlier: Sum { count: 1, centavos: 500 },
        earlier_refunds: Sum::default(),
        operators: vec![totals("Maria", 30, 100_000), totals("João", 11, 23_456)],
        providers: vec![ProviderTotals {
            provider: "connectpsp".into(),
            provider_name: "ConnectPSP".into(),
            sales: 41,
            received_centavos: 123_456,
            by_hand_centavos: 990,
            refunded_centavos: 3_000,
        }],
        bars: vec![bar("08h", 10, 30_000), bar("09h", 0, 0), bar("10h", 31, 93_456)],
        notable: Notable {
            open: list(vec![item("000140", 3_200)]),
            by_hand: list(vec![item("000101", 990)]),
            odd: list(vec![odd]),
            refunds: list((0..12).map(|at| item(&format!("0000{at:02}"), 100)).collect()),
            ..Notable::default()
        },
        cash: Some(CashView {
            float_centavos: 10_000,
            supplied: Sum { count: 1, centavos: 5_000 },
            withdrawn: Sum { count: 1, centavos: 2_000 },
            expected_centavos: Some(13_000),
            counted_centavos: Some(12_990),
            difference_centavos: Some(-10),
            moves: Vec::new(),
        }),
        seal: closed.then(|| SealView {
            head: HEAD.into(),
            seq: 512,
            qr: slip::qr::draw(HEAD).unwrap(),
        }),
        clock_set_back: false,
    }
}

fn local(ms: i64) -> Local {
    if ms == 0 { at(8, 0) } else { at(18, 3) }
}

#[test]
fn a_closing_bears_its_seal_and_a_reading_none() {
    for (closed, name, title) in
        [(true, "shift_z", "FECHAMENTO Z - TURNO 12"), (false, "shift_x", "LEITURA X - TURNO 12")]
    {
        let (shop, report) = (shop(), report(closed));
        let slip = ShiftSlip {
            shop: &shop,
            till: "01",
            training: false,
            report: &report,
            local: &local,
            printed_at: at(18, 4),
        };
        for columns in Columns::ALL {
            let paper = print(&slip.on(columns), name);
            let text = paper.text();
            for word in [
                title,
                "NÃO É DOCUMENTO FISCAL",
                "R$ 1.244,46",
                "Maria (30)",
                "ConnectPSP (41)",
                "08h (10)",
                "000140",
                "veio menos",
                "e mais 2",
                "Falta",
                "Impresso em 28/11/2026 18:04",
            ] {
                assert!(text.contains(word), "{word} is not on\n{text}");
            }
            assert!(!text.contains("09h"), "an hour without a sale is not told");
            let codes: &[&str] = if closed { &[HEAD] } else { &[] };
            assert_eq!(paper.codes(), codes);
        }
    }
}
