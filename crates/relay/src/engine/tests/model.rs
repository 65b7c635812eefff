//! Any course of things, beside a model that is too simple to be wrong.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// What happens.
#[derive(Debug, Clone)]
enum Step {
    /// A body comes for the tills of a merchant's route, or for one till's own.
    Append { merchant: usize, till: Option<usize>, body: u8 },
    /// A till cannot take in the event at this place of its stream.
    Park { till: usize, place: usize },
    /// A till reads behind this place of its stream.
    Read { till: usize, place: usize, events: usize },
    /// The relay starts again.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => (0usize..2, prop::option::of(0usize..2), any::<u8>())
            .prop_map(|(merchant, till, body)| Step::Append { merchant, till, body }),
        2 => (0usize..4, 0usize..30).prop_map(|(till, place)| Step::Park { till, place }),
        6 => (0usize..4, 0usize..30, 1usize..8)
            .prop_map(|(till, place, events)| Step::Read { till, place, events }),
        1 => Just(Step::Restart),
    ]
}

/// A till's stream as it must be: seq, body, parked.
type Model = Vec<(u64, u8, bool)>;

fn expected(model: &Model, after: u64, events: usize) -> Vec<(u64, u64, Vec<u8>)> {
    let mut previous = 0;
    let mut found = Vec::new();
    for (seq, body, parked) in model {
        if *seq <= after {
            previous = *seq;
        } else if !parked {
            found.push((previous, *seq, vec![*body]));
            previous = *seq;
        }
    }
    found.truncate(events);
    found
}

async fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut bench = Bench::new();
    let tills: Vec<_> = (0..4).map(|_| TillId::random()).collect();
    // Tills 0 and 1 are merchant 0's, 2 and 3 merchant 1's.
    let routes: BTreeMap<_, _> = (0..2)
        .flat_map(|merchant| [None, Some(0), Some(1)].map(|till| (merchant, till)))
        .map(|key| (key, RouteId::random()))
        .collect();
    let mut models = vec![Model::new(); 4];
    let (mut known, mut seq) = (std::collections::BTreeSet::new(), 0);
    for step in steps {
        match step {
            Step::Append { merchant, till, body } => {
                let route = &routes[&(merchant, till)];
                let whose: Vec<usize> = match till {
                    Some(till) => vec![merchant * 2 + till],
                    None => vec![merchant * 2, merchant * 2 + 1],
                };
                let whose_ids: Vec<_> = whose.iter().map(|till| &tills[*till]).collect();
                let appended = bench.append(event(route, &whose_ids, [body])).await;
                let is_new = known.insert((merchant, till, body));
                prop_assert_eq!(appended != Appended::Duplicate, is_new);
                for till in whose.into_iter().filter(|_| is_new) {
                    seq += 1;
                    models[till].push((seq, body, false));
                }
            }
            Step::Park { till, place } => {
                if let Some((seq, _, parked)) = models[till].get_mut(place) {
                    *parked = true;
                    bench.store.park(&tills[till], *seq, "poison".into()).await.unwrap();
                }
            }
            Step::Read { till, place, events } => {
                let after = models[till].get(place).map_or(0, |(seq, _, _)| *seq);
                let read = bench.store.read_after(&tills[till], after, events, usize::MAX).await;
                let read = read.unwrap().into_iter().map(|it| (it.previous, it.seq, it.body));
                prop_assert_eq!(read.collect::<Vec<_>>(), expected(&models[till], after, events));
            }
            Step::Restart => bench.restart().await,
        }
    }
    for (till, model) in tills.iter().zip(&models) {
        let read = bench.all(till).await.into_iter().map(|it| (it.previous, it.seq, it.body));
        prop_assert_eq!(read.collect::<Vec<_>>(), expected(model, 0, usize::MAX));
        let newest = model.last().map_or(0, |(seq, _, _)| *seq);
        prop_assert_eq!(bench.store.head(till).await.unwrap().head, newest);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_till_has_its_own_events_in_order_each_once(steps in prop::collection::vec(step(), 1..80)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(run(steps))?;
    }
}
