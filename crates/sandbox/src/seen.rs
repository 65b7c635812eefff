//! The provider's calls as they came, so that a test can count them and compare their bytes.

use std::collections::VecDeque;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::message::Request;

/// Most calls that are remembered; the oldest go first.
const MAX_SEEN: usize = 1_000;

/// One call, without its secrets: no header but the idempotency key, and the body as a hash.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Seen {
    /// Counts all calls since the start, from 1.
    number: u64,
    at_ms: i64,
    method: String,
    path: String,
    idempotency_key: Option<String>,
    body_sha256: String,
    body_bytes: usize,
    /// What was answered; null if the connection was closed.
    pub(crate) status: Option<u16>,
    /// The fault that spoilt it.
    pub(crate) fault: Option<crate::faults::Kind>,
}

/// The last calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct SeenCalls {
    calls: VecDeque<Seen>,
    count: u64,
}

impl SeenCalls {
    pub(crate) fn note(&mut self, request: &Request, at_ms: i64) -> &mut Seen {
        self.count += 1;
        if self.calls.len() >= MAX_SEEN {
            self.calls.pop_front();
        }
        self.calls.push_back_mut(Seen {
            number: self.count,
            at_ms,
            method: request.method.clone(),
            path: request.path.clone(),
            idempotency_key: request.header("x-idempotency-key").map(str::to_owned),
            body_sha256: hex::encode(Sha256::digest(&request.body)),
            body_bytes: request.body.len(),
            status: None,
            fault: None,
        })
    }

    pub(crate) fn calls(&self) -> &VecDeque<Seen> {
        &self.calls
    }
}
