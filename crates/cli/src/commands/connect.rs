//! `balcao connect`, `balcao disconnect` and `balcao providers`.

use std::collections::BTreeMap;
use std::io::Read as _;

use contract::{Failure, FailureCode};
use serde_json::{Map, Value, json};
use till::{ConnectRequest, Field, Manifest, Options, Place};

use crate::args::Connect;
use crate::commands::{ask, session};
use crate::exit;
use crate::output::{Output, warn};
use crate::words::Words;

/// The longest JSON on standard input, in bytes.
const LONGEST_INPUT: u64 = 64 * 1024;
/// How often what was typed wrongly is asked for once more.
const ASKED_AGAIN: usize = 3;
/// The field that names an account, where a provider has one.
const ACCOUNT: &str = "clientId";
/// How many of its letters are shown.
const SHOWN: usize = 4;

/// Types something for a field, which is asked for again or not.
type Person<'a> = dyn FnMut(&Field, bool) -> std::io::Result<String> + 'a;

pub(crate) async fn run(output: &Output, options: &Options, args: Connect) -> Result<u8, Failure> {
    if options.training {
        return Err(bad("training needs no connection"));
    }
    let manifest = till::manifest(&args.provider).ok_or_else(|| bad("unknown provider"))?;
    let place = place(manifest, &args)?;
    let flags: Vec<_> = args.auth.map(|auth| ("auth", auth)).into_iter().collect();
    let typed = if args.stdin {
        from_stdin(manifest)?
    } else {
        check_place(manifest, &place)?;
        let mut at_the_terminal = |field: &Field, is_again: bool| {
            if is_again {
                warn(&output.words.wrong_field(field.key));
            }
            let prompt = prompt(field, output.words);
            if field.secret { rpassword::prompt_password(prompt) } else { ask(&prompt) }
        };
        by_asking(manifest, &place, &flags, &mut at_the_terminal)?
    };
    let account = typed.get(ACCOUNT).map(|it| masked(it));
    let flags = flags.into_iter().map(|(key, value)| (key.to_owned(), value));
    let values = typed.into_iter().chain(flags);
    let request = ConnectRequest {
        provider: manifest.id.to_owned(),
        environment: place.clone(),
        values: values.map(|(key, value)| (key, value.into())).collect(),
        as_default: args.default,
        same_account: args.same_account,
        keep_unheard: true,
    };
    let connected = till::connect(options, session(), request).await;
    let connected = connected
        .map_err(|failure| with_known_environments(manifest, &place, failure))
        .inspect_err(|_| warn(output.words.connection_stays))?;
    output.emit(&json!({
        "event": "connected",
        "provider": manifest.id,
        "environment": place,
        "default": connected.is_default,
        "checked": connected.unchecked.is_none(),
        "obstacle": connected.unchecked.as_ref().and_then(|failure| failure.obstacle.as_ref()),
        "kept": connected.kept.as_ref().map(|kept| json!({ "address": kept.address, "open": kept.open })),
    }));
    if let Some(kept) = &connected.kept {
        warn(&output.words.kept(kept));
    }
    if !connected.is_default {
        output.say(output.words.not_default);
    }
    let Some(failure) = connected.unchecked else {
        let [connected, where_they_are] = output.words.connected;
        let parts = [Some(manifest.name.to_owned()), Some(place), account];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        output.say(format!("{connected} {}. {where_they_are}", parts.join(" · ")));
        return Ok(exit::DONE);
    };
    warn(&format!("{} {}", output.words.connected_unchecked, output.words.failure(&failure)));
    Ok(exit::code(failure.code))
}

/// `balcao disconnect`.
pub(crate) async fn disconnect(
    output: &Output,
    options: &Options,
    provider: &str,
    keep_asking: bool,
) -> Result<u8, Failure> {
    if options.training {
        return Err(bad("training needs no connection"));
    }
    let disconnected = till::disconnect(options, session(), provider, keep_asking).await?;
    let kept = disconnected.kept.as_ref();
    output.emit(&json!({
        "event": "disconnected",
        "provider": provider,
        "kept": kept.map(|kept| json!({ "address": kept.address, "open": kept.open })),
        "default": disconnected.default,
    }));
    output.say(output.words.disconnected);
    if let Some(kept) = kept {
        warn(&output.words.kept(kept));
    }
    Ok(exit::DONE)
}

/// `balcao providers`.
pub(crate) async fn list(output: &Output, options: &Options) -> Result<u8, Failure> {
    let providers = till::connected_providers(options).await?;
    if providers.is_empty() {
        output.say(output.words.no_providers);
    }
    for provider in &providers {
        output.emit(&json!({
            "provider": provider.id,
            "name": provider.name,
            "environment": provider.environment,
            "default": provider.is_default,
            "failure": provider.failure,
            "kept": provider.kept,
        }));
        let mut line = format!("{} · {} · {}", provider.id, provider.name, provider.environment);
        if provider.is_default {
            line = format!("{line} ({})", output.words.is_default);
        }
        if provider.kept {
            line = format!("{line} ({})", output.words.is_kept);
        }
        output.say(line);
        if let Some(failure) = &provider.failure {
            warn(&format!("{}: {}", provider.id, output.failure(failure)));
        }
    }
    Ok(exit::DONE)
}

/// How a provider with environments is connected: names them all.
fn usage(manifest: &Manifest) -> String {
    let (name, id, known) = (manifest.name, manifest.id, known(manifest));
    format!("{name}: balcao connect {id} --environment {known}|URL")
}

/// A mistyped environment is answered with those that there are.
fn with_known_environments(manifest: &Manifest, typed: &str, failure: Failure) -> Failure {
    let says = failure.detail.as_deref().unwrap_or_default();
    if says.starts_with("the environment must be ") {
        return no_environment(manifest, typed);
    }
    failure
}

fn no_environment(manifest: &Manifest, typed: &str) -> Failure {
    bad(&format!("no environment of {} ({}): {typed}", manifest.name, known(manifest)))
}

/// Nothing is asked of a person for a place that does not exist.
fn check_place(manifest: &Manifest, place: &str) -> Result<(), Failure> {
    match manifest.place {
        Place::Environments(known) if !known.contains(&place) && !till::is_base_url(place) => {
            Err(no_environment(manifest, place))
        }
        Place::Environments(_) | Place::BaseUrl => Ok(()),
    }
}

/// The environments that a provider has.
fn known(manifest: &Manifest) -> String {
    match manifest.place {
        Place::Environments(known) => known.join("|"),
        Place::BaseUrl => String::new(),
    }
}

/// Where the provider answers, by the flag that it has for that.
fn place(manifest: &Manifest, args: &Connect) -> Result<String, Failure> {
    let (name, id) = (manifest.name, manifest.id);
    let has_auth = manifest.fields.iter().any(|field| field.key == "auth");
    if args.auth.is_some() && !has_auth {
        return Err(bad(&format!("{name} has no --auth")));
    }
    match (manifest.place, &args.environment, &args.base_url) {
        (Place::Environments(_), Some(environment), None) => Ok(environment.clone()),
        (Place::Environments(_), ..) => Err(bad(&usage(manifest))),
        (Place::BaseUrl, None, Some(url)) if till::is_base_url(url) => Ok(url.clone()),
        (Place::BaseUrl, None, Some(_)) => {
            Err(bad("--base-url must be https://… (http only on this computer)"))
        }
        (Place::BaseUrl, ..) => Err(bad(&format!("{name}: balcao connect {id} --base-url URL"))),
    }
}

fn from_stdin(manifest: &Manifest) -> Result<BTreeMap<String, String>, Failure> {
    let mut text = String::new();
    std::io::stdin()
        .take(LONGEST_INPUT + 1)
        .read_to_string(&mut text)
        .map_err(|_| bad("standard input is not text"))?;
    if text.len() as u64 > LONGEST_INPUT {
        return Err(bad("standard input is longer than 64 KiB"));
    }
    // The parser's message could quote a secret, so it is not repeated.
    let object: Map<String, Value> =
        serde_json::from_str(&text).map_err(|_| bad("standard input is not one JSON object"))?;
    let mut values = BTreeMap::new();
    for (key, value) in object {
        if !manifest.fields.iter().any(|field| field.key == key) {
            return Err(bad(&format!("unknown key {key}")));
        }
        match value {
            Value::String(text) => {
                values.insert(key, text);
            }
            Value::Number(number) => {
                values.insert(key, number.to_string());
            }
            Value::Null => {}
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return Err(bad(&format!("{key} is not a text")));
            }
        }
    }
    Ok(values)
}

/// Asks for each field that no flag gives, in the manifest's order, and again for one that is not right: nobody types
/// the others anew for it. Nothing typed is the default.
fn by_asking(
    manifest: &Manifest,
    place: &str,
    flags: &[(&str, String)],
    person: &mut Person<'_>,
) -> Result<BTreeMap<String, String>, Failure> {
    let mut values = BTreeMap::new();
    let is_given = |field: &&Field| flags.iter().any(|(key, _)| *key == field.key);
    let mut ask = |field: &Field, is_again: bool, values: &mut BTreeMap<String, String>| {
        let value = person(field, is_again).map_err(|_| bad("nobody to ask: use --stdin"))?;
        values.remove(field.key);
        if !value.trim().is_empty() {
            values.insert(field.key.to_owned(), value.trim().to_owned());
        }
        Ok(())
    };
    for field in manifest.fields.iter().filter(|field| !is_given(field)) {
        ask(field, false, &mut values)?;
    }
    for _ in 0..ASKED_AGAIN {
        let given = flags.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
        let all = values.clone().into_iter().chain(given).collect();
        let wrong = till::wrong_field(manifest.id, place, all);
        let Some(field) = manifest.fields.iter().find(|it| Some(it.key) == wrong) else { break };
        ask(field, true, &mut values)?;
    }
    Ok(values)
}

/// Of an account's id what tells it from others, and no more.
fn masked(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    let shown = if letters.len() > 2 * SHOWN { SHOWN } else { letters.len() / 2 };
    let end: String = letters.iter().skip(letters.len() - shown).collect();
    format!("{ACCOUNT} …{end}")
}

/// The field's key, what it is and may be, and what it is if nothing is typed:
/// `auth (how the token is sent; raw|bearer) [raw]: `.
fn prompt(field: &Field, words: &Words) -> String {
    let choices = (!field.choices.is_empty()).then(|| field.choices.join("|"));
    let parts: Vec<_> = words.field(field).into_iter().chain(choices).collect();
    let mut prompt = field.key.to_owned();
    if !parts.is_empty() {
        prompt = format!("{prompt} ({})", parts.join("; "));
    }
    match field.default {
        Some(default) => format!("{prompt} [{default}]: "),
        None => format!("{prompt}: "),
    }
}

fn bad(text: &str) -> Failure {
    Failure::with(FailureCode::InvalidRequest, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{ENGLISH, PORTUGUESE};

    fn manifest(id: &str) -> &'static Manifest {
        till::manifest(id).unwrap()
    }

    fn typed(environment: Option<&str>, base_url: Option<&str>, auth: Option<&str>) -> Connect {
        Connect {
            provider: String::new(),
            environment: environment.map(str::to_owned),
            base_url: base_url.map(str::to_owned),
            auth: auth.map(str::to_owned),
            default: false,
            same_account: false,
            stdin: true,
        }
    }

    #[test]
    fn each_provider_has_its_own_flag_for_where() {
        let url = Some("https://psp.example");
        let (connectpsp, integrapay) = (manifest("connectpsp"), manifest("integrapay"));
        assert_eq!(place(connectpsp, &typed(url, None, None)).unwrap(), "https://psp.example");
        assert_eq!(
            place(integrapay, &typed(None, url, Some("raw"))).unwrap(),
            "https://psp.example"
        );
        for (manifest, wrong, flag) in [
            (connectpsp, typed(None, url, None), "--environment"),
            (connectpsp, typed(None, None, None), "--environment"),
            (connectpsp, typed(url, None, Some("raw")), "--auth"),
            (integrapay, typed(url, None, None), "--base-url"),
            (integrapay, typed(None, None, None), "--base-url"),
            (integrapay, typed(None, Some("http://psp.example"), None), "https"),
            (integrapay, typed(None, Some("homologacao"), None), "https"),
        ] {
            let failure = place(manifest, &wrong).unwrap_err();
            assert_eq!(failure.code, FailureCode::InvalidRequest);
            assert!(failure.detail.unwrap().contains(flag), "{wrong:?}");
        }
    }

    #[test]
    fn a_prompt_says_what_is_asked_and_what_is_taken_for_nothing() {
        let prompts = |words| {
            let fields = manifest("integrapay").fields.iter();
            fields.map(|field| prompt(field, words)).collect::<Vec<_>>()
        };
        let english = prompts(&ENGLISH);
        assert_eq!(
            english[..3],
            [
                "token (the account's token, in the provider's panel): ",
                "auth (how the token is sent; raw|bearer) [raw]: ",
                "webhookHeaderName (the name of the header that comes with each notice; Enter for \
                 none): "
            ]
        );
        let product = "productName (o nome do produto em cada cobrança) [Venda]: ";
        assert!(prompts(&PORTUGUESE).iter().any(|it| it == product));
    }

    #[test]
    fn what_is_typed_wrongly_is_asked_for_again_and_nothing_else() {
        let connectpsp = manifest("connectpsp");
        let typed = |documents: &[&str]| {
            let mut documents = documents.iter();
            let mut keys = Vec::new();
            let mut person = |field: &Field, is_again: bool| {
                keys.push((field.key, is_again));
                Ok(match field.key {
                    "payerDocument" => documents.next().copied().unwrap_or("1").to_owned(),
                    "cryptoToken" => String::new(),
                    "applicationToken" => "f47ac10b-58cc-4372-a567-0e02b2c3d479".to_owned(),
                    _ => "100001".to_owned(),
                })
            };
            let values = by_asking(connectpsp, "homologacao", &[], &mut person).unwrap();
            let again = keys.iter().filter(|(_, is_again)| *is_again);
            assert!(again.clone().all(|(key, _)| *key == "payerDocument"), "{keys:?}");
            assert_eq!(keys.iter().filter(|(key, _)| *key == "clientSecret").count(), 1);
            (again.count(), values["payerDocument"].clone())
        };
        let right = "123.456.789-09";
        assert_eq!(typed(&[right]), (0, right.to_owned()));
        assert_eq!(typed(&["123", "", right]), (2, right.to_owned()));
        assert_eq!(typed(&["1", "2", "3", "4", right]), (3, "4".to_owned()), "three times");
    }

    #[test]
    fn of_an_account_the_end_is_shown() {
        assert_eq!(masked("f47ac10b-58cc-4372-a567-0e02b2c3d479"), "clientId …d479");
        for (short, shown) in [("100001", "…001"), ("ab", "…b"), ("a", "…"), ("", "…")] {
            assert_eq!(masked(short), format!("clientId {shown}"));
        }
    }
}
