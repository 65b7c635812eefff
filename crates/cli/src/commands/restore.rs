//! `balcao restore`.

use std::path::Path;

use contract::Failure;
use serde_json::json;
use till::Options;

use crate::commands::session;
use crate::exit;
use crate::output::{Output, warn};

pub(crate) async fn restore(
    output: &Output,
    options: &Options,
    file: Option<&Path>,
) -> Result<u8, Failure> {
    let restored = till::restore(options, session(), file).await?;
    output.emit(&json!({
        "event": "restored",
        "events": restored.events,
        "orders": restored.orders,
        "missing": restored.missing,
        "code": restored.code,
        "first_order": restored.first_order,
        "replaced": restored.replaced,
    }));
    for line in output.words.restored(&restored) {
        output.say(line);
    }
    if restored.without_keyring {
        warn(output.words.without_keyring());
    }
    Ok(exit::DONE)
}
