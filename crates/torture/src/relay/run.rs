//! One run: accidents by plan, then a calm in which all must come right.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use domain::Order;
use store::{Filter, Store};
use tokio::time::sleep;

use super::counter::Counter;
use super::judge::{Evidence, Money, Tally, Till, judge};
use super::plan::{Calm, Plan};
use super::program::Held;
use super::stage::{Broken, LOOK_EVERY, Stage};
use super::till_program::{PAYER_DOCUMENT, PAYER_NAME};
use super::workload::{carry_out, restart};

/// What the relay may hold after the calm beyond what it held when all tills had just come.
const MORE_MEMORY_KIB: u64 = 24 * 1024;
/// Connections to its database that it opens when they are wanted have two or three files each.
const MORE_FILES: usize = 24;
/// More rows than a till's journal keeps.
const ALL: u32 = 100_000;

/// What came of a run.
pub(crate) struct Report {
    pub(crate) findings: Vec<String>,
    pub(crate) trace: Vec<String>,
    pub(crate) tally: Tally,
    pub(crate) figures: Figures,
}

/// What the run itself counted.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Figures {
    /// Connections cut, reset or left half-open.
    pub(crate) strikes: u64,
    /// Connections of tills that ended inside a frame.
    pub(crate) cut_inside: u64,
    /// What the relay held when all tills had come, and after the calm.
    pub(crate) held: Option<(Held, Held)>,
    pub(crate) calm_ms: u128,
}

/// How a run is set up beside its plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) broken: Broken,
    /// The shortest and the longest pause between two sales of a till, in milliseconds.
    pub(crate) sale_every_ms: (u64, u64),
    /// Whether too little trouble is a finding, too.
    pub(crate) must_prove: bool,
}

/// Runs a plan.
pub(crate) async fn run(plan: &Plan, setting: Setting) -> Result<Report> {
    let stage = Stage::set(plan, setting.sale_every_ms, setting.broken).await?;
    let before = stage.server.held();
    carry_out(&stage, plan).await?;
    let begun = Instant::now();
    let (mut findings, tally) = calm(&stage, plan.calm).await?;
    let calm_ms = begun.elapsed().as_millis();
    let held = before.zip(stage.server.held());
    findings.extend(held.into_iter().flat_map(|(before, after)| leak(before, after)));
    let strikes = stage.till_links.iter().chain([&stage.provider_link]);
    let figures = Figures {
        strikes: strikes.map(super::proxy::Proxy::strikes_done).sum(),
        cut_inside: stage.transcript().cut_inside,
        held,
        calm_ms,
    };
    findings.extend(words(&stage).await);
    if stage.transcript().garbled > 0 {
        findings.push("something else than frames passed on a till's connection".to_owned());
    }
    if setting.must_prove {
        findings.extend(proves_nothing(&tally, &figures));
    }
    for finding in findings {
        stage.trace.find(finding);
    }
    let (trace, findings) = stage.trace.end();
    Ok(Report { findings, trace, tally, figures })
}

/// Nothing goes wrong any more; returns what is still wrong when all could have settled.
async fn calm(stage: &Arc<Stage>, calm: Calm) -> Result<(Vec<String>, Tally)> {
    stage.trace.note("run", "calm");
    for link in stage.till_links.iter().chain([&stage.provider_link]) {
        link.heal();
    }
    for till in 0..stage.count() {
        stage.till(till).await.rest();
        if calm != Calm::Long {
            stage.till(till).await.kill()?;
            restart(stage, till, None).await?;
        }
    }
    stage.provider.close();
    let begun = Instant::now();
    let mut last = (Instant::now(), 0);
    loop {
        let is_idle = stage.provider.is_idle();
        let heard = stage.transcript().heard.len();
        let (findings, tally) = judge(&evidence(stage).await?);
        if heard != last.1 || !is_idle {
            last = (Instant::now(), heard);
        }
        let is_right = is_idle && findings.is_empty();
        if is_right || last.0.elapsed() > calm.quiet() || begun.elapsed() > calm.longest() {
            return Ok((findings, tally));
        }
        sleep(LOOK_EVERY * 10).await;
    }
}

async fn evidence(stage: &Stage) -> Result<Evidence> {
    let mut tills = Vec::new();
    for till in 0..stage.count() {
        tills.push(on_disk(&*stage.till(till).await)?);
    }
    let books = stage.provider.books();
    let paid = books.charges().filter(|it| !it.payments.is_empty()).map(|it| {
        let money = Money { payments: it.payments.len(), centavos: it.received_centavos() };
        (it.external_reference.clone(), money)
    });
    Ok(Evidence {
        webhooks: stage.provider.ledger().webhooks().to_vec(),
        heard: stage.transcript().heard.clone(),
        tills,
        paid: paid.collect(),
        restores: stage.restores.lock().expect("no panic inside").clone(),
    })
}

fn on_disk(counter: &Counter) -> Result<Till> {
    let log = counter.log()?;
    let mut journal = log.received(ALL)?;
    journal.reverse();
    let damage = log.verify().err().map(|error| error.to_string());
    Ok(Till { journal, paid: paid(&log)?, damage, replays: counter.replays() })
}

fn paid(log: &Store) -> Result<BTreeMap<String, Money>> {
    let orders: Vec<Order> = log.orders(&Filter { limit: ALL, ..Filter::default() })?;
    let charges = orders.iter().flat_map(|order| &order.attempts);
    let paid = charges.filter(|it| !it.payments.is_empty()).map(|it| {
        let money = Money { payments: it.payments.len(), centavos: it.received().get() };
        (it.reference.to_string(), money)
    });
    Ok(paid.collect())
}

/// Nobody panicked, and the relay's log holds no name, no document, no body and no key.
async fn words(stage: &Stage) -> Vec<String> {
    let log = stage.server.log();
    let mut findings: Vec<String> = panics("the relay", &log).collect();
    let mut secrets = vec![
        ("a name", PAYER_NAME.to_owned()),
        ("a document", PAYER_DOCUMENT.to_owned()),
        ("a body", "eventType".to_owned()),
    ];
    for till in 0..stage.count() {
        let counter = stage.till(till).await;
        findings.extend(panics(&format!("till {till}"), &counter.said()));
        let key = counter.settings().ingest_url.rsplit('/').next().unwrap_or_default().to_owned();
        secrets.push(("an ingest key", key));
    }
    let told = secrets.iter().filter(|(_, secret)| log.contains(secret.as_str()));
    findings.extend(told.map(|(what, _)| format!("the relay's log holds {what}")));
    findings
}

fn panics(who: &str, said: &str) -> impl Iterator<Item = String> {
    let lines = said.lines().filter(|line| line.contains("panicked at"));
    lines.map(move |line| format!("{who}: {line}")).collect::<Vec<_>>().into_iter()
}

fn leak(before: Held, after: Held) -> Vec<String> {
    let mut findings = Vec::new();
    if after.memory_kib > before.memory_kib + MORE_MEMORY_KIB {
        findings.push(format!(
            "the relay held {} KiB of memory, and {} KiB after the calm",
            before.memory_kib, after.memory_kib
        ));
    }
    if after.files > before.files + MORE_FILES {
        findings.push(format!(
            "the relay held {} files, and {} after the calm",
            before.files, after.files
        ));
    }
    findings
}

/// A run without trouble is no torture.
fn proves_nothing(tally: &Tally, figures: &Figures) -> Vec<String> {
    let needed = [
        (tally.redelivered == 0, "nothing was delivered again"),
        (tally.applied == 0, "no webhook was before the provider's own answer"),
        (tally.gaps == 0, "no gap was told"),
        (figures.cut_inside == 0, "no connection was cut inside a frame"),
        (figures.strikes == 0, "no connection was struck"),
    ];
    let missing = needed.into_iter().filter(|(is_missing, _)| *is_missing);
    missing.map(|(_, what)| format!("{what}: the run proves nothing")).collect()
}
