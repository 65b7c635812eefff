//! Everything that the terminal says, in both languages. A missing sentence does not compile.

mod about_settings;
mod attention;
mod by_hand;
mod detail;
mod dispute;
pub(crate) mod doctor;
mod doubt;
mod english;
mod events;
mod export;
mod failure;
mod failures;
mod fields;
pub(crate) mod happening;
mod help;
mod history;
mod instead;
mod obstacle;
mod operator;
mod payout;
mod portuguese;
mod privacy;
mod provider_said;
mod receipt_check;
mod refund;
mod relay;
mod settings;
mod shift;
mod slip;
mod status;
#[cfg(test)]
mod tests;
mod unmatched;
mod usage;
mod vault;
mod way_back;

use about_settings::SettingWords;
use attention::AttentionWords;
use by_hand::ByHandWords;
use contract::{
    ActorView, Anomaly, Evidence, Failure, FailureCode, Listening, Obstacle, PaymentView,
};
use dispute::DisputeWords;
use doctor::DoctorWords;
use export::ExportWords;
use history::HistoryWords;
use operator::OperatorWords;
use payout::PayoutWords;
use privacy::PrivacyWords;
use receipt_check::ReceiptWords;
use refund::RefundWords;
pub(crate) use shift::{ReportWords, ShiftWords};
use slip::SlipWords;
use unmatched::UnmatchedWords;
use vault::VaultWords;

pub(crate) use doubt::is_given_up;
use doubt::{DoubtWords, of_number};
pub(crate) use english::ENGLISH;
pub(crate) use portuguese::PORTUGUESE;
use relay::RelayWords;
use till::Happening;
use way_back::WayBackWords;

use crate::wall_clock::WallClock;

/// One language.
pub(crate) struct Words {
    /// How a day is written, as `strftime` has it.
    pub(crate) day: &'static str,
    pub(crate) training: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) registering: &'static str,
    pub(crate) paid: &'static str,
    /// What is known of a sale when the wait for it is over.
    pub(crate) not_paid: &'static str,
    pub(crate) not_known: &'static str,
    pub(crate) not_shown: &'static str,
    pub(crate) go_on: &'static str,
    /// Before an order's number and amount, for who ends the wait.
    pub(crate) left_open: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) money_is_odd: &'static str,
    pub(crate) code_refused: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) received: &'static str,
    /// Before how much came, in a list.
    pub(crate) came: &'static str,
    pub(crate) expires_at: &'static str,
    pub(crate) waits_until: &'static str,
    pub(crate) still_watched: &'static str,
    pub(crate) customer_bank: &'static str,
    /// Before provider, place and account; behind them.
    pub(crate) connected: [&'static str; 2],
    fields: &'static fields::FieldWords,
    pub(crate) connected_unchecked: &'static str,
    pub(crate) not_default: &'static str,
    pub(crate) is_default: &'static str,
    pub(crate) no_providers: &'static str,
    pub(crate) no_orders: &'static str,
    pub(crate) verified: &'static str,
    /// Before how far a proof of the log is, in percent.
    pub(crate) proving: &'static str,
    /// The same of an update of it.
    pub(crate) updating: &'static str,
    /// Behind the hundred percent.
    pub(crate) checking: &'static str,
    /// Of a locked vault whose passphrase is typed in the page.
    pub(crate) page_unlocks: &'static str,
    pub(crate) open_address: &'static str,
    /// Before a code that lets a page in.
    access_code: &'static str,
    pub(crate) ok: &'static str,
    doctor: &'static DoctorWords,
    settings: &'static SettingWords,
    /// An event's and an order's word, of one and of more.
    counted: [[&'static str; 2]; 2],
    events: fn(&str) -> &str,
    happenings: fn(Happening) -> &'static str,
    /// The till itself, its owner, approval, and the doors.
    actors: [&'static str; 6],
    /// The command line; `None`: clap says it.
    command_line: Option<CommandLineWords>,
    /// Before a sentence about a charge that was not made.
    nothing_charged: &'static str,
    /// Of a file in the till's folder.
    not_saved: &'static str,
    pub(crate) provider_says: &'static str,
    evidences: [&'static str; 3],
    statuses: [&'static str; 9],
    stopped_waiting: &'static str,
    not_sent: &'static str,
    pub(crate) is_kept: &'static str,
    pub(crate) disconnected: &'static str,
    pub(crate) connection_stays: &'static str,
    anomalies: [&'static str; 7],
    listening: [&'static str; 5],
    doubt: &'static DoubtWords,
    way_back: &'static WayBackWords,
    pub(crate) relay: &'static RelayWords,
    pub(crate) by_hand: &'static ByHandWords,
    pub(crate) history: &'static HistoryWords,
    pub(crate) refund: &'static RefundWords,
    pub(crate) dispute: &'static DisputeWords,
    pub(crate) unmatched: &'static UnmatchedWords,
    pub(crate) slip: &'static SlipWords,
    pub(crate) payout: &'static PayoutWords,
    pub(crate) receipt: &'static ReceiptWords,
    pub(crate) export: &'static ExportWords,
    pub(crate) privacy: &'static PrivacyWords,
    pub(crate) vault: &'static VaultWords,
    pub(crate) operator: &'static OperatorWords,
    pub(crate) shift: &'static ShiftWords,
    /// A seal that stands in the log, and where.
    pub(crate) head_found: &'static str,
    pub(crate) attention: &'static AttentionWords,
    failures: fn(FailureCode) -> &'static str,
    /// A sentence that stands in a code's place, by the detail.
    instead: fn(&str) -> Option<String>,
    details: fn(&Failure) -> Option<String>,
}

/// What clap says, in another language than its own.
struct CommandLineWords {
    help: fn(clap::Command) -> clap::Command,
    /// What clap itself writes around a help.
    frame: fn(&str) -> String,
    /// What is wrong with a command line.
    usage: fn(&clap::Error) -> String,
}

impl Words {
    /// `BALCAO_LANG`, else the system's language; Portuguese unless that is English.
    pub(crate) fn of_environment() -> &'static Self {
        let name = ["BALCAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|key| std::env::var(key).ok())
            .find(|value| !value.is_empty());
        if name.is_some_and(|name| name.starts_with("en")) { &ENGLISH } else { &PORTUGUESE }
    }

    pub(crate) const fn anomaly_of(&self, anomaly: Anomaly) -> &'static str {
        let [late, after_cancelling, more, less, twice, disputed, unproven] = self.anomalies;
        match anomaly {
            Anomaly::PaidLate => late,
            Anomaly::PaidAfterCancelling => after_cancelling,
            Anomaly::Overpaid => more,
            Anomaly::Underpaid => less,
            Anomaly::DuplicatePayment => twice,
            Anomaly::Disputed => disputed,
            Anomaly::Unproven => unproven,
        }
    }

    /// How a payment is known.
    pub(crate) const fn evidence(&self, payment: &PaymentView) -> &'static str {
        let [polled, signed, both] = self.evidences;
        match (payment.evidence, payment.confirmed) {
            (Evidence::Polled, _) => polled,
            (Evidence::SignedWebhook, false) => signed,
            (Evidence::SignedWebhook, true) => both,
        }
    }

    /// How much the order log holds.
    pub(crate) fn log_holds(&self, events: i64, orders: i64) -> String {
        let [event, order] = self.counted;
        format!("{events} {}, {orders} {}", of_number(events, event), of_number(orders, order))
    }

    /// The word for more events than one.
    pub(crate) fn events_word(&self) -> &'static str {
        let [[_, events], _] = self.counted;
        events
    }

    /// An event of the log.
    pub(crate) fn event<'a>(&self, kind: &'a str) -> &'a str {
        (self.events)(kind)
    }

    /// What has happened to a sale.
    pub(crate) fn happening(&self, happening: Happening) -> &'static str {
        (self.happenings)(happening)
    }

    /// Who did what an event tells: `till`, or operator, device and whoever has approved it, those by their names.
    pub(crate) fn actor(&self, by: &str, names: Option<&ActorView>) -> String {
        let mut parts = by.split('/');
        let [till, owner, approved, window, terminal, browser] = self.actors;
        let name = names.and_then(|names| names.name.as_deref());
        let who = match parts.next().unwrap_or_default() {
            "till" => till,
            "owner" => owner,
            other => name.unwrap_or(other),
        };
        let device = parts.next().map(|device| match device {
            "window" => window,
            "terminal" => terminal,
            "browser" => browser,
            other => other,
        });
        let by_name = names.and_then(|names| names.approved_by.as_deref());
        let approved_by = parts.next().map(|by| match by {
            "owner" => format!("{approved} {owner}"),
            other => format!("{approved} {}", by_name.unwrap_or(other)),
        });
        let rest = device.map(str::to_owned).into_iter().chain(approved_by);
        std::iter::once(who.to_owned()).chain(rest).collect::<Vec<_>>().join(", ")
    }

    /// The command line with its help.
    pub(crate) fn command_line(&self, command: clap::Command) -> clap::Command {
        match &self.command_line {
            Some(words) => (words.help)(command),
            None => command,
        }
    }

    /// A help that was asked for, or what is wrong with a command line; `None`: clap's own words say it.
    pub(crate) fn usage(&self, error: &clap::Error) -> Option<String> {
        let words = self.command_line.as_ref()?;
        Some(if error.use_stderr() {
            (words.usage)(error)
        } else {
            (words.frame)(&error.to_string())
        })
    }

    pub(crate) fn listening(&self, listening: &Listening, clock: &WallClock) -> Option<String> {
        let [polling, clock_wrong, live, and_polling, lost] = self.listening;
        match listening {
            Listening::Idle => None,
            Listening::Polling { every_s } => Some(format!("{polling} {every_s} s")),
            Listening::Live { every_s: Some(every_s) } => {
                Some(format!("{live}, {and_polling} {every_s} s"))
            }
            Listening::Live { every_s: None } => Some(live.to_owned()),
            Listening::LinkLost { every_s: Some(every_s) } => {
                Some(format!("{lost}, {and_polling} {every_s} s"))
            }
            Listening::LinkLost { every_s: None } => Some(lost.to_owned()),
            Listening::ClockWrong { minutes } => Some(format!("{clock_wrong} ({minutes:+} min)")),
            trouble => self.doubt.listening(trouble, clock),
        }
    }

    /// What stands in the way of a connection, and what a person can do.
    pub(crate) fn obstacle(&self, obstacle: &Obstacle) -> String {
        self.doubt.obstacle.sentence(obstacle)
    }
}
