//! `balcao watch`.

use std::time::Duration;

use contract::{Failure, FailureCode, Nothing, TillEvent};
use serde_json::{Value, json};
use till::{Options, Till};
use tokio::sync::broadcast::error::RecvError;

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
    let till = Till::open(options).await?;
    let mut news = till.events();
    if till.hello(Nothing {}).await?.provider.is_none() && !till.is_idle()? {
        return Err(Failure::new(FailureCode::NotConnected));
    }
    let mut look = tokio::time::interval(LOOK_EVERY);
    loop {
        tokio::select! {
            biased;
            event = news.recv() => match event {
                Ok(event) => tell(output, &event),
                Err(RecvError::Lagged(_)) => tell(output, &TillEvent::Missed),
                Err(RecvError::Closed) => return Ok(exit::DONE),
            },
            _ = tokio::signal::ctrl_c() => return Ok(exit::DONE),
            _ = look.tick() => if until_idle && till.is_idle()? {
                drain(output, &mut news);
                output.emit(&json!({ "event": "idle" }));
                return Ok(exit::DONE);
            },
        }
    }
}

/// What was told between the last look and now.
fn drain(output: &Output, news: &mut tokio::sync::broadcast::Receiver<TillEvent>) {
    while let Ok(event) = news.try_recv() {
        tell(output, &event);
    }
}

fn tell(output: &Output, event: &TillEvent) {
    match event {
        TillEvent::OrderChanged { order } => {
            let mut value = output::order(order);
            if let Value::Object(object) = &mut value {
                object.insert("event".to_owned(), "order_changed".into());
            }
            output.emit(&value);
            output.say(line(output, order));
        }
        TillEvent::ListeningChanged { listening } => {
            output.emit(&json!({ "event": "listening_changed", "listening": listening }));
            if let Some(text) = output.words.listening(*listening) {
                output.say(text);
            }
        }
        TillEvent::Missed => output.emit(&json!({ "event": "missed" })),
    }
}
