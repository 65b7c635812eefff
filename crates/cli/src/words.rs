//! Everything that the terminal says, in both languages. A missing sentence does not compile.

mod about_settings;
mod attention;
mod by_hand;
mod detail;
mod dispute;
pub(crate) mod doctor;
mod doubt;
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

pub(crate) static PORTUGUESE: Words = Words {
    day: "%d/%m/%Y",
    training: "MODO TREINO: nenhuma venda é real.",
    waiting: "Aguardando pagamento…",
    registering: "Ainda não sabemos se o banco recebeu a cobrança; perguntando de novo, sem cobrar duas vezes…",
    paid: "PAGO",
    not_paid: "Ainda não foi pago.",
    not_known: "Não sabemos se o pagamento chegou. Não entregue ainda.",
    not_shown: "Nenhum código foi mostrado: ninguém pode ter pago.",
    go_on: "Continue com: balcao watch --until-idle",
    left_open: "A cobrança continua aberta, e o cliente ainda pode pagar:",
    ended: "Nenhum dinheiro recebido.",
    money_is_odd: "ATENÇÃO: o dinheiro está na conta da loja, mas",
    code_refused: "O código do provedor falta ou está com defeito e não será mostrado; a cobrança continua vigiada.",
    expected: "Cobrado",
    received: "Recebido",
    came: "chegaram",
    expires_at: "expira às",
    waits_until: "o caixa espera até",
    still_watched: "Nenhum dinheiro até agora. O código ainda pode ser pago; o caixa continua perguntando.",
    customer_bank: "Banco do cliente (treino):",
    connected: [
        "Conectado:",
        "As credenciais estão no cofre deste caixa (veja: balcao vault status).",
    ],
    fields: &fields::PORTUGUESE,
    connected_unchecked: "As credenciais foram guardadas, mas não puderam ser conferidas agora.",
    not_default: "As vendas continuam saindo pelo provedor padrão; mude com --default.",
    is_default: "padrão",
    no_providers: "Nenhum provedor conectado.",
    no_orders: "Nenhuma venda.",
    verified: "O registro de vendas está íntegro:",
    proving: "Conferindo o registro de vendas:",
    updating: "Trazendo o registro de vendas para esta versão:",
    checking: "Falta gravar no disco; só mais um momento.",
    page_unlocks: "O cofre deste caixa está trancado: a página abaixo pede a senha.",
    open_address: "Abra neste computador:",
    access_code: "Código para a página que pediu acesso ao caixa (vale 2 minutos):",
    ok: "ok",
    doctor: &doctor::PORTUGUESE,
    settings: &about_settings::PORTUGUESE,
    counted: [["anotação", "anotações"], ["venda", "vendas"]],
    events: events::portuguese,
    happenings: happening::portuguese,
    actors: ["o próprio caixa", "dono", "autorizado por", "janela", "terminal", "navegador"],
    command_line: Some(CommandLineWords {
        help: help::portuguese,
        frame: help::frame,
        usage: usage::portuguese,
    }),
    nothing_charged: "Nada foi cobrado: ",
    not_saved: "Nada foi guardado: a pasta do caixa não pode ser gravada. Confira o disco: cheio, só para leitura, ou com defeito.",
    provider_says: "o provedor diz:",
    evidences: ["por consulta", "por aviso assinado", "por aviso assinado e por consulta"],
    statuses: [
        "Registrando",
        "Aguardando",
        "Pago",
        "Estornando",
        "Estornado",
        "Expirado",
        "Cancelado",
        "Recusado",
        "Pago, à mão",
    ],
    stopped_waiting: "Paramos de esperar",
    not_sent: "Não enviado",
    anomalies: [
        "pago após expirar",
        "pago após cancelar",
        "chegou outro valor: mais do que foi cobrado",
        "chegou outro valor: menos do que foi cobrado",
        "pago mais de uma vez",
        "CONTESTADA pelo banco de quem pagou",
        "o provedor diz pago, mas não prova que é esta venda",
    ],
    is_kept: "conta antiga, só para consulta",
    disconnected: "Desconectado. Nada mais é cobrado por este provedor.",
    connection_stays: "A conexão de antes, se havia, continua.",
    doubt: &doubt::PORTUGUESE,
    way_back: &way_back::PORTUGUESE,
    listening: [
        "Consultando a cada",
        "Relógio errado",
        "Ao vivo",
        "e consultando a cada",
        "Conexão ao vivo perdida, tentando de novo",
    ],
    relay: &relay::PORTUGUESE,
    by_hand: &by_hand::PORTUGUESE,
    history: &history::PORTUGUESE,
    refund: &refund::PORTUGUESE,
    dispute: &dispute::PORTUGUESE,
    unmatched: &unmatched::PORTUGUESE,
    slip: &slip::PORTUGUESE,
    payout: &payout::PORTUGUESE,
    receipt: &receipt_check::PORTUGUESE,
    export: &export::PORTUGUESE,
    privacy: &privacy::PORTUGUESE,
    vault: &vault::PORTUGUESE,
    operator: &operator::PORTUGUESE,
    shift: &shift::PORTUGUESE,
    head_found: "O selo está neste registro, na anotação",
    attention: &attention::PORTUGUESE,
    failures: failures::portuguese,
    instead: instead::portuguese,
    details: detail::portuguese,
};

pub(crate) static ENGLISH: Words = Words {
    day: "%Y-%m-%d",
    training: "TRAINING MODE: no sale is real.",
    waiting: "Waiting for payment…",
    registering: "We don't know yet whether the bank got the charge; asking again, without charging twice…",
    paid: "PAID",
    not_paid: "Not paid yet.",
    not_known: "We don't know whether the payment has come. Do not hand over yet.",
    not_shown: "No code was shown: nobody can have paid.",
    go_on: "Go on with: balcao watch --until-idle",
    left_open: "The charge stays open, and the customer can still pay:",
    ended: "No money was taken.",
    money_is_odd: "ATTENTION: the money is in the shop's account, but",
    code_refused: "The provider's code is missing or broken and is not shown; the charge stays watched.",
    expected: "Charged",
    received: "Received",
    came: "received",
    expires_at: "expires at",
    waits_until: "the till waits until",
    still_watched: "No money so far. The code can still be paid; the till goes on asking.",
    customer_bank: "Customer's bank (training):",
    connected: [
        "Connected:",
        "The credentials are in this till's vault (see: balcao vault status).",
    ],
    fields: &fields::ENGLISH,
    connected_unchecked: "The credentials were kept, but could not be checked now.",
    not_default: "Sales still go through the default provider; change that with --default.",
    is_default: "default",
    no_providers: "No provider is connected.",
    no_orders: "No sales.",
    verified: "The order log is whole:",
    proving: "Proving the order log:",
    updating: "Bringing the order log to this version:",
    checking: "It is written to the disk now, which takes a moment more.",
    page_unlocks: "This till's vault is locked: the page below asks for its passphrase.",
    open_address: "Open on this computer:",
    access_code: "Code for the page that asked for access to the till (good for 2 minutes):",
    ok: "ok",
    doctor: &doctor::ENGLISH,
    settings: &about_settings::ENGLISH,
    counted: [["event", "events"], ["order", "orders"]],
    events: events::english,
    happenings: happening::english,
    actors: ["the till itself", "owner", "approved by", "window", "terminal", "browser"],
    command_line: None,
    nothing_charged: "Nothing was charged: ",
    not_saved: "Nothing was saved: the till's folder cannot be written. Check the disk: full, read-only, or failing.",
    provider_says: "the provider says:",
    evidences: ["by asking", "by a signed notice", "by a signed notice and by asking"],
    statuses: [
        "Registering",
        "Waiting",
        "Paid",
        "Giving back",
        "Given back",
        "Expired",
        "Cancelled",
        "Refused",
        "Paid, by hand",
    ],
    stopped_waiting: "We stopped waiting",
    not_sent: "Not sent",
    anomalies: [
        "it was paid late",
        "it was paid after it was cancelled",
        "another amount came: more than was asked for",
        "another amount came: less than was asked for",
        "it was paid more than once",
        "it is DISPUTED by the payer's bank",
        "the provider says paid and does not prove that it is this sale",
    ],
    is_kept: "old account, kept to be asked",
    disconnected: "Disconnected. Nothing more is charged through this provider.",
    connection_stays: "The connection from before, if there was one, stays.",
    doubt: &doubt::ENGLISH,
    way_back: &way_back::ENGLISH,
    listening: [
        "Asking every",
        "Clock is wrong",
        "Live",
        "and asking every",
        "Lost the live connection, trying again",
    ],
    relay: &relay::ENGLISH,
    by_hand: &by_hand::ENGLISH,
    history: &history::ENGLISH,
    refund: &refund::ENGLISH,
    dispute: &dispute::ENGLISH,
    unmatched: &unmatched::ENGLISH,
    slip: &slip::ENGLISH,
    payout: &payout::ENGLISH,
    receipt: &receipt_check::ENGLISH,
    export: &export::ENGLISH,
    privacy: &privacy::ENGLISH,
    vault: &vault::ENGLISH,
    operator: &operator::ENGLISH,
    shift: &shift::ENGLISH,
    head_found: "The seal stands in this log, at event",
    attention: &attention::ENGLISH,
    failures: failures::english,
    instead: instead::english,
    details: detail::english,
};
