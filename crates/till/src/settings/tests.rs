//! The settings and their file.

use std::fs;

use contract::{FailureCode, Language, ScannerMarks, ScannerMode, Theme};

use super::file::FILE;
use super::*;

#[test]
fn an_absent_file_is_the_defaults_and_a_partial_one_is_filled_up() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(Settings::read(home.path()).unwrap(), Settings::default());
    fs::write(home.path().join(FILE), r#"{"shop_name":"Padaria do Zé"}"#).unwrap();
    let settings = Settings::read(home.path()).unwrap();
    assert_eq!(settings.shop_name.as_deref(), Some("Padaria do Zé"));
    assert_eq!(settings.ceiling_centavos, DEFAULT_CEILING_CENTAVOS);
    assert_eq!(Settings::change(home.path(), |_| {}).unwrap(), settings);
    assert_eq!(Settings::read(home.path()).unwrap(), settings);
}

#[test]
fn a_change_keeps_what_others_have_changed() {
    let home = tempfile::tempdir().unwrap();
    Settings::change(home.path(), |settings| settings.shop_name = Some("Padaria".into())).unwrap();
    let changed = Settings::change(home.path(), |settings| settings.ask_payer = true).unwrap();
    assert_eq!(changed.shop_name.as_deref(), Some("Padaria"));
    assert_eq!(Settings::read(home.path()).unwrap(), changed);
}

#[test]
fn what_a_killed_process_has_left_is_gone_with_the_next_change() {
    let home = tempfile::tempdir().unwrap();
    let (left, kept) =
        (home.path().join("settings.json.99999"), home.path().join("settings.json.bak"));
    fs::write(&left, "{").unwrap();
    fs::write(&kept, "{}").unwrap();
    Settings::change(home.path(), |settings| settings.ask_payer = true).unwrap();
    assert!(!left.exists() && kept.exists());
}

#[test]
fn a_file_that_notepad_has_saved_is_read_and_written_clean() {
    let text = "{\r\n  \"shop_name\": \"Padaria São João\",\r\n  \"ask_payer\": true\r\n}\r\n";
    let utf16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| {
        mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
    };
    let utf8 = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
    for (what, bytes) in [
        ("CR LF", text.as_bytes().to_vec()),
        ("UTF-8 with its mark", utf8),
        ("UTF-16, little end first", utf16([0xFF, 0xFE], u16::to_le_bytes)),
        ("UTF-16, big end first", utf16([0xFE, 0xFF], u16::to_be_bytes)),
    ] {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join(FILE);
        fs::write(&file, bytes).unwrap();
        let read = Settings::read(home.path()).unwrap();
        assert_eq!(read.shop_name.as_deref(), Some("Padaria São João"), "{what}");
        assert!(read.ask_payer, "{what}");
        assert_eq!(Settings::change(home.path(), |_| {}).unwrap(), read, "{what}");
        let clean = fs::read_to_string(&file).unwrap();
        assert!(clean.starts_with('{') && !clean.contains('\r'), "{what}: {clean}");
    }
    for broken in [&[0xFF, 0xFE, b'{'][..], &[0xFF, 0xFE, 0x00, 0xD8], &[0xEF, 0xBB, 0xBF, 0xFF]] {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), broken).unwrap();
        let failure = Settings::read(home.path()).unwrap_err();
        assert_eq!(failure.code, FailureCode::SettingsUnreadable, "{broken:?}");
        assert_eq!(fs::read(home.path().join(FILE)).unwrap(), broken, "it is left as it is");
    }
    let home = tempfile::tempdir().unwrap();
    let wrong = "\u{feff}{\r\n\"ask_payer\": \"sim\"\r\n}";
    fs::write(home.path().join(FILE), wrong).unwrap();
    let failure = Settings::read(home.path()).unwrap_err();
    assert!(failure.detail.unwrap().contains("`ask_payer` must be true or false"));
}

fn written(text: &str) -> Settings {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(FILE), text).unwrap();
    let read = Settings::read(home.path()).unwrap();
    Settings::change(home.path(), |_| {}).unwrap();
    assert_eq!(Settings::read(home.path()).unwrap(), read, "it is written as it is read");
    read
}

#[test]
fn a_file_from_when_there_was_one_provider_is_read_as_one_that_is_connected() {
    let old = written(r#"{"provider":"connectpsp","environment":"homologacao"}"#);
    assert_eq!(old.provider.as_deref(), Some("connectpsp"));
    assert_eq!(old.providers, [("connectpsp".to_owned(), "homologacao".to_owned())].into());
    let null = written(r#"{"provider":null,"environment":null}"#);
    assert_eq!((null.provider, null.providers), (None, BTreeMap::new()));
}

#[test]
fn the_default_is_connected_whatever_a_person_has_left_out() {
    let unlisted = written(r#"{"provider":"b","providers":{"a":"x"}}"#);
    assert_eq!(unlisted.connected(), ["b", "a"]);
    let unnamed = written(r#"{"providers":{"b":"y","a":"x"}}"#);
    assert_eq!(unnamed.connected(), ["a", "b"]);
    assert!(written("{}").connected().is_empty());
}

#[test]
fn the_first_provider_is_the_default_until_another_shall_be() {
    let mut settings = Settings::default();
    settings.connect("connectpsp", "homologacao", false);
    settings.connect("integrapay", "https://psp.example", false);
    assert_eq!(settings.connected(), ["connectpsp", "integrapay"]);
    settings.connect("connectpsp", "producao", false);
    assert_eq!(settings.providers["connectpsp"], "producao");
    settings.connect("integrapay", "https://psp.example", true);
    assert_eq!(settings.connected(), ["integrapay", "connectpsp"]);
    settings.connect("connectpsp", "producao", false);
    assert_eq!(settings.provider.as_deref(), Some("integrapay"), "connected again, no default");
}

#[test]
fn a_broken_file_is_told_and_left_alone() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(FILE), "{").unwrap();
    let failure = Settings::read(home.path()).unwrap_err();
    assert!(failure.detail.unwrap().contains(FILE));
    assert_eq!(fs::read_to_string(home.path().join(FILE)).unwrap(), "{");
}

#[test]
fn only_what_differs_from_the_defaults_is_written() {
    let home = tempfile::tempdir().unwrap();
    let old = r#"{"provider":null,"providers":{},"connection_changes":0,"relay":null,"shop_name":null,
        "preferences":{"language":"pt-BR","theme":"dark"},"ceiling_centavos":100000,"ask_payer":false,
        "of_another_version":[1]}"#;
    fs::write(home.path().join(FILE), old).unwrap();
    Settings::change(home.path(), |settings| settings.ask_payer = true).unwrap();
    let written: Value =
        serde_json::from_slice(&fs::read(home.path().join(FILE)).unwrap()).unwrap();
    let expected = serde_json::json!({
        "preferences": { "theme": "dark" }, "ask_payer": true, "of_another_version": [1],
    });
    assert_eq!(written, expected);
    let read = Settings::read(home.path()).unwrap();
    assert_eq!(read.preferences, Preferences { language: Language::PtBr, theme: Theme::Dark });
    assert!(read.ask_payer);
}

#[test]
fn what_a_newer_version_has_written_stands_wherever_it_stands() {
    let home = tempfile::tempdir().unwrap();
    let newer = serde_json::json!({
        "relay": { "url": "https://r.example", "till": "t_1", "name": "Caixa 1", "paired_at_ms": 1, "region": "br" },
        "kept": [{ "provider": "p", "environment": "e", "fingerprint": "f", "until": 7 }],
        "preferences": { "theme": "dark", "contrast": { "more": true } },
        "loyalty": { "points": [1] },
    });
    fs::write(home.path().join(FILE), newer.to_string()).unwrap();
    Settings::change(home.path(), |settings| settings.ask_payer = true).unwrap();
    let mut written: Value =
        serde_json::from_slice(&fs::read(home.path().join(FILE)).unwrap()).unwrap();
    let is_changed = written.as_object_mut().unwrap().remove("ask_payer");
    assert_eq!((is_changed, written), (Some(true.into()), newer));
    let read = Settings::read(home.path()).unwrap();
    let unknown: Vec<_> = read.unknown().into_iter().map(|it| it.key).collect();
    assert_eq!(unknown, ["loyalty", "preferences.contrast"]);
}

#[test]
fn a_value_that_is_not_allowed_is_told_with_its_file_and_key_and_left_alone() {
    for (text, key) in [
        (r#"{"ceiling_centavos":"mil"}"#, "`ceiling_centavos` must be a whole number of centavos"),
        (r#"{"ceiling_centavos":-1}"#, "`ceiling_centavos`"),
        (r#"{"ceiling_centavos":1000000000000}"#, "`ceiling_centavos`"),
        (r#"{"ask_payer":"sim"}"#, "`ask_payer` must be true or false"),
        (r#"{"preferences":{"theme":"blue"}}"#, "`theme` must be \"system\""),
        (r#"{"preferences":{"language":"fr"}}"#, "`language`"),
        (r#"{"preferences":1}"#, "`preferences`"),
        (r#"{"shop_name":"a\nb"}"#, "`shop_name`"),
        (r#"{"time_zone":"America/Sampa"}"#, "`time_zone` must be the name of a time zone"),
        (r#"{"time_zone":""}"#, "`time_zone`"),
        (r#"{"time_zone":"../../etc/passwd"}"#, "`time_zone`"),
        (r#"{"time_zone":-3}"#, "`time_zone`"),
        (r#"{"providers":["connectpsp"]}"#, "`providers`"),
        (r#"{"scanner":"on"}"#, "`scanner` must be \"auto\", \"off\""),
        (r#"{"scanner":{"end":"Enter"}}"#, "`scanner`"),
        (r#"{"scanner":{"prefix":"7"}}"#, "`prefix` must be one to four"),
        (r#"{"scanner":{"prefix":"~~~~~"}}"#, "`prefix`"),
        (r#"{"scanner":{"suffix":",00"}}"#, "`suffix` must be \"Enter\""),
        (r#"{"scanner":{"max_gap_ms":0}}"#, "`max_gap_ms` must be a whole number"),
        (r#"{"scanner":{"max_gap_ms":101}}"#, "`max_gap_ms`"),
        (r#"{"kept":[{"provider":"connectpsp"}]}"#, "`kept`"),
        (r#"{"relay":"https://relay.example"}"#, "`relay`"),
        ("[]", "settings.json"),
    ] {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), text).unwrap();
        for failure in [
            Settings::read(home.path()).unwrap_err(),
            Settings::change(home.path(), |settings| settings.ask_payer = true).unwrap_err(),
        ] {
            assert_eq!(failure.code, FailureCode::SettingsUnreadable, "{text}");
            let detail = failure.detail.unwrap();
            assert!(detail.contains(FILE) && detail.contains(key), "{text}: {detail}");
        }
        assert_eq!(fs::read_to_string(home.path().join(FILE)).unwrap(), text);
    }
}

#[test]
fn a_scanner_is_told_by_rhythm_unless_a_person_says_otherwise() {
    let marks =
        ScannerMarks { prefix: Some("~".into()), suffix: Some("Tab".into()), max_gap_ms: Some(40) };
    for (text, expected) in [
        ("{}", Scanner::Mode(ScannerMode::Auto)),
        (r#"{"scanner":"off"}"#, Scanner::Mode(ScannerMode::Off)),
        (r#"{"scanner":{"max_gap_ms":40,"prefix":"~","suffix":"Tab"}}"#, Scanner::Marks(marks)),
    ] {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FILE), text).unwrap();
        assert_eq!(Settings::read(home.path()).unwrap().scanner, expected, "{text}");
        // It is written as a person wrote it.
        let changed = Settings::change(home.path(), |_| ()).unwrap();
        assert_eq!(changed.scanner, expected, "{text}");
        let written = fs::read_to_string(home.path().join(FILE)).unwrap();
        assert_eq!(written.split_whitespace().collect::<String>(), text);
    }
}

#[test]
fn a_file_that_is_too_long_is_not_read() {
    let home = tempfile::tempdir().unwrap();
    let spaces = " ".repeat(64 * 1024);
    fs::write(home.path().join(FILE), format!("{{}}{spaces}")).unwrap();
    let detail = Settings::read(home.path()).unwrap_err().detail.unwrap();
    assert!(detail.contains("65536"), "{detail}");
}

#[test]
fn what_is_no_file_is_told_and_not_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(FILE);
    fs::create_dir(&path).unwrap();
    let told = || Settings::read(home.path()).unwrap_err().detail.unwrap();
    assert!(told().ends_with("settings.json: no file of text"), "{}", told());
    fs::remove_dir(&path).unwrap();
    std::os::unix::net::UnixListener::bind(&path).unwrap();
    assert!(told().ends_with("settings.json: no file of text"), "{}", told());
}
