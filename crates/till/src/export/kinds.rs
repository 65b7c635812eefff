//! What can be exported, each with its columns.

use std::collections::BTreeMap;

use contract::ExportKind;
use domain::{
    Actor, Caller, Centavos, DYNAMIC_PIX, EndToEndId, FiscalPayment, OperatorId, OrderNumber,
    Payout, PayoutStatus, Reference, UnixMs, UnmatchedPayment, UnmatchedState,
};
use providers::{Manifest, manifests};
use store::{
    ExportedAct, ExportedOrder, ExportedPayment, ExportedRefund, ExportedShift, Period, Reader,
    payout_words,
};

use super::table::{Cell, Column, Table};
use super::{Exported, Trouble};
use crate::operator::Known;
use crate::settings::Settings;
use crate::{in_portuguese, view};

/// Whose rows they are: what is the same in all of them.
pub(super) struct Shop {
    known: Known,
    till_code: String,
    /// The CNPJ of each provider's institution, by adapter.
    institutions: BTreeMap<&'static str, String>,
    /// The CNPJ of the shop that receives.
    receiver: Option<String>,
}

const fn column(name: &'static str, title: &'static str) -> Column {
    Column { name, title }
}

/// The fiscal fields have the names of the note's schema in both forms.
const T_PAG: Column = column("tPag", "tPag");
const TP_INTEGRA: Column = column("tpIntegra", "tpIntegra");
const CNPJ: Column = column("CNPJ", "CNPJ");
const C_AUT: Column = column("cAut", "cAut");
const CNPJ_RECEB: Column = column("CNPJReceb", "CNPJReceb");
const ID_TERM_PAG: Column = column("idTermPag", "idTermPag");
const D_PAG: Column = column("dPag", "dPag");
const DOCUMENT_KEY: Column = column("document_key", "Chave do documento");

const ORDERS: &[Column] = &[
    column("order", "Venda"),
    column("created_at", "Feita em"),
    column("amount_centavos", "Valor"),
    column("status", "Situação"),
    column("evidence", "Como sabemos"),
    column("received_centavos", "Recebido"),
    column("refunded_centavos", "Devolvido"),
    column("provider", "Provedor"),
    column("seller", "Operador"),
    T_PAG,
    TP_INTEGRA,
    CNPJ,
    C_AUT,
    CNPJ_RECEB,
    ID_TERM_PAG,
    D_PAG,
    DOCUMENT_KEY,
];

const PAYMENTS: &[Column] = &[
    column("order", "Venda"),
    column("attempt", "Tentativa"),
    column("paid_at", "Pago em"),
    column("amount_centavos", "Valor"),
    column("end_to_end_id", "E2E"),
    column("provider", "Provedor"),
    column("evidence", "Como sabemos"),
    column("seller", "Operador"),
    T_PAG,
    TP_INTEGRA,
    CNPJ,
    C_AUT,
    CNPJ_RECEB,
    ID_TERM_PAG,
    D_PAG,
    DOCUMENT_KEY,
];

const REFUNDS: &[Column] = &[
    column("order", "Venda"),
    column("attempt", "Tentativa"),
    column("refunded_at", "Devolvido em"),
    column("amount_centavos", "Valor"),
    column("return_id", "E2E da devolução"),
    column("provider", "Provedor"),
    column("source", "Origem"),
    column("asked_by", "Pedido por"),
    column("seller", "Operador"),
];

const PAYOUTS: &[Column] = &[
    column("provider", "Provedor"),
    column("provider_id", "Número no provedor"),
    column("reference", "Referência"),
    column("status", "Situação"),
    column("amount_centavos", "Valor"),
    column("end_to_end_id", "E2E"),
    column("payee_name", "Quem recebeu"),
    column("at", "Quando"),
    column("first_seen_at", "Soubemos em"),
];

const UNMATCHED: &[Column] = &[
    column("number", "Número"),
    column("provider", "Provedor"),
    column("provider_id", "Número no provedor"),
    column("amount_centavos", "Valor"),
    column("end_to_end_id", "E2E"),
    column("payer_name", "Pagador"),
    column("paid_at", "Pago em"),
    column("found_at", "Soubemos em"),
    column("state", "O que foi feito"),
    column("order", "Venda"),
    column("reason", "Motivo"),
    column("settled_at", "Resolvido em"),
];

const SHIFTS: &[Column] = &[
    column("shift", "Turno"),
    column("opened_at", "Começou em"),
    column("closed_at", "Fechado em"),
    column("closed_by", "Fechado por"),
    column("sales", "Vendas"),
    column("received_centavos", "Recebido"),
    column("by_hand_centavos", "À mão"),
    column("refunded_centavos", "Devolvido"),
    column("counted_centavos", "Contado"),
];

const ACTS: &[Column] = &[
    column("seq", "Lugar no registro"),
    column("at", "Quando"),
    column("operator", "Operador"),
    column("approved_by", "Aprovado por"),
    column("device", "Onde"),
    column("act", "O que fez"),
    column("of", "De quê"),
    column("number", "Número"),
];

pub(super) const fn columns(kind: ExportKind) -> &'static [Column] {
    match kind {
        ExportKind::Orders => ORDERS,
        ExportKind::Payments => PAYMENTS,
        ExportKind::Refunds => REFUNDS,
        ExportKind::Payouts => PAYOUTS,
        ExportKind::Unmatched => UNMATCHED,
        ExportKind::Shifts => SHIFTS,
        ExportKind::Acts => ACTS,
    }
}

/// What a file of it is called.
pub(super) const fn file_name(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::Orders => "vendas",
        ExportKind::Payments => "pagamentos",
        ExportKind::Refunds => "estornos",
        ExportKind::Payouts => "saidas",
        ExportKind::Unmatched => "sem-venda",
        ExportKind::Shifts => "turnos",
        ExportKind::Acts => "operadores",
    }
}

/// Writes the rows, oldest first. What they come to: of sales what was received, of payouts what has left.
pub(super) fn rows(
    kind: ExportKind,
    log: &Reader,
    period: Period,
    shop: &Shop,
    mut table: Table<'_>,
) -> Result<Exported, Trouble> {
    let mut total = Centavos::new(0);
    let mut add =
        |amount: Centavos| total = Centavos::new(total.get().saturating_add(amount.get()));
    match kind {
        ExportKind::Orders => log.export_orders::<Trouble>(period, |row| {
            add(row.received);
            Ok(table.row(&shop.order(row))?)
        })?,
        ExportKind::Payments => log.export_payments::<Trouble>(period, |row| {
            add(row.payment.amount);
            Ok(table.row(&shop.payment(row))?)
        })?,
        ExportKind::Refunds => log.export_refunds::<Trouble>(period, |row| {
            add(row.amount);
            Ok(table.row(&shop.refund(row))?)
        })?,
        ExportKind::Payouts => log.export_payouts::<Trouble>(period, |row| {
            row.seen.amount.filter(|_| has_left(row)).map(&mut add);
            Ok(table.row(&payout(row))?)
        })?,
        ExportKind::Unmatched => log.export_unmatched::<Trouble>(period, |row| {
            row.money.amount.map(&mut add);
            Ok(table.row(&unmatched(row))?)
        })?,
        ExportKind::Shifts => {
            log.export_shifts::<Trouble>(period, |row| Ok(table.row(&shop.shift(row))?))?;
        }
        ExportKind::Acts => log.export_acts::<Trouble>(period, |row| match &row.by {
            Actor::Person(by) => Ok(table.row(&shop.act(row, by))?),
            Actor::Till => Ok(()),
        })?,
    }
    let is_money = !matches!(kind, ExportKind::Shifts | ExportKind::Acts);
    Ok(Exported { rows: table.rows, total_centavos: is_money.then_some(total.get()) })
}

impl Shop {
    pub(super) fn new(known: Known, till_code: String, settings: &Settings) -> Self {
        let institution = |manifest: &&'static Manifest| {
            let cnpj = settings.institution(manifest.id).as_deref().and_then(view::cnpj)?;
            Some((manifest.id, cnpj))
        };
        let institutions = manifests().iter().filter_map(institution).collect();
        let receiver = settings.shop_document().as_deref().and_then(view::cnpj);
        Self { known, till_code, institutions, receiver }
    }

    /// Who it was, by name; nothing of the owner, and where nobody knows.
    fn operator(&self, id: &str) -> Cell<'static> {
        let name = OperatorId::new(id).ok().and_then(|id| self.known.name(&id));
        Cell::known(name)
    }

    fn order<'a>(&'a self, row: &'a ExportedOrder) -> [Cell<'a>; 17] {
        let [t_pag, tp_integra, cnpj, c_aut, cnpj_receb, id_term_pag, d_pag] =
            self.fiscal(row.payment.as_ref());
        [
            Cell::text(row.number.to_string()),
            Cell::Moment(row.at.get()),
            Cell::Money(row.amount.get()),
            Cell::Word(&row.status, in_portuguese::status(&row.status)),
            row.evidence.as_deref().map_or(Cell::Nothing, evidence),
            Cell::Money(row.received.get()),
            Cell::Money(row.refunded.get()),
            Cell::text(&row.provider),
            self.operator(&row.seller),
            t_pag,
            tp_integra,
            cnpj,
            c_aut,
            cnpj_receb,
            id_term_pag,
            d_pag,
            Cell::known(row.document_key.as_deref()),
        ]
    }

    fn payment<'a>(&'a self, row: &'a ExportedPayment) -> [Cell<'a>; 16] {
        let payment = &row.payment;
        let [t_pag, tp_integra, cnpj, c_aut, cnpj_receb, id_term_pag, d_pag] =
            self.fiscal(Some(payment));
        [
            Cell::text(row.order.to_string()),
            Cell::Number(row.attempt.into()),
            Cell::Moment(payment.paid_at.get()),
            Cell::Money(payment.amount.get()),
            c_aut.clone(),
            Cell::text(&payment.provider),
            evidence(&row.evidence),
            self.operator(&row.seller),
            t_pag,
            tp_integra,
            cnpj,
            c_aut,
            cnpj_receb,
            id_term_pag,
            d_pag,
            Cell::known(row.document_key.as_deref()),
        ]
    }

    /// What a fiscal note needs of a payment, in the order of its schema; nothing where there is none.
    fn fiscal<'a>(&'a self, payment: Option<&'a FiscalPayment>) -> [Cell<'a>; 7] {
        let Some(payment) = payment else { return [const { Cell::Nothing }; 7] };
        [
            Cell::text(DYNAMIC_PIX),
            Cell::text(payment.integration.code()),
            Cell::known(self.institutions.get(payment.provider.as_str())),
            Cell::known(payment.authorisation.as_ref().map(EndToEndId::as_str)),
            Cell::known(self.receiver.as_deref()),
            Cell::text(&self.till_code),
            Cell::Day(payment.paid_at.get()),
        ]
    }

    fn refund<'a>(&self, row: &'a ExportedRefund) -> [Cell<'a>; 9] {
        [
            Cell::text(row.order.to_string()),
            Cell::Number(row.attempt.into()),
            Cell::Moment(row.at.get()),
            Cell::Money(row.amount.get()),
            Cell::known(row.return_id.as_deref()),
            Cell::text(&row.provider),
            Cell::Word(&row.source, in_portuguese::refund_source(&row.source)),
            row.asked_by.as_deref().map_or(Cell::Nothing, |by| self.operator(by)),
            self.operator(&row.seller),
        ]
    }

    fn shift(&self, row: &ExportedShift) -> [Cell<'static>; 9] {
        let by = match &row.closed_by {
            Some(Actor::Person(by)) => self.operator(by.operator.as_str()),
            Some(Actor::Till) | None => Cell::Nothing,
        };
        [
            Cell::Number(row.number),
            Cell::Moment(row.from.get()),
            Cell::Moment(row.closed_at.get()),
            by,
            Cell::Number(row.sales),
            Cell::Money(row.received.get()),
            Cell::Money(row.by_hand.get()),
            Cell::Money(row.refunded.get()),
            amount(row.counted),
        ]
    }

    fn act<'a>(&self, row: &'a ExportedAct, by: &Caller) -> [Cell<'a>; 8] {
        let approver = by.approved_by.as_ref();
        [
            Cell::Number(row.seq),
            Cell::Moment(row.at.get()),
            self.operator(by.operator.as_str()),
            approver.map_or(Cell::Nothing, |by| self.operator(by.as_str())),
            Cell::Word(by.device.word(), Some(in_portuguese::device(by.device))),
            Cell::Word(&row.kind, in_portuguese::event(&row.kind)),
            Cell::Word(&row.stream, in_portuguese::stream(&row.stream)),
            Cell::Number(row.stream_id),
        ]
    }
}

fn payout(row: &Payout) -> [Cell<'_>; 9] {
    let seen = &row.seen;
    let (status, raw) = payout_words(&seen.status);
    [
        Cell::text(&row.provider),
        Cell::text(seen.id.as_str()),
        Cell::known(seen.reference.as_ref().map(Reference::as_str)),
        Cell::Word(raw.unwrap_or(status), in_portuguese::payout_status(&seen.status)),
        amount(seen.amount),
        Cell::known(seen.end_to_end_id.as_ref().map(EndToEndId::as_str)),
        Cell::known(seen.payee_name.as_deref()),
        at(seen.at),
        Cell::Moment(row.first_seen_at.get()),
    ]
}

fn unmatched(row: &UnmatchedPayment) -> [Cell<'_>; 12] {
    let money = &row.money;
    let (state, order, reason, settled_at) = state(&row.state);
    [
        Cell::text(row.number.to_string()),
        Cell::text(&money.provider),
        Cell::text(money.provider_id.as_str()),
        amount(money.amount),
        Cell::known(money.end_to_end_id.as_ref().map(EndToEndId::as_str)),
        Cell::known(money.payer_name.as_deref()),
        at(money.paid_at),
        Cell::Moment(row.found_at.get()),
        Cell::Word(state, Some(in_portuguese::unmatched_state(&row.state))),
        Cell::known(order.map(|order| order.to_string())),
        Cell::known(reason),
        at(settled_at),
    ]
}

/// The provider has said, when it was asked or signed, that it has left the account.
pub(super) fn has_left(payout: &Payout) -> bool {
    payout.evidence.is_some() && payout.seen.status == PayoutStatus::Completed
}

fn evidence(word: &str) -> Cell<'_> {
    Cell::Word(word, in_portuguese::evidence(word))
}

fn amount(amount: Option<Centavos>) -> Cell<'static> {
    amount.map_or(Cell::Nothing, |amount| Cell::Money(amount.get()))
}

fn at(moment: Option<UnixMs>) -> Cell<'static> {
    moment.map_or(Cell::Nothing, |at| Cell::Moment(at.get()))
}

type Settled<'a> = (&'static str, Option<OrderNumber>, Option<&'a str>, Option<UnixMs>);

fn state(state: &UnmatchedState) -> Settled<'_> {
    match state {
        UnmatchedState::Open => ("open", None, None, None),
        UnmatchedState::Matched { order, reason, at } => {
            ("matched", Some(*order), Some(reason), Some(*at))
        }
        UnmatchedState::Dismissed { reason, at } => ("dismissed", None, Some(reason), Some(*at)),
    }
}
