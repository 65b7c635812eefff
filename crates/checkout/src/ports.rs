//! Time and chance as inputs, so that a simulation can own both.

use std::sync::Arc;

use domain::IdempotencyKey;
use providers::Clock;
use uuid::Builder;

use crate::clock::TillClock;

/// Where chance comes from: keys and jitter.
pub trait Random: Send + Sync {
    /// 64 random bits; unpredictable in a real till, seeded in a simulation.
    fn next_u64(&self) -> u64;
}

/// What the checkout takes from outside.
#[derive(Clone)]
pub struct Ports {
    /// The till's clock, which the adapters go by too. Waiting goes by tokio's monotonic one.
    pub clock: Arc<TillClock>,
    /// Chance.
    pub random: Arc<dyn Random>,
}

impl Ports {
    /// The ports of a process on a computer with this clock.
    pub fn new(computer: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock: TillClock::new(computer), random }
    }

    /// 128 bits for a name that nobody else makes.
    pub(crate) fn chance(&self) -> [u64; 2] {
        [self.random.next_u64(), self.random.next_u64()]
    }

    /// A UUID v4, as providers want for a key.
    pub(crate) fn new_key(&self) -> Result<IdempotencyKey, store::Error> {
        let mut bytes = [0; 16];
        let (high, low) = bytes.split_at_mut(8);
        high.copy_from_slice(&self.random.next_u64().to_le_bytes());
        low.copy_from_slice(&self.random.next_u64().to_le_bytes());
        let uuid = Builder::from_random_bytes(bytes).into_uuid();
        IdempotencyKey::new(uuid.to_string())
            .map_err(|_| store::Error::Internal("a UUID is no key".into()))
    }
}
