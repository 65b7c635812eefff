use super::*;

const HOUR_MS: i64 = 3_600_000;
const YEAR_MS: i64 = 365 * 24 * HOUR_MS;
/// 10 March 2026, 14:20 UTC.
const RIGHT: i64 = 1_773_152_400_000;

/// A computer whose two clocks are set by hand.
#[derive(Default)]
struct Computer {
    error_ms: Mutex<i64>,
    running_ms: Mutex<i64>,
}

impl Computer {
    fn right_now(&self) -> i64 {
        RIGHT + *self.running_ms.lock().unwrap()
    }

    fn is_off_by(&self, error_ms: i64) {
        *self.error_ms.lock().unwrap() = error_ms;
    }

    fn passes(&self, ms: i64) {
        *self.running_ms.lock().unwrap() += ms;
    }
}

impl Clock for Computer {
    fn now(&self) -> UnixMs {
        UnixMs::new(self.right_now() + *self.error_ms.lock().unwrap())
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(u64::try_from(*self.running_ms.lock().unwrap()).unwrap())
    }
}

fn clock(error_ms: i64) -> (Arc<Computer>, Arc<TillClock>) {
    let computer = Arc::new(Computer::default());
    computer.is_off_by(error_ms);
    let till = TillClock::new(Arc::<Computer>::clone(&computer));
    (computer, till)
}

/// An answer that is under way for 300 ms, of a server whose clock is off.
fn answers(computer: &Computer, till: &TillClock, source: &str, error_ms: i64) {
    let sent = computer.monotonic();
    computer.passes(150);
    let date = (computer.right_now() + error_ms) / 1_000 * 1_000;
    computer.passes(150);
    till.heard(source, UnixMs::new(date), sent);
}

fn is_right(computer: &Computer, till: &TillClock) -> bool {
    (till.now().get() - computer.right_now()).abs() <= 1_500
}

#[test]
fn one_answer_is_enough_for_how_late_it_may_be() {
    for (error_ms, latest) in [(-HOUR_MS, 0), (0, 0), (HOUR_MS, HOUR_MS)] {
        let (computer, till) = clock(error_ms);
        let off_by = || till.latest().get() - computer.right_now();
        assert_eq!(off_by(), error_ms, "nobody was heard");
        answers(&computer, &till, "psp", 0);
        assert!((off_by() - latest).abs() <= 1_500, "{error_ms}: {}", off_by());
        for _ in 0..3 {
            answers(&computer, &till, "psp", 0);
        }
        assert!(off_by().abs() <= 1_500, "{error_ms}: {}", off_by());
    }
}

#[test]
fn a_wrong_clock_is_corrected_when_three_answers_agree_and_not_before() {
    for error_ms in [-3 * HOUR_MS, 24 * HOUR_MS, -2 * YEAR_MS, 40 * YEAR_MS, 7_000] {
        let (computer, till) = clock(error_ms);
        for _ in 0..2 {
            answers(&computer, &till, "psp", 0);
            assert_eq!((till.error_ms(), till.computer_ahead_ms()), (None, 0));
        }
        answers(&computer, &till, "psp", 0);
        assert!(is_right(&computer, &till), "{error_ms}");
        let told_ms = till.error_ms().unwrap();
        assert!((told_ms - error_ms).abs() <= 1_500, "{told_ms}");
        // Hours go by, and nobody answers.
        computer.passes(9 * HOUR_MS);
        assert!(is_right(&computer, &till));
    }
}

#[test]
fn a_right_clock_is_left_alone_and_never_accused() {
    for error_ms in [0, -2_000, 3_000] {
        let (computer, till) = clock(error_ms);
        for _ in 0..20 {
            answers(&computer, &till, "psp", 0);
            assert_eq!(till.now(), computer.now());
            computer.passes(700);
        }
        assert_eq!(till.error_ms(), Some(0));
    }
    // One liar among honest ones, and a crowd that contradicts itself.
    let (computer, till) = clock(0);
    for round in 0..12 {
        answers(&computer, &till, "psp", if round % 4 == 2 { HOUR_MS } else { 0 });
        assert_eq!(till.now(), computer.now());
    }
    let (computer, till) = clock(0);
    for _ in 0..4 {
        answers(&computer, &till, "one", HOUR_MS / 2);
        answers(&computer, &till, "other", 0);
        if till.error_ms().is_some() {
            assert_eq!(till.error_ms(), Some(0));
        }
    }
}

#[test]
fn answers_that_were_long_on_their_way_tell_nothing() {
    let (computer, till) = clock(0);
    for _ in 0..5 {
        let sent = computer.monotonic();
        let date = computer.right_now();
        computer.passes(20_000);
        till.heard("psp", UnixMs::new(date), sent);
    }
    assert_eq!(till.error_ms(), None);
}

#[test]
fn setting_the_computers_clock_moves_nothing_that_was_established() {
    for (before_ms, after_ms) in
        [(-3 * HOUR_MS, 0), (0, HOUR_MS), (0, -2 * YEAR_MS), (24 * HOUR_MS, -24 * HOUR_MS)]
    {
        let (computer, till) = clock(before_ms);
        (0..3).for_each(|_| answers(&computer, &till, "psp", 0));
        let (scale, jumps) = (till.scale(), till.jumps());
        computer.is_off_by(after_ms);
        assert!(is_right(&computer, &till));
        assert_eq!(till.jumps(), jumps + 1);
        assert!((till.error_ms().unwrap() - after_ms).abs() <= 1_500);
        assert!((till.computer_ahead_ms() - after_ms).abs() <= 1_500);
        let shown_ms = till.now_by(scale).get() - computer.right_now();
        assert!(shown_ms.abs() <= 1_500, "{shown_ms}");
    }
}

#[test]
fn before_anything_is_heard_the_computers_clock_is_followed() {
    let (computer, till) = clock(-2 * YEAR_MS);
    let scale = till.scale();
    computer.passes(1_000);
    computer.is_off_by(0);
    assert_eq!(till.now(), computer.now());
    // What was begun before has not grown older.
    assert_eq!(till.now_by(scale).get(), RIGHT - 2 * YEAR_MS + 1_000);
}

#[test]
fn a_computer_that_slept_is_believed_after_three_answers() {
    let (computer, till) = clock(0);
    (0..4).for_each(|_| answers(&computer, &till, "psp", 0));
    // The monotonic clock stood still for eight hours, as on some systems.
    computer.is_off_by(8 * HOUR_MS);
    let slept = |error_ms: i64| 8 * HOUR_MS + error_ms;
    (0..3).for_each(|_| answers(&computer, &till, "psp", slept(0)));
    assert_eq!(till.now(), computer.now());
    assert_eq!(till.error_ms(), Some(0));
}

#[test]
fn while_nothing_is_established_the_earliest_moment_counts() {
    let (computer, till) = clock(24 * HOUR_MS);
    let begun = UnixMs::new(RIGHT - HOUR_MS);
    assert_eq!(till.earliest_since(begun), computer.now());
    answers(&computer, &till, "psp", 0);
    assert!((till.earliest_since(begun).get() - computer.right_now()).abs() <= 1_500);
    assert_eq!(till.now(), computer.now());
}

#[test]
fn a_charge_of_another_life_may_have_been_written_down_by_a_clock_that_is_behind() {
    let (computer, till) = clock(-3 * HOUR_MS);
    (0..3).for_each(|_| answers(&computer, &till, "psp", 0));
    assert_eq!(till.earliest_since(computer.now()), computer.now());
    assert!(is_right(&computer, &till));
    // One that was begun after all that the computer has seen was written down by another clock.
    let begun = UnixMs::new(computer.right_now());
    assert_eq!(till.earliest_since(begun), till.now());
    // Nor can one be dead that no clock of today can have begun.
    assert_eq!(till.earliest_since(begun.plus_ms(HOUR_MS)), till.now());
}

#[test]
fn sources_that_contradict_each_other_accuse_nobody() {
    // The first one is wrong, and was believed for want of another.
    let (computer, till) = clock(0);
    (0..3).for_each(|_| answers(&computer, &till, "one", HOUR_MS / 2));
    assert!(till.error_ms().is_some_and(|it| it < 0));
    (0..3).for_each(|_| answers(&computer, &till, "other", 0));
    assert_eq!((till.error_ms(), till.now()), (None, computer.now()));
    // Where none of them says what the computer does, what was established stands.
    let (computer, till) = clock(-3 * HOUR_MS);
    (0..3).for_each(|_| answers(&computer, &till, "one", 0));
    (0..3).for_each(|_| answers(&computer, &till, "other", HOUR_MS / 2));
    assert!(is_right(&computer, &till));
}

#[test]
fn a_charge_is_dated_by_what_two_agree_about_and_never_by_its_stamp_alone() {
    let made = |error_ms: i64, heard: usize, stamp_ms: i64| {
        let (computer, till) = clock(error_ms);
        let as_written = till.scale();
        (0..heard).for_each(|_| answers(&computer, &till, "psp", 0));
        let stamp = UnixMs::new(computer.right_now() + stamp_ms);
        let scale = till.scale_of_charge(as_written, Some(stamp), computer.monotonic());
        let off_ms = till.now_by(scale).get() - computer.right_now();
        (off_ms + 1_500).div_euclid(3_000) * 3_000
    };
    assert_eq!(made(-3 * HOUR_MS, 1, 0), 0, "the answer and the stamp");
    assert_eq!(made(-3 * HOUR_MS, 0, 0), -3 * HOUR_MS, "the stamp alone");
    assert_eq!(made(0, 1, -3 * HOUR_MS), 0, "local time with a Z");
    assert_eq!(made(0, 0, -3 * HOUR_MS), 0, "the same alone");
    assert_eq!(made(-3 * HOUR_MS, 3, HOUR_MS), 0, "it is established");
}

#[test]
fn where_several_are_heard_one_alone_establishes_nothing_however_often_it_speaks() {
    let (computer, till) = clock(0);
    answers(&computer, &till, "relay", 0);
    for _ in 0..6 {
        answers(&computer, &till, "psp", HOUR_MS);
        assert_eq!((till.now(), till.error_ms()), (computer.now(), None), "one voice against one");
    }
    // Two are more than one, and three answers are enough.
    answers(&computer, &till, "other", 0);
    assert_eq!(till.error_ms(), None, "two answers");
    answers(&computer, &till, "other", 0);
    assert_eq!((till.now(), till.error_ms()), (computer.now(), Some(0)));
}

#[test]
fn a_relay_is_a_witness_beside_the_provider() {
    let (computer, till) = clock(-3 * HOUR_MS);
    answers(&computer, &till, "relay", 0);
    answers(&computer, &till, "psp", 0);
    assert_eq!(till.error_ms(), None, "two answers");
    answers(&computer, &till, "psp", 0);
    assert!(is_right(&computer, &till));
}

#[test]
fn who_was_heard_days_ago_has_no_voice_any_more() {
    let (computer, till) = clock(0);
    answers(&computer, &till, "relay", -HOUR_MS);
    computer.passes(25 * HOUR_MS);
    (0..3).for_each(|_| answers(&computer, &till, "psp", 0));
    assert_eq!(till.error_ms(), Some(0));
}
