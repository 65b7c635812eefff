//! One connection: hello, then events in, acks out, until it ends.

use std::time::Duration;

use domain::Printable;
#[cfg(feature = "sabotage")]
use domain::sabotage::{Sabotage, is_chosen};
use futures_util::{FutureExt, SinkExt, StreamExt};
use relay_protocol::{RelayFrame, TillFrame, VERSION, WINDOW_EVENTS, close};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use crate::back_off::part_of;
use crate::dial::Socket;
use crate::end::End;
use crate::pairing::Pairing;
use crate::till::{Event, LinkReport, LinkState, Receipt, Till, Welcome};

/// For the answer to hello, and for a write.
const PATIENCE: Duration = Duration::from_secs(10);
/// The relay says that there is more, and nothing comes: the way for data is broken.
const BEHIND: Duration = Duration::from_secs(5);
/// Most events that are on disk and not acknowledged, while more are coming in.
const UNACKED: u32 = 16;
/// And for how long.
const UNACKED_FOR: Duration = Duration::from_millis(100);
/// Limits of what a relay may say about its pings, in seconds.
const PING_S: std::ops::RangeInclusive<u32> = 1..=300;
/// The longest drain that a relay may ask for, each of its two parts.
const LONGEST_DRAIN: Duration = Duration::from_mins(1);
/// Texts of the relay are cut to this many characters.
const LONGEST_TEXT: usize = 200;

/// A connection that was welcomed.
pub(crate) struct Session<'a, T> {
    till: &'a T,
    socket: Socket,
    epoch: String,
    /// The last seq on disk.
    cursor: u64,
    /// The newest seq that the relay has told of.
    head: u64,
    report: LinkReport,
    /// Without a frame until then, the connection is dead.
    silent_at: Instant,
    silence: Duration,
    /// Since when the relay has been ahead without sending.
    behind_at: Option<Instant>,
    drain_at: Option<Instant>,
    /// How many events are on disk and not acknowledged, and since when.
    unacked: Option<(u32, Instant)>,
    /// When the last ping of ours left, and its name.
    probe: Option<(Instant, u64)>,
}

/// Says hello on a new connection and waits for the welcome.
pub(crate) async fn begin<'a, T: Till>(
    till: &'a T,
    pairing: &Pairing,
    mut socket: Socket,
) -> Result<Session<'a, T>, End> {
    let place = till.place().map_err(End::of_the_log)?;
    let cursor = place.cursor.clone();
    let hello = TillFrame::Hello {
        v: VERSION,
        till: pairing.till.clone(),
        app: env!("CARGO_PKG_VERSION").to_owned(),
        cursor: place.cursor,
        window: WINDOW_EVENTS,
        code: place.code,
        m: place.mark,
    };
    let sent_at = Instant::now();
    send(&mut socket, &hello).await?;
    let deadline = sent_at + PATIENCE;
    loop {
        let message = timeout_at(deadline, socket.next()).await;
        let message = message.map_err(|_| End::lost("no welcome within ten seconds"))?;
        let frame = match read(message)? {
            Some(Incoming::Frame(frame)) => frame,
            Some(Incoming::Pong(_)) | None => continue,
        };
        match frame {
            RelayFrame::Welcome { v, session, e, head, ping_s, m, codes, .. } => {
                if v != VERSION {
                    return Err(End::Refused(format!("the relay speaks version {v}")));
                }
                let (epoch, session) = (clean(&e), clean(&session));
                let welcome = Welcome {
                    epoch: epoch.clone(),
                    pairing: pairing.name(),
                    mark: m,
                    codes: codes.unwrap_or_default(),
                };
                till.welcome(welcome).map_err(End::of_the_log)?;
                let ping_s = ping_s.clamp(*PING_S.start(), *PING_S.end());
                let silence = Duration::from_millis(u64::from(ping_s) * 2_500);
                let report = LinkReport {
                    session: Some(session),
                    head: Some(head),
                    round_trip_ms: u32::try_from(sent_at.elapsed().as_millis()).ok(),
                    why: None,
                    obstacle: None,
                };
                let mut session = Session {
                    till,
                    socket,
                    cursor: cursor.filter(|at| at.e == epoch).map_or(0, |at| at.s),
                    epoch,
                    head,
                    report,
                    silent_at: Instant::now() + silence,
                    silence,
                    behind_at: None,
                    drain_at: None,
                    unacked: None,
                    probe: None,
                };
                session.measure_lag(true);
                return Ok(session);
            }
            RelayFrame::Error { code, fatal: true, msg } => {
                return Err(last_word(&mut socket, &code, &msg).await);
            }
            _ => {}
        }
    }
}

impl<T: Till> Session<'_, T> {
    /// Serves the connection to its end.
    pub(crate) async fn run(mut self) -> End {
        self.till.report(LinkState::Connected, &self.report);
        if let Err(error) = self.till.begin() {
            return End::of_the_log(error);
        }
        loop {
            if let Err(end) = self.step().await {
                let code = CloseCode::from(close::BAD_FRAME);
                let reason = CloseFrame { code, reason: "".into() };
                let reason = matches!(&end, End::Lost(why) if why == UNREADABLE).then_some(reason);
                // A courtesy: the other side may be gone.
                let _ = timeout(Duration::from_secs(1), self.socket.close(reason)).await;
                return match (end, self.drain_at) {
                    (End::Lost(_), Some(at)) => End::Drained(at),
                    (end, _) => end,
                };
            }
        }
    }

    /// Handles what comes next.
    async fn step(&mut self) -> Result<(), End> {
        let message = match self.unacked {
            None => {
                let (until, end) = self.patience();
                timeout_at(until, self.socket.next()).await.map_err(|_| end)?
            }
            Some((count, since)) => {
                let is_due = count >= UNACKED || since.elapsed() >= UNACKED_FOR;
                // What is here already is taken in first, so that one ack does for all of it.
                let here = if is_due { None } else { self.socket.next().now_or_never() };
                let Some(message) = here else { return self.ack().await };
                message
            }
        };
        match read(message)? {
            Some(Incoming::Frame(frame)) => {
                self.silent_at = Instant::now() + self.silence;
                self.handle(frame).await
            }
            Some(Incoming::Pong(name)) => {
                self.note_round_trip(name);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Until when to wait for the next frame, and what its absence means.
    fn patience(&self) -> (Instant, End) {
        let silent = (self.silent_at, End::lost("the relay is silent"));
        let behind =
            self.behind_at.map(|at| (at, End::lost("the relay has more and sends nothing")));
        let drained = self.drain_at.map(|at| (at, End::Drained(at)));
        let all = [behind, drained].into_iter().flatten();
        all.fold(silent, |first, other| if other.0 < first.0 { other } else { first })
    }

    async fn handle(&mut self, frame: RelayFrame) -> Result<(), End> {
        match frame {
            RelayFrame::Event { s, p, id, rx, route, h, b64 } => {
                let event = Event {
                    seq: s,
                    previous: p,
                    id,
                    relayed_at_ms: rx,
                    route,
                    headers: h,
                    body_base64: b64,
                };
                self.event(event).await?;
            }
            #[cfg(feature = "sabotage")]
            RelayFrame::Gap { .. } if is_chosen(Sabotage::NoEpochCheck) => {}
            RelayFrame::Gap { e, first, reason } => {
                self.epoch = clean(&e);
                self.cursor = first.saturating_sub(1);
                let reason = serde_json::to_value(reason).map_err(|_| End::lost(UNREADABLE))?;
                let reason = reason.as_str().unwrap_or_default();
                tracing::warn!(epoch = %self.epoch, first, reason, "events will not come");
                let skipped = self.till.skip(&self.epoch, self.cursor, reason);
                skipped.map_err(End::of_the_log)?;
                self.measure_lag(true);
            }
            RelayFrame::Ping { n, head } => {
                self.head = head;
                self.measure_lag(false);
                send(&mut self.socket, &TillFrame::Pong { n, s: self.cursor, m: self.till.mark() })
                    .await?;
                self.probe = Some((Instant::now(), n));
                let ping = Message::Ping(n.to_be_bytes().to_vec().into());
                write(&mut self.socket, ping).await?;
                if self.report.head != Some(head) {
                    self.report.head = Some(head);
                    self.till.report(LinkState::Connected, &self.report);
                }
            }
            RelayFrame::Codes { codes } => {
                self.till.note_live_codes(codes).map_err(End::of_the_log)?;
            }
            RelayFrame::Drain { after_ms, spread_ms } => {
                let [after, spread] =
                    [after_ms, spread_ms].map(|ms| Duration::from_millis(ms).min(LONGEST_DRAIN));
                let spread = part_of(spread, self.till.chance());
                self.drain_at = Some(Instant::now() + after + spread);
            }
            RelayFrame::Error { code, fatal: true, msg } => {
                return Err(last_word(&mut self.socket, &code, &msg).await);
            }
            RelayFrame::Error { code, msg, .. } => {
                tracing::warn!(code = %clean(&code), msg = %clean(&msg), "the relay complains");
            }
            // A second welcome has no meaning, an unknown word none to us.
            RelayFrame::Welcome { .. } | RelayFrame::Unknown => {}
        }
        Ok(())
    }

    async fn event(&mut self, event: Event) -> Result<(), End> {
        let seq = event.seq;
        #[cfg(feature = "sabotage")]
        self.ack_on_receipt(seq).await?;
        match self.till.receive(&self.epoch, &event).map_err(End::of_the_log)? {
            Receipt::New { is_poison } => {
                self.cursor = seq;
                if is_poison {
                    let nack = TillFrame::Nack { s: seq, code: "poison".to_owned() };
                    send(&mut self.socket, &nack).await?;
                }
            }
            Receipt::Before => {}
            // Never acknowledged over: dialling anew makes the relay tell it, or mend it.
            Receipt::Hole => return Err(End::lost("a hole in the stream")),
        }
        let (count, since) = self.unacked.unwrap_or((0, Instant::now()));
        self.unacked = Some((count.saturating_add(1), since));
        self.measure_lag(true);
        Ok(())
    }

    /// Acknowledges what is not on disk yet, as a till that was broken on purpose does.
    #[cfg(feature = "sabotage")]
    async fn ack_on_receipt(&mut self, seq: u64) -> Result<(), End> {
        if is_chosen(Sabotage::AckOnReceipt) {
            self.cursor = seq;
            self.ack().await?;
        }
        Ok(())
    }

    async fn ack(&mut self) -> Result<(), End> {
        self.unacked = None;
        let ack = TillFrame::Ack { e: self.epoch.clone(), s: self.cursor, m: self.till.mark() };
        send(&mut self.socket, &ack).await
    }

    /// Works out until when the relay may stay ahead of us. `moved`: something has just come.
    fn measure_lag(&mut self, moved: bool) {
        let is_behind = self.head > self.cursor;
        if !is_behind {
            self.behind_at = None;
        } else if moved || self.behind_at.is_none() {
            self.behind_at = Some(Instant::now() + BEHIND);
        }
    }

    fn note_round_trip(&mut self, name: u64) {
        let Some((sent_at, _)) = self.probe.take_if(|(_, sent)| *sent == name) else { return };
        let round_trip_ms = u32::try_from(sent_at.elapsed().as_millis()).ok();
        if self.report.round_trip_ms != round_trip_ms {
            self.report.round_trip_ms = round_trip_ms;
            self.till.report(LinkState::Connected, &self.report);
        }
    }
}

/// What comes in.
enum Incoming {
    Frame(RelayFrame),
    /// The answer to a ping of ours, by its name.
    Pong(u64),
}

const UNREADABLE: &str = "a frame that cannot be read";

fn read(message: Option<Result<Message, WsError>>) -> Result<Option<Incoming>, End> {
    let Some(message) = message else { return Err(End::lost("the relay hung up")) };
    let message = message.map_err(|error| End::Lost(format!("the connection broke: {error}")))?;
    match message {
        Message::Text(text) => {
            let frame = serde_json::from_str(&text).map_err(|_| End::lost(UNREADABLE))?;
            Ok(Some(Incoming::Frame(frame)))
        }
        Message::Pong(name) => {
            let name = <[u8; 8]>::try_from(name.as_ref()).ok().map(u64::from_be_bytes);
            Ok(name.map(Incoming::Pong))
        }
        // Answered by the library.
        Message::Ping(_) | Message::Frame(_) => Ok(None),
        Message::Binary(_) => Err(End::lost(UNREADABLE)),
        Message::Close(frame) => Err(closed(frame)),
    }
}

fn closed(frame: Option<CloseFrame>) -> End {
    let Some(frame) = frame else { return End::lost("closed without a reason") };
    let code = u16::from(frame.code);
    let why = format!("closed with {code}: {}", clean(&frame.reason));
    if code >= close::BAD_TOKEN { End::Refused(why) } else { End::Lost(why) }
}

/// What a fatal error means, which the code of the close that follows tells.
async fn last_word(socket: &mut Socket, code: &str, msg: &str) -> End {
    let says = format!("the relay says {}: {}", clean(code), clean(msg));
    let deadline = Instant::now() + BEHIND;
    loop {
        match timeout_at(deadline, socket.next()).await.map(read) {
            Ok(Ok(_)) => {}
            Ok(Err(End::Refused(_))) => return End::Refused(says),
            Ok(Err(_)) | Err(_) => return End::Lost(says),
        }
    }
}

fn clean(text: &str) -> String {
    Printable::within(text, LONGEST_TEXT).into()
}

async fn send(socket: &mut Socket, frame: &TillFrame) -> Result<(), End> {
    let text = serde_json::to_string(frame).map_err(|_| End::lost("a frame of ours"))?;
    write(socket, Message::text(text)).await
}

async fn write(socket: &mut Socket, message: Message) -> Result<(), End> {
    let sent = timeout(PATIENCE, socket.send(message)).await;
    let sent = sent.map_err(|_| End::lost("the relay takes nothing in"))?;
    sent.map_err(|error| End::Lost(format!("the connection broke: {error}")))
}
