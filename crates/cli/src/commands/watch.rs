//! `balcao watch`.

use std::collections::BTreeSet;
use std::time::Duration;

use contract::{
    Attention, Failure, FailureCode, ListAll, Listening, OrderRef, OrderView, TillEvent,
};
use serde_json::json;
use till::{Happening, NewsView, Options, Till};
use tokio::sync::broadcast::error::RecvError;

use crate::commands::order::line;
use crate::commands::{CUSTOMER_PAYS_AFTER, asked_to_end, desk, payout, tell_notices, unmatched};
use crate::exit;
use crate::output::{self, Output};
use crate::words::happening;

/// Idleness is looked for this often, by a watch that ends with it.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// And the log of every watch: a payout is news of no order.
const LOOK_SELDOM: Duration = Duration::from_secs(1);

pub(crate) async fn run(
    output: &Output,
    options: Options,
    until_idle: bool,
) -> Result<u8, Failure> {
    // Who waits for the end in training would else wait until the codes expire.
    let customer_pays_after = until_idle.then_some(CUSTOMER_PAYS_AFTER);
    let till = Till::open(Options { customer_pays_after, ..options }).await?;
    let is_over = until_idle && till.is_idle()?;
    if !till.asks_somebody() && till.vault_silent().is_none() && !is_over {
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
    let mut disputes = Disputes::open(till).await?;
    // One for all looks: a signal may come between two.
    let mut end = std::pin::pin!(asked_to_end());
    let look_every = if until_idle { LOOK_EVERY } else { LOOK_SELDOM };
    let mut look = tokio::time::interval(look_every);
    loop {
        // Before the log is read: what has made the till idle is told before the end is.
        let idle = until_idle && till.is_idle()?;
        let known = seen;
        let NewsView { orders, unmatched, payouts } = till.news(&mut seen)?;
        for (order, happened) in orders {
            tell(output, &order, &disputes.without_known(&order, happened));
        }
        for unmatched in &unmatched {
            output.emit(&output::told("unmatched_payment", output::object(unmatched)));
            output.say(unmatched::line(output, unmatched));
        }
        for payout in &payouts {
            output.emit(&output::told("payout", output::object(payout)));
            output.say(format!(
                "{} {}",
                output.words.payout.payout_is,
                payout::line(output, payout)
            ));
        }
        if seen != known {
            continue;
        }
        if till.attention() != waiting {
            waiting = till.attention();
            disputes.tell_new(output, till).await?;
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
                    | TillEvent::HouseChanged { .. }
                    | TillEvent::OperatorsChanged
                    | TillEvent::PrinterChanged { .. }
                    | TillEvent::Missed,
                )
                | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(exit::DONE),
            },
            () = &mut end => return Ok(exit::DONE),
            _ = look.tick() => {}
        }
    }
}

/// How the order stands now, and beside it what has happened to it.
fn tell(output: &Output, order: &OrderView, happened: &[Happening]) {
    output.emit(&output::told("order_changed", output::order(order)));
    for happening in happened {
        output.emit(&output::happened(happening::name(*happening), order));
    }
    let names: Vec<_> = happened.iter().map(|it| output.words.happening(*it)).collect();
    let line = line(output, order);
    output.say(if names.is_empty() { line } else { format!("{}: {line}", names.join(", ")) });
}

/// The open disputes that are known. One that a notice tells of and no provider has confirmed stands in no event of
/// its order.
struct Disputes(BTreeSet<(String, u32)>);

impl Disputes {
    async fn open(till: &Till) -> Result<Self, Failure> {
        let open = desk(till).disputes(ListAll { all: false }).await?.disputes;
        Ok(Self(open.into_iter().map(|it| (it.order, it.attempt)).collect()))
    }

    /// What has happened, but for a dispute that was told already.
    fn without_known(&mut self, order: &OrderView, happened: Vec<Happening>) -> Vec<Happening> {
        let disputed = order.attempts.iter().filter(|attempt| attempt.dispute.is_some());
        let mut is_new = false;
        for attempt in disputed {
            is_new |= self.0.insert((order.order.clone(), attempt.attempt));
        }
        happened.into_iter().filter(|it| is_new || *it != Happening::Disputed).collect()
    }

    async fn tell_new(&mut self, output: &Output, till: &Till) -> Result<(), Failure> {
        for dispute in desk(till).disputes(ListAll { all: false }).await?.disputes {
            if !self.0.insert((dispute.order.clone(), dispute.attempt)) {
                continue;
            }
            let order = desk(till).order(OrderRef { order: dispute.order }).await?;
            output.emit(&output::happened(happening::name(Happening::Disputed), &order));
            let what = output.words.happening(Happening::Disputed);
            output.say(format!("{what}: {}", line(output, &order)));
        }
        Ok(())
    }
}

fn tell_attention(output: &Output, waiting: Attention) {
    output.emit(&json!({ "event": "attention_changed", "attention": waiting }));
    if let Some(text) = output.words.attention.attention(waiting) {
        output.say(text);
    }
}

fn tell_listening(output: &Output, listening: &Listening) {
    let text = output.words.listening(listening, &output.clock);
    output.emit(&json!({ "event": "listening_changed", "listening": listening }));
    if let Some(text) = text {
        output.say(text);
    }
}
