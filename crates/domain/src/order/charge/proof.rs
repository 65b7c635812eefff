//! What proves a payment: the one rule for answers to questions, look-ups and webhooks.

use super::{Account, Charge, Evidence, Receipt, Seen};
use crate::ids::{EndToEndId, ProviderId, Reference};
use crate::order::Order;
use crate::printable::Printable;

/// What an answer or a webhook says about which money it speaks of.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The account that was asked, or whose secret signed; absent where it is the charge's own without
    /// a doubt, as in logs from before accounts were kept.
    pub account: Option<&'a Account>,
    /// The provider's names for the charge; none where the answer repeats none.
    pub ids: &'a [ProviderId],
    /// The reference that it names, if it names one.
    pub reference: Option<&'a Reference>,
    /// The amount as it stands there, where it stands there and cannot be read as money.
    pub unreadable_amount: Option<&'a str>,
    /// What stands there in place of an end-to-end id and is none.
    pub unreadable_end_to_end_id: Option<&'a str>,
    /// How it reached us.
    pub evidence: Evidence,
}

/// Why "paid" is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// Another account than the charge's says it.
    OtherAccount,
    /// It is said of another transaction of the provider.
    OtherId,
    /// It is said of another reference.
    OtherReference,
    /// A webhook names neither an id that we know nor our reference.
    NoName,
    /// No amount stands there.
    AmountAbsent,
    /// An amount stands there, and cannot be read as money.
    AmountUnreadable,
    /// Of a creation's answer: another amount than the one that was asked for.
    OtherAmount,
    /// Its end-to-end id is that of another payment in this log.
    EndToEndIdTaken,
    /// What stands there as its end-to-end id is none: the payment may be another sale's.
    EndToEndIdUnreadable,
    /// It came as the answer to the creation, when nobody can have paid yet.
    AtCreation,
    /// Of what a lost sending may have made, or of what is said under a caller's reference before an id
    /// is known: nothing shows that it is not older than that sending.
    MayBeOlder,
    /// Of what a lost sending may have made: it is paid, though its code was never shown.
    PaidBefore,
}

/// "The provider says paid, but …": what it said, and why that proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproven {
    /// Why it is not believed.
    pub doubt: Doubt,
    /// What differs, as the provider wrote it: the other reference, amount or id. At most 100
    /// characters, [`Printable`].
    pub said: Option<String>,
    /// How it reached us.
    pub evidence: Evidence,
}

/// Longest text of a provider that is kept in [`Unproven::said`], in characters.
const LONGEST_SAID: usize = 100;

impl Unproven {
    /// A doubt with what the provider wrote, cut to what may be kept.
    pub fn new(doubt: Doubt, said: Option<&str>, evidence: Evidence) -> Self {
        let said = said.map(|text| Printable::within(text, LONGEST_SAID).into());
        Self { doubt, said, evidence }
    }
}

/// Whether `status`, as `claim` has it, is about this charge, and proves money where it says that some
/// came. `taken`: whether another payment of the whole log has an end-to-end id.
///
/// Another amount than the charge's is proof of that amount; it is an anomaly, not a doubt.
pub fn proves(
    order: &Order,
    charge: &Charge,
    status: &Seen,
    claim: &Claim<'_>,
    taken: impl FnOnce(&EndToEndId) -> bool,
) -> Result<(), Unproven> {
    is_about(charge, claim)?;
    let (receipt, may_be_silent) = match status {
        Seen::Paid(receipt) => {
            if let Some(text) = claim.unreadable_end_to_end_id {
                return Err(Unproven::new(Doubt::EndToEndIdUnreadable, Some(text), claim.evidence));
            }
            (receipt, false)
        }
        // A provider may tell here only what went back. That money came must then be known already.
        Seen::Refunded(receipt, _) | Seen::Disputed(receipt, _) => {
            (receipt, charge.received_there().get() > 0)
        }
        Seen::Waiting | Seen::Expired | Seen::Cancelled | Seen::Unknown(_) => return Ok(()),
    };
    has_amount(receipt, claim, may_be_silent)?;
    let Some(id) = &receipt.end_to_end_id else { return Ok(()) };
    if is_ours(charge, id) {
        return Ok(());
    }
    let others = order.attempts.iter().filter(|other| other.attempt != charge.attempt);
    if others.into_iter().any(|other| has(other, id)) || has(charge, id) || taken(id) {
        return Err(Unproven::new(Doubt::EndToEndIdTaken, Some(id.as_str()), claim.evidence));
    }
    Ok(())
}

fn is_about(charge: &Charge, claim: &Claim<'_>) -> Result<(), Unproven> {
    let doubt = |doubt, said: Option<&str>| Err(Unproven::new(doubt, said, claim.evidence));
    if let (Some(ours), Some(theirs)) = (&charge.account, claim.account)
        && ours != theirs
    {
        return doubt(Doubt::OtherAccount, Some(&theirs.address));
    }
    let known = charge.registration.as_ref().map(|known| &known.provider_id);
    if let (Some(known), Some(named)) = (known, claim.ids.first())
        && !claim.ids.contains(known)
    {
        return doubt(Doubt::OtherId, Some(named.as_str()));
    }
    #[cfg(feature = "sabotage")]
    if crate::sabotage::is_chosen(crate::sabotage::Sabotage::ProofWithoutReference) {
        return Ok(());
    }
    match claim.reference {
        Some(reference) if *reference != charge.reference => {
            return doubt(Doubt::OtherReference, Some(reference.as_str()));
        }
        // An earlier charge may have borne a caller's reference: the id tells them apart.
        Some(reference) if known.is_none() && !charge.reference_is_ours => {
            return doubt(Doubt::MayBeOlder, Some(reference.as_str()));
        }
        Some(_) => {}
        // Who asked by the id knows what the answer is about; a webhook has to say so itself.
        None if claim.evidence == Evidence::Polled => {}
        None if known.is_some() && !claim.ids.is_empty() => {}
        None => return doubt(Doubt::NoName, None),
    }
    Ok(())
}

fn has_amount(receipt: &Receipt, claim: &Claim<'_>, may_be_silent: bool) -> Result<(), Unproven> {
    if let Some(text) = claim.unreadable_amount {
        return Err(Unproven::new(Doubt::AmountUnreadable, Some(text), claim.evidence));
    }
    match receipt.received {
        Some(amount) if amount.get() > 0 => Ok(()),
        Some(amount) => {
            let said = amount.get().to_string();
            Err(Unproven::new(Doubt::AmountUnreadable, Some(&said), claim.evidence))
        }
        None if may_be_silent => Ok(()),
        None => Err(Unproven::new(Doubt::AmountAbsent, None, claim.evidence)),
    }
}

/// Whether the charge has a payment of its own under this id: then it is news of that payment.
fn is_ours(charge: &Charge, id: &EndToEndId) -> bool {
    let mut own = charge.payments.iter().filter(|payment| payment.matched.is_none());
    own.any(|payment| payment.end_to_end_id.as_ref() == Some(id))
}

fn has(charge: &Charge, id: &EndToEndId) -> bool {
    charge.payments.iter().any(|payment| payment.end_to_end_id.as_ref() == Some(id))
}
