//! `balcao watch`.

use std::time::Duration;

use contract::{Failure, FailureCode, Listening, Nothing, OrderView, TillEvent};
use serde_json::{Value, json};
use till::{Options, Till};
use tokio::sync::broadcast::error::RecvError;

use crate::commands::CUSTOMER_PAYS_AFTER;
use crate::commands::orders::line;
use crate::exit;
use crate::output::{self, Output};

/// Idleness is looked for this often.
const LOOK_EVERY: Duration = Duration::from_millis(200);

pub(crate) async fn run(
    output: &Output,
    options: Options,
    until_idle: bool,
) -> Result<u8, Failure> {
    // Who waits for the end in training would else wait until the codes expire.
    let customer_pays_after = until_idle.then_some(CUSTOMER_PAYS_AFTER);
    let till = Till::open(Options { customer_pays_after, ..options }).await?;
    if till.hello(Nothing {}).await?.provider.is_none() && !(until_idle && till.is_idle()?) {
        return Err(Failure::new(FailureCode::NotConnected));
    }
    let mut news = till.events();
    let mut seen = None;
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        // Before the log is read: what has made the till idle is told before the end is.
        let idle = until_idle && till.is_idle()?;
        for order in till.changed_since(&mut seen)? {
            tell(output, &order);
        }
        if idle {
            output.emit(&json!({ "event": "idle" }));
            return Ok(exit::DONE);
        }
        tokio::select! {
            event = news.recv() => match event {
                Ok(TillEvent::ListeningChanged { listening }) => tell_listening(output, listening),
                // Whatever has changed is read from the log.
                Ok(TillEvent::OrderChanged { .. } | TillEvent::Missed) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(exit::DONE),
            },
            _ = tokio::signal::ctrl_c() => return Ok(exit::DONE),
            _ = look.tick() => {}
        }
    }
}

fn tell(output: &Output, order: &OrderView) {
    let mut value = output::order(order);
    if let Value::Object(object) = &mut value {
        object.insert("event".to_owned(), "order_changed".into());
    }
    output.emit(&value);
    output.say(line(output, order));
}

fn tell_listening(output: &Output, listening: Listening) {
    output.emit(&json!({ "event": "listening_changed", "listening": listening }));
    if let Some(text) = output.words.listening(listening) {
        output.say(text);
    }
}
