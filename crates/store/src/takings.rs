//! What came and went in a stretch of the log or of time, row by row: what reports are made of.

use rusqlite::{Connection, Row, named_params, params};

use domain::Actor;

use crate::error::Error;
use crate::log::read_actor;
use crate::log::row::{BY_HAND, REFUND_REQUESTED};
use crate::read::load_with_acts;
use crate::report::{NotableItem, NotableList};

/// Of so many refunds it is told who approved them: a list names no more.
const MOST_APPROVALS: usize = 50;

/// Which payments, refunds and confirmations by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Those of which the log learned behind a place, up to another: each is in one shift and no other.
    Learned {
        /// The place before the first.
        behind: i64,
        /// The place of the last.
        upto: i64,
    },
    /// Those that happened from a moment on, before another, in milliseconds since 1970-01-01 UTC.
    Happened {
        /// The first moment.
        from_ms: i64,
        /// The moment behind the last.
        until_ms: i64,
    },
}

impl Window {
    /// What tells whether a payment or refund is in it, as its index wants it: of the parameters `:from` and `:upto`.
    const fn condition(self) -> &'static str {
        match self {
            Self::Learned { .. } => "seq > :from AND seq <= :upto",
            Self::Happened { .. } => "at_ms >= :from AND at_ms < :upto",
        }
    }

    const fn ends(self) -> (i64, i64) {
        match self {
            Self::Learned { behind, upto } => (behind, upto),
            Self::Happened { from_ms, until_ms } => (from_ms, until_ms),
        }
    }

    /// Whether what is as it is now belongs in it: in a shift all of it does.
    const fn has(self, at_ms: i64) -> bool {
        match self {
            Self::Learned { .. } => true,
            Self::Happened { from_ms, until_ms } => from_ms <= at_ms && at_ms < until_ms,
        }
    }
}

/// What came and went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Takings {
    /// Proved payments, in the order of the log.
    pub payments: Vec<ReportPayment>,
    /// What went back, in the order of the log.
    pub refunds: Vec<ReportRefund>,
    /// Confirmed by hand and not proved, by order.
    pub by_hand: Vec<ReportByHand>,
    /// Charges that customers may still be paying.
    pub open: NotableList,
    /// What a provider calls paid and does not prove.
    pub unproven: Vec<NotableItem>,
    /// Disputes that nobody has closed.
    pub disputes: NotableList,
    /// Money without a sale that nobody has looked at.
    pub unmatched: NotableList,
}

/// A proved payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPayment {
    /// Its order.
    pub order: i64,
    /// When it was made by its provider, else when it was seen.
    pub at_ms: i64,
    /// When the order was made, on our clock.
    pub sold_at_ms: i64,
    /// How much came.
    pub centavos: i64,
    /// The adapter.
    pub provider: String,
    /// The operator whose sale it is.
    pub seller: String,
    /// What the order asked for.
    pub asked_centavos: i64,
    /// What is odd about its charge, in the index's words.
    pub anomalies: String,
}

/// What went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRefund {
    /// Its order.
    pub order: i64,
    /// When it went back.
    pub at_ms: i64,
    /// When the order was made, on our clock.
    pub sold_at_ms: i64,
    /// How much.
    pub centavos: i64,
    /// `here`, `elsewhere` or `dispute`.
    pub source: String,
    /// The adapter.
    pub provider: String,
    /// The operator whose sale it was.
    pub seller: String,
    /// The operator who asked for it here.
    pub asked_by: Option<String>,
    /// The operator who approved it; known of the newest 50.
    pub approved_by: Option<String>,
}

/// A sale that a person says is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportByHand {
    /// The order.
    pub order: i64,
    /// When it was confirmed.
    pub at_ms: i64,
    /// What it asked for.
    pub centavos: i64,
    /// The adapter of its last charge.
    pub provider: String,
    /// The operator whose sale it is.
    pub seller: String,
    /// The operator who confirmed it.
    pub by: Option<String>,
    /// The operator who approved that.
    pub approved_by: Option<String>,
}

/// Reads what came and went.
pub(crate) fn takings(log: &Connection, window: Window) -> Result<Takings, Error> {
    let mut refunds = refunds(log, window)?;
    name_approvals(log, &mut refunds)?;
    Ok(Takings {
        payments: payments(log, window)?,
        refunds: refunds.into_iter().map(|(refund, _)| refund).collect(),
        by_hand: by_hand(log, window)?,
        open: NotableList::of(items(log, OPEN, window)?),
        unproven: items(log, UNPROVEN, window)?,
        disputes: NotableList::of(items(log, DISPUTES, window)?),
        unmatched: NotableList::of(items(log, UNMATCHED, window)?),
    })
}

fn payments(log: &Connection, window: Window) -> Result<Vec<ReportPayment>, Error> {
    let mut statement = log.prepare_cached(&format!(
        "SELECT paid.order_number, paid.at_ms, paid.amount_centavos, paid.provider, paid.seller,
                orders.amount_centavos, charges.anomalies, orders.created_at_ms
         FROM (SELECT * FROM payments WHERE {} ORDER BY seq) AS paid
         JOIN orders ON orders.number = paid.order_number
         JOIN charges ON charges.order_number = paid.order_number
                     AND charges.attempt = paid.attempt",
        window.condition()
    ))?;
    let (from, upto) = window.ends();
    let rows = statement.query_map(named_params! { ":from": from, ":upto": upto }, |row| {
        Ok(ReportPayment {
            order: row.get(0)?,
            at_ms: row.get(1)?,
            centavos: row.get(2)?,
            provider: row.get(3)?,
            seller: row.get(4)?,
            asked_centavos: row.get(5)?,
            anomalies: row.get(6)?,
            sold_at_ms: row.get(7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where a refund stands: its attempt, and its place among what went back of that.
type Place = (u32, u32);

fn refunds(log: &Connection, window: Window) -> Result<Vec<(ReportRefund, Place)>, Error> {
    let mut statement = log.prepare_cached(&format!(
        "SELECT order_number, at_ms, back.amount_centavos, source, back.provider, back.seller,
                asked_by, attempt, place, created_at_ms
         FROM (SELECT * FROM refunds WHERE {}) AS back
         JOIN orders ON orders.number = order_number ORDER BY seq",
        window.condition()
    ))?;
    let (from, upto) = window.ends();
    let rows = statement.query_map(named_params! { ":from": from, ":upto": upto }, |row| {
        let refund = ReportRefund {
            order: row.get(0)?,
            at_ms: row.get(1)?,
            centavos: row.get(2)?,
            source: row.get(3)?,
            provider: row.get(4)?,
            seller: row.get(5)?,
            asked_by: row.get(6)?,
            approved_by: None,
            sold_at_ms: row.get(9)?,
        };
        Ok((refund, (row.get(7)?, row.get(8)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Tells of the newest who has approved them.
fn name_approvals(log: &Connection, refunds: &mut [(ReportRefund, Place)]) -> Result<(), Error> {
    let mut newest: Vec<_> =
        refunds.iter_mut().filter(|(refund, _)| refund.asked_by.is_some()).collect();
    newest.sort_by_key(|(refund, _)| std::cmp::Reverse(refund.at_ms));
    for (refund, (attempt, place)) in newest.into_iter().take(MOST_APPROVALS) {
        let number = domain::OrderNumber::new(refund.order)
            .ok_or_else(|| Error::damaged("an impossible order number"))?;
        let (order, acts) = load_with_acts(log, number)?;
        let charge = order.attempts.iter().find(|charge| charge.attempt == *attempt);
        let back = charge.and_then(|charge| {
            let mut back = charge.refunds.iter().filter(|refund| refund.is_back());
            back.nth(usize::try_from(place.saturating_sub(1)).ok()?)
        });
        let Some(back) = back else { continue };
        let asked = acts.iter().find(|act| {
            act.kind == REFUND_REQUESTED
                && (act.attempt, act.at) == (*attempt, back.since)
                && refund.asked_by.as_deref() == Some(act.by.operator.as_str())
        });
        let approver = asked.and_then(|act| act.by.approved_by.as_ref());
        refund.approved_by = approver.map(|id| id.as_str().to_owned());
    }
    Ok(())
}

fn by_hand(log: &Connection, window: Window) -> Result<Vec<ReportByHand>, Error> {
    // Few are: they are found by their status.
    let condition = match window {
        Window::Learned { .. } => "by_hand_seq > ?2 AND by_hand_seq <= ?3",
        Window::Happened { .. } => "by_hand_at_ms >= ?2 AND by_hand_at_ms < ?3",
    };
    let mut statement = log.prepare_cached(&format!(
        "SELECT number, by_hand_at_ms, amount_centavos, provider, seller,
                (SELECT actor FROM events WHERE seq = by_hand_seq)
         FROM orders WHERE status = ?1 AND {condition} ORDER BY number"
    ))?;
    let (from, upto) = window.ends();
    let mut rows = statement.query(params![BY_HAND, from, upto])?;
    let mut sold = Vec::new();
    while let Some(row) = rows.next()? {
        let caller = match read_actor(row.get::<_, Option<String>>(5)?.as_deref())? {
            Some(Actor::Person(caller)) => Some(caller),
            Some(Actor::Till) | None => None,
        };
        let approver = caller.as_ref().and_then(|caller| caller.approved_by.as_ref());
        sold.push(ReportByHand {
            order: row.get(0)?,
            at_ms: row.get(1)?,
            centavos: row.get(2)?,
            provider: row.get(3)?,
            seller: row.get(4)?,
            approved_by: approver.map(|id| id.as_str().to_owned()),
            by: caller.map(|caller| caller.operator.as_str().to_owned()),
        });
    }
    Ok(sold)
}

/// Charges that customers may still be paying, each order once.
const OPEN: &str = "
    SELECT number, NULL, orders.amount_centavos, created_at_ms, seller, ''
    FROM orders
    WHERE number IN (
        -- The condition of the index of open charges, and then what is meant.
        SELECT order_number FROM charges
        WHERE status IN ('registering', 'pending', 'refunding')
          AND status IN ('registering', 'pending'))
      -- What a person has confirmed is told as that.
      AND orders.status <> 'by_hand'";

const UNPROVEN: &str = "
    SELECT number, NULL, orders.amount_centavos, created_at_ms, seller,
           group_concat(charges.anomalies, ' ')
    FROM charges JOIN orders ON number = order_number
    WHERE instr(anomalies, 'unproven') > 0
    GROUP BY number";

/// Those in the log, and those that a webhook tells of and no provider has confirmed.
const DISPUTES: &str = "
    SELECT number, NULL, sum(charges.received_centavos), max(told.at_ms), seller, ''
    FROM (SELECT order_number, attempt, disputed_at_ms AS at_ms FROM charges
          WHERE dispute IS NOT NULL AND dispute = 'open'
          UNION ALL
          SELECT order_number, attempt, max(at_ms) FROM notices
          WHERE kind = 'dispute_told' AND NOT EXISTS (
              SELECT 1 FROM charges
              WHERE charges.order_number = notices.order_number
                AND charges.attempt = notices.attempt AND dispute = 'open')
          GROUP BY order_number, attempt) AS told
    JOIN charges ON charges.order_number = told.order_number AND charges.attempt = told.attempt
    JOIN orders ON number = told.order_number
    GROUP BY number";

const UNMATCHED: &str = "
    SELECT NULL, number, coalesce(amount_centavos, 0), coalesce(paid_at_ms, found_at_ms),
           NULL, ''
    FROM unmatched WHERE state = 'open'";

/// What is as it is now, of a window.
fn items(log: &Connection, query: &str, window: Window) -> Result<Vec<NotableItem>, Error> {
    let mut statement = log.prepare_cached(query)?;
    let items = statement.query_map([], item)?.collect::<Result<Vec<_>, _>>()?;
    Ok(items.into_iter().filter(|item| window.has(item.at_ms)).collect())
}

fn item(row: &Row<'_>) -> Result<NotableItem, rusqlite::Error> {
    Ok(NotableItem {
        order: row.get(0)?,
        unmatched: row.get(1)?,
        centavos: row.get(2)?,
        at_ms: row.get(3)?,
        by: row.get(4)?,
        anomalies: words(&row.get::<_, String>(5)?),
        ..NotableItem::default()
    })
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<_> = text.split_whitespace().map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}
