//! Reports and shifts as views: with the names that people have now.

use contract::{
    Anomaly, Bar, CashMoveView, CashView, ClosedShiftRow, Notable, NotableItem, NotableList,
    OperatorTotals, ProviderTotals, RefundSource, ReportOf, ReportView, SealView, Sum,
};
use domain::{Actor, Centavos, OperatorId, OrderNumber, Shift, ShiftNumber, UnmatchedNumber};
use providers::name_of;
use store::{Report, ShiftClosing};

use super::words;
use crate::operator::Known;
use crate::qr;

/// A report as it is shown.
pub(crate) fn report(of: ReportOf, report: &Report, known: &Known) -> ReportView {
    ReportView {
        of,
        from_ms: report.from_ms,
        until_ms: report.until_ms,
        time_zone: words(&report.time_zone),
        received: sum(report.received),
        sales: report.sales,
        by_hand: sum(report.by_hand),
        refunded_here: sum(report.refunded_here),
        refunded_by_dispute: sum(report.refunded_by_dispute),
        refunded_elsewhere: sum(report.refunded_elsewhere),
        total_centavos: report.total_centavos(),
        net_centavos: report.received.centavos.saturating_sub(report.back_centavos()),
        earlier: sum(report.earlier),
        earlier_refunds: sum(report.earlier_refunds),
        operators: report.operators.iter().map(|share| operator(share, known)).collect(),
        providers: report.providers.iter().map(provider).collect(),
        bars: report.bars.iter().map(bar).collect(),
        notable: Notable {
            open: list(&report.notable.open, known),
            by_hand: list(&report.notable.by_hand, known),
            odd: list(&report.notable.odd, known),
            disputes: list(&report.notable.disputes, known),
            unmatched: list(&report.notable.unmatched, known),
            refunds: list(&report.notable.refunds, known),
        },
        cash: None,
        seal: None,
        clock_set_back: report.clock_set_back,
    }
}

/// The report of a shift that was closed, with its drawer and its seal.
pub(crate) fn closed(closed: &ShiftClosing, known: &Known) -> ReportView {
    let shift = &closed.shift;
    let of = of_shift(shift.number, Some(shift), known);
    ReportView {
        cash: shift.has_cash().then(|| cash(shift, false, known)),
        seal: seal(closed),
        ..report(of, &closed.report, known)
    }
}

/// Of what shift a report is; `shift`: what is written down of it.
pub(crate) fn of_shift(number: ShiftNumber, shift: Option<&Shift>, known: &Known) -> ReportOf {
    let opened_by = shift.and_then(|shift| shift.opened_by.as_ref());
    let closing = shift.and_then(|shift| shift.closing.as_ref());
    ReportOf::Shift {
        number: number.get(),
        opened_by: opened_by.and_then(|by| who(by, known).0),
        automatic: opened_by.is_none(),
        closed_at_ms: closing.map(|closing| closing.at.get()),
        closed_by: closing.and_then(|closing| who(&closing.by, known).0),
    }
}

/// The drawer of a shift. `is_blind`: what should be in it is not told yet.
pub(crate) fn cash(shift: &Shift, is_blind: bool, known: &Known) -> CashView {
    let moved = |is_withdrawal| {
        let (count, centavos) = shift.moved(is_withdrawal);
        Sum { count, centavos: centavos.get() }
    };
    let expected = shift.expected_cash().get();
    let counted = shift.closing.as_ref().and_then(|closing| closing.counted).map(Centavos::get);
    CashView {
        float_centavos: shift.float.get(),
        supplied: moved(false),
        withdrawn: moved(true),
        expected_centavos: (!is_blind).then_some(expected),
        counted_centavos: counted,
        difference_centavos: counted.map(|counted| counted.saturating_sub(expected)),
        moves: shift.moves.iter().map(|it| moved_cash(it, known)).collect(),
    }
}

/// A closed shift in a list.
pub(crate) fn closed_row(closed: &ShiftClosing, known: &Known) -> ClosedShiftRow {
    let (shift, report) = (&closed.shift, &closed.report);
    let closing = shift.closing.as_ref();
    ClosedShiftRow {
        number: shift.number.get(),
        opened_at_ms: shift.opened_at.get(),
        closed_at_ms: closing.map_or(report.until_ms, |closing| closing.at.get()),
        closed_by: closing.and_then(|closing| who(&closing.by, known).0),
        total_centavos: report.total_centavos(),
    }
}

fn seal(closed: &ShiftClosing) -> Option<SealView> {
    let head = closed.hash.clone();
    // 64 letters always fit.
    let qr = qr::draw(&head).ok()?;
    Some(SealView { head, seq: closed.seq, qr })
}

fn moved_cash(moved: &domain::CashMove, known: &Known) -> CashMoveView {
    let (by, approved_by) = who(&moved.by, known);
    CashMoveView {
        is_withdrawal: moved.is_withdrawal,
        centavos: moved.amount.get(),
        reason: words(&moved.reason),
        at_ms: moved.at.get(),
        by,
        approved_by,
    }
}

/// Whoever did it and whoever approved it, by name.
fn who(by: &Actor, known: &Known) -> (Option<String>, Option<String>) {
    super::named(known, by).map_or((None, None), |by| (by.name, by.approved_by))
}

const fn sum(sum: store::Sum) -> Sum {
    Sum { count: sum.count, centavos: sum.centavos }
}

fn name(id: &str, known: &Known) -> Option<String> {
    OperatorId::new(id).ok().and_then(|id| known.name(&id))
}

fn operator(share: &store::Share, known: &Known) -> OperatorTotals {
    OperatorTotals {
        operator: share.of.clone(),
        name: name(&share.of, known),
        sales: share.sales,
        received_centavos: share.received_centavos,
        by_hand_centavos: share.by_hand_centavos,
        refunded_centavos: share.refunded_centavos,
    }
}

fn provider(share: &store::Share) -> ProviderTotals {
    ProviderTotals {
        provider: share.of.clone(),
        provider_name: name_of(&share.of),
        sales: share.sales,
        received_centavos: share.received_centavos,
        by_hand_centavos: share.by_hand_centavos,
        refunded_centavos: share.refunded_centavos,
    }
}

fn bar(bar: &store::Bar) -> Bar {
    Bar {
        from_ms: bar.from_ms,
        label: bar.label.clone(),
        sales: bar.sales,
        received_centavos: bar.received_centavos,
    }
}

fn list(list: &store::NotableList, known: &Known) -> NotableList {
    let items = list.items.iter().map(|it| item(it, known)).collect();
    NotableList { sum: sum(list.sum), items }
}

fn item(item: &store::NotableItem, known: &Known) -> NotableItem {
    let name_of = |id: &Option<String>| id.as_deref().and_then(|id| name(id, known));
    NotableItem {
        order: item.order.and_then(OrderNumber::new).map(|number| number.to_string()),
        unmatched: item.unmatched.and_then(UnmatchedNumber::new).map(|it| it.to_string()),
        centavos: item.centavos,
        expected_centavos: item.expected_centavos,
        at_ms: item.at_ms,
        by: name_of(&item.by),
        approved_by: name_of(&item.approved_by),
        anomalies: item.anomalies.iter().filter_map(|word| anomaly(word)).collect(),
        source: item.source.as_deref().and_then(source),
    }
}

fn anomaly(word: &str) -> Option<Anomaly> {
    Some(match word {
        "paid_late" => Anomaly::PaidLate,
        "overpaid" => Anomaly::Overpaid,
        "underpaid" => Anomaly::Underpaid,
        "duplicate_payment" => Anomaly::DuplicatePayment,
        "disputed" => Anomaly::Disputed,
        "unproven" => Anomaly::Unproven,
        _ => return None,
    })
}

fn source(word: &str) -> Option<RefundSource> {
    Some(match word {
        "here" => RefundSource::Here,
        "elsewhere" => RefundSource::Elsewhere,
        "dispute" => RefundSource::Dispute,
        _ => return None,
    })
}
