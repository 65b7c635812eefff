//! The pump: brings a till what stands behind its cursor in the store. It always reads the store; a
//! wake-up only says that it is worth it. So live delivery and replay are the same.

use std::sync::Arc;

use relay_protocol::{Cursor, GapReason, RelayFrame, TillFrame, VERSION, close};
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::clock::now_ms;
use crate::directory::Till;
use crate::ids::TillId;
use crate::metrics::Gap;
use crate::reported::Visit;
use crate::state::Relay;
use crate::store::{Store as _, StoreError};
use crate::stream::frame;
use crate::stream::resume::{Start, resume};
use crate::stream::session::{End, Hello};
use crate::stream::sessions::{Order, Seat};
use crate::stream::socket::{Heard, Socket};
use crate::stream::window::Window;

/// Bytes of bodies and headers that are read, and queued for the network, at once.
const READ_BYTES: usize = 64 * 1024;
/// The longest word of a nack.
const LONGEST_WORD: usize = 32;

/// One session's stream.
pub(super) struct Pump<'a> {
    relay: &'a Relay,
    till: &'a TillId,
    socket: &'a mut Socket,
    wake: watch::Receiver<u64>,
    epoch: Arc<str>,
    /// Everything up to here was sent.
    after: u64,
    /// Everything up to here was sent, or looked at and is parked.
    seen: u64,
    /// The newest seq that the till waits for or has.
    told: u64,
    /// There may be something behind `after`.
    more: bool,
    window: Window,
    pings: u64,
    next_ping: Instant,
    last_pong: Instant,
    visit: Visit<'a>,
    /// When the till was told the live codes.
    codes_at: Instant,
    /// They have changed since.
    codes_changed: bool,
}

impl<'a> Pump<'a> {
    /// Answers the hello.
    pub(super) async fn start(
        relay: &'a Relay,
        till: &'a Till,
        session: &str,
        hello: Hello,
        socket: &'a mut Socket,
    ) -> Result<Self, End> {
        // Subscribed before the store is looked at: what comes after that wakes.
        let wake = relay.store.wake(&till.id);
        let start = resume(&relay.store, &till.id, hello.cursor.as_ref())
            .await
            .map_err(|error| broken(&error))?;
        let visit = relay.reported.arrive(till, hello.code, hello.mark);
        let ping = relay.patience.ping;
        let welcome = RelayFrame::Welcome {
            v: VERSION,
            session: session.to_owned(),
            e: start.head.epoch.to_string(),
            first: start.head.first,
            head: start.head.unparked,
            ping_s: u32::try_from(ping.as_millis().div_ceil(1000)).unwrap_or(u32::MAX),
            now: now_ms(),
            m: visit.held().cloned(),
            codes: Some(visit.codes()),
        };
        let now = Instant::now();
        let mut pump = Self {
            relay,
            till: &till.id,
            socket,
            wake,
            epoch: Arc::clone(&start.head.epoch),
            after: 0,
            seen: 0,
            told: 0,
            more: true,
            window: Window::new(hello.window),
            pings: 0,
            // The first at a random time, so that tills that came at once are not asked at once.
            next_ping: now + ping.mul_f64(rand::random_range(0.5..1.0)),
            last_pong: now,
            visit,
            codes_at: now,
            codes_changed: false,
        };
        pump.say(&welcome)?;
        pump.go_on(&start)?;
        tracing::info!(till = %till.id, session, after = pump.after, "session began");
        Ok(pump)
    }

    /// Works until the session ends.
    pub(super) async fn run(&mut self, seat: &Seat<'_>) -> End {
        match self.work(seat).await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn work(&mut self, seat: &Seat<'_>) -> Result<std::convert::Infallible, End> {
        let mut due = self.due();
        let timer = sleep_until(due);
        tokio::pin!(timer);
        loop {
            self.fill().await?;
            // The timer is moved only if it would ring too late; ringing too early costs less.
            if self.due() < due {
                due = self.due();
                timer.as_mut().reset(due);
            }
            tokio::select! {
                biased;
                order = seat.order() => self.obey(order)?,
                heard = self.socket.next() => self.hear(heard).await?,
                () = timer.as_mut() => {
                    self.ring()?;
                    due = self.due();
                    Sleep::reset(timer.as_mut(), due);
                }
                // The sender lives as long as the store.
                Ok(()) = self.wake.changed() => self.woken().await?,
                () = self.visit.changed() => self.codes_changed = true,
            }
        }
    }

    /// Sends what is there and fits into the window, as long as the network takes it.
    async fn fill(&mut self) -> Result<(), End> {
        while self.more && !self.socket.waits() {
            let Some((events, bytes)) = self.window.room() else { return Ok(()) };
            let newest = *self.wake.borrow_and_update();
            let bytes = bytes.min(READ_BYTES);
            let store = &self.relay.store;
            let found = store
                .read_after(self.till, self.after, events, bytes)
                .await
                .map_err(|error| broken(&error))?;
            let Some(last) = found.last().map(|event| event.seq) else {
                return self.nothing_found(newest).await;
            };
            if let Some(first) = found.first()
                && first.previous > self.after
            {
                self.gap(first.seq - 1, GapReason::Expired)?;
            }
            let now = Instant::now();
            for event in &found {
                self.window.sent(event.seq, event.body.len(), now);
                if !self.socket.queue(frame::event(event)) {
                    return Err(End::Gone);
                }
            }
            self.relay.metrics.delivered.add(found.len() as u64);
            (self.after, self.seen, self.told) = (last, last, last);
            self.more = last < newest;
        }
        Ok(())
    }

    /// What was to come is parked, or went while it waited for the till.
    async fn nothing_found(&mut self, newest: u64) -> Result<(), End> {
        self.more = false;
        if newest <= self.seen {
            return Ok(());
        }
        let head = self.relay.store.head(self.till).await.map_err(|error| broken(&error))?;
        if head.unparked > self.after {
            return self.gap(head.head, GapReason::Expired);
        }
        self.seen = newest;
        Ok(())
    }

    fn go_on(&mut self, start: &Start) -> Result<(), End> {
        self.epoch = Arc::clone(&start.head.epoch);
        self.more = true;
        self.told = start.head.unparked.min(start.after);
        (self.after, self.seen) = (start.after, start.after);
        let Some(reason) = start.gap else { return Ok(()) };
        self.window.clear();
        self.gap(start.after, reason)
    }

    fn gap(&mut self, after: u64, reason: GapReason) -> Result<(), End> {
        (self.after, self.seen, self.told) = (after, after, after);
        self.relay.metrics.gaps.count(match reason {
            GapReason::Expired => Gap::Expired,
            GapReason::EpochChanged => Gap::EpochChanged,
            GapReason::Unknown => Gap::Unknown,
        });
        tracing::warn!(till = %self.till, ?reason, first = after + 1, "gap");
        self.say(&RelayFrame::Gap { e: self.epoch.to_string(), first: after + 1, reason })
    }

    async fn woken(&mut self) -> Result<(), End> {
        self.more = true;
        if self.relay.store.epoch() != self.epoch {
            let had = Cursor { e: self.epoch.to_string(), s: self.after };
            let start = resume(&self.relay.store, self.till, Some(&had))
                .await
                .map_err(|error| broken(&error))?;
            self.go_on(&start)?;
        }
        Ok(())
    }

    async fn hear(&mut self, heard: Heard) -> Result<(), End> {
        let text = match heard {
            Heard::Text(text) => text,
            Heard::Flushed => return Ok(()),
            Heard::Gone => return Err(End::Gone),
            Heard::Unreadable => {
                return Err(End::bad_frame("a frame must be text of at most 4 KiB"));
            }
        };
        match serde_json::from_str(&text) {
            Ok(TillFrame::Ack { e, s, m }) => {
                self.visit.mark(m);
                self.acked(&e, s)
            }
            Ok(TillFrame::Nack { s, code }) => self.nacked(s, &code).await,
            Ok(TillFrame::Pong { n, m, .. }) => {
                self.visit.mark(m);
                self.ponged(n)
            }
            Ok(TillFrame::Hello { .. }) => Err(End::bad_frame("a second hello")),
            Ok(TillFrame::Unknown) => Ok(()),
            Err(_) => Err(End::bad_frame("a frame that is not of this protocol")),
        }
    }

    fn acked(&mut self, epoch: &str, seq: u64) -> Result<(), End> {
        if *epoch != *self.epoch {
            return Ok(()); // of before a gap
        }
        if seq > self.after {
            return Err(End::bad_frame("an ack of what was never sent"));
        }
        let acked = self.window.ack(seq, Instant::now());
        if acked > 0 {
            self.relay.metrics.acked.add(acked as u64);
            self.relay.store.acked(self.till, seq);
        }
        Ok(())
    }

    async fn nacked(&mut self, seq: u64, code: &str) -> Result<(), End> {
        if !self.window.nack(seq, Instant::now()) {
            return self.say(&RelayFrame::Error {
                code: "not_in_flight".to_owned(),
                fatal: false,
                msg: format!("seq {seq} is not in flight, so it cannot be parked"),
            });
        }
        let word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let why: String = code.chars().filter(word).take(LONGEST_WORD).collect();
        tracing::warn!(till = %self.till, seq, why, "event parked");
        self.relay.metrics.parked.add(1);
        self.relay.store.park(self.till, seq, why).await.map_err(|error| broken(&error))
    }

    fn ponged(&mut self, n: u64) -> Result<(), End> {
        if n == 0 || n > self.pings {
            return Err(End::bad_frame("a pong to a ping that was never sent"));
        }
        self.last_pong = Instant::now();
        Ok(())
    }

    fn obey(&mut self, order: Order) -> Result<(), End> {
        match order {
            Order::Drain { after_ms, spread_ms } => {
                self.say(&RelayFrame::Drain { after_ms, spread_ms })
            }
            Order::Close(code, reason) => {
                let word = match code {
                    close::DRAIN => "drain",
                    close::REPLACED => "replaced",
                    close::REVOKED => "revoked",
                    _ => "closed",
                };
                Err(End::Close { code, word, reason })
            }
        }
    }

    /// When something is due.
    fn due(&self) -> Instant {
        let ack = self.window.waiting_since().map(|since| since + self.relay.patience.ack);
        let due = self.next_ping.min(self.pong_due());
        [ack, self.codes_due()].into_iter().flatten().fold(due, Instant::min)
    }

    /// When changed codes are told: not again and again while a whole shop connects, and not to a
    /// network that is behind.
    fn codes_due(&self) -> Option<Instant> {
        let is_due = self.codes_changed && !self.socket.waits();
        is_due.then(|| self.codes_at + self.relay.patience.codes)
    }

    fn pong_due(&self) -> Instant {
        self.last_pong + self.relay.patience.ping.mul_f64(2.5)
    }

    fn ring(&mut self) -> Result<(), End> {
        let now = Instant::now();
        if now >= self.pong_due() {
            let reason = "no answer to the pings";
            return Err(End::Close { code: close::NO_PONG, word: "no_pong", reason });
        }
        let ack = self.window.waiting_since().map(|since| since + self.relay.patience.ack);
        if ack.is_some_and(|ack| now >= ack) {
            let reason = "events in flight, and no ack moves on";
            return Err(End::Close { code: close::SLOW, word: "slow", reason });
        }
        if self.codes_due().is_some_and(|due| now >= due) {
            (self.codes_at, self.codes_changed) = (now, false);
            self.say(&RelayFrame::Codes { codes: self.visit.codes() })?;
        }
        if now >= self.next_ping {
            self.pings += 1;
            self.next_ping = now + self.relay.patience.ping;
            let newest = *self.wake.borrow();
            let head = if newest > self.seen { newest } else { self.told };
            return self.say(&RelayFrame::Ping { n: self.pings, head });
        }
        Ok(())
    }

    /// Queues a frame; all frames go the same way as events.
    fn say(&mut self, frame: &RelayFrame) -> Result<(), End> {
        if self.socket.queue(frame::text(frame)) { Ok(()) } else { Err(End::Gone) }
    }
}

/// The store cannot be read: the till dials again, and asks its provider meanwhile.
fn broken(error: &StoreError) -> End {
    tracing::error!(%error, "a session ends because the store cannot be read");
    End::Close { code: 1011, word: "store", reason: "the relay cannot read its store" }
}
