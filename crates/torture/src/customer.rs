//! The customer: pays codes that the order log has had, and nothing else.

use std::sync::Arc;
use std::time::Duration;

use sandbox::books::{NEVER_MS, PayRule};
use testkit::chance::Chance;

use super::mail;
use super::non_idempotent;
use super::state_checker::Shown;
use super::world::World;

const SECOND_MS: u64 = 1_000;
const HOUR_MS: u64 = 3_600 * SECOND_MS;

/// What a customer does with a code, each some time after seeing it.
enum Step {
    /// Pays `percent` of what is asked; an orderly payment only if the code is alive.
    Pay { after_ms: u64, percent: i64, rule: PayRule },
    /// The provider stops the charge.
    Cancelled { after_ms: u64 },
}

/// A code is on a screen: what follows is settled by the seed and the code's own id. Somebody else's code,
/// which no sale of ours has made, is paid like any other.
pub(crate) fn sees(world: &Arc<World>, shown: &Shown) {
    let id = shown.provider_id.as_str();
    let Some(bank) = world.state().account(&shown.account) else {
        return world.find(format!("{id} was shown, and nobody knows at which account it is"));
    };
    let mut chance = Chance::of(world.seed, &format!("{bank} {id}"));
    let is_non_idempotent;
    let (lives_ms, is_payable) = {
        let state = world.state();
        // A code that came altered is no code: no bank takes it.
        let charge = state.banks[bank].books.find(id).filter(|it| it.copy_and_paste == shown.code);
        let life = charge.map(non_idempotent::life_ms);
        is_non_idempotent = charge.is_some_and(|it| it.expires_at_ms == NEVER_MS);
        (u64::try_from(life.unwrap_or(0)).unwrap_or(0), charge.is_some())
    };
    if !is_payable {
        return world.note("customer", &format!("{id} has a code that no bank reads"));
    }
    let mut steps = decide(&mut chance, lives_ms);
    if is_non_idempotent {
        // It tells only that it was paid: one payment, of what was asked.
        steps.truncate(1);
        for step in &mut steps {
            if let Step::Pay { percent, .. } = step {
                *percent = 100;
            }
        }
    }
    for step in steps {
        world.state().steps_waiting += 1;
        let (world, id) = (Arc::clone(world), id.to_owned());
        tokio::spawn(async move { carry_out(&world, bank, &id, &step).await });
    }
}

fn decide(chance: &mut Chance, lives_ms: u64) -> Vec<Step> {
    let soon_ms = chance.magnitude(SECOND_MS, 120 * SECOND_MS);
    let orderly = |after_ms, percent| Step::Pay { after_ms, percent, rule: PayRule::Waiting };
    let forced = |after_ms, percent| Step::Pay { after_ms, percent, rule: PayRule::Any };
    match chance.below(100) {
        0..24 => Vec::new(),
        24..56 => vec![orderly(soon_ms, 100)],
        // At the very end.
        56..64 => {
            let end_ms = (lives_ms + 30 * SECOND_MS).saturating_sub(chance.below(60 * SECOND_MS));
            vec![forced(end_ms, 100)]
        }
        64..74 => vec![forced(lives_ms + chance.magnitude(SECOND_MS, 10 * HOUR_MS), 100)],
        74..82 => vec![forced(soon_ms, *chance.pick(&[1, 50, 99, 101, 300]).unwrap())],
        82..94 => {
            let again_ms = soon_ms + chance.magnitude(SECOND_MS / 4, 4 * HOUR_MS);
            vec![forced(soon_ms, 100), forced(again_ms, *chance.pick(&[100, 100, 40]).unwrap())]
        }
        94..97 => vec![Step::Cancelled { after_ms: soon_ms }],
        _ => vec![Step::Cancelled { after_ms: soon_ms }, forced(soon_ms * 2, 100)],
    }
}

async fn carry_out(world: &Arc<World>, bank: usize, id: &str, step: &Step) {
    let (Step::Pay { after_ms, .. } | Step::Cancelled { after_ms }) = *step;
    tokio::time::sleep(Duration::from_millis(after_ms)).await;
    let now_ms = world.now_ms();
    let outcome = {
        let mut state = world.state();
        state.steps_waiting -= 1;
        let books = &mut state.banks[bank].books;
        match *step {
            Step::Cancelled { .. } => format!("{id} is stopped: {}", books.cancel(id, now_ms)),
            Step::Pay { percent, rule, .. } => {
                let charge = books.find(id);
                let asked = charge.map_or(0, |charge| charge.amount_centavos);
                let amount = (asked * percent / 100).max(1);
                // No path lets money in to a charge whose money went back.
                if charge.is_some_and(|charge| !charge.refunds.is_empty()) {
                    format!("{id} has been given back")
                } else {
                    let paid = books.pay(id, Some(amount), now_ms, rule);
                    format!("{id} pays {amount} of {asked}: {:?}", paid.map(|it| it.end_to_end_id))
                }
            }
        }
    };
    world.note("customer", &outcome);
    if matches!(step, Step::Pay { .. }) && outcome.contains("Ok") {
        mail::tell(world, bank, id, &mut Chance::of(world.seed, &format!("{now_ms} {id}")));
    }
}
