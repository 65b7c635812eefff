//! `balcao print` and `balcao drawer`.

use std::time::{Duration, Instant};

use contract::{Failure, Nothing, OrderRef, PrintShift, PrintSlip, PrinterView};
use serde_json::json;
use till::{Options, Till};

use crate::args::Print;
use crate::commands::{desk, open_to_look_at_sales};
use crate::exit;
use crate::output::{self, Output, print};

/// So long it is waited for the printer before it is left to the till that stays open, or to the next one.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often to look.
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub(crate) async fn run(output: &Output, options: Options, wish: Print) -> Result<u8, Failure> {
    let words = output.words.slip;
    match wish {
        Print { order: Some(order), text: true, .. } => {
            let till = open_to_look_at_sales(output, &options).await?;
            let text = desk(&till).slip_text(&order)?;
            if output.is_json() {
                let slip = desk(&till).slip(OrderRef { order }).await?;
                output.emit(&output::object(&slip));
            } else {
                print(text.trim_end());
            }
            Ok(exit::DONE)
        }
        Print { order: Some(order), pdf: Some(path), .. } => {
            let till = open_to_look_at_sales(output, &options).await?;
            let bytes = desk(&till).save_slip_as(&order, &path)?;
            let path = path.display().to_string();
            output.emit(&json!({ "event": "slip_saved", "path": path, "bytes": bytes }));
            output.say(format!("{} {path}", words.saved));
            Ok(exit::DONE)
        }
        Print { order: Some(order), .. } => {
            let till = Till::open(options).await?;
            desk(&till).print_slip(PrintSlip { order }).await?;
            wait(output, &till).await
        }
        Print { shift: Some(number), .. } => {
            let till = Till::open(options).await?;
            desk(&till).print_shift(PrintShift { number }).await?;
            wait(output, &till).await
        }
        Print { .. } => {
            let till = Till::open(options).await?;
            desk(&till).print_test(Nothing {}).await?;
            wait(output, &till).await
        }
    }
}

pub(crate) async fn drawer(output: &Output, options: Options) -> Result<u8, Failure> {
    let till = Till::open(options).await?;
    desk(&till).open_drawer(Nothing {}).await?;
    wait(output, &till).await
}

/// Waits until the printer has it, or says why it does not come out; it comes when it can.
async fn wait(output: &Output, till: &Till) -> Result<u8, Failure> {
    let begun = Instant::now();
    let printer = loop {
        let printer = desk(till).printer(Nothing {}).await?;
        let is_over = printer.waiting == 0 || printer.trouble.is_some();
        if is_over || begun.elapsed() > PATIENCE {
            break printer;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    };
    till.close().await;
    tell(output, &printer);
    Ok(exit::DONE)
}

fn tell(output: &Output, printer: &PrinterView) {
    let words = output.words.slip;
    output.emit(&output::told("printer", output::object(printer)));
    match &printer.trouble {
        Some(trouble) => {
            output.say(words.trouble(trouble.what));
            if let Some(detail) = &trouble.detail {
                output.say(format!("  {detail}"));
            }
            output.say(words.comes_later);
        }
        None if printer.waiting > 0 => output.say(words.comes_later),
        None => output.say(words.printed),
    }
}
