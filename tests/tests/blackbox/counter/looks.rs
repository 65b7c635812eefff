//! The screens of a day at the counter as pictures: in four sizes, in light and in dark, fitting and accessible.

use crate::journey::{ENTER, arrive_at};
use crate::screen::Screen;
use crate::world::access::{axe, is_accessible};
use crate::world::fits::fits;
use crate::world::look::size;

const ESCAPE: char = '\u{e00c}';
const F6: char = '\u{e036}';
const F7: char = '\u{e037}';
const F9: char = '\u{e039}';

/// The door whose pages can be looked into.
pub(super) const BROWSER: &str = "browser";

/// A small till, a usual one, a large desk, a tablet held upright.
const SIZES: [(u32, u32); 4] = [(1024, 600), (1280, 800), (1920, 1080), (800, 1280)];

/// Looks at what is open, and keeps pictures of it. Only a browser's driver can look closer than that.
async fn look(screen: &Screen, door: &str, name: &str) {
    if door == BROWSER {
        screen.run(&axe()).await;
        is_accessible(screen, name).await;
        fits(screen, name).await;
    }
    for (width, height) in SIZES {
        take(screen, door, width, height).await;
        for theme in ["dark", "light"] {
            screen.dress(theme).await;
            screen.keep(&format!("{door}-day-{name}-{width}x{height}-{theme}")).await;
        }
    }
    take(screen, door, 1280, 800).await;
}

/// Gives the page this size.
async fn take(screen: &Screen, door: &str, width: u32, height: u32) {
    if door == BROWSER {
        size(screen, width, height).await;
    } else {
        screen.resize(width, height).await;
    }
}

/// What a cashier sees of a day while its shift is open.
pub(super) async fn keep_the_day(screen: &Screen, door: &str, receipt: &str) {
    arrive_at(screen, "sell").await;
    take(screen, door, 1280, 800).await;
    screen.press(&[F6]).await;
    screen.wait_for("[data-testid=sale-row]").await;
    screen.wait_for("[data-testid=life-line]").await;
    look(screen, door, "history").await;
    screen.click("[data-testid=history-export]").await;
    screen.wait_for("[data-testid=export-save]").await;
    look(screen, door, "export").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("[data-testid=export-save]").await;
    screen.click("[data-testid=open-check-receipt]").await;
    screen.wait_for("[data-testid=check-code]").await;
    screen.write(receipt).await;
    screen.press(&[ENTER]).await;
    screen.wait_for("[data-testid=check-answer]").await;
    look(screen, door, "check").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_for("[data-testid=sale-row]").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    screen.press(&[F7]).await;
    screen.wait_for("[data-testid=paper]").await;
    look(screen, door, "slip").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
    screen.press(&[F9]).await;
    screen.wait_for("[data-testid=shift-total]").await;
    look(screen, door, "x").await;
    screen.click("[data-testid=shift-day]").await;
    screen.wait_for("[data-testid=day-choice]").await;
    look(screen, door, "report").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("[data-testid=day-choice]").await;
    screen.press(&[ESCAPE]).await;
    screen.wait_until_gone("dialog").await;
}

/// The first shift once it is closed.
pub(super) async fn keep_the_closing(screen: &Screen, door: &str) {
    screen.press(&[F9]).await;
    screen.click("[data-testid=shift-list]").await;
    screen.click("[data-testid=shift-1]").await;
    screen.wait_for("[data-testid=shift-seal]").await;
    look(screen, door, "z").await;
}
