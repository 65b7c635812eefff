//! What a connection may do, as far as that shows without a charge.

use std::time::Duration;

use contract::{ConnectedView, Grant, GrantKind, GrantState};
use providers::{NoRefunds, Psp};

use crate::ports;

/// How often a provider is asked once more to learn what time it is.
const ROUNDS: u32 = 2;

/// How a connection stands beside the others.
pub(crate) struct Standing {
    pub(crate) environment: String,
    pub(crate) is_default: bool,
    pub(crate) is_paired: bool,
    pub(crate) kept_charges: u32,
}

/// Tells of a connection that has just answered.
pub(crate) async fn view(
    psp: &dyn Psp,
    answered_in: Duration,
    standing: Standing,
) -> ConnectedView {
    ConnectedView {
        provider: psp.manifest().id.to_owned(),
        name: psp.manifest().name.to_owned(),
        environment: standing.environment,
        is_default: standing.is_default,
        answered_in_ms: u32::try_from(answered_in.as_millis()).unwrap_or(u32::MAX),
        grants: grants(psp, standing.is_paired),
        clock_ahead_s: clock_ahead_s(psp).await,
        kept_charges: standing.kept_charges,
    }
}

/// Neither provider tells what an account may do: a look-up was made just now, the rest is what the provider
/// documents and this connection has what it takes for.
pub(crate) fn grants(psp: &dyn Psp, is_paired: bool) -> Vec<Grant> {
    let refund =
        if psp.manifest().partial_refunds { GrantKind::Refund } else { GrantKind::WholeRefund };
    let refunds = match psp.refunds() {
        Ok(_) => GrantState::Offered,
        Err(NoRefunds::AtProvider) => GrantState::AtProvider,
        Err(NoRefunds::Missing(field)) => GrantState::Missing { field: field.to_owned() },
    };
    let mut grants = vec![
        Grant { what: GrantKind::LookUp, state: GrantState::Proved },
        Grant { what: GrantKind::Charge, state: GrantState::Offered },
        Grant { what: refund, state: refunds },
    ];
    if psp.signs() {
        let state = if is_paired { GrantState::Offered } else { GrantState::NeedsRelay };
        grants.push(Grant { what: GrantKind::SignedNotices, state });
    }
    grants
}

/// By how much this computer's clock is ahead, as its answers say.
async fn clock_ahead_s(psp: &dyn Psp) -> Option<i64> {
    let clock = ports::system().clock;
    for _ in 0..ROUNDS {
        if clock.error_ms().is_some() {
            break;
        }
        // How it answers was told already.
        let _ = psp.check().await;
    }
    clock.error_ms().map(|ahead_ms| ahead_ms.div_euclid(1_000))
}
