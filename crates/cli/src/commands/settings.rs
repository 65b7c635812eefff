//! `balcao settings`.

use contract::{Failure, SettingView, SettingsView};
use serde_json::{Value, json};
use till::Options;

use crate::args::Settings;
use crate::commands::session;
use crate::exit;
use crate::output::{self, Output, warn};

pub(crate) fn run(output: &Output, options: &Options, command: Settings) -> Result<u8, Failure> {
    match command {
        Settings::List => list(output, &till::all_settings(options)?),
        Settings::Get { key } => {
            let row = find(till::all_settings(options)?, &key)?;
            output.emit(&object(output, &row));
            output.say(row.value.map(|value| value.to_string()).unwrap_or_default());
        }
        Settings::Set { key, value } => {
            tell(output, till::set_setting(options, session(), &key, Some(&value))?, &key)?;
        }
        Settings::Unset { key } => {
            tell(output, till::set_setting(options, session(), &key, None)?, &key)?;
        }
    }
    Ok(exit::DONE)
}

/// By group, each with what it does; what somebody has chosen has a mark.
fn list(output: &Output, view: &SettingsView) {
    let mut group = None;
    for row in &view.settings {
        output.emit(&object(output, row));
        if group.replace(row.group) != Some(row.group) {
            output.say(format!("\n{}", output.words.setting_group(row.group)));
        }
        let [none, default] = output.words.of_settings();
        let value = row.value.as_ref().map_or_else(|| none.to_owned(), ToString::to_string);
        let mark = if row.changed { '*' } else { ' ' };
        let was = row.default.as_ref().filter(|_| row.changed);
        let was = was.map(|it| format!("  ({default}: {it})")).unwrap_or_default();
        output.say(format!("{mark} {} = {value}{was}", row.key));
        output.say(format!("      {}", output.words.about_setting(&row.key)));
    }
    output.say(format!("\n{}", view.file));
    for mistake in &view.mistakes {
        warn(&output.words.setting_mistake(mistake));
    }
}

fn tell(output: &Output, view: SettingsView, key: &str) -> Result<(), Failure> {
    let [none, _] = output.words.of_settings();
    let row = find(view, key)?;
    output.emit(&output::told("setting_changed", object(output, &row)));
    let value = row.value.map_or_else(|| none.to_owned(), |value| value.to_string());
    output.say(format!("{key} = {value}"));
    Ok(())
}

fn find(view: SettingsView, key: &str) -> Result<SettingView, Failure> {
    let found = view.settings.into_iter().find(|row| row.key == key);
    found.ok_or_else(|| till::unknown_setting(key))
}

fn object(output: &Output, row: &SettingView) -> Value {
    let mut told = output::object(row);
    if let Value::Object(fields) = &mut told {
        fields.insert("about".to_owned(), json!(output.words.about_setting(&row.key)));
    }
    told
}
