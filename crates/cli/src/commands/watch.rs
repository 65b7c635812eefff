//! `balcao watch`.

use std::time::Duration;

use contract::{Attention, Failure, FailureCode, Listening, OrderView, TillEvent};
use serde_json::json;
use till::{Options, Till};
use tokio::sync::broadcast::error::RecvError;

use crate::commands::order::line;
use crate::commands::{CUSTOMER_PAYS_AFTER, asked_to_end, tell_notices};
use crate::exit;
use crate::output::{self, Output};

/// Idleness is looked for this often, by a watch that ends with it.
const LOOK_EVERY: Duration = Duration::from_millis(200);

pub(crate) async fn run(
    output: &Output,
    options: Options,
    until_idle: bool,
) -> Result<u8, Failure> {
    // Who waits for the end in training would else wait until the codes expire.
    let customer_pays_after = until_idle.then_some(CUSTOMER_PAYS_AFTER);
    let till = Till::open(Options { customer_pays_after, ..options }).await?;
    let is_over = until_idle && till.is_idle()?;
    if !till.asks_somebody() && !is_over {
        return Err(Failure::new(FailureCode::NotConnected));
    }
    tell_notices(output, &till).await?;
    let code = tell_all(output, &till, until_idle).await;
    till.close().await;
    code
}

async fn tell_all(output: &Output, till: &Till, until_idle: bool) -> Result<u8, Failure> {
    let mut news = till.events();
    let mut seen = None;
    let mut waiting = Attention::default();
    // One for all looks: a signal may come between two.
    let mut end = std::pin::pin!(asked_to_end());
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        // Before the log is read: what has made the till idle is told before the end is.
        let idle = until_idle && till.is_idle()?;
        for order in till.changed_since(&mut seen)? {
            tell(output, &order);
        }
        if till.attention() != waiting {
            waiting = till.attention();
            tell_attention(output, waiting);
        }
        if idle {
            output.emit(&json!({ "event": "idle" }));
            return Ok(exit::DONE);
        }
        tokio::select! {
            event = news.recv() => match event {
                Ok(TillEvent::ListeningChanged { listening }) => tell_listening(output, &listening),
                // Whatever has changed is looked at above.
                Ok(
                    TillEvent::OrderChanged { .. }
                    | TillEvent::AttentionChanged { .. }
                    | TillEvent::TillChanged { .. }
                    | TillEvent::Missed,
                )
                | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(exit::DONE),
            },
            () = &mut end => return Ok(exit::DONE),
            _ = look.tick(), if until_idle => {}
        }
    }
}

fn tell(output: &Output, order: &OrderView) {
    output.emit(&output::told("order_changed", output::order(order)));
    output.say(line(output, order));
}

fn tell_attention(output: &Output, waiting: Attention) {
    output.emit(&json!({ "event": "attention_changed", "attention": waiting }));
    if let Some(text) = output.words.attention.attention(waiting) {
        output.say(text);
    }
}

fn tell_listening(output: &Output, listening: &Listening) {
    let text = output.words.listening(listening);
    output.emit(&json!({ "event": "listening_changed", "listening": listening }));
    if let Some(text) = text {
        output.say(text);
    }
}
