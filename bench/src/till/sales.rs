//! Sales at both doors of one home: Enter to the QR code, and the payment to PAGO, by the page's own clock.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Result;

use crate::balcao::Door;
use crate::figures::{Wanted, percentile};
use crate::log::invented::mixed;
use crate::provider::Exchange;
use crate::table::Line;
use crate::till::display::Display;
use crate::till::screen::{ENTER, Screen};
use crate::till::shop::Shop;

/// A person looks before the next key; longer than the till drops stray keys after a screen that came by
/// itself.
const LOOK: Duration = Duration::from_secs(1);

/// Which of the two processes, and so which way the news took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Browser,
    Window,
}

impl Place {
    const BOTH: [Self; 2] = [Self::Browser, Self::Window];

    fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Window => "window",
        }
    }
}

/// What one sale took, in microseconds.
struct Sale {
    door: Place,
    /// The process that held the relay's link.
    link: Place,
    /// From Enter to the code in the DOM, without the time that the provider had a request.
    code_us: u64,
    /// From the customer's payment to PAGO in the DOM.
    paid_us: u64,
    /// From the webhook at the relay to PAGO in the DOM; nothing where a question was faster.
    news_us: Option<u64>,
}

/// Sells at each door, with the relay's link in the one process and in the other.
pub(crate) async fn measure(
    shop: &Shop,
    display: &Display,
    folder: &Path,
    sales: u32,
) -> Result<Vec<Line>> {
    let mut sold = Vec::new();
    for link in Place::BOTH {
        // Whoever comes first holds the link.
        let (door, window) = match link {
            Place::Browser => {
                let door = Door::open(&shop.till, folder)?;
                shop.wait_until_linked()?;
                (door, Screen::of_window(display, &shop.till.programs, &shop.till.home).await?)
            }
            Place::Window => {
                let window =
                    Screen::of_window(display, &shop.till.programs, &shop.till.home).await?;
                shop.wait_until_linked()?;
                (Door::open(&shop.till, folder)?, window)
            }
        };
        let browser = Screen::of_browser(&door.url, folder).await?;
        let screens = [(Place::Browser, &browser), (Place::Window, &window)];
        for (_, screen) in screens {
            screen.begin_marks().await?;
        }
        for round in 0..=sales {
            for (place, screen) in screens {
                let sale = sell(shop, place, link, screen, i64::from(round)).await?;
                // The first sale warms up.
                if round > 0 {
                    sold.push(sale);
                }
            }
        }
        browser.close().await?;
        window.close().await?;
    }
    Ok(lines(&sold))
}

async fn sell(shop: &Shop, door: Place, link: Place, screen: &Screen, round: i64) -> Result<Sale> {
    shop.to_sandbox.take();
    shop.to_relay.take();
    screen.forget_marks().await?;
    screen.press(&['1', '2', '5', '0', ENTER]).await?;
    let (enter_ms, code_ms) = (screen.mark("enter").await?, screen.mark("qr").await?);
    let provider_ms: f64 =
        shop.to_sandbox.take().iter().map(|it| both(it, enter_ms, code_ms)).sum();
    let code = screen.code().await?;

    // Customers are not in step with anything that the till does.
    let after_ms = 300 + mixed(round, 60) % 1_000;
    tokio::time::sleep(Duration::from_millis(after_ms)).await;
    let paid_at = Instant::now();
    shop.sandbox.pay(&code)?;
    let shown_ms = screen.mark("paid").await?;
    let came_at = shop.to_relay.wait_for(|text| text.starts_with("POST /i/"))?;

    tokio::time::sleep(LOOK).await;
    screen.forget_marks().await?;
    screen.press(&[ENTER]).await?;
    screen.mark("sell").await?;
    Ok(Sale {
        door,
        link,
        code_us: us(code_ms - enter_ms - provider_ms).unwrap_or(0),
        paid_us: us(shown_ms - epoch_ms(paid_at)).unwrap_or(0),
        news_us: us(shown_ms - epoch_ms(came_at)),
    })
}

/// How long the provider had this request between two moments, in milliseconds.
fn both(exchange: &Exchange, from_ms: f64, until_ms: f64) -> f64 {
    let begin = epoch_ms(exchange.at).max(from_ms);
    let end = epoch_ms(exchange.answered_at).min(until_ms);
    (end - begin).max(0.0)
}

/// The moment in milliseconds since 1970, as a page tells it.
fn epoch_ms(at: Instant) -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    now.saturating_sub(at.elapsed()).as_secs_f64() * 1_000.0
}

/// Nothing of less than nothing.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few minutes at most"
)]
fn us(ms: f64) -> Option<u64> {
    (ms >= 0.0).then_some((ms * 1_000.0) as u64)
}

fn lines(sold: &[Sale]) -> Vec<Line> {
    let mut lines = Vec::new();
    for door in Place::BOTH {
        let here = |of: fn(&Sale) -> u64| -> Vec<u64> {
            sold.iter().filter(|it| it.door == door).map(of).collect()
        };
        let name = door.name();
        let what = format!("Enter to QR in the DOM, {name}, without the provider's time");
        lines.extend(both_percentiles(&what, here(|it| it.code_us), [60.0, 100.0]));
        let what = format!("payment to PAGO in the DOM, {name}");
        lines.extend(both_percentiles(&what, here(|it| it.paid_us), [50.0, 100.0]));
    }
    for (door, link) in [
        (Place::Browser, Place::Browser),
        (Place::Browser, Place::Window),
        (Place::Window, Place::Window),
        (Place::Window, Place::Browser),
    ] {
        let news = || sold.iter().filter(|it| it.door == door && it.link == link);
        let mut took_us: Vec<u64> = news().filter_map(|it| it.news_us).collect();
        let polled = news().count() - took_us.len();
        let where_ =
            if door == link { "that holds the link" } else { "beside the one with the link" };
        let what =
            format!("webhook at the relay to PAGO in the DOM, {} {where_}, p95", door.name());
        let mut line = percentile_line(what, &mut took_us, 95, 50.0);
        if polled > 0 {
            line = line.with_note(&format!("{polled} more were told by a question first"));
        }
        lines.push(line);
    }
    lines
}

fn both_percentiles(what: &str, mut took_us: Vec<u64>, wanted_ms: [f64; 2]) -> [Line; 2] {
    let [p50, p95] = wanted_ms;
    [
        percentile_line(format!("{what}, p50"), &mut took_us, 50, p50),
        percentile_line(format!("{what}, p95"), &mut took_us, 95, p95),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "microseconds are far below 2^52")]
fn percentile_line(what: String, took_us: &mut [u64], percent: usize, wanted_ms: f64) -> Line {
    let wanted = Wanted::AtMost(wanted_ms);
    took_us.sort_unstable();
    if took_us.is_empty() {
        return Line::missing(what, "no sale", wanted.text(" ms"));
    }
    let of = |percent| percentile(took_us, percent) as f64 / 1_000.0;
    let beside = format!("p50 {:.0}, longest {:.0} ms of {} sales", of(50), of(100), took_us.len());
    Line::judged(what, of(percent), " ms", wanted, beside)
}
