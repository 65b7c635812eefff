//! The history as it is typed into: from a key to the rows that it finds, in the page itself.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use store::{Filter, Store};

use crate::balcao::{Door, Till};
use crate::figures::{Wanted, percentile};
use crate::log::invented::mixed;
use crate::table::Line;
use crate::till::screen::Screen;

/// How many texts are typed, and of each so many letters.
const TEXTS: i64 = 60;
const LETTERS: usize = 4;
/// A person's typing at its fastest.
const BETWEEN_KEYS: Duration = Duration::from_millis(120);

/// Asking for nothing as often takes no longer.
const BARE_TAKES: Duration = Duration::from_secs(15);

/// The F6 key, as drivers of browsers call it.
const F6: char = '\u{e036}';

/// Notes in the page for each key when it was pressed and when the rows of what stands in the field then were in the DOM:
/// the list is busy from the key on until they are.
const WATCH: &str = r#"
    window.took = [];
    let pressed = 0;
    let letters = null;
    let isBusy = false;
    addEventListener("keydown", ({ timeStamp }) => { pressed = timeStamp; }, true);
    addEventListener("input", ({ target }) => {
        if (target.dataset.testid === "history-search") letters = target.value.length;
    }, true);
    const look = () => {
        const rows = document.querySelector("[data-testid=history-rows]");
        if (letters === null || rows === null) return;
        const wasBusy = isBusy;
        isBusy = rows.getAttribute("aria-busy") === "true";
        if (!wasBusy || isBusy) return;
        took.push([letters, performance.now() - pressed]);
        letters = null;
    };
    new MutationObserver(look).observe(document.documentElement, {
        subtree: true, childList: true, attributes: true, attributeFilter: ["aria-busy"],
    });"#;

/// Empties the field for the next text.
const CLEAR: &str = r#"
    const field = document.querySelector("[data-testid=history-search]");
    field.focus();
    field.select();"#;

/// Asks for the page itself, as often as a text is typed: what no question of a page to this browser can do without.
const ASK_FOR_NOTHING: &str = r#"
    window.bare = [];
    (async () => {
        for (let time = 0; time < 60; time += 1) {
            const begun = performance.now();
            await (await fetch("/", { cache: "no-store" })).text();
            bare.push([1, performance.now() - begun]);
            await new Promise((over) => setTimeout(over, 120));
        }
    })();"#;

/// Lines for the first key, and for each key.
pub(super) async fn measure(till: &Till, folder: &Path) -> Result<[Line; 2]> {
    let texts = texts(&till.home)?;
    let door = Door::open(till, folder)?;
    let screen = Screen::of_browser(&door.url, folder).await?;
    screen.begin_marks().await?;
    screen.press(&[F6]).await?;
    screen.run(WATCH).await?;
    // All days, for the made log ends some days ago.
    screen.click("[data-testid=history-days-all]").await?;
    for text in &texts {
        screen.run(CLEAR).await?;
        for letter in text.chars().take(LETTERS) {
            screen.press(&[letter]).await?;
            tokio::time::sleep(BETWEEN_KEYS).await;
        }
    }
    let took = screen.run("return took").await?;
    screen.run(ASK_FOR_NOTHING).await?;
    tokio::time::sleep(BARE_TAKES).await;
    let mut bare = noted(&screen.run("return bare").await?, |_| true)?;
    bare.sort_unstable();
    let bare = [50, 99].map(|percent| ms(percentile(&bare, percent)));
    let lines = [
        line("history: first key to rows in the DOM, p99", noted(&took, |it| it == 1)?, bare),
        line("history: any key to rows in the DOM, p99", noted(&took, |_| true)?, bare),
    ];
    screen.close().await?;
    Ok(lines)
}

/// What people type: an amount, a number, a name, the end of an id, of sales from all years.
fn texts(home: &Path) -> Result<Vec<String>> {
    let store = Store::open_to_read(home)?;
    let newest = store.orders(&Filter { limit: 1, ..Filter::default() })?;
    let newest = newest.first().context("an empty log")?.number.get().unsigned_abs();
    let mut texts = Vec::new();
    for time in 0..TEXTS {
        let place = i64::try_from(mixed(time, 70) % newest)? + 1;
        let number = domain::OrderNumber::new(place).context("no such order")?;
        let order = store.order(number)?;
        let payment = order.attempts.first().and_then(|charge| charge.payments.first());
        let name = payment.and_then(|payment| payment.payer_name.clone());
        texts.push(match time % 3 {
            0 => format!("{},{:02}", order.amount.get() / 100, order.amount.get() % 100),
            1 => order.number.to_string().trim_start_matches('0').to_owned(),
            _ => name.unwrap_or_else(|| "Ana".to_owned()).to_lowercase(),
        });
    }
    Ok(texts)
}

/// Microseconds of what the page has noted for texts of that length.
fn noted(took: &Value, is_wanted: impl Fn(u64) -> bool) -> Result<Vec<u64>> {
    let took = took.as_array().context("nothing was noted")?;
    let letters = |it: &Value| it.get(0).and_then(Value::as_u64).unwrap_or(0);
    let wanted = took.iter().filter(|it| is_wanted(letters(it)));
    Ok(wanted.filter_map(|it| it.get(1).and_then(Value::as_f64)).map(us).collect())
}

/// `bare`: median and p99 of a question for nothing, in milliseconds.
fn line(what: &str, mut took_us: Vec<u64>, bare: [f64; 2]) -> Line {
    took_us.sort_unstable();
    let wanted = Wanted::AtMost(16.0);
    if took_us.is_empty() {
        return Line::missing(what, "no key brought rows", wanted.text(" ms"));
    }
    let of = |percent| ms(percentile(&took_us, percent));
    let [half, most] = bare;
    let keys = took_us.len();
    let beside = format!(
        "p50 {:.1} ms, {keys} keys; asking for nothing: p50 {half:.1} ms, p99 {most:.1} ms",
        of(50)
    );
    Line::judged(what, of(99), " ms", wanted, beside)
}

#[expect(clippy::cast_precision_loss, reason = "microseconds are far below 2^52")]
fn ms(us: u64) -> f64 {
    us as f64 / 1_000.0
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "some seconds at most, and never less than nothing"
)]
fn us(ms: f64) -> u64 {
    (ms.max(0.0) * 1_000.0) as u64
}
