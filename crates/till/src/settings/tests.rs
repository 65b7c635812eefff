//! The settings and their file.

use std::fs;

use contract::{FailureCode, SettingRule};

use super::*;

/// What a home with such a file says.
fn written(text: &str) -> (tempfile::TempDir, Settings) {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(FILE), text).unwrap();
    let read = Settings::read(home.path()).unwrap();
    (home, read)
}

fn text(home: &tempfile::TempDir) -> String {
    fs::read_to_string(home.path().join(FILE)).unwrap()
}

fn number(value: i64) -> SettingValue {
    SettingValue::Number(value)
}

fn word(value: &str) -> SettingValue {
    SettingValue::Text(value.to_owned())
}

#[test]
fn an_absent_file_is_the_defaults_and_a_partial_one_is_filled_up() {
    let home = tempfile::tempdir().unwrap();
    let settings = Settings::read(home.path()).unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(settings.ceiling_centavos(), 100_000);
    assert_eq!((settings.expiry_minutes(), settings.ask_payer()), (30, false));
    assert_eq!((settings.sounds(), settings.auto_print()), (true, false));
    assert_eq!((settings.sound_volume(), settings.voice()), (60, false));
    assert_eq!((settings.lock_after_minutes(), settings.personal_data_days()), (5, 180));
    assert_eq!(settings.refund_limit_centavos(), 5_000);
    assert_eq!(settings.by_hand_limit_centavos(), 0);
    assert_eq!(settings.preferences(), Preferences::default());
    assert_eq!((settings.shop_name(), settings.till_number()), (None, None));
    assert_eq!(settings.scanner(), Scanner::Mode(ScannerMode::Auto));

    let (_home, settings) = written("[shop]\nname = \"Padaria do Zé\"\n");
    assert_eq!(settings.shop_name().as_deref(), Some("Padaria do Zé"));
    assert_eq!(settings.ceiling_centavos(), 100_000);
}

#[test]
fn every_key_is_read() {
    let (_home, settings) = written(
        "language = \"en\"\ntheme = \"dark\"\nsounds = false\n\
         [shop]\nname = \"Padaria\"\ndocument = \"12.ABC.345/01DE-35\"\ncity = \"Olinda\"\n\
         time_zone = \"America/Recife\"\n[till]\nname = \"Caixa 1\"\nnumber = 7\n\
         [sale]\nprovider = \"integrapay\"\nexpiry_minutes = 15\nceiling_centavos = 1\n\
         ask_payer = true\n[scanner]\nprefix = \"~\"\nsuffix = \"Tab\"\nmax_gap_ms = 40\n\
         [receipts]\nauto_print = true\n[lock]\nafter_minutes = 0\n\
         [limits]\nrefund_centavos_per_day = 0\nby_hand_centavos_per_day = 9\n\
         [retention]\npersonal_data_days = 365\n[sound]\nvolume = 5\nvoice = true\n[institution]\nconnectpsp = \"00000000000191\"\n",
    );
    assert_eq!((settings.mistakes(), settings.unknown()), (&[][..], &[][..]));
    let dark = Preferences { language: Language::En, theme: Theme::Dark };
    assert_eq!((settings.preferences(), settings.sounds()), (dark, false));
    assert_eq!((settings.sound_volume(), settings.voice()), (5, true));
    assert_eq!(settings.shop_document().as_deref(), Some("12ABC34501DE35"));
    assert_eq!(settings.shop_city().as_deref(), Some("Olinda"));
    assert_eq!(settings.time_zone().as_deref(), Some("America/Recife"));
    assert_eq!(
        (settings.till_name().as_deref(), settings.till_number()),
        (Some("Caixa 1"), Some(7))
    );
    assert_eq!((settings.expiry_minutes(), settings.ceiling_centavos()), (15, 1));
    let marks =
        ScannerMarks { prefix: Some("~".into()), suffix: Some("Tab".into()), max_gap_ms: Some(40) };
    assert_eq!(settings.scanner(), Scanner::Marks(marks));
    assert_eq!((settings.auto_print(), settings.lock_after_minutes()), (true, 0));
    assert_eq!((settings.refund_limit_centavos(), settings.by_hand_limit_centavos()), (0, 9));
    assert_eq!(settings.personal_data_days(), 365);
    assert_eq!(settings.institution("connectpsp").as_deref(), Some("00000000000191"));
    assert_eq!(settings.institution("integrapay"), None);
}

#[test]
fn comments_order_and_unknown_keys_stay_and_only_what_differs_is_written() {
    let by_hand = "# Da padaria\n\n[sale]\n# pedido do Zé\nceiling_centavos = 5000 # 50 reais\n\
                   loyalty = [1, 2]\n\n[shop]\nname = 'Padaria'\n\n[contrast]\nmore = true\n# fim\n";
    let (home, _) = written(by_hand);
    let choose = |key: &str, value| Settings::choose(home.path(), &[(key, value)]).unwrap();
    let switch = |is_on| Some(SettingValue::Switch(is_on));
    choose("sale.ceiling_centavos", Some(number(7_000)));
    assert_eq!(text(&home), by_hand.replace("5000", "7000"));
    choose("sale.ask_payer", switch(true));
    let with_payer = "loyalty = [1, 2]\nask_payer = true\n";
    assert!(text(&home).contains(with_payer), "{}", text(&home));
    choose("sale.ask_payer", switch(false));
    choose("shop.name", None);
    let settings = choose("sale.ceiling_centavos", Some(number(100_000)));
    let left = by_hand.replace("ceiling_centavos = 5000 ", "").replace("name = 'Padaria'\n", "");
    assert_eq!(text(&home), left, "a comment stays");
    assert_eq!(settings.shop_name(), None);
    let unknown: Vec<_> = settings.unknown().iter().map(|it| it.key.as_str()).collect();
    assert_eq!(unknown, ["sale.loyalty", "contrast"]);
}

#[test]
fn dotted_and_inline_keys_are_read_and_changed_where_they_stand() {
    let by_hand = "sale.ask_payer = true\nshop = { name = \"Padaria\", city = \"Olinda\" }\n";
    let (home, settings) = written(by_hand);
    assert!(settings.ask_payer() && settings.shop_city().is_some());
    let changes =
        [("sale.ask_payer", None), ("shop.city", Some(word("Recife"))), ("shop.name", None)];
    Settings::choose(home.path(), &changes).unwrap();
    assert_eq!(text(&home), "shop = { city = \"Recife\" }\n");
}

#[test]
fn a_change_keeps_what_others_have_changed_and_two_at_once_are_both_kept() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path();
    std::thread::scope(|threads| {
        for (key, value) in [
            ("shop.name", word("Padaria")),
            ("till.number", number(3)),
            ("sale.ask_payer", SettingValue::Switch(true)),
            ("theme", word("dark")),
        ] {
            threads.spawn(move || Settings::choose(path, &[(key, Some(value))]).unwrap());
        }
    });
    let settings = Settings::read(path).unwrap();
    assert_eq!(settings.shop_name().as_deref(), Some("Padaria"));
    assert_eq!((settings.till_number(), settings.ask_payer()), (Some(3), true));
    assert_eq!(settings.theme(), Theme::Dark);
}

#[test]
fn what_a_killed_process_has_left_is_gone_with_the_next_change() {
    let home = tempfile::tempdir().unwrap();
    let (left, kept) =
        (home.path().join("settings.toml.99999"), home.path().join("settings.toml.bak"));
    fs::write(&left, "{").unwrap();
    fs::write(&kept, "").unwrap();
    Settings::choose(home.path(), &[("theme", Some(word("dark")))]).unwrap();
    assert!(!left.exists() && kept.exists());
}

#[test]
fn a_file_that_notepad_has_saved_is_read_and_written_clean() {
    let text = "[shop]\r\nname = \"Padaria São João\"\r\n\r\n[sale]\r\nask_payer = true\r\n";
    let utf16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
        mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
    };
    let utf8 = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
    let windows = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    for (what, bytes) in [
        ("CR LF", text.as_bytes().to_vec()),
        ("UTF-8 with its mark", utf8),
        ("UTF-16, little end first", utf16([0xFF, 0xFE], u16::to_le_bytes)),
        ("UTF-16, big end first", utf16([0xFE, 0xFF], u16::to_be_bytes)),
        ("Windows-1252", windows),
    ] {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join(FILE);
        fs::write(&file, bytes).unwrap();
        let read = Settings::read(home.path()).unwrap();
        assert_eq!(read.shop_name().as_deref(), Some("Padaria São João"), "{what}");
        assert!(read.ask_payer() && read.mistakes().is_empty(), "{what}");
        Settings::choose(home.path(), &[("till.number", Some(number(1)))]).unwrap();
        let clean = fs::read_to_string(&file).unwrap();
        let expected = format!("{}\n[till]\nnumber = 1\n", text.replace('\r', ""));
        assert_eq!(clean, expected, "{what}");
    }
}

#[test]
fn a_value_that_is_not_allowed_is_told_with_its_key_and_line_and_leaves_standing_what_held() {
    for (by_hand, key, line, allowed) in [
        (
            "\n[sale]\nceiling_centavos = \"mil\"",
            "sale.ceiling_centavos",
            3,
            "a whole number of centavos, from 0 to 999999999999",
        ),
        ("sale.ceiling_centavos = -1", "sale.ceiling_centavos", 1, "a whole number of centavos"),
        ("sale.ceiling_centavos = 1000000000000", "sale.ceiling_centavos", 1, "a whole number"),
        ("sale.ceiling_centavos = 10.5", "sale.ceiling_centavos", 1, "a whole number"),
        ("[sale]\n\nask_payer = \"sim\"", "sale.ask_payer", 3, "true or false"),
        ("theme = \"blue\"", "theme", 1, "\"system\" or \"light\" or \"dark\""),
        ("language = \"fr\"", "language", 1, "\"pt-BR\" or \"en\""),
        ("[language]\nis = \"en\"", "language", 1, "\"pt-BR\" or \"en\""),
        ("shop = 1", "shop", 1, "a section with keys of its own"),
        ("shop.name = \"a\\nb\"", "shop.name", 1, "a text of one line"),
        ("shop.document = \"12345678900\"", "shop.document", 1, "a CPF or a CNPJ"),
        ("shop.document = 12345678909", "shop.document", 1, "a CPF or a CNPJ"),
        ("institution.connectpsp = \"12345678909\"", "institution.connectpsp", 1, "a CNPJ"),
        ("shop.time_zone = \"America/Sampa\"", "shop.time_zone", 1, "the name of a time zone"),
        ("shop.time_zone = \"../../etc/passwd\"", "shop.time_zone", 1, "the name of a time zone"),
        ("till.number = 1000", "till.number", 1, "a whole number, from 1 to 999"),
        ("sale.expiry_minutes = 0", "sale.expiry_minutes", 1, "a whole number of minutes"),
        ("sale.provider = \"bancodozé\"", "sale.provider", 1, "\"connectpsp\" or \"integrapay\""),
        ("scanner = \"off\"", "scanner", 1, "a section"),
        ("scanner.mode = \"on\"", "scanner.mode", 1, "\"auto\" or \"off\""),
        ("scanner.prefix = \"7\"", "scanner.prefix", 1, "one to four printable characters"),
        ("scanner.prefix = \"~~~~~\"", "scanner.prefix", 1, "one to four printable characters"),
        ("scanner.suffix = \",00\"", "scanner.suffix", 1, "\"Enter\", \"Tab\""),
        ("scanner.max_gap_ms = 101", "scanner.max_gap_ms", 1, "from 1 to 100"),
        ("retention.personal_data_days = 0", "retention.personal_data_days", 1, "of days"),
    ] {
        let (home, settings) = written(by_hand);
        let [SettingMistake::Value { line: at, key: of, rule }] = settings.mistakes() else {
            panic!("{by_hand}: {settings:?}");
        };
        assert_eq!((*at, of.as_str()), (line, key), "{by_hand}");
        assert!(rule.to_string().contains(allowed), "{by_hand}: {rule}");
        assert_eq!(settings.values, document::Values::new(), "{by_hand}: the default holds");
        // Another key may be chosen, and the slip stays where it is.
        let changed =
            Settings::choose(home.path(), &[("sounds", Some(SettingValue::Switch(false)))]);
        assert!(!changed.unwrap().sounds(), "{by_hand}");
        assert!(text(&home).contains(by_hand.trim_start()), "{by_hand}: {}", text(&home));
    }
}

#[test]
fn what_held_last_holds_key_by_key_and_after_a_restart() {
    let (home, _) = written("[sale]\nceiling_centavos = 5000\n[shop]\nname = \"Padaria\"\n");
    let change = |text: &str| {
        fs::write(home.path().join(FILE), text).unwrap();
        let settings = Settings::read(home.path()).unwrap();
        keep_good(home.path()).unwrap();
        (settings.ceiling_centavos(), settings.shop_name().unwrap_or_default())
    };
    let both = "[sale]\nceiling_centavos = 5000\n[shop]\nname = \"Padaria\"\n";
    assert_eq!(change(both), (5_000, "Padaria".into()));
    let one = "[sale]\nceiling_centavos = \"mil\"\n[shop]\nname = \"Bar\"\n";
    assert_eq!(change(one), (5_000, "Bar".into()));
    for broken in ["[sale\n", "sale = 1\nshop = 2\n", "theme = \"dark\"\ntheme = \"dark\"\n"] {
        assert_eq!(change(broken), (5_000, "Bar".into()), "{broken}");
    }
    assert_eq!(change("[sale]\nceiling_centavos = \"mil\"\n"), (5_000, String::new()));
    assert_eq!(change("# nada\n"), (100_000, String::new()), "what a person takes out is out");
    // What held is held against what may stand there now.
    fs::write(home.path().join(good::FILE), "theme = \"blue\"\n[sale]\nask_payer = true\n")
        .unwrap();
    fs::write(home.path().join(FILE), "{").unwrap();
    let settings = Settings::read(home.path()).unwrap();
    assert_eq!((settings.theme(), settings.ask_payer()), (Theme::System, true));
}

#[test]
fn a_file_that_was_lost_leaves_standing_what_held_and_a_change_writes_it_anew() {
    for lost in [None, Some(""), Some(" \n\t\n"), Some("\u{FEFF}")] {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join(FILE);
        let lose = || match lost {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        };
        let choose = |key: &str, value| Settings::choose(home.path(), &[(key, value)]).unwrap();
        let held = |settings: &Settings| (settings.shop_name(), settings.ceiling_centavos());
        choose("shop.name", Some(word("Padaria")));
        choose("sale.ceiling_centavos", Some(number(5_000)));
        lose();
        for _ in 0..2 {
            let settings = Settings::read(home.path()).unwrap();
            assert_eq!(settings.mistakes(), [SettingMistake::Gone], "{lost:?}");
            assert_eq!(held(&settings), (Some("Padaria".into()), 5_000), "{lost:?}");
            keep_good(home.path()).unwrap();
        }
        let settings = choose("sale.ceiling_centavos", Some(number(7_000)));
        assert_eq!((settings.mistakes(), held(&settings).1), (&[][..], 7_000), "{lost:?}");
        assert_eq!(text(&home), "[sale]\nceiling_centavos = 7000\n\n[shop]\nname = \"Padaria\"\n");
        // Whoever takes all back means it.
        lose();
        choose("shop.name", None);
        let settings = choose("sale.ceiling_centavos", None);
        assert_eq!((settings.mistakes(), held(&settings)), (&[][..], (None, 100_000)), "{lost:?}");
        fs::write(&file, "sounds = false\n").unwrap();
        keep_good(home.path()).unwrap();
        let settings = choose("sounds", None);
        assert!(settings.sounds() && settings.mistakes().is_empty(), "{lost:?}");
        assert!(Settings::read(home.path()).unwrap().mistakes().is_empty(), "{lost:?}");
        lose();
        assert_eq!(Settings::read(home.path()).unwrap(), Settings::default(), "{lost:?}");
    }
}

#[test]
fn a_broken_file_is_written_anew_from_what_held_and_kept_beside() {
    let good = "[sale]\nceiling_centavos = 5000\n";
    let (home, _) = written(good);
    let refused = restore_good(home.path()).unwrap_err();
    assert_eq!(refused.code, FailureCode::SettingsUnreadable, "nothing is known of what held");
    assert_eq!(text(&home), good);
    keep_good(home.path()).unwrap();
    let broken = "[sale\nceiling_centavos = 7000 # minha nota\n";
    fs::write(home.path().join(FILE), broken).unwrap();
    restore_good(home.path()).unwrap();
    assert_eq!(text(&home), good);
    let kept = fs::read_to_string(home.path().join("settings.broken.toml")).unwrap();
    assert_eq!(kept, broken);
    let settings = Settings::read(home.path()).unwrap();
    assert_eq!((settings.mistakes(), settings.ceiling_centavos()), (&[][..], 5_000));
}

#[test]
fn a_key_that_nobody_knows_is_told_with_its_line() {
    let (_home, settings) = written("[sale]\nask_payer = true\n\n[caixa]\nnumero = 2\n");
    let told: Vec<_> = settings.unknown().iter().map(|it| (it.key.as_str(), it.line)).collect();
    assert_eq!(told, [("caixa", 4)]);
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_place_and_left_alone() {
    for (broken, told) in [
        ("a = 1\n[sale\n", SettingMistake::Syntax { line: 2, column: 6 }),
        ("[sale]\nask_payer = sim\n", SettingMistake::Syntax { line: 2, column: 13 }),
        ("{}", SettingMistake::Syntax { line: 1, column: 1 }),
        (
            "[sale]\nask_payer = true\nask_payer = false\n",
            SettingMistake::Twice { line: 3, key: "ask_payer".into() },
        ),
        ("[sale]\na = 1\n[sale]\n", SettingMistake::Twice { line: 3, key: "sale".into() }),
    ] {
        let (home, settings) = written(broken);
        assert_eq!(settings.mistakes(), [told], "{broken}");
        let failure = Settings::choose(home.path(), &[("theme", Some(word("dark")))]).unwrap_err();
        assert_eq!(failure.code, FailureCode::SettingsUnreadable, "{broken}");
        assert!(failure.detail.unwrap().contains("settings.toml: line "), "{broken}");
        assert_eq!(text(&home), broken);
    }
    for bytes in [&[0xFF, 0xFE, b'{'][..], &[0xFF, 0xFE, 0x00, 0xD8], &[0xEF, 0xBB, 0xBF, 0xFF]] {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), bytes).unwrap();
        assert_eq!(Settings::read(home.path()).unwrap().mistakes(), [SettingMistake::NoText]);
    }
    let (_home, settings) = written(&" ".repeat(64 * 1024 + 1));
    assert_eq!(settings.mistakes(), [SettingMistake::TooLong { max_bytes: 65_536 }]);
}

#[test]
fn what_is_no_file_is_told_and_not_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(FILE);
    fs::create_dir(&path).unwrap();
    let told = || Settings::read(home.path()).unwrap().mistakes().to_vec();
    assert_eq!(told(), [SettingMistake::NoText]);
    fs::remove_dir(&path).unwrap();
    std::os::unix::net::UnixListener::bind(&path).unwrap();
    assert_eq!(told(), [SettingMistake::NoText]);
}

#[test]
fn a_scanner_is_told_by_rhythm_unless_a_person_says_otherwise() {
    let off = written("[scanner]\nmode = \"off\"\nprefix = \"~\"\n").1;
    assert_eq!(off.scanner(), Scanner::Mode(ScannerMode::Off));
    let gap = written("scanner.max_gap_ms = 40\n").1;
    let marks = ScannerMarks { max_gap_ms: Some(40), ..ScannerMarks::default() };
    assert_eq!(gap.scanner(), Scanner::Marks(marks));
}

#[test]
fn the_first_that_is_connected_charges_until_another_is_chosen() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path();
    Connections::change(path, |it| it.connect("integrapay", "https://psp.example")).unwrap();
    let settings = Connections::change(path, |it| it.connect("connectpsp", "producao")).unwrap();
    assert_eq!(settings.connected(), ["integrapay", "connectpsp"]);
    let choose = |id: &str| Settings::choose(path, &[(DEFAULT_PROVIDER, Some(word(id)))]).unwrap();
    let settings = choose("connectpsp");
    assert_eq!(settings.connected(), ["connectpsp", "integrapay"]);
    // One that is not connected any more is no default, and is told.
    let settings = Connections::change(path, |it| it.disconnect("connectpsp")).unwrap();
    assert_eq!(settings.connected(), ["integrapay"]);
    let rule = SettingRule::Choice { among: vec!["integrapay".into()] };
    let told = SettingMistake::Value { line: 2, key: "sale.provider".into(), rule };
    assert_eq!(settings.mistakes(), [told]);
    let settings = choose("integrapay");
    assert_eq!((settings.connected(), settings.mistakes().len()), (vec!["integrapay".into()], 0));
}

#[test]
fn a_file_of_another_program_fills_no_screen() {
    let text: Vec<_> = (0..1_000).map(|nth| format!("k{nth} = {nth}\n[s{nth}]\n")).collect();
    let text = text.concat();
    let unknown = written(&text).1.unknown().len();
    assert_eq!(unknown, 5);
    let mut text = String::from("[institution]\n");
    for section in ["shop", "till", "sale", "lock", "limits", "receipts", "scanner", "retention"] {
        text.insert_str(0, &format!("{section} = 1\n"));
    }
    assert_eq!(written(&text).1.mistakes().len(), MOST_MISTAKES);
}
