//! Payouts (cash-out, transfer): money that leaves the shop's account. The till makes none; it records
//! what providers tell, and a payout never changes a sale.

use crate::charge::{Evidence, Rejection};
use crate::ids::{EndToEndId, ProviderId, Reference};
use crate::money::Centavos;
use crate::time::UnixMs;

/// A payout as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// The adapter that told, such as `integrapay`.
    pub provider: String,
    /// What is known.
    pub seen: PayoutSeen,
    /// How we know; `None`: a webhook without proof told, and nobody has confirmed it.
    pub evidence: Option<Evidence>,
    /// When we first learned of it, on our clock.
    pub first_seen_at: UnixMs,
    /// When it last changed, on our clock.
    pub changed_at: UnixMs,
}

/// A provider's view of a payout at one moment. Its ids are of another space than those of charges:
/// `IntegraPay`'s own samples use 1000 for a charge and for a payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutSeen {
    /// The provider's id.
    pub id: ProviderId,
    /// The name that whoever made it gave it.
    pub reference: Option<Reference>,
    /// Where it is in its life.
    pub status: PayoutStatus,
    /// How much.
    pub amount: Option<Centavos>,
    /// Its end-to-end id; of one that came back, the payment's own (`E…`).
    pub end_to_end_id: Option<EndToEndId>,
    /// The end-to-end id of its way back (`D…`).
    pub return_id: Option<EndToEndId>,
    /// The payee's name, already masked.
    pub payee_name: Option<String>,
    /// Why it failed or came back, if it was told.
    pub failure: Option<Rejection>,
    /// The provider's stamp.
    pub at: Option<UnixMs>,
}

/// Where a payout is in its life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutStatus {
    /// On its way.
    Created,
    /// Settled.
    Completed,
    /// Not settled; nothing left.
    Failed,
    /// Stopped before it left.
    Cancelled,
    /// It came back after it was settled.
    Refunded,
    /// A word that we don't know, raw.
    Unknown(String),
}

impl PayoutStatus {
    /// How far in its life: what is less far never takes back what is farther.
    const fn rank(&self) -> u8 {
        match self {
            Self::Unknown(_) => 0,
            Self::Created => 1,
            Self::Completed | Self::Failed | Self::Cancelled => 2,
            Self::Refunded => 3,
        }
    }
}

/// What a provider's word makes of a payout; `None`: nothing new. A webhook that comes late, twice or
/// in another order changes nothing.
pub fn apply_payout(
    known: Option<&Payout>,
    provider: &str,
    seen: &PayoutSeen,
    evidence: Option<Evidence>,
    now: UnixMs,
) -> Option<Payout> {
    let Some(known) = known else {
        return Some(Payout {
            provider: provider.to_owned(),
            seen: seen.clone(),
            evidence,
            first_seen_at: now,
            changed_at: now,
        });
    };
    let mut next = known.clone();
    let is_news = seen.status.rank() > known.seen.status.rank();
    let is_correction = seen.status.rank() == known.seen.status.rank()
        && seen.status != known.seen.status
        && rank(evidence) > rank(known.evidence);
    let is_same = seen.status == known.seen.status;
    if is_news || is_correction {
        next.seen.status = seen.status.clone();
        next.seen.at = seen.at.or(known.seen.at);
        next.evidence = evidence;
        next.seen.failure.clone_from(&seen.failure);
    } else if is_same && rank(evidence) > rank(known.evidence) {
        next.evidence = evidence;
    }
    let surer = rank(evidence) > rank(known.evidence);
    fill(&mut next.seen.reference, seen.reference.as_ref(), surer);
    fill(&mut next.seen.amount, seen.amount.as_ref(), surer);
    fill(&mut next.seen.end_to_end_id, seen.end_to_end_id.as_ref(), surer);
    fill(&mut next.seen.return_id, seen.return_id.as_ref(), surer);
    fill(&mut next.seen.payee_name, seen.payee_name.as_ref(), surer);
    if is_same {
        fill(&mut next.seen.failure, seen.failure.as_ref(), surer);
    }
    if next == *known {
        return None;
    }
    next.changed_at = now;
    Some(next)
}

fn fill<T: Clone>(slot: &mut Option<T>, told: Option<&T>, surer: bool) {
    if let Some(told) = told
        && (surer || slot.is_none())
    {
        *slot = Some(told.clone());
    }
}

const fn rank(evidence: Option<Evidence>) -> u8 {
    match evidence {
        None => 0,
        Some(Evidence::SignedWebhook) => 1,
        Some(Evidence::Polled) => 2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seen(status: PayoutStatus) -> PayoutSeen {
        PayoutSeen {
            id: ProviderId::new("2000").unwrap(),
            reference: None,
            status,
            amount: Some(Centavos::new(500)),
            end_to_end_id: None,
            return_id: None,
            payee_name: None,
            failure: None,
            at: None,
        }
    }

    fn live(words: &[(PayoutStatus, Option<Evidence>)]) -> Payout {
        let mut payout = None;
        for (status, evidence) in words {
            let now = UnixMs::new(1);
            let next =
                apply_payout(payout.as_ref(), "integrapay", &seen(status.clone()), *evidence, now);
            payout = next.or(payout);
        }
        payout.unwrap()
    }

    #[test]
    fn a_payout_goes_forward_in_any_order_of_telling() {
        use PayoutStatus::{Completed, Created, Refunded};
        let told = |status| (status, None);
        for words in [
            vec![told(Created), told(Completed), told(Refunded)],
            vec![told(Refunded), told(Created), told(Completed)],
            vec![told(Completed), told(Refunded), told(Refunded), told(Created)],
        ] {
            assert_eq!(live(&words).seen.status, Refunded);
        }
    }

    #[test]
    fn the_providers_own_answer_corrects_what_was_only_told() {
        use PayoutStatus::{Completed, Failed};
        let asked = Some(Evidence::Polled);
        let payout = live(&[(Completed, None), (Failed, asked)]);
        assert_eq!((payout.seen.status, payout.evidence), (Failed, asked));
        let payout = live(&[(Failed, asked), (Completed, None)]);
        assert_eq!((payout.seen.status, payout.evidence), (Failed, asked));
    }

    #[test]
    fn an_unknown_word_is_kept_and_takes_nothing_back() {
        use PayoutStatus::{Completed, Unknown};
        let odd = Unknown("parked".into());
        assert_eq!(live(&[(odd.clone(), None)]).seen.status, odd);
        assert_eq!(live(&[(Completed, None), (odd, None)]).seen.status, Completed);
    }

    #[test]
    fn what_is_told_twice_changes_nothing() {
        let known = live(&[(PayoutStatus::Created, None)]);
        let again = apply_payout(
            Some(&known),
            "integrapay",
            &seen(PayoutStatus::Created),
            None,
            UnixMs::new(9),
        );
        assert_eq!(again, None);
    }

    #[test]
    fn a_payout_that_comes_back_keeps_both_ids_and_the_reason() {
        let paid = PayoutSeen {
            end_to_end_id: Some(EndToEndId::new("E1").unwrap()),
            payee_name: Some("Fulano S***".into()),
            ..seen(PayoutStatus::Completed)
        };
        let reason = Rejection { code: "refund".into(), message: "Reason for refund".into() };
        let back = PayoutSeen {
            return_id: Some(EndToEndId::new("D1").unwrap()),
            failure: Some(reason.clone()),
            ..seen(PayoutStatus::Refunded)
        };
        let told = |known: Option<&Payout>, seen: &PayoutSeen, at| {
            apply_payout(known, "integrapay", seen, None, UnixMs::new(at)).unwrap()
        };
        let first = told(None, &paid, 1);
        let payout = told(Some(&first), &back, 2);
        assert_eq!(payout.seen.status, PayoutStatus::Refunded);
        assert_eq!(payout.seen.end_to_end_id, paid.end_to_end_id);
        assert_eq!((payout.seen.return_id, payout.seen.failure), (back.return_id, Some(reason)));
        assert_eq!(payout.seen.payee_name, paid.payee_name);
        assert_eq!((payout.first_seen_at, payout.changed_at), (UnixMs::new(1), UnixMs::new(2)));
    }

    #[test]
    fn news_without_proof_are_not_said_to_be_confirmed() {
        use PayoutStatus::{Completed, Created, Refunded};
        let asked = Some(Evidence::Polled);
        assert_eq!(live(&[(Created, None), (Created, asked)]).evidence, asked);
        assert_eq!(live(&[(Completed, asked), (Refunded, None)]).evidence, None);
        assert_eq!(live(&[(Completed, asked), (Created, None)]).evidence, asked);
    }

    #[test]
    fn a_told_amount_is_corrected_by_the_provider_and_not_the_other_way_round() {
        let amount = |centavos| PayoutSeen {
            amount: Some(Centavos::new(centavos)),
            ..seen(PayoutStatus::Completed)
        };
        let told = apply_payout(None, "integrapay", &amount(1), None, UnixMs::new(1)).unwrap();
        let asked = Some(Evidence::Polled);
        let now = UnixMs::new(2);
        let known = apply_payout(Some(&told), "integrapay", &amount(500), asked, now).unwrap();
        assert_eq!(known.seen.amount, Some(Centavos::new(500)));
        assert_eq!(apply_payout(Some(&known), "integrapay", &amount(1), None, now), None);
    }

    fn any_word() -> impl Strategy<Value = (PayoutStatus, Option<Evidence>)> {
        let status = prop_oneof![
            Just(PayoutStatus::Created),
            Just(PayoutStatus::Completed),
            Just(PayoutStatus::Failed),
            Just(PayoutStatus::Cancelled),
            Just(PayoutStatus::Refunded),
            "[a-z]{1,4}".prop_map(PayoutStatus::Unknown),
        ];
        let evidence = prop_oneof![
            Just(None),
            Just(Some(Evidence::SignedWebhook)),
            Just(Some(Evidence::Polled)),
        ];
        (status, evidence)
    }

    proptest! {
        #[test]
        fn a_word_applied_twice_changes_nothing_the_second_time(
            before in prop::collection::vec(any_word(), 0..6), word in any_word()) {
            let mut words = before;
            words.push(word.clone());
            let once = live(&words);
            let (status, evidence) = word;
            let again =
                apply_payout(Some(&once), "integrapay", &seen(status), evidence, UnixMs::new(9));
            prop_assert_eq!(again, None);
        }

        #[test]
        fn the_way_of_a_payout_ends_in_the_same_place_in_any_order_of_telling(
            words in Just(vec![
                (PayoutStatus::Created, None), (PayoutStatus::Completed, None),
                (PayoutStatus::Completed, Some(Evidence::Polled)),
                (PayoutStatus::Refunded, Some(Evidence::SignedWebhook)),
            ]).prop_shuffle()) {
            let payout = live(&words);
            let surely = Some(Evidence::SignedWebhook);
            prop_assert_eq!((payout.seen.status, payout.evidence), (PayoutStatus::Refunded, surely));
        }
    }
}
