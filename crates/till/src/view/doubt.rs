//! What is doubtful about an attempt: whose account it is, what is not proved, what is not heard.

use checkout::{Checkout, Trouble as Deaf};
use contract::{AccountEnvironment, AccountView, Doubt, Trouble, TroubleView, UnprovenView};
use domain::charge::{self, Account, Charge};
use providers::{Reality, name_of, reality};
use store::Poll;

use super::{evidence, words};

pub(super) fn account(checkout: &Checkout, account: &Account) -> AccountView {
    AccountView {
        adapter: account.adapter.clone(),
        address: words(&account.address),
        fingerprint: account.fingerprint.clone(),
        environment: match reality(account) {
            Reality::Real => AccountEnvironment::Real,
            Reality::Trial => AccountEnvironment::Trial,
            Reality::Sandbox => AccountEnvironment::Training,
            Reality::Unknown => AccountEnvironment::Unknown,
        },
        kept: checkout.is_kept(account),
    }
}

/// What is not proved about a charge, if anything is.
pub(super) fn unproven(charge: &Charge) -> Option<UnprovenView> {
    let unproven = charge.unproven.as_ref()?;
    Some(UnprovenView {
        doubt: doubt(unproven.doubt),
        paid: says_paid(charge, unproven),
        said: unproven.said.as_deref().map(words),
        evidence: evidence(unproven.evidence),
    })
}

/// Most doubts are raised by "paid" and by a creation's answer alike: by the latter only while nothing is
/// registered, and never in a notice.
fn says_paid(charge: &Charge, unproven: &charge::Unproven) -> bool {
    match unproven.doubt {
        charge::Doubt::OtherAmount => false,
        charge::Doubt::AtCreation
        | charge::Doubt::PaidBefore
        | charge::Doubt::EndToEndIdTaken
        | charge::Doubt::EndToEndIdUnreadable => true,
        charge::Doubt::OtherAccount
        | charge::Doubt::OtherId
        | charge::Doubt::OtherReference
        | charge::Doubt::NoName
        | charge::Doubt::MayBeOlder
        | charge::Doubt::AmountAbsent
        | charge::Doubt::AmountUnreadable => {
            charge.registration.is_some() || unproven.evidence == charge::Evidence::SignedWebhook
        }
    }
}

pub(super) const fn doubt(doubt: charge::Doubt) -> Doubt {
    match doubt {
        charge::Doubt::OtherAccount => Doubt::OtherAccount,
        charge::Doubt::OtherId => Doubt::OtherId,
        charge::Doubt::OtherReference => Doubt::OtherReference,
        charge::Doubt::NoName => Doubt::NoName,
        charge::Doubt::AmountAbsent => Doubt::AmountAbsent,
        charge::Doubt::AmountUnreadable => Doubt::AmountUnreadable,
        charge::Doubt::OtherAmount => Doubt::OtherAmount,
        charge::Doubt::EndToEndIdTaken => Doubt::EndToEndIdTaken,
        charge::Doubt::EndToEndIdUnreadable => Doubt::EndToEndIdUnreadable,
        charge::Doubt::AtCreation => Doubt::AtCreation,
        charge::Doubt::MayBeOlder => Doubt::MayBeOlder,
        charge::Doubt::PaidBefore => Doubt::PaidBefore,
    }
}

/// Of a charge that is waited for; what has ended is not troubled by a question that brought nothing. An
/// answer to the creation that is about something else was read: what it said stands in `unproven`.
pub(super) fn trouble(checkout: &Checkout, charge: &Charge, poll: &Poll) -> Option<TroubleView> {
    if charge.status.is_idle() {
        return None;
    }
    let (deaf, since) = Deaf::of(poll)?;
    let is_contradicted = charge.registration.is_none() && charge.unproven.is_some();
    if is_contradicted && deaf == Deaf::Unreadable {
        return None;
    }
    let what = match deaf {
        Deaf::NotFound => Trouble::NotFound,
        Deaf::Refused => Trouble::Refused,
        Deaf::Unreadable => Trouble::Unreadable,
        Deaf::ToldToWait => Trouble::ToldToWait,
        Deaf::Offline => Trouble::Offline,
        Deaf::NotConnected => Trouble::NotConnected,
    };
    let met = (deaf == Deaf::Offline).then(|| checkout.obstacle_before(charge)).flatten();
    let whom = name_of(&charge.provider);
    let obstacle = met.map(|met| super::obstacle(Some(&whom), &met));
    Some(TroubleView { what, since_ms: since.get(), obstacle })
}
