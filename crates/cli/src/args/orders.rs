//! The command line of lists of orders, and of notes to them.

use clap::ValueEnum;
use contract::{OrderEvidence, Status};
use jiff::civil::Date;

use super::times::{Since, day, since};

#[derive(Debug, clap::Args)]
pub(crate) struct Orders {
    /// Only with this status, or what the provider calls paid without a proof
    #[arg(long, value_name = "S", ignore_case = true)]
    pub(crate) status: Option<StatusArg>,
    /// Only where the text stands in the number, a reference, an id or a payer's name, or is the amount
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// Only made on this day of the shop or later: 2026-11-28 or 28/11/2026, or a time such as
    /// 2026-11-28T14:00:00-03:00
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub(crate) since: Option<Since>,
    /// Only made on this day of the shop or earlier, or before a time
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub(crate) until: Option<Since>,
    /// Only made on this day of the shop
    #[arg(long, value_name = "DATE", value_parser = day, conflicts_with_all = ["since", "until"])]
    pub(crate) day: Option<Date>,
    /// Only what this operator has begun, by name or id; `owner` is the owner
    #[arg(long, value_name = "NAME")]
    pub(crate) sold_by: Option<String>,
    /// Only what was charged last at this provider: the adapter
    #[arg(long, value_name = "P")]
    pub(crate) provider: Option<String>,
    /// Only those of whose money we know in this way
    #[arg(long, value_name = "E", ignore_case = true)]
    pub(crate) evidence: Option<EvidenceArg>,
    /// Only those that went oddly, or may have
    #[arg(long)]
    pub(crate) odd: bool,
    /// Only those behind this order in the list: the next page
    #[arg(long, value_name = "ORDER")]
    pub(crate) before: Option<String>,
    /// Tell the totals of all that the filters find, behind the list
    #[arg(long)]
    pub(crate) totals: bool,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,
}

/// A status as typed, in English or as the till says it in Portuguese, or `unproven`, which is no status and is looked for like one.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum StatusArg {
    #[value(alias = "registrando")]
    Registering,
    #[value(aliases = ["aguardando", "pendente"])]
    Pending,
    #[value(alias = "pago")]
    Paid,
    #[value(alias = "estornando")]
    Refunding,
    #[value(aliases = ["estornado", "devolvido"])]
    Refunded,
    #[value(alias = "expirado")]
    Expired,
    #[value(alias = "cancelado")]
    Cancelled,
    #[value(alias = "recusado")]
    Rejected,
    #[value(alias = "a-mao")]
    ByHand,
    #[value(alias = "sem-prova")]
    Unproven,
}

impl StatusArg {
    /// The status, unless it is an oddity that was asked for.
    pub(crate) const fn status(self) -> Option<Status> {
        Some(match self {
            Self::Registering => Status::Registering,
            Self::Pending => Status::Pending,
            Self::Paid => Status::Paid,
            Self::Refunding => Status::Refunding,
            Self::Refunded => Status::Refunded,
            Self::Expired => Status::Expired,
            Self::Cancelled => Status::Cancelled,
            Self::Rejected => Status::Rejected,
            Self::ByHand => Status::ByHand,
            Self::Unproven => return None,
        })
    }
}

/// How we know of an order's money, in the words of scripts or as people type them.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EvidenceArg {
    #[value(alias = "consultado")]
    Polled,
    #[value(name = "signed_webhook", aliases = ["signed-webhook", "aviso-assinado"])]
    SignedWebhook,
    #[value(aliases = ["by-hand", "by_hand", "a-mao"])]
    Manual,
}

impl EvidenceArg {
    pub(crate) const fn evidence(self) -> OrderEvidence {
        match self {
            Self::Polled => OrderEvidence::Polled,
            Self::SignedWebhook => OrderEvidence::SignedWebhook,
            Self::Manual => OrderEvidence::Manual,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Note {
    /// The order's number
    pub(crate) order: String,
    /// What to write, at most 200 characters
    pub(crate) text: String,
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Args, Command};

    fn orders(words: &[&str]) -> Result<Orders, clap::Error> {
        let words = ["balcao", "orders"].iter().chain(words);
        match Args::try_parse_from(words)?.command {
            Command::Orders(orders) => Ok(orders),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_day_stands_for_both_its_ends() {
        for day in ["2026-11-28", "28/11/2026"] {
            let day = orders(&["--day", day]).unwrap().day;
            assert_eq!(day, Some(jiff::civil::date(2026, 11, 28)));
        }
        assert!(orders(&["--day", "2026-11-28", "--since", "2026-11-27"]).is_err());
        assert!(orders(&["--day", "2026-11-28", "--until", "2026-11-29"]).is_err());
        assert!(orders(&["--day", "2026-11-28T10:00"]).is_err(), "a day has no time of day");
    }

    #[test]
    fn evidence_is_read_in_the_words_of_scripts_and_of_people() {
        let read = |word| orders(&["--evidence", word]).unwrap().evidence.unwrap().evidence();
        for word in ["signed_webhook", "signed-webhook", "Signed_Webhook"] {
            assert_eq!(read(word), OrderEvidence::SignedWebhook, "{word}");
        }
        for word in ["manual", "by-hand", "a-mao"] {
            assert_eq!(read(word), OrderEvidence::Manual, "{word}");
        }
        assert_eq!(read("polled"), OrderEvidence::Polled);
        assert!(orders(&["--evidence", "seen"]).is_err());
    }
}
