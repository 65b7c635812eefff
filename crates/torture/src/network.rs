//! What becomes of a request on its way: the network's weather.

use testkit::chance::Chance;

/// The trouble that one request meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No connection: nothing leaves.
    NotSent,
    /// The connection breaks before the provider has read the request.
    LostBefore,
    /// The connection breaks after it was processed.
    LostAfter,
    /// It arrives late, perhaps after the till has given up.
    SlowRequest,
    /// The answer comes late, perhaps too late.
    SlowAnswer,
    /// The provider gets it twice.
    Doubled,
    /// 500; not processed.
    ServerError,
    /// 500 although processed.
    ServerErrorAfter,
    /// 502 with a page; not processed.
    BadGateway,
    /// 429, with or without a `Retry-After`; not processed.
    RateLimited,
    /// 401 `TOKEN_EXPIRED`; not processed.
    TokenExpired,
    /// Half of the answer.
    CutShort,
    /// 200 with a page, as from a hotel's network; not processed.
    Portal,
    /// More than 1 MiB of answer.
    TooLarge,
    /// A status word that nobody has heard of.
    UnknownWord,
    /// A status word that is not true (but never "paid").
    WrongWord,
    /// A field is null.
    NullField,
    /// An answer from before, as from a replica that lags behind.
    OlderCopy,
    /// 404, as from a replica that lags behind.
    NotYetThere,
    /// 409, as while an earlier sending is still under way.
    InProgress,
    /// The `Date` header is off.
    WrongDate,
    /// A copy-and-paste code that does not check.
    WrongCode,
    /// True, but written as no standard has it: see `fault::Accent`.
    OddlyWritten,
    /// "Paid", under the right id, with the reference, the amount and the payment of another sale.
    ForeignReference,
    /// The whole answer about another sale.
    ForeignAnswer,
    /// "Paid", with the end-to-end id of another sale's payment.
    ForeignEndToEnd,
    /// "Paid", and nothing else.
    BarePaid,
    /// The answer to a creation says "paid".
    PaidAtCreation,
    /// The answer to a creation, or to a look-up of one, has another amount.
    OtherAmount,
}

const ALL: &[Trouble] = &[
    Trouble::NotSent,
    Trouble::LostBefore,
    Trouble::LostAfter,
    Trouble::SlowRequest,
    Trouble::SlowAnswer,
    Trouble::Doubled,
    Trouble::ServerError,
    Trouble::ServerErrorAfter,
    Trouble::BadGateway,
    Trouble::RateLimited,
    Trouble::TokenExpired,
    Trouble::CutShort,
    Trouble::Portal,
    Trouble::TooLarge,
    Trouble::UnknownWord,
    Trouble::WrongWord,
    Trouble::NullField,
    Trouble::OlderCopy,
    Trouble::NotYetThere,
    Trouble::InProgress,
    Trouble::WrongDate,
    Trouble::WrongCode,
    Trouble::OddlyWritten,
    Trouble::ForeignReference,
    Trouble::ForeignAnswer,
    Trouble::ForeignEndToEnd,
    Trouble::BarePaid,
    Trouble::PaidAtCreation,
    Trouble::OtherAmount,
];

/// How bad things are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weather {
    trouble_per_mille: u64,
    outage_per_mille: u64,
    outage_until_ms: i64,
}

/// One request's way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delivery {
    pub(crate) trouble: Option<Trouble>,
    /// Until the provider has it.
    pub(crate) out_ms: u64,
    /// Until the till has the answer.
    pub(crate) back_ms: u64,
    /// For whatever else the trouble has to choose.
    pub(crate) dice: u64,
}

impl Weather {
    pub(crate) fn calm() -> Self {
        Self { trouble_per_mille: 0, outage_per_mille: 0, outage_until_ms: i64::MIN }
    }

    pub(crate) fn draw(chance: &mut Chance) -> Self {
        Self {
            trouble_per_mille: *chance.pick(&[0, 50, 200, 400, 700]).unwrap(),
            outage_per_mille: *chance.pick(&[0, 5, 20]).unwrap(),
            outage_until_ms: i64::MIN,
        }
    }

    /// Throws the dice for one request.
    pub(crate) fn delivery(&mut self, chance: &mut Chance, now_ms: i64) -> Delivery {
        let mut delivery = Delivery {
            trouble: None,
            out_ms: chance.magnitude(5, 400),
            back_ms: chance.magnitude(5, 400),
            dice: chance.next_u64(),
        };
        if chance.per_mille(self.outage_per_mille) {
            let lasts_ms = chance.magnitude(1_000, 15 * 60_000);
            self.outage_until_ms = now_ms + i64::try_from(lasts_ms).unwrap();
        }
        if now_ms < self.outage_until_ms {
            let silent = chance.one_in(4);
            delivery.trouble = Some(if silent { Trouble::LostBefore } else { Trouble::NotSent });
            return delivery;
        }
        if chance.per_mille(self.trouble_per_mille) {
            delivery.trouble = chance.pick(ALL).copied();
        }
        match delivery.trouble {
            Some(Trouble::SlowRequest) => delivery.out_ms = chance.magnitude(1_000, 90_000),
            Some(Trouble::SlowAnswer) => delivery.back_ms = chance.magnitude(1_000, 30_000),
            _ => {}
        }
        delivery
    }
}
