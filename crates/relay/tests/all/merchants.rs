//! Two merchants never see each other's events, whatever is done in whatever order.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use relay_protocol::TillFrame;

use crate::http::post;
use crate::server::Server;
use crate::till::{Line, Till};

#[derive(Debug, Clone)]
enum Step {
    /// A webhook to a till's own URL.
    ToTill(usize),
    /// A webhook to a merchant's URL.
    ToMerchant(usize),
    /// The till dials anew and begins where it was, or at the beginning.
    Dial(usize, bool),
    /// The admin has a till's stream brought once more.
    Replay(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4usize).prop_map(Step::ToTill),
        2 => (0..2usize).prop_map(Step::ToMerchant),
        2 => (0..4usize, any::<bool>()).prop_map(|(till, anew)| Step::Dial(till, anew)),
        1 => (0..4usize).prop_map(Step::Replay),
    ]
}

/// Tills 0 and 1 are the first merchant's, 2 and 3 the second's.
fn merchant(till: usize) -> usize {
    till / 2
}

#[test]
fn no_till_ever_sees_another_merchants_event() {
    let server = Server::with_config("[limits]\ndials_per_till_per_min = 100000\n");
    let names = ["Padaria", "Mercado"];
    let tills: Vec<_> = (0..4)
        .map(|till| Till::new(&server, names[merchant(till)], &format!("Caixa {till}")))
        .collect();
    let routes: Vec<String> = names
        .iter()
        .map(|name| server.asked(&["route", "add", "--merchant", name]).remove(0))
        .map(|route| route["ingest_url"].as_str().unwrap().to_owned())
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Each case goes on where the one before ended: the relay is the same.
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 12,
        max_shrink_iters: 0,
        ..ProptestConfig::default()
    });
    let number = std::cell::Cell::new(0);
    runner
        .run(&prop::collection::vec(step(), 1..25), |steps| {
            runtime.block_on(one(&server, &tills, &routes, &steps, &number));
            Ok(())
        })
        .unwrap();
}

async fn one(
    server: &Server,
    tills: &[Till],
    routes: &[String],
    steps: &[Step],
    number: &std::cell::Cell<u64>,
) {
    let mut lines: BTreeMap<usize, Line> = BTreeMap::new();
    let mut sent: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for step in steps {
        number.set(number.get() + 1);
        let unique = number.get();
        match *step {
            Step::ToTill(till) => {
                let body = format!("for till {till}, number {unique}.");
                assert_eq!(post(&tills[till].ingest_url, &body).status, 200);
                sent.entry(till).or_default().push(body);
            }
            Step::ToMerchant(whose) => {
                let body = format!("for merchant {whose}, number {unique}.");
                assert_eq!(post(&routes[whose], &body).status, 200);
                for till in (0..tills.len()).filter(|till| merchant(*till) == whose) {
                    sent.entry(till).or_default().push(body.clone());
                }
            }
            Step::Dial(till, anew) => {
                let cursor = if anew { None } else { lines.remove(&till).and_then(|it| it.cursor) };
                let line = tills[till].connect(server, cursor).await;
                lines.insert(till, line);
            }
            Step::Replay(till) => {
                server.asked(&["replay", &tills[till].id, "--from", "1"]);
            }
        }
    }
    for (till, signer) in tills.iter().enumerate() {
        let mut line = signer.connect(server, None).await;
        let mut missing = sent.remove(&till).unwrap_or_default();
        let last = format!("the last for till {till}, number {}.", number.get());
        assert_eq!(post(&signer.ingest_url, &last).status, 200);
        loop {
            let (seq, body) = line.event().await;
            let body = String::from_utf8(body).unwrap();
            let own = [format!("till {till},"), format!("merchant {},", merchant(till))];
            assert!(own.iter().any(|own| body.contains(own)), "till {till} got {body:?}");
            missing.retain(|it| *it != body);
            let e = line.epoch.clone();
            line.say(&TillFrame::Ack { e, s: seq, m: None }).await;
            if body == last {
                break;
            }
        }
        assert!(missing.is_empty(), "till {till} did not get {missing:?}");
    }
}
