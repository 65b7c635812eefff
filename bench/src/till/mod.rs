//! The till as a cashier waits for it: in the browser and in the window, and the window beside a bare one.

mod display;
mod sales;
pub(crate) mod screen;
mod shop;
mod window;

use std::fmt;

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use crate::run::{Common, Run};
use crate::table::Told;
use crate::till::display::Display;
use crate::till::shop::Shop;

/// Measures the till.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Sales at each of the doors, with the relay's link in the one process and in the other
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    sales: u32,
    #[command(flatten)]
    common: Common,
}

/// By what it is measured.
#[derive(Serialize)]
struct Sales {
    sales: u32,
}

impl fmt::Display for Sales {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sales at each door and with each holder of the relay's link", self.sales)
    }
}

/// Measures, and prints the table.
pub(crate) fn run(Arguments { sales, common }: Arguments) -> Result<()> {
    let run = Run::begin(common)?;
    let (programs, rounds) = (&run.common.programs, run.common.rounds);
    let display = Display::start(run.folder())?;
    let shop = Shop::open(programs, run.folder())?;
    // Before the sales: for ten minutes after each, its customer may pay twice, which is asked about.
    run.say("the window beside a bare one");
    let mut lines = Told::default();
    lines.extend(window::measure(&display, programs, &shop.till.home, run.folder(), rounds)?);
    run.say("sales in the browser and in the window");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    lines.extend(runtime.block_on(sales::measure(&shop, &display, run.folder(), sales))?);
    run.say("done");
    run.tell(&Sales { sales }, lines)
}
