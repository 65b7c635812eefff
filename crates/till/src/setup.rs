//! Setting a shop up: what there is to connect, what was typed so far, and how far a person has come.
//!
//! What was typed and may be kept in the open stands in a file of the home until setting up ends, so that it can be
//! left and taken up in another process. Secrets are never in it.

#![allow(clippy::unused_async, reason = "the doors await every row of the table alike")]

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::time::Instant;

use contract::{
    ConnectProvider, ConnectedView, Failure, FailureCode, FieldGroup, FieldKind, Nothing, Offer,
    OfferField, OffersView, SaveSetup, SettingValue, SetupDraft, SetupStep, SetupStepName,
    SetupView, ShopDetails, StepState, TestConnection, Typed,
};
use domain::Caller;
use providers::{Field, Group, Manifest, Place, manifest, manifests};
use secrecy::SecretString;

use crate::connect::{ConnectRequest, Connecting, connect_telling, is_base_url};
use crate::connections::adapter;
use crate::failure::from_provider;
use crate::grants::{self, Standing};
use crate::house::House;
use crate::open::Options;
use crate::operator::Staff;
use crate::settings::{Connections, Settings, typed_at};
use crate::{home, leftovers, vault};

/// The file in the home, of mode 0600.
const FILE: &str = "setup.json";
/// What it is called before it is whole, and then the process.
const UNFINISHED: &str = "setup.json.";
/// In bytes. What a person types needs a few hundred.
const LONGEST_FILE: u64 = 64 * 1024;
/// Of one value, in characters.
const LONGEST_VALUE: usize = 500;
/// The key under which the place is told as wrong.
const ENVIRONMENT: &str = "environment";

impl House {
    /// The providers that this version can be connected to.
    pub(crate) async fn offers(&self, _: &Caller, _: Nothing) -> Result<OffersView, Failure> {
        Ok(OffersView { offers: manifests().iter().map(|it| offer(it)).collect() })
    }

    /// How far setting up has come.
    pub(crate) async fn setup(&self, _: &Caller, _: Nothing) -> Result<SetupView, Failure> {
        let home = home::home(&self.shop())?;
        view(&home, read(&home))
    }

    /// Keeps what was typed so far, or ends setting up.
    pub(crate) async fn save_setup(
        &self,
        _: &Caller,
        request: SaveSetup,
    ) -> Result<SetupView, Failure> {
        let home = home::home(&self.shop())?;
        if let Some(draft) = &request.draft {
            check(draft)?;
        }
        write(&home, request.draft.as_ref())?;
        view(&home, request.draft)
    }

    /// Keeps what was typed about the shop and this till, but for what cannot be right, which is told.
    pub(crate) async fn save_shop(
        &self,
        _: &Caller,
        typed: ShopDetails,
    ) -> Result<SetupView, Failure> {
        let home = home::home(&self.shop())?;
        let settings = Settings::read(&home)?;
        let provider = settings.connected().into_iter().next();
        let (choices, wrong) = choices_of(&typed, provider.as_deref(), &settings.connections)?;
        let choices = choices.iter().map(|(key, value)| (key.as_str(), value.clone()));
        let choices: Vec<_> = choices.collect();
        Settings::choose(&home, &choices)?;
        let mut view = view(&home, read(&home))?;
        view.wrong.extend(wrong);
        Ok(view)
    }

    /// Asks the provider with what was typed, and keeps the connection if it answers as it should.
    pub(crate) async fn connect(
        &self,
        _: &Caller,
        request: ConnectProvider,
    ) -> Result<ConnectedView, Failure> {
        let values = request.values.into_iter();
        let typed = ConnectRequest {
            provider: request.provider,
            environment: request.environment.trim().to_owned(),
            values: values.map(|(key, Typed(value))| (key, SecretString::from(value))).collect(),
            as_default: request.as_default,
            same_account: request.same_account,
            keep_unheard: false,
        };
        let environment = typed.environment.clone();
        let options = self.shop();
        let Connecting { connected, psp, answered_in } = connect_telling(&options, typed).await?;
        // It is kept; what keeps an open till from going by it is told by the till itself.
        if let Err(failure) = self.follow_connections().await {
            tracing::warn!(%failure, "the new connection cannot be had");
        }
        let standing = Standing {
            environment,
            is_default: connected.is_default,
            is_paired: Settings::read(&home::home(&options)?)?.connections.relay.is_some(),
            kept_charges: connected.kept.map_or(0, |kept| kept.open),
        };
        Ok(grants::view(psp.as_ref(), answered_in, standing).await)
    }

    /// Asks a connected provider once more, with what is kept.
    pub(crate) async fn test_connection(
        &self,
        _: &Caller,
        request: TestConnection,
    ) -> Result<ConnectedView, Failure> {
        let id = request.provider;
        let home = home::home(&self.shop())?;
        let settings = Settings::read(&home)?;
        let Some(environment) = settings.connections.environment(&id).map(str::to_owned) else {
            return Err(Failure::with(FailureCode::UnknownProvider, id));
        };
        let psp = adapter(&vault::read(&home, &id, &id).await?)?;
        let asked = Instant::now();
        let answered = psp.check().await;
        answered.map_err(|error| from_provider(Some(psp.manifest().name), &error))?;
        let standing = Standing {
            environment,
            is_default: settings.connected().first() == Some(&id),
            is_paired: settings.connections.relay.is_some(),
            kept_charges: 0,
        };
        Ok(grants::view(psp.as_ref(), asked.elapsed(), standing).await)
    }

    /// The shop, whichever till is open: training has nothing to set up.
    pub(crate) fn shop(&self) -> Options {
        Options { training: false, create: false, ..self.options.clone() }
    }
}

fn offer(manifest: &Manifest) -> Offer {
    let environments = match manifest.place {
        Place::Environments(known) => known.iter().map(|it| (*it).to_owned()).collect(),
        Place::BaseUrl => Vec::new(),
    };
    Offer {
        id: manifest.id.to_owned(),
        name: manifest.name.to_owned(),
        environments,
        fields: manifest.fields.iter().map(field).collect(),
    }
}

fn field(field: &Field) -> OfferField {
    let kind = match field {
        Field { secret: true, .. } => FieldKind::Secret,
        Field { choices: [_, ..], .. } => FieldKind::Choice,
        _ => FieldKind::Text,
    };
    let of = match field.group {
        Group::Access => FieldGroup::Access,
        Group::Payer => FieldGroup::Payer,
        Group::More => FieldGroup::More,
    };
    OfferField {
        key: field.key.to_owned(),
        kind,
        of,
        required: field.required,
        default: field.default.map(str::to_owned),
        choices: field.choices.iter().map(|it| (*it).to_owned()).collect(),
    }
}

fn view(home: &Path, draft: Option<SetupDraft>) -> Result<SetupView, Failure> {
    let settings = Settings::read(home)?;
    let draft_of = draft.clone().unwrap_or_default();
    let step = |name, is_done: bool| {
        let state = match is_done {
            true => StepState::Done,
            false if draft_of.skipped.contains(&name) => StepState::Skipped,
            false => StepState::Open,
        };
        SetupStep { name, state }
    };
    let is_connected = !settings.connections.providers.is_empty();
    let steps = vec![
        step(SetupStepName::Provider, is_connected || draft_of.provider.is_some()),
        step(SetupStepName::Account, is_connected),
        step(SetupStepName::Shop, settings.shop_name().is_some()),
        step(SetupStepName::Relay, settings.connections.relay.is_some()),
        step(SetupStepName::Manager, has_operators(home)),
    ];
    let provider = settings.connected().into_iter().next();
    let shop = ShopDetails {
        name: settings.shop_name().unwrap_or_default(),
        document: settings.shop_document().unwrap_or_default(),
        city: settings.shop_city().unwrap_or_default(),
        till_name: settings.till_name().unwrap_or_default(),
        till_number: settings.till_number().map(|it| it.to_string()).unwrap_or_default(),
        institution: provider.and_then(|it| settings.institution(&it)).unwrap_or_default(),
    };
    Ok(SetupView { steps, wrong: wrong(&draft_of), draft, shop })
}

/// Whether anybody works here with a PIN, as far as the log tells.
fn has_operators(home: &Path) -> bool {
    let known = Staff::of_home(home).and_then(|staff| staff.map(|it| it.look()).transpose());
    known.is_ok_and(|known| known.is_some_and(|it| it.has_any()))
}

/// Values for keys of the settings; `None`: the default.
type Choices = Vec<(String, Option<SettingValue>)>;

/// What is chosen by what was typed about the shop, and the fields that cannot be right.
fn choices_of(
    typed: &ShopDetails,
    provider: Option<&str>,
    connections: &Connections,
) -> Result<(Choices, Vec<String>), Failure> {
    let key = |key: &str| key.to_owned();
    let mut fields = vec![
        ("name", key("shop.name"), &typed.name),
        ("document", key("shop.document"), &typed.document),
        ("city", key("shop.city"), &typed.city),
        ("till_name", key("till.name"), &typed.till_name),
        ("till_number", key("till.number"), &typed.till_number),
    ];
    if let Some(provider) = provider {
        fields.push(("institution", format!("institution.{provider}"), &typed.institution));
    }
    let (mut choices, mut wrong) = (Vec::new(), Vec::new());
    for (field, key, typed) in fields {
        match typed_at(connections, &key, typed) {
            Ok(value) => choices.push((key, value)),
            Err(failure) if failure.code == FailureCode::InvalidSetting => {
                wrong.push(field.to_owned());
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok((choices, wrong))
}

/// The fields of a draft that cannot be right.
fn wrong(draft: &SetupDraft) -> Vec<String> {
    let Some(manifest) = draft.provider.as_deref().and_then(manifest) else { return Vec::new() };
    let is_place = |place: &String| match manifest.place {
        Place::Environments(known) => known.contains(&place.as_str()) || is_base_url(place),
        Place::BaseUrl => is_base_url(place),
    };
    let is_right = |(key, value): (&String, &String)| {
        let field = manifest.fields.iter().find(|field| field.key == key);
        field.is_none_or(|field| value.trim().is_empty() || field.form.fits(value))
    };
    let place = draft.environment.iter().filter(|it| !it.trim().is_empty() && !is_place(it));
    let place = place.map(|_| ENVIRONMENT.to_owned());
    let values = draft.values.iter().filter(|it| !is_right(*it)).map(|(key, _)| key.clone());
    place.chain(values).collect()
}

/// Refuses a draft that holds what no draft may: a secret, or more than a person types.
fn check(draft: &SetupDraft) -> Result<(), Failure> {
    let bad = |key: &str| Failure::new(FailureCode::InvalidRequest).of_field(key);
    let manifest = draft.provider.as_deref().map(|id| manifest(id).ok_or_else(|| bad("provider")));
    let fields = manifest.transpose()?.map_or(&[][..], |it| it.fields);
    let is_long = |text: &str| text.chars().count() > LONGEST_VALUE;
    if draft.environment.as_deref().is_some_and(is_long) {
        return Err(bad(ENVIRONMENT));
    }
    for (key, value) in &draft.values {
        let is_open = fields.iter().any(|field| field.key == key && !field.secret);
        if !is_open || is_long(value) {
            return Err(bad(key));
        }
    }
    Ok(())
}

/// What was typed so far. A file that cannot be read holds nothing that could not be typed again.
fn read(home: &Path) -> Option<SetupDraft> {
    let mut text = Vec::new();
    File::open(home.join(FILE)).ok()?.take(LONGEST_FILE).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Replaces the file whole or not at all; `None` takes it away.
fn write(home: &Path, draft: Option<&SetupDraft>) -> Result<(), Failure> {
    let path = home.join(FILE);
    let replace = || -> std::io::Result<()> {
        let Some(draft) = draft else {
            return match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        };
        let (unfinished, mut file) = leftovers::begin(home, UNFINISHED)?;
        file.write_all(&serde_json::to_vec_pretty(draft)?)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&unfinished, &path)
    };
    replace().map_err(|error| {
        Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", path.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(values: &[(&str, &str)]) -> SetupDraft {
        let values = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        SetupDraft {
            provider: Some("integrapay".to_owned()),
            environment: Some("https://psp.example".to_owned()),
            values: values.collect(),
            skipped: vec![SetupStepName::Relay],
        }
    }

    #[test]
    fn no_secret_is_kept_in_the_open() {
        assert!(check(&draft(&[("payerName", "Padaria do Zé")])).is_ok());
        for key in ["token", "webhookHeaderValue", "unknown"] {
            let failure = check(&draft(&[(key, "x")])).unwrap_err();
            assert_eq!(failure.field.as_deref(), Some(key));
        }
        let long = "x".repeat(LONGEST_VALUE + 1);
        assert!(check(&draft(&[("payerName", &long)])).is_err());
        // Without a provider nobody knows what is a secret.
        let of_nobody = SetupDraft { provider: None, ..draft(&[("token", "x")]) };
        assert!(check(&of_nobody).is_err());
    }

    #[test]
    fn what_cannot_be_right_is_told_by_its_field_and_what_is_not_typed_yet_is_not() {
        let typed = draft(&[
            ("payerName", "Padaria do Zé"),
            ("payerDocument", "123.456.789-00"),
            ("payerEmail", "nobody"),
            ("payerPhone", ""),
        ]);
        assert_eq!(wrong(&typed), ["payerDocument", "payerEmail"]);
        let right = draft(&[
            ("payerName", "Padaria do Zé"),
            ("payerDocument", "123.456.789-09"),
            ("payerEmail", "caixa@loja.example"),
            ("payerPhone", "(11) 99999-9999"),
        ]);
        assert_eq!(wrong(&right), Vec::<String>::new());
        let elsewhere = SetupDraft { environment: Some("http://psp.example".into()), ..typed };
        assert_eq!(wrong(&elsewhere), ["environment", "payerDocument", "payerEmail"]);
    }

    #[test]
    fn what_is_right_about_the_shop_is_chosen_and_the_rest_is_told() {
        let typed = ShopDetails {
            name: " Padaria do Zé ".to_owned(),
            document: "12.abc.345/01de-35".to_owned(),
            city: "x".repeat(61),
            till_name: String::new(),
            till_number: "0".to_owned(),
            institution: "123.456.789-09".to_owned(),
        };
        let of = |provider| choices_of(&typed, provider, &Connections::default()).unwrap();
        let (choices, wrong) = of(Some("connectpsp"));
        assert_eq!(wrong, ["city", "till_number", "institution"]);
        let text = |text: &str| Some(SettingValue::Text(text.to_owned()));
        let chosen = |key: &str, value| (key.to_owned(), value);
        assert_eq!(
            choices,
            [
                chosen("shop.name", text("Padaria do Zé")),
                chosen("shop.document", text("12ABC34501DE35")),
                chosen("till.name", None),
            ]
        );
        assert_eq!(of(None).1, ["city", "till_number"]);
    }

    #[test]
    fn what_was_typed_is_there_in_another_process_until_setting_up_ends() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(read(home.path()), None);
        let typed = draft(&[("payerName", "Padaria do Zé")]);
        write(home.path(), Some(&typed)).unwrap();
        assert_eq!(read(home.path()), Some(typed));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(home.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        write(home.path(), None).unwrap();
        write(home.path(), None).unwrap();
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
        fs::write(home.path().join(FILE), "half a fi").unwrap();
        assert_eq!(read(home.path()), None);
    }
}
