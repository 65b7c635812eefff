//! Wrong passphrases: slowed, whoever tries them and however often the program is started anew.

use std::fs;
use std::time::{Duration, Instant};

use super::{FileTill, PASSPHRASE, code};
use crate::terminal::balcao::credentials;
use crate::terminal::provider::Provider;

#[test]
fn a_hundred_wrong_passphrases_over_two_processes_are_few_tries() {
    let shop = FileTill::new();
    let shop = &shop;
    let told: Vec<_> = std::thread::scope(|scope| {
        let guess = |from: u32| {
            scope.spawn(move || {
                let tried = (from..from + 50).map(|n| shop.try_with(&format!("palpite {n}")));
                tried.map(|told| code(&told.expect(5))).collect::<Vec<_>>()
            })
        };
        let guesses = [guess(0), guess(50)];
        guesses.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(told.len(), 100);
    let tried = told.iter().filter(|code| *code == "wrong_passphrase").count();
    let refused = told.iter().filter(|code| *code == "passphrase_wait").count();
    assert_eq!(tried + refused, 100, "{told:?}");
    // Two are free, and each wait is twice as long as the one before.
    assert!((3..=9).contains(&tried), "{tried} were tried");
    let line = fs::read_to_string(shop.till.home().join("vault.attempts")).unwrap();
    assert!(line.starts_with(&format!("{tried} ")), "each is counted once: {line}");
    // The right one waits as well, or else it would be told by its answer.
    let told = shop.try_with(PASSPHRASE);
    if code(&told) == "passphrase_wait" {
        let failure = &told.event("vault")["failure"];
        let seconds: u64 = failure["detail"].as_str().unwrap().parse().unwrap();
        assert!((1..=300).contains(&seconds), "{failure}");
        assert!(told.err.contains(&format!("Next try in {seconds} s")), "{told}");
        assert_eq!(told.event("vault")["wait_s"].as_u64().unwrap().abs_diff(seconds) / 2, 0);
    }
}

#[test]
fn the_wait_is_told_and_passes_and_the_right_passphrase_ends_it() {
    let shop = FileTill::new();
    assert_eq!(code(&shop.try_with("outro cavalo").expect(5)), "wrong_passphrase");
    // Others have tried as well: the wait is longer than a busy machine takes to start a program.
    let count = shop.till.home().join("vault.attempts");
    let line = fs::read_to_string(&count).unwrap();
    fs::write(&count, line.replacen("1 ", "5 ", 1)).unwrap();
    let told = shop.try_with(PASSPHRASE).expect(5);
    assert_eq!(code(&told), "passphrase_wait", "{told}");
    let begun = Instant::now();
    while shop.try_with(PASSPHRASE).code != 0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "the wait does not end");
        std::thread::sleep(Duration::from_millis(200)); // between two looks
    }
    assert_eq!(code(&shop.try_with("outro cavalo").expect(5)), "wrong_passphrase");
    shop.try_with(PASSPHRASE).expect(0);
}

#[test]
fn a_wrong_passphrase_that_is_at_hand_is_tried_once_in_a_process() {
    let shop = FileTill::new();
    fs::write(shop.passphrase(), "outro cavalo").unwrap();
    let provider = Provider::honest();
    fs::write(shop.passphrase(), PASSPHRASE).unwrap();
    shop.connect(provider.url(), &credentials()).expect(0);
    fs::write(shop.passphrase(), "outro cavalo").unwrap();
    // It asks for several entries.
    for (args, count) in [(["--json", "doctor"], "1 "), (["--json", "providers"], "2 ")] {
        let told = shop.run(&args);
        assert!(told.out.contains("wrong_passphrase"), "{told}");
        let line = fs::read_to_string(shop.till.home().join("vault.attempts")).unwrap();
        assert!(line.starts_with(count), "{args:?}: {line}");
    }
}
