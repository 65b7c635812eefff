//! Frames as text.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relay_protocol::RelayFrame;

use crate::store::StoredEvent;

/// Any frame but an event.
pub(super) fn text(frame: &RelayFrame) -> String {
    // Strings and numbers: there is nothing in it that JSON cannot say.
    serde_json::to_string(frame).unwrap_or_default()
}

/// An event frame, put together without a copy: the headers are JSON already, the ids are base64url.
pub(super) fn event(event: &StoredEvent) -> String {
    let StoredEvent { seq, previous, event, route, received_at_ms, headers, body } = event;
    let mut text = String::with_capacity(192 + headers.len() + body.len().div_ceil(3) * 4);
    // Writing into a String cannot fail.
    let _ = write!(
        text,
        r#"{{"t":"event","s":{seq},"p":{previous},"id":"{event}","rx":{received_at_ms},"route":"{route}","h":{headers},"b64":""#
    );
    STANDARD.encode_string(body, &mut text);
    text.push_str("\"}");
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::ids::{EventId, RouteId};

    proptest! {
        #[test]
        fn an_event_frame_is_the_contracts_and_has_the_body_byte_for_byte(
            body in prop::collection::vec(any::<u8>(), 0..2_000),
            headers in prop::collection::btree_map("[a-z-]{1,20}", ".{0,50}", 0..5),
            (seq, previous, rx) in (any::<u64>(), any::<u64>(), any::<i64>()),
        ) {
            let stored = StoredEvent {
                seq,
                previous,
                event: EventId::random(),
                route: RouteId::random(),
                received_at_ms: rx,
                headers: serde_json::to_string(&headers).unwrap(),
                body: body.clone(),
            };
            let read: RelayFrame = serde_json::from_str(&event(&stored)).unwrap();
            let expected = RelayFrame::Event {
                s: seq,
                p: previous,
                id: stored.event.to_string(),
                rx,
                route: stored.route.to_string(),
                h: headers.into_iter().collect::<BTreeMap<_, _>>(),
                b64: STANDARD.encode(body),
            };
            prop_assert_eq!(read, expected);
        }
    }
}
