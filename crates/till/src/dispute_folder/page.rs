//! The page for reading.

use contract::{AttemptView, Evidence, Failure, PaymentView};
use domain::Centavos;
use slip::{Columns, Document, Style};

use super::{Papers, fault};
use crate::{in_portuguese, zone};

/// The page as a PDF.
pub(super) fn of(papers: &Papers) -> Result<Vec<u8>, Failure> {
    let order = &papers.order;
    let title = format!("Contestação da venda {}", order.order);
    let mut page = Document::new(Columns::C48, &title);
    page.text(&title, Style { bold: true, ..Style::CENTRE });
    for line in [&papers.shop_name, &papers.shop_document].into_iter().flatten() {
        page.text(line, Style::CENTRE);
    }
    page.blank().bar("A VENDA");
    page.pair("Número", &order.order);
    page.pair("Feita em", &there(papers, order.created_at_ms));
    page.pair("Valor", &amount(order.amount_centavos));
    page.pair("Recebido", &amount(order.received_centavos));
    if order.refunded_centavos > 0 {
        page.pair("Devolvido", &amount(order.refunded_centavos));
    }
    for attempt in &order.attempts {
        money(&mut page, papers, attempt);
    }
    page.blank().bar("O QUE ACONTECEU");
    for link in &papers.links {
        page.text(
            &format!(
                "{} · {}",
                there(papers, link.at_ms),
                in_portuguese::event(&link.kind).unwrap_or(&link.kind)
            ),
            Style::default(),
        );
    }
    page.blank().bar("A PROVA");
    page.text(
        "Cada evento do registro leva o SHA-256 de si e do anterior. O arquivo ZIP tem todos os desta venda e diz como os conferir.",
        Style::default(),
    );
    if let Some(last) = papers.links.last() {
        page.text(&format!("Último evento desta venda, o {}:", last.seq), Style::default());
        page.id(&last.hash);
    }
    let (seq, hash) = &papers.head;
    page.text(
        &format!("Último do registro em {}, o {seq}:", there(papers, papers.made_at_ms)),
        Style::default(),
    );
    page.id(hash);
    page.to_pdf().map_err(|error| fault(&error.to_string()))
}

fn money(page: &mut Document, papers: &Papers, attempt: &AttemptView) {
    if attempt.payments.is_empty() && attempt.dispute.is_none() {
        return;
    }
    page.blank().bar("O DINHEIRO");
    page.pair("Provedor", &attempt.provider_name);
    if let Some(id) = &attempt.provider_id {
        page.text("Número no provedor", Style::default()).id(id);
    }
    for paid in &attempt.payments {
        payment(page, papers, paid);
    }
    for refund in &attempt.refunds {
        let at = refund.refunded_at_ms.unwrap_or(refund.seen_at_ms);
        page.pair(&format!("Devolvido {}", there(papers, at)), &amount(refund.amount_centavos));
        if let Some(id) = &refund.end_to_end_id {
            page.id(id);
        }
    }
    if let Some(dispute) = &attempt.dispute {
        let at = dispute.opened_at_ms.unwrap_or(dispute.seen_at_ms);
        page.pair(&format!("Contestado {}", there(papers, at)), &amount(dispute.amount_centavos));
        if let Some(reason) = &dispute.reason {
            page.text(reason, Style::default());
        }
    }
}

fn payment(page: &mut Document, papers: &Papers, payment: &PaymentView) {
    let at = there(papers, payment.paid_at_ms.unwrap_or(payment.seen_at_ms));
    page.pair(&format!("Pago {at}"), &amount(payment.amount_centavos));
    if let Some(id) = &payment.end_to_end_id {
        page.id(id);
    }
    if let Some(payer) = &payment.payer_name {
        page.pair("Pagador", payer);
    }
    page.text(
        match payment.evidence {
            Evidence::Polled => "Como sabemos: o provedor respondeu à pergunta do caixa.",
            Evidence::SignedWebhook => "Como sabemos: o provedor avisou, com assinatura conferida.",
        },
        Style::default(),
    );
}

fn amount(centavos: i64) -> String {
    Centavos::new(centavos).to_string()
}

fn there(papers: &Papers, ms: i64) -> String {
    zone::written(&papers.zone, ms, "%d/%m/%Y %H:%M:%S")
}
