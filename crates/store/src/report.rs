//! What came and went in a shift or on a day, as numbers and ids: a closed shift keeps its own for ever.

use serde::{Deserialize, Serialize};

/// Most items that a list of what is not plain names.
const MOST_ITEMS: usize = 50;

/// What a shift or a day came to; a part of the body of a `shift_closed` event. A released shape is only extended by
/// optional fields. Names of persons stay out of it: what stands in the order log stays there for ever.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// From when, in milliseconds since 1970-01-01 UTC.
    pub from_ms: i64,
    /// Until when, this moment not included. Before `from_ms` where the clock was set back in between.
    pub until_ms: i64,
    /// The time zone of its days and hours, such as `America/Sao_Paulo`.
    pub time_zone: String,
    /// The clock was set back: all that was learned counts, whenever it was paid.
    pub clock_set_back: bool,
    /// Proved payments of sales.
    pub received: Sum,
    /// How many orders they paid.
    pub sales: u64,
    /// Confirmed by hand and not proved.
    pub by_hand: Sum,
    /// What went back and was asked for here.
    pub refunded_here: Sum,
    /// What went back by the dispute procedure.
    pub refunded_by_dispute: Sum,
    /// What went back and was asked for elsewhere.
    pub refunded_elsewhere: Sum,
    /// Payments that were learned of in the shift and made before it; outside the totals.
    pub earlier: Sum,
    /// The same of what went back.
    pub earlier_refunds: Sum,
    /// By the operator who sold, the greatest first.
    pub operators: Vec<Share>,
    /// By provider, the greatest first.
    pub providers: Vec<Share>,
    /// The picture of it, oldest first.
    pub bars: Vec<Bar>,
    /// What is not plain.
    pub notable: Notable,
}

impl Report {
    /// Received and confirmed by hand, in all.
    pub const fn total_centavos(&self) -> i64 {
        self.received.centavos.saturating_add(self.by_hand.centavos)
    }

    /// What went back, whoever asked.
    pub const fn back_centavos(&self) -> i64 {
        let here_and_disputed =
            self.refunded_here.centavos.saturating_add(self.refunded_by_dispute.centavos);
        here_and_disputed.saturating_add(self.refunded_elsewhere.centavos)
    }
}

/// How many, and how much in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// How many.
    pub count: u64,
    /// How much in all.
    pub centavos: i64,
}

impl Sum {
    /// Counts one more.
    pub const fn add(&mut self, centavos: i64) {
        self.count += 1;
        self.centavos = self.centavos.saturating_add(centavos);
    }
}

/// What of it is one operator's, or came by one provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The operator's id, or the adapter.
    pub of: String,
    /// How many orders were paid.
    pub sales: u64,
    /// What was received for them.
    pub received_centavos: i64,
    /// What was confirmed by hand and not proved.
    pub by_hand_centavos: i64,
    /// What went back, whoever asked.
    pub refunded_centavos: i64,
}

/// A bar of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// When it begins.
    pub from_ms: i64,
    /// How its time is written.
    pub label: String,
    /// How many orders were paid in it.
    pub sales: u64,
    /// What was received in it.
    pub received_centavos: i64,
}

/// What is not plain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notable {
    /// Charges that customers may still be paying.
    pub open: NotableList,
    /// Confirmed by hand and not proved.
    pub by_hand: NotableList,
    /// Orders with an anomaly.
    pub odd: NotableList,
    /// Disputes that nobody has closed.
    pub disputes: NotableList,
    /// Money without a sale that nobody has looked at.
    pub unmatched: NotableList,
    /// What went back.
    pub refunds: NotableList,
}

/// The newest of a kind, and the sum of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotableList {
    /// Of all of them.
    pub sum: Sum,
    /// At most 50, newest first.
    pub items: Vec<NotableItem>,
}

impl NotableList {
    /// The list of all that there are.
    pub fn of(mut items: Vec<NotableItem>) -> Self {
        let mut sum = Sum::default();
        for item in &items {
            sum.add(item.centavos);
        }
        items.sort_by_key(|item| std::cmp::Reverse((item.at_ms, item.order, item.unmatched)));
        items.truncate(MOST_ITEMS);
        Self { sum, items }
    }
}

/// Something that is not plain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotableItem {
    /// The order's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i64>,
    /// The number of money without a sale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<i64>,
    /// How much it is about.
    pub centavos: i64,
    /// What was asked for, where that is another amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_centavos: Option<i64>,
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// The operator who sold, or who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The operator who approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// What is odd, in the index's words, such as `paid_late`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anomalies: Vec<String>,
    /// Who asked for a refund: `here`, `elsewhere` or `dispute`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}
