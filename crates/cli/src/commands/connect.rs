//! `balcao connect`.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use contract::{Failure, FailureCode};
use serde_json::{Map, Value, json};
use till::Options;

use crate::args::Connect;
use crate::exit;
use crate::output::{Output, warn};

/// The longest JSON on standard input, in bytes.
const LONGEST_INPUT: u64 = 64 * 1024;

pub(crate) async fn run(output: &Output, options: &Options, args: Connect) -> Result<u8, Failure> {
    if options.training {
        return Err(bad("training needs no connection"));
    }
    let values = if args.stdin { from_stdin(&args.provider)? } else { by_asking(&args.provider)? };
    let connected = till::connect(options, &args.provider, &args.environment, values).await?;
    output.emit(&json!({
        "event": "connected",
        "provider": args.provider,
        "environment": args.environment,
        "checked": connected.unchecked.is_none(),
    }));
    let Some(failure) = connected.unchecked else {
        output.say(output.words.connected);
        return Ok(exit::DONE);
    };
    let detail = failure.detail.as_deref().unwrap_or_default();
    warn(&format!("{} ({detail})", output.words.connected_unchecked));
    Ok(exit::code(failure.code))
}

fn from_stdin(provider: &str) -> Result<BTreeMap<String, String>, Failure> {
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
    let known = till::connection_fields(provider);
    let mut values = BTreeMap::new();
    for (key, value) in object {
        if !known.iter().any(|(name, ..)| *name == key) {
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

fn by_asking(provider: &str) -> Result<BTreeMap<String, String>, Failure> {
    let mut values = BTreeMap::new();
    for (key, required, secret) in till::connection_fields(provider) {
        let prompt = if required { format!("{key}: ") } else { format!("{key} (-): ") };
        let value = if secret { rpassword::prompt_password(prompt) } else { ask(&prompt) };
        let value = value.map_err(|_| bad("nobody to ask: use --stdin"))?;
        if !value.trim().is_empty() {
            values.insert(key.to_owned(), value.trim().to_owned());
        }
    }
    Ok(values)
}

fn ask(prompt: &str) -> std::io::Result<String> {
    let mut err = std::io::stderr();
    write!(err, "{prompt}")?;
    err.flush()?;
    let mut line = String::new();
    let read = std::io::stdin().take(4_096);
    std::io::BufRead::read_line(&mut std::io::BufReader::with_capacity(1, read), &mut line)?;
    Ok(line)
}

fn bad(text: &str) -> Failure {
    Failure::with(FailureCode::InvalidRequest, text)
}
