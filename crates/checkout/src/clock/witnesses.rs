//! Witnesses: what others say that the time is, and whether enough of them agree.

use std::collections::VecDeque;

use domain::UnixMs;

/// The last answers of one source that are remembered.
const MOST_OF_ONE: usize = 4;
/// The sources that are remembered.
const MOST_SOURCES: usize = 8;
/// An answer that was this long on its way tells too little, in milliseconds.
const LONGEST_WAY_MS: i64 = 10_000;
/// What was heard so long ago tells little of a clock that has drifted since, in milliseconds.
const LONGEST_MEMORY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Two that differ by less agree, in milliseconds.
const SLACK_MS: i64 = 2_000;
/// A stamp has whole seconds.
const RESOLUTION_MS: i64 = 1_000;

/// What one answer says: the moment at which the monotonic clock was zero lies between these, in milliseconds since
/// 1970-01-01 UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    earliest: i64,
    latest: i64,
    /// When it came, in milliseconds of the monotonic clock.
    received_ms: i64,
}

impl Interval {
    /// Of a stamp that was made between the sending and the receipt, in milliseconds of the monotonic clock.
    pub(super) const fn new(stamp: UnixMs, sent_ms: i64, received_ms: i64) -> Self {
        Self {
            earliest: stamp.get().saturating_sub(received_ms),
            latest: stamp.get().saturating_add(RESOLUTION_MS).saturating_sub(sent_ms),
            received_ms,
        }
    }

    const fn middle(self) -> i64 {
        self.earliest.midpoint(self.latest)
    }

    const fn allows(self, moment: i64) -> bool {
        moment >= self.earliest.saturating_sub(SLACK_MS)
            && moment <= self.latest.saturating_add(SLACK_MS)
    }

    const fn is_vague(self) -> bool {
        self.latest.saturating_sub(self.earliest) > LONGEST_WAY_MS + RESOLUTION_MS
    }
}

/// The last answers of each source.
#[derive(Debug, Default)]
pub(super) struct Witnesses {
    heard: VecDeque<(String, VecDeque<Interval>)>,
}

impl Witnesses {
    pub(super) fn take(&mut self, source: &str, said: Interval) {
        if said.is_vague() {
            return;
        }
        for (_, all) in &mut self.heard {
            all.retain(|it| said.received_ms.saturating_sub(it.received_ms) < LONGEST_MEMORY_MS);
        }
        let known = self.heard.iter().position(|(name, _)| name == source);
        let (name, mut all) = known
            .and_then(|at| self.heard.remove(at))
            .unwrap_or_else(|| (source.to_owned(), VecDeque::new()));
        all.push_back(said);
        while all.len() > MOST_OF_ONE {
            all.pop_front();
        }
        self.heard.push_back((name, all));
        while self.heard.len() > MOST_SOURCES {
            self.heard.pop_front();
        }
    }

    pub(super) fn forget(&mut self) {
        self.heard.clear();
    }

    /// What each of them says.
    pub(super) fn middles(&self) -> impl Iterator<Item = i64> {
        self.all().map(Interval::middle)
    }

    /// Whether one of them says that this may be the time.
    pub(super) fn allow(&self, scale: i64) -> bool {
        self.all().any(|it| it.allows(scale))
    }

    /// What most sources agree about, each with one voice, if those have given at least `enough` answers. A source whose
    /// own answers contradict each other has none. `one_more` is a source too, but never the only one.
    pub(super) fn agreed(&self, one_more: Option<Interval>, enough: usize) -> Option<i64> {
        let sources = self.heard.iter().map(|(_, all)| all.iter().copied().collect());
        let one_more = one_more.filter(|it| !it.is_vague()).map(|it| vec![it]);
        let voices: Vec<Voice> = sources.chain(one_more).filter_map(|all| voice(&all)).collect();
        let median = median(voices.iter().map(|voice| voice.says))?;
        let agreeing: Vec<_> = voices.iter().filter(|voice| voice.says.allows(median)).collect();
        let answers: usize = agreeing.iter().map(|voice| voice.answers).sum();
        if answers < enough || agreeing.len() * 2 <= voices.len() {
            return None;
        }
        common(agreeing.iter().map(|voice| voice.says)).map(Interval::middle)
    }

    fn all(&self) -> impl Iterator<Item = Interval> {
        self.heard.iter().flat_map(|(_, all)| all.iter().copied())
    }
}

/// What one source says.
struct Voice {
    says: Interval,
    /// How many of its answers say so.
    answers: usize,
}

/// What more than two thirds of a source's answers agree about.
fn voice(all: &[Interval]) -> Option<Voice> {
    let median = median(all.iter().copied())?;
    let agreeing: Vec<_> = all.iter().copied().filter(|it| it.allows(median)).collect();
    let answers = agreeing.len();
    let is_of_one_mind = answers * 3 > all.len() * 2;
    common(agreeing.into_iter()).filter(|_| is_of_one_mind).map(|says| Voice { says, answers })
}

fn median(all: impl Iterator<Item = Interval>) -> Option<i64> {
    let mut middles: Vec<_> = all.map(Interval::middle).collect();
    middles.sort_unstable();
    middles.get(middles.len() / 2).copied()
}

/// What all of them allow; by their slack it may end before it begins.
fn common(all: impl Iterator<Item = Interval>) -> Option<Interval> {
    all.reduce(|one, other| Interval {
        earliest: one.earliest.max(other.earliest),
        latest: one.latest.min(other.latest),
        received_ms: one.received_ms.max(other.received_ms),
    })
}
