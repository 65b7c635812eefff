//! What is doubtful about an attempt: whose account it is, what is not proved, what is not heard.

use checkout::{Checkout, Trouble as Deaf};
use contract::{AccountEnvironment, AccountView, Doubt, Trouble, TroubleView, UnprovenView};
use domain::charge::{self, Account, Charge};
use providers::{Reality, reality};
use store::Ask;

use super::evidence;

pub(super) fn account(checkout: &Checkout, account: &Account) -> AccountView {
    AccountView {
        adapter: account.adapter.clone(),
        address: account.address.clone(),
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

pub(super) fn unproven(unproven: &charge::Unproven) -> UnprovenView {
    UnprovenView {
        doubt: doubt(unproven.doubt),
        said: unproven.said.clone(),
        evidence: evidence(unproven.evidence),
    }
}

const fn doubt(doubt: charge::Doubt) -> Doubt {
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

/// Of a charge that is waited for; what has ended is not troubled by a question that brought nothing.
pub(super) fn trouble(charge: &Charge, ask: &Ask) -> Option<TroubleView> {
    if charge.status.is_idle() {
        return None;
    }
    let (deaf, since) = Deaf::of(ask)?;
    let what = match deaf {
        Deaf::NotFound => Trouble::NotFound,
        Deaf::Refused => Trouble::Refused,
        Deaf::Unreadable => Trouble::Unreadable,
        Deaf::ToldToWait => Trouble::ToldToWait,
        Deaf::Offline => Trouble::Offline,
        Deaf::NotConnected => Trouble::NotConnected,
    };
    Some(TroubleView { what, since_ms: since.get() })
}
