//! `settings.toml`: what a person has written there, and how the till writes into it. Comments, order and unknown
//! keys stay as they are.

use std::collections::BTreeMap;
use std::ops::Range;

use contract::{SettingMistake, SettingRule, SettingValue};
use toml_edit::{Document, DocumentMut, Item, Table, TableLike, TomlError, Value};

use super::key::Key;
use super::rule;

pub(crate) const FILE: &str = "settings.toml";

/// By key, what holds and is not the default.
pub(super) type Values = BTreeMap<String, SettingValue>;

/// What stands in the file.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) values: Values,
    /// Values that are not allowed.
    pub(super) mistakes: Vec<SettingMistake>,
    /// Keys that this version does not know, each with its line, from 1.
    pub(super) unknown: Vec<(String, u32)>,
}

/// A key of the file that is no section of known ones.
struct Leaf<'a> {
    key: String,
    span: Range<usize>,
    item: &'a Item,
    /// It stands between the braces of an inline table.
    is_inline: bool,
}

/// Reads a text key by key.
pub(super) fn read(text: &str, keys: &[Key]) -> Result<Contents, SettingMistake> {
    let document = parsed(text)?;
    let mut contents = Contents::default();
    for leaf in leaves(&document, keys) {
        let known = keys.iter().find(|it| it.name == leaf.key);
        let rule = match known {
            Some(known) => &known.rule,
            None if is_section(&leaf.key, keys) => &SettingRule::Section,
            None => {
                contents.unknown.push((leaf.key, place(text, leaf.span.start).0));
                continue;
            }
        };
        let value = leaf.item.as_value().and_then(value_of);
        // As if it were not there.
        if value == Some(SettingValue::Text(String::new())) {
            continue;
        }
        match value.and_then(|value| rule::held(rule, &value)) {
            Some(value) if known.is_some_and(|it| it.default.as_ref() == Some(&value)) => {}
            Some(value) => {
                contents.values.insert(leaf.key, value);
            }
            None => contents.mistakes.push(SettingMistake::Value {
                line: place(text, leaf.span.start).0,
                rule: rule.clone(),
                key: leaf.key,
            }),
        }
    }
    Ok(contents)
}

/// The text with another value at a key, in the place of the one that stands there. The default is not written.
pub(super) fn with(
    text: &str,
    key: &Key,
    value: Option<&SettingValue>,
) -> Result<String, SettingMistake> {
    match value.filter(|&it| key.default.as_ref() != Some(it)) {
        Some(value) => {
            let mut document = parsed(text)?.into_mut();
            put(&mut document, &key.name, toml_value(value));
            Ok(document.to_string())
        }
        None => without(text, key),
    }
}

/// The text without a key. A comment beside it or above it stays.
fn without(text: &str, key: &Key) -> Result<String, SettingMistake> {
    let document = parsed(text)?;
    let keys = std::slice::from_ref(key);
    let Some(leaf) = { leaves(&document, keys) }.into_iter().find(|it| it.key == key.name) else {
        return Ok(text.to_owned());
    };
    let (Some(value), false) = (leaf.item.as_value().and_then(Value::span), leaf.is_inline) else {
        let mut document = document.into_mut();
        remove(document.as_table_mut(), &key.name);
        return Ok(document.to_string());
    };
    let start = text.get(..leaf.span.start).and_then(|it| it.rfind('\n')).map_or(0, |at| at + 1);
    let (before, behind) = (text.get(..start), text.get(value.end..));
    let (before, behind) = (before.unwrap_or_default(), behind.unwrap_or_default());
    let (rest, behind) = behind.split_once('\n').unwrap_or((behind, ""));
    Ok(match rest.trim() {
        "" => format!("{before}{behind}"),
        comment => format!("{before}{comment}\n{behind}"),
    })
}

/// Puts a value at a key, whose sections are begun where they are not there.
pub(super) fn put(document: &mut DocumentMut, key: &str, new: Value) {
    let (sections, last) = split(key);
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for section in sections {
        let entry = table.entry(section).or_insert(Item::Table(Table::new()));
        if !entry.is_table_like() {
            *entry = Item::Table(Table::new());
        }
        let Some(within) = entry.as_table_like_mut() else { return };
        table = within;
    }
    match table.get_mut(last) {
        Some(Item::Value(old)) => {
            let decor = old.decor().clone();
            *old = new;
            *old.decor_mut() = decor;
        }
        _ => {
            table.insert(last, Item::Value(new));
        }
    }
}

fn remove(table: &mut dyn TableLike, key: &str) {
    match key.split_once('.') {
        Some((section, key)) => {
            if let Some(within) = table.get_mut(section).and_then(Item::as_table_like_mut) {
                remove(within, key);
            }
        }
        None => {
            table.remove(key);
        }
    }
}

/// The sections of a key, and its name in the last of them.
fn split(key: &str) -> (impl Iterator<Item = &str>, &str) {
    let (sections, last) = key.rsplit_once('.').unwrap_or(("", key));
    (sections.split('.').filter(|it| !it.is_empty()), last)
}

fn parsed(text: &str) -> Result<Document<&str>, SettingMistake> {
    Document::parse(text).map_err(|error| mistake(text, &error))
}

fn mistake(text: &str, error: &TomlError) -> SettingMistake {
    let span = error.span().unwrap_or_default();
    let (line, column) = place(text, span.start);
    match text.get(span) {
        Some(key) if error.message().starts_with("duplicate key") => {
            SettingMistake::Twice { line, key: key.trim_matches('"').to_owned() }
        }
        _ => SettingMistake::Syntax { line, column },
    }
}

/// Line and column of a place in a text, from 1.
fn place(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let count = |it: usize| u32::try_from(it).unwrap_or(u32::MAX).saturating_add(1);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (count(before.matches('\n').count()), count(line.chars().count()))
}

fn leaves<'a>(document: &'a Document<&str>, keys: &[Key]) -> Vec<Leaf<'a>> {
    let mut found = Vec::new();
    gather(document.as_table(), "", false, keys, &mut found);
    found
}

fn gather<'a>(
    table: &'a dyn TableLike,
    before: &str,
    is_inline: bool,
    keys: &[Key],
    found: &mut Vec<Leaf<'a>>,
) {
    for (name, item) in table.iter() {
        let key = if before.is_empty() { name.to_owned() } else { format!("{before}.{name}") };
        match item.as_table_like() {
            Some(within) if is_section(&key, keys) => {
                gather(within, &key, is_inline || item.is_inline_table(), keys, found);
            }
            _ => {
                let span = table.key(name).and_then(toml_edit::Key::span);
                let span = span.or_else(|| item.span()).unwrap_or_default();
                found.push(Leaf { key, span, item, is_inline });
            }
        }
    }
}

/// Whether known keys stand in it.
fn is_section(name: &str, keys: &[Key]) -> bool {
    let is_within = |key: &str| key.strip_prefix(name).is_some_and(|it| it.starts_with('.'));
    keys.iter().any(|key| is_within(&key.name))
}

fn value_of(value: &Value) -> Option<SettingValue> {
    match value {
        Value::String(text) => Some(SettingValue::Text(text.value().clone())),
        Value::Integer(number) => Some(SettingValue::Number(*number.value())),
        Value::Boolean(switch) => Some(SettingValue::Switch(*switch.value())),
        _ => None,
    }
}

pub(super) fn toml_value(value: &SettingValue) -> Value {
    match value {
        SettingValue::Switch(value) => (*value).into(),
        SettingValue::Number(value) => (*value).into(),
        SettingValue::Text(value) => value.into(),
    }
}
