//! Real accidents: the real `balcao` against the real `balcao-sandbox`, killed at named places and at
//! moments that nobody chose; then started again, and its orders held against the provider's books.

mod books;
mod files;
mod provider;
mod shop;

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use testkit::chance::Chance;

use self::books::compare;
use self::provider::Provider;
use self::shop::{Program, Shop};

/// Where a debug build of the till ends itself if asked to (`checkout::crash`); a sale passes all of
/// them, a watch only those behind an answer, and only if something is to be asked.
const CRASH_POINTS: &[&str] = &["order_written", "answered", "answer_written"];
/// What goes wrong at the provider meanwhile.
const FAULTS: &[&str] = &[
    "delay",
    "drop_before",
    "drop_after",
    "status_500",
    "status_500_after",
    "rate_limited",
    "token_expired",
    "malformed_json",
    "html",
    "unknown_status",
];
/// What a restore has made due is asked about at once.
const LONGEST_LOOK: Duration = Duration::from_secs(20);
/// A program that has not ended by then hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// Goes through `rounds` accidents in two shops at once. `seed` settles what is tried, not what
/// comes of it: these are real processes.
pub(crate) fn kill(seed: u64, rounds: u64) -> Result<()> {
    let begun = Instant::now();
    let shops = thread::available_parallelism().map_or(1, usize::from).min(2) as u64;
    let work = |number: u64| -> Result<()> {
        let mine = (number..rounds).step_by(usize::try_from(shops)?);
        let shop = Shop::open()?;
        let mut chance = Chance::of(seed, &format!("shop {number}"));
        for round in mine {
            let told = accident(&shop, round, &mut chance)
                .with_context(|| format!("round {round} of seed {seed} fails"))?;
            println!("round {round}: {told}");
        }
        Ok(())
    };
    thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = (0..shops).map(|number| scope.spawn(move || work(number))).collect();
        running.into_iter().try_for_each(|shop| shop.join().expect("no panic in a shop"))
    })?;
    println!("{rounds} accidents, nothing lost ({:.1} s).", begun.elapsed().as_secs_f32());
    Ok(())
}

/// One sale with its accidents, and all that follows until nothing is open.
fn accident(shop: &Shop, round: u64, chance: &mut Chance) -> Result<String> {
    let mut told = Vec::new();
    for _ in 0..chance.below(3) {
        let kind = chance.pick(FAULTS).context("there are faults")?;
        let on = chance.pick(&["create", "create", "fetch", "token"]).context("there are calls")?;
        shop.provider()
            .fault(&json!({ "kind": kind, "on": on, "ms": chance.magnitude(50, 3_000) }))?;
        told.push(format!("{kind} on {on}"));
    }
    let rival = chance.one_in(3).then(|| shop.start(&["watch"], None)).transpose()?;
    let amount = format!("{},{:02}", chance.between(1, 900), chance.below(100));
    let reference = format!("kill-{round}");
    let wait = if chance.one_in(2) { "--no-wait" } else { "--wait-for=20s" };
    let sale = ["charge", &amount, "--reference", &reference, wait];
    told.push(killed(shop, &sale, chance)?);
    for _ in 0..chance.below(3) {
        if chance.one_in(3) {
            settle_some(shop, chance)?;
        }
        told.push(killed(shop, &["watch"], chance)?);
    }
    drop(rival);
    shop.provider().clear_faults()?;
    if let Some(shaken) = files::shake(shop, round, chance)? {
        told.push(shaken);
        told.push(killed(shop, &["watch"], chance)?);
    }
    told.push(calm(shop, chance)?);
    agrees(shop)?;
    shop.expect(&["verify"], 0)?;
    Ok(told.join(", "))
}

/// Runs the till until it is killed, at a named place or at some moment.
fn killed(shop: &Shop, arguments: &[&str], chance: &mut Chance) -> Result<String> {
    let what = arguments.first().copied().unwrap_or_default();
    if chance.one_in(2) {
        let is_sale = what == "charge";
        let places = CRASH_POINTS.get(usize::from(!is_sale)..).unwrap_or_default();
        let place = chance.pick(places).context("there are places")?;
        let mut till = shop.start(arguments, Some(place))?;
        let longest_ms = if is_sale { 20_000 } else { chance.magnitude(300, 3_000) };
        let is_over = till.ends_within(Duration::from_millis(longest_ms))?;
        ensure!(is_over || !is_sale, "the sale lived past {place}: is this a release build?");
        till.kill()?;
        told_is_written(shop, &till)?;
        let how = if is_over { "at" } else { "past" };
        return Ok(format!("{what} killed {how} {place}"));
    }
    let most_ms = *chance.pick(&[150, 400, 2_500]).context("there are times")?;
    let after_ms = chance.below(most_ms);
    let mut till = shop.start(arguments, None)?;
    thread::sleep(Duration::from_millis(after_ms));
    till.kill()?;
    told_is_written(shop, &till)?;
    Ok(format!("{what} killed after {after_ms} ms"))
}

/// Commit before you tell: what a killed till has said stands in its log.
fn told_is_written(shop: &Shop, till: &Program) -> Result<()> {
    let told = till.said_before_death()?;
    if told.is_empty() {
        return Ok(());
    }
    let orders = shop.orders()?;
    for line in told.iter().filter(|line| line["order"].is_string()) {
        let order = orders.iter().find(|order| order["order"] == line["order"]);
        let order = order.with_context(|| format!("told of an order that is not there: {line}"))?;
        let mut attempts = order["attempts"].as_array().into_iter().flatten();
        let code = &line["copy_and_paste"];
        let has_code = code.is_null() || attempts.any(|it| it["copy_and_paste"] == *code);
        ensure!(has_code, "told of a code that is not in the log: {line}");
        let money = |value: &Value| value["received_centavos"].as_i64().unwrap_or(0);
        ensure!(money(order) >= money(line), "told of money that is not in the log: {line}");
    }
    Ok(())
}

/// Customers act on all codes that the till knows; the till watches until nothing is open.
fn calm(shop: &Shop, chance: &mut Chance) -> Result<String> {
    let begun = Instant::now();
    let mut watch: Program = shop.start(&["watch", "--until-idle"], None)?;
    while !watch.ends_within(Duration::from_millis(100))? {
        ensure!(begun.elapsed() < PATIENCE, "the watch does not come to rest");
        settle_some(shop, chance)?;
    }
    watch.ended_with(0)?;
    Ok(format!("at rest after {:.1} s", begun.elapsed().as_secs_f32()))
}

/// Log and books agree, if not at once then after a look at what has ended: of a log that was put back, some of
/// that may have been paid since.
fn agrees(shop: &Shop) -> Result<()> {
    let begun = Instant::now();
    while compare(shop).is_err() && begun.elapsed() < LONGEST_LOOK {
        let mut watch = shop.start(&["watch"], None)?;
        watch.ends_within(Duration::from_secs(3))?;
        watch.kill()?;
    }
    compare(shop)
}

/// Something happens to each code that stands in the log and waits for a customer.
fn settle_some(shop: &Shop, chance: &mut Chance) -> Result<()> {
    let provider: &Provider = shop.provider();
    let waiting = provider.charges()?.into_iter().filter(|it| it["status"] == "AWAITING_PAYMENT");
    let orders = shop.orders()?;
    for charge in waiting {
        let is_shown = orders
            .iter()
            .flat_map(|order| order["attempts"].as_array().into_iter().flatten())
            .any(|attempt| attempt["copy_and_paste"] == charge["copyAndPaste"]);
        if !is_shown {
            continue;
        }
        let id = charge["transactionId"].as_str().context("a charge has an id")?;
        let asked = charge["amount_centavos"].as_i64().context("a charge has an amount")?;
        match chance.below(10) {
            0..6 => provider.order(id, "pay", &json!({}))?,
            6 => provider.order(id, "pay", &json!({ "amount_centavos": asked + 1 }))?,
            7 => provider.order(id, "pay-twice", &json!({}))?,
            8 => provider.order(id, "expire", &json!({}))?,
            _ => provider.order(id, "cancel", &json!({}))?,
        }
    }
    Ok(())
}
