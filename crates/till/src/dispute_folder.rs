//! The folder for a dispute: what the shop can show the bank, as a page for reading and as one file with all of it.

mod page;

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use contract::{Failure, FailureCode, OrderRef, OrderView, SavedFile, SavedFolder};
use domain::OrderNumber;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use store::{ChainLink, CheckRecord};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::api::{Call, number};
use crate::failure::{from_checkout, from_store};
use crate::open::Till;
use crate::{saved, view, zone};

/// For whoever opens it.
const ABOUT: &str = "\
Dossiê para uma contestação de Pix. Documentos de uma venda, como o registro do caixa os tem.
Folder for a dispute of a Pix. The documents of one sale, as the till's log has them.

contestacao.pdf  para ler / for reading
order.json       a venda / the sale
evidence.json    o dinheiro e como se sabe dele / the money, and how it is known
timeline.json    o que aconteceu, na ordem, com anotações / what happened, in its order, with notes
checks.json      comprovantes conferidos / receipts that were checked
slip.txt         o comprovante da loja / the shop's slip
events.json      os eventos com seus hashes / the events with their hashes

COMO CONFERIR OS HASHES / HOW TO VERIFY THE HASHES

Cada evento do registro leva o SHA-256 de si e do hash do evento anterior: nenhum pode ser mudado, posto ou tirado sem que
todos os hashes depois dele mudem. Every event carries the SHA-256 of itself and of the hash before it: none can be changed,
added or removed without changing every hash behind it.

hash = SHA-256 of, one behind the other:
  before      32 bytes
  form        i64, little endian: -3 where there is a commitment, else -2
  seq         i64, little endian
  order       i64, little endian: the sale's number
  attempt     u32, little endian
  at_ms       i64, little endian: milliseconds since 1970-01-01 UTC
  then of each of \"order\", kind, body, actor: its length in bytes as u64, little endian, and its UTF-8
  commitment  32 bytes, where there is one: SHA-256 of a salt and of what the event says of persons

`balcao verify --head HASH` proves on the shop's log, or on any later copy of it, that it holds the event of that hash.
";

/// What the page and the file are made of.
struct Papers {
    order: OrderView,
    /// The contract's time line, where it can be had.
    timeline: Value,
    slip: Option<String>,
    links: Vec<ChainLink>,
    head: (i64, String),
    checks: Vec<CheckRecord>,
    shop_name: Option<String>,
    shop_document: Option<String>,
    zone: TimeZone,
    made_at_ms: i64,
}

impl Till {
    /// Saves the folder of an order: its page and its file, among the user's documents or in a folder that is named. None is
    /// written over. Errors: `OrderNotFound`, `FileNotSaved`, and those of the log.
    pub(crate) async fn save_folder(
        &self,
        call: &Call,
        order: &str,
        into: Option<&Path>,
    ) -> Result<SavedFolder, Failure> {
        let number = number(order)?;
        let papers = self.papers(call, number).await?;
        let pdf = page::of(&papers)?;
        let zip = pack(&parts(&papers, pdf.clone())).map_err(|error| fault(&error.to_string()))?;
        let name = format!("balcao-contestacao-{number}");
        let place = |ending: &str| -> Result<PathBuf, Failure> {
            match into {
                Some(folder) => Ok(folder.join(format!("{name}.{ending}"))),
                None => saved::place(&name, ending, &papers.zone),
            }
        };
        let (pdf_path, zip_path) = (place("pdf")?, place("zip")?);
        let save = |path: &Path, bytes: &[u8]| {
            let bytes = saved::save_bytes(path, bytes)?;
            Ok::<_, Failure>(SavedFile { path: path.display().to_string(), bytes })
        };
        let pdf = save(&pdf_path, &pdf)?;
        let zip = save(&zip_path, &zip).inspect_err(|_| {
            // Half of a folder is none; that it stays is no other failure.
            let _ = std::fs::remove_file(&pdf_path);
        })?;
        Ok(SavedFolder { pdf, zip })
    }

    async fn papers(&self, call: &Call, number: OrderNumber) -> Result<Papers, Failure> {
        let order = self.view_of(number)?;
        let asked = OrderRef { order: order.order.clone() };
        let timeline = self.timeline(call, asked).await.ok();
        let log = self.checkout.reader().map_err(from_checkout)?;
        let (links, head) = log.chain_proof(number).map_err(from_store)?;
        let settings = self.current_settings();
        Ok(Papers {
            timeline: timeline.and_then(|it| serde_json::to_value(it).ok()).unwrap_or_default(),
            slip: self.slip_text(&order.order).ok(),
            links,
            head,
            checks: log.checks_of(number).map_err(from_store)?,
            shop_name: settings.shop_name(),
            shop_document: settings.shop_document(),
            zone: zone::of(&settings),
            made_at_ms: self.checkout.now().get(),
            order,
        })
    }
}

/// The files of the folder; what is not had is left out.
fn parts(papers: &Papers, pdf: Vec<u8>) -> Vec<(&'static str, Vec<u8>)> {
    let order = &papers.order;
    let money = order.attempts.iter().map(|attempt| {
        json!({
            "attempt": attempt.attempt,
            "provider": attempt.provider,
            "provider_id": attempt.provider_id,
            "reference": attempt.reference,
            "payments": attempt.payments,
            "refunds": attempt.refunds,
            "dispute": attempt.dispute,
            "by_hand": attempt.by_hand,
        })
    });
    let events = papers.links.iter().map(|link| {
        json!({
            "seq": link.seq, "attempt": link.attempt, "kind": link.kind, "at_ms": link.at_ms, "body": link.body,
            "actor": link.actor, "commitment": link.commitment, "before": link.before, "hash": link.hash,
        })
    });
    let checks = papers.checks.iter().map(|record| {
        let check = &record.check;
        json!({
            "at": zone::in_utc(record.at.get()),
            "end_to_end_id": check.end_to_end_id.as_ref().map(|id| id.as_str().to_owned()),
            "shown_centavos": check.shown.map(domain::Centavos::get),
            "verdict": view::receipt_verdict(check.verdict),
        })
    });
    let (seq, hash) = &papers.head;
    let proof = json!({
        "order": order.order,
        "events": events.collect::<Vec<_>>(),
        "head": { "seq": seq, "hash": hash, "at": zone::in_utc(papers.made_at_ms) },
    });
    let mut parts = vec![
        ("LEIA-ME.txt", ABOUT.as_bytes().to_vec()),
        ("contestacao.pdf", pdf),
        ("order.json", pretty(&serde_json::to_value(order).unwrap_or_default())),
        ("evidence.json", pretty(&Value::Array(money.collect()))),
        ("events.json", pretty(&proof)),
        ("checks.json", pretty(&Value::Array(checks.collect()))),
    ];
    if !papers.timeline.is_null() {
        parts.push(("timeline.json", pretty(&papers.timeline)));
    }
    parts.extend(papers.slip.clone().map(|slip| ("slip.txt", slip.into_bytes())));
    parts
}

fn pack(parts: &[(&str, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600);
    for (name, bytes) in parts {
        zip.start_file(*name, how)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn pretty(value: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap_or_default()
}

fn fault(why: &str) -> Failure {
    Failure::with(FailureCode::Internal, why)
}
