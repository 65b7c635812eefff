//! The encrypted file: it sells where there is no keyring, and says what is wrong with it.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{FileTill, PASSPHRASE, close_to_others, code};
use crate::terminal::balcao::{NO_BUS, Till, credentials, finish};
use crate::terminal::open_tills::Page;
use crate::terminal::provider::{Kind, Provider};
use crate::world::small_disk::SmallDisk;

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_till_without_a_keyring_sells_from_an_encrypted_file() {
    let provider = Provider::quick();
    let shop = FileTill::connected(provider.url());
    let told = shop.run(&["--json", "charge", "12,50"]).expect(0);
    assert_eq!(told.event("paid")["amount_centavos"], 1_250, "{told}");
    shop.run(&["doctor"]).expect(0);
    let status = shop.status();
    assert_eq!(
        (&status["store"], &status["unlocked_by"]),
        (&json!("file"), &json!("passphrase_file"))
    );
    assert_eq!(
        (&status["entries"]["providers"], &status["entries"]["till"]),
        (&json!(1), &json!(1))
    );
    assert!(status["probe_ms"].is_u64(), "{status}");
    assert_eq!(status["file"], shop.vault().to_str().unwrap());
    for file in ["vault.balcao", "vault.json", "vault.lock", "vault.attempts"] {
        assert_eq!(mode(&shop.till.home().join(file)), 0o600, "{file}");
    }
    let told = finish(shop.command(&["vault", "status"]).env("BALCAO_LANG", "pt-BR"), "").expect(0);
    assert!(
        told.out.contains("cofre cifrado") && told.out.contains("1 conexão com provedor"),
        "{told}"
    );
}

#[test]
fn a_locked_vault_is_told_and_sells_nothing_and_shows_what_was_sold() {
    let provider = Provider::honest();
    let shop = FileTill::connected(provider.url());
    shop.run(&["charge", "1,00", "--no-wait"]).expect(0);
    for args in [&["--json", "charge", "2,00", "--no-wait"][..], &["--json", "vault", "status"]] {
        let told = shop.run_locked(args).expect(5);
        assert_eq!(code(&told), "vault_locked", "{args:?}: {told}");
    }
    let told = shop.run_locked(&["--json", "doctor"]).expect(5);
    let vault = told.events.iter().find(|it| it["what"] == "vault").unwrap();
    assert_eq!(vault["code"], "vault_locked", "{told}");
    assert_eq!(shop.run_locked(&["--json", "orders"]).expect(0).events.len(), 1);
    shop.run_locked(&["verify"]).expect(0);
    assert_eq!(provider.calls(Kind::Create).len(), 1, "nothing was sent");
    // Another account does not take the place of one that nobody can look at.
    let args = ["--json", "connect", "connectpsp", "--environment", provider.url(), "--stdin"];
    let told = finish(&mut shop.locked_command(&args), &credentials().to_string()).expect(5);
    assert_eq!(code(&told), "vault_locked", "{told}");
}

#[test]
fn the_passphrase_comes_by_descriptor_file_or_credential_in_this_order() {
    let shop = FileTill::new();
    let folder = shop.till.folder().join("credentials");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("balcao-vault-passphrase"), PASSPHRASE).unwrap();
    let args = ["--json", "vault", "status"];
    let mut command = shop.locked_command(&args);
    let told = finish(command.env("CREDENTIALS_DIRECTORY", &folder), "").expect(0);
    assert_eq!(told.event("vault")["unlocked_by"], "credential", "{told}");
    // The file comes before the credential, right or wrong; the descriptor before both.
    fs::write(folder.join("balcao-vault-passphrase"), "another passphrase").unwrap();
    let mut command = shop.command(&args);
    let told = finish(command.env("CREDENTIALS_DIRECTORY", &folder), "").expect(0);
    assert_eq!(told.event("vault")["unlocked_by"], "passphrase_file", "{told}");
    fs::write(shop.passphrase(), "another passphrase").unwrap();
    assert_eq!(code(&shop.run(&args).expect(5)), "wrong_passphrase");
    let args = ["--json", "--passphrase-fd", "0", "vault", "status"];
    let told = finish(&mut shop.command(&args), &format!("{PASSPHRASE}\r\n")).expect(0);
    assert_eq!(told.event("vault")["unlocked_by"], "given", "{told}");
}

#[test]
fn a_passphrase_file_that_others_may_read_or_that_is_none_opens_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let shop = FileTill::new();
    let args = ["--json", "vault", "status"];
    let refused = |says: &str| {
        let told = shop.run(&args).expect(5);
        assert_eq!(code(&told), "vault_locked", "{told}");
        assert!(told.err.contains(says), "{told}");
    };
    for open in [0o640, 0o604, 0o644] {
        fs::set_permissions(shop.passphrase(), fs::Permissions::from_mode(open)).unwrap();
        refused("chmod 600");
    }
    close_to_others(&shop.passphrase());
    for none in [vec![b'x'; 1025], vec![0xff, 0xfe, b'a']] {
        fs::write(shop.passphrase(), none).unwrap();
        refused("no passphrase can be read");
    }
    fs::remove_file(shop.passphrase()).unwrap();
    refused("no passphrase can be read");
    let attempts = fs::read_to_string(shop.till.home().join("vault.attempts"));
    assert_eq!(attempts.unwrap_or_default(), "", "nothing was tried");
}

#[test]
fn a_passphrase_that_is_too_short_or_too_long_makes_no_vault() {
    let till = Till::new();
    let long = "x".repeat(1025);
    for (passphrase, code_of_it) in [
        ("", "invalid_passphrase"),
        ("1234567", "invalid_passphrase"),
        ("        ", "invalid_passphrase"),
        ("1234\t5678", "invalid_passphrase"),
        (long.as_str(), "invalid_request"),
    ] {
        let args = ["--json", "--create", "--passphrase-fd", "0", "vault", "move", "--to", "file"];
        let told = till.run_with_input(&args, passphrase).expect(2);
        assert_eq!(code(&told), code_of_it, "{passphrase:?}: {told}");
    }
    assert!(!till.home().join("vault.balcao").exists());
}

#[test]
fn a_damaged_file_is_no_wrong_passphrase_and_counts_as_no_try() {
    let provider = Provider::honest();
    let shop = FileTill::connected(provider.url());
    let whole = fs::read(shop.vault()).unwrap();
    let middle = whole.len() / 2;
    let mut flipped = whole.clone();
    flipped[middle] ^= 1;
    let mut costly = whole.clone();
    // Memory in KiB, behind magic and version: 2 TiB.
    costly[16..20].copy_from_slice(&(2_u32 << 30).to_le_bytes());
    let length = costly.len();
    let sum = ring::digest::digest(&ring::digest::SHA256, &costly[..length - 32]);
    costly[length - 32..].copy_from_slice(sum.as_ref());
    let mut newer = whole.clone();
    newer[12] = 2;
    for (what, bytes, expected) in [
        ("cut", &whole[..middle], "vault_damaged"),
        ("empty", &[], "vault_damaged"),
        ("flipped", &flipped, "vault_damaged"),
        ("costly", &costly, "vault_damaged"),
        ("newer", &newer, "vault_too_new"),
        ("long", &vec![0; 8 << 20], "vault_damaged"),
    ] {
        fs::write(shop.vault(), bytes).unwrap();
        for args in [&["--json", "vault", "status"][..], &["--json", "charge", "1,00"]] {
            let told = shop.run(args).expect(5);
            assert_eq!(code(&told), expected, "{what}: {told}");
        }
        // It is not made anew over what may yet be mended.
        let told = shop.connect(provider.url(), &credentials()).expect(5);
        assert_eq!(code(&told), expected, "{what}: {told}");
        assert_eq!(fs::read(shop.vault()).unwrap(), bytes, "{what}");
    }
    fs::write(shop.vault(), whole).unwrap();
    shop.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let attempts = fs::read_to_string(shop.till.home().join("vault.attempts")).unwrap();
    assert_eq!(attempts, "");
}

#[test]
fn a_lost_file_is_told_and_neither_a_keyring_nor_a_new_file_takes_its_place() {
    let provider = Provider::honest();
    let shop = FileTill::connected(provider.url());
    fs::remove_file(shop.vault()).unwrap();
    // A keyring is there.
    let charge = ["--json", "charge", "1,00"];
    let told = shop.till.run(&charge).expect(5);
    assert_eq!(code(&told), "vault_missing", "{told}");
    let told = shop.till.connect(provider.url(), &credentials()).expect(5);
    assert_eq!(code(&told), "vault_missing", "{told}");
    assert!(!shop.vault().exists());
    // A person begins anew, and connects again.
    let begun = shop.run(&["--json", "vault", "move", "--to", "file", "--from-nothing", "--yes"]);
    assert_eq!(begun.expect(0).event("vault_moved")["put_aside"], json!(null), "there was none");
    assert_eq!(code(&shop.run(&charge).expect(5)), "credentials_missing");
    shop.connect(provider.url(), &credentials()).expect(0);
    shop.run(&["charge", "1,00", "--no-wait"]).expect(0);
}

#[test]
fn an_empty_vault_is_begun_after_a_yes_alone_and_the_file_of_before_is_kept() {
    let provider = Provider::honest();
    let shop = FileTill::connected(provider.url());
    let before = fs::read(shop.vault()).unwrap();
    for to in ["file", "keyring"] {
        // Nobody is there to be asked.
        let told = shop.run(&["--json", "vault", "move", "--to", to, "--from-nothing"]).expect(2);
        assert_eq!(code(&told), "invalid_request", "{told}");
    }
    assert_eq!(fs::read(shop.vault()).unwrap(), before);
    let told = shop.run(&["--json", "vault", "move", "--to", "file", "--from-nothing", "--yes"]);
    let aside = told.expect(0).event("vault_moved")["put_aside"].as_str().unwrap().to_owned();
    assert_eq!(mode(Path::new(&aside)), 0o600);
    assert_eq!(code(&shop.run(&["--json", "charge", "1,00"]).expect(5)), "credentials_missing");
    // Whoever knows its passphrase again puts it back.
    fs::rename(aside, shop.vault()).unwrap();
    shop.run(&["charge", "1,00", "--no-wait"]).expect(0);
}

#[test]
fn a_file_beside_a_till_that_goes_by_its_keyring_is_not_looked_at() {
    let provider = Provider::honest();
    let till = Till::connected(provider.url());
    fs::write(till.home().join("vault.balcao"), "planted").unwrap();
    till.run(&["charge", "1,00", "--no-wait"]).expect(0);
    let status = till.run(&["--json", "vault", "status"]).expect(0).event("vault");
    assert_eq!((&status["store"], &status["chosen"]), (&json!("keyring"), &json!(true)));
}

#[test]
fn a_full_or_read_only_disk_keeps_the_vault_of_before() {
    let disk = SmallDisk::mounted("6m");
    let provider = Provider::honest();
    let home = disk.path().join("home");
    let shop = FileTill::new();
    let run = |args: &[&str], passphrase: &str| {
        let mut command = shop.till.bare_command(&["--json", "--home"]);
        command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS).arg(&home);
        finish(command.args(["--passphrase-fd", "0"]).args(args), passphrase)
    };
    run(&["--create", "vault", "move", "--to", "file"], PASSPHRASE).expect(0);
    let mut connect = shop.till.bare_command(&["--json", "--home"]);
    connect.env("BALCAO_VAULT_PASSPHRASE_FILE", shop.passphrase()).arg(&home);
    connect.args(["connect", "connectpsp", "--environment", provider.url(), "--stdin"]);
    finish(&mut connect, &credentials().to_string()).expect(0);
    let before = fs::read(home.join("vault.balcao")).unwrap();
    let new = shop.till.folder().join("new");
    fs::write(&new, "outra senha inteira").unwrap();
    let change = |code_of_it: &str| {
        let mut command = std::process::Command::new("sh");
        let balcao = shop.till.bare_command(&["--json", "--home"]);
        command.args(["-c", "exec \"$0\" \"$@\" 3<\"$NEW\""]).arg(balcao.get_program());
        command.args(balcao.get_args()).arg(&home).args(["--passphrase-fd", "0", "vault"]);
        command.args(["passphrase", "--new-passphrase-fd", "3"]).env("NEW", &new);
        command.env("BALCAO_LANG", "en");
        let told = finish(&mut command, PASSPHRASE);
        assert_eq!(code(&told), code_of_it, "{told}");
        told
    };
    let in_the_way = disk.fill();
    change("log_unwritable").expect(7);
    assert_eq!(fs::read(home.join("vault.balcao")).unwrap(), before);
    fs::remove_file(in_the_way).unwrap();
    disk.remount("ro");
    change("log_unwritable").expect(7);
    disk.remount("rw");
    assert_eq!(fs::read(home.join("vault.balcao")).unwrap(), before);
    run(&["charge", "1,00", "--no-wait"], PASSPHRASE).expect(0);
    change("").expect(0);
    let told = run(&["vault", "status"], PASSPHRASE).expect(5);
    assert_eq!(code(&told), "wrong_passphrase", "{told}");
    run(&["charge", "1,00", "--no-wait"], "outra senha inteira").expect(0);
}

#[test]
fn an_open_till_sells_on_when_its_vault_is_closed_or_moved_behind_it() {
    let provider = Provider::honest();
    let shop = FileTill::connected(provider.url());
    let page = Page::of(shop.start(&["--json", "serve"]));
    assert_eq!(page.charge()["status"], "pending");
    let args = ["--passphrase-fd", "0", "vault", "move", "--to", "file", "--from-nothing", "--yes"];
    finish(&mut shop.locked_command(&args), "outra senha inteira").expect(0);
    assert_eq!(page.charge()["status"], "pending", "its credentials are at hand");
    drop(page);
    let told = shop.run(&["--json", "charge", "1,00"]).expect(5);
    assert_eq!(code(&told), "wrong_passphrase", "{told}");
}
