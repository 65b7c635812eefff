//! `balcao backup`.

use std::path::Path;

use contract::Failure;
use serde_json::json;
use till::Options;

use crate::commands::session;
use crate::exit;
use crate::output::Output;

pub(crate) fn run(output: &Output, options: &Options, folder: &Path) -> Result<u8, Failure> {
    let made = till::back_up(options, session(), folder)?;
    output.emit(&json!({
        "event": "backed_up",
        "path": made.path,
        "events": made.events,
        "orders": made.orders,
        "head": made.head,
        "bytes": made.bytes,
    }));
    output.words.backed_up(&made).iter().for_each(|line| output.say(line));
    Ok(exit::DONE)
}
