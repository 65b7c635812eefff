//! No secret in a file, in what is printed, or in the program's own log.

use std::fs;
use std::path::Path;

use serde_json::json;
use testkit::home::files_of;

use super::balcao::{Till, credentials, finish};
use super::provider::{Kind, Provider};

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn no_secret_leaves_the_keyring() {
    let provider = Provider::quick();
    let till = Till::new();
    let mut typed = credentials();
    typed["cryptoToken"] = json!("segredo-cripto-0c1d2e3f");
    let said = |args: &[&str], input: &str| {
        let mut command = till.command(args);
        let told = finish(command.env("BALCAO_LOG", "trace"), input);
        assert_eq!(told.code, 0, "{told}");
        assert!(told.err.contains("TRACE"), "the log is on: {told}");
        format!("{}{}", told.out, told.err)
    };
    let connect = ["connect", "connectpsp", "--environment", provider.url(), "--stdin"];
    let mut all = said(&connect, &typed.to_string());
    all += &said(&["--json", "charge", "12,50"], "");
    all += &said(
        &["charge", "3,00", "--payer-name", "Rui Sigiloso", "--payer-document", "52998224725"],
        "",
    );
    all += &said(&["--json", "doctor"], "");

    let mut secrets: Vec<String> = ["clientSecret", "applicationToken", "cryptoToken"]
        .iter()
        .map(|key| typed[*key].as_str().unwrap().to_owned())
        .collect();
    let used = provider.calls(Kind::Create)[0].request.header("authorization").to_owned();
    secrets.push(used.strip_prefix("Bearer ").unwrap().to_owned());
    for secret in &secrets {
        assert!(!all.contains(secret.as_str()), "{secret} was printed");
    }
    for personal in ["12345678909", "123.456.789-09", "52998224725", "Sigiloso", "Padrão"] {
        assert!(!all.contains(personal), "{personal} was printed");
    }

    let mut kept = files_of(till.folder());
    // The keyring's own files, which are encrypted.
    for folder in ["XDG_DATA_HOME", "XDG_RUNTIME_DIR"] {
        if let Some(folder) = std::env::var_os(folder) {
            let keyrings = Path::new(&folder).join("keyrings");
            kept.extend(keyrings.is_dir().then(|| files_of(&keyrings)).into_iter().flatten());
        }
    }
    assert!(kept.iter().any(|file| file.ends_with("order-log.db")));
    for file in &kept {
        let bytes = fs::read(file).unwrap_or_default();
        for secret in &secrets {
            assert!(!holds(&bytes, secret), "{secret} stands in {}", file.display());
        }
    }
}
