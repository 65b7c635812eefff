//! The settings of a till that is open: changed by hand, and by another process of the same home.

use std::fs;
use std::time::Duration;

use contract::{
    FailureCode, Language, Nothing, Notice, Preferences, SettingMistake, Theme, TillEvent,
    TillView, UnknownSetting,
};
use till::{Device, Options, Session, Till};
use tokio::sync::broadcast::Receiver;

/// Longer than anything here takes, and short enough to tell a person.
const PATIENCE: Duration = Duration::from_secs(30);

fn options(home: &tempfile::TempDir) -> Options {
    Options { home: Some(home.path().to_owned()), training: true, ..Options::default() }
}

/// The till as an event tells it, as soon as it is so.
async fn told(news: &mut Receiver<TillEvent>, is_so: impl Fn(&TillView) -> bool) -> TillView {
    let waiting = async {
        loop {
            if let Ok(TillEvent::TillChanged { till }) = news.recv().await
                && is_so(&till)
            {
                return *till;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("a door hears of the settings")
}

#[tokio::test]
async fn every_open_door_hears_of_what_a_person_or_another_process_changes() {
    let home = tempfile::tempdir().unwrap();
    let here = Till::open(options(&home)).await.unwrap();
    let there = Till::open(options(&home)).await.unwrap();
    let mut news = here.events();
    let file = home.path().join("training/settings.toml");

    fs::write(&file, "sale.ceiling_centavos = 5000\n[shop]\nname = \"Padaria do Zé\"\n").unwrap();
    let view = told(&mut news, |it| it.shop_name.is_some()).await;
    assert_eq!((view.shop_name.as_deref(), view.ceiling_centavos), (Some("Padaria do Zé"), 5_000));

    let dark = Preferences { language: Language::En, theme: Theme::Dark };
    there.desk(&Session::new(Device::Browser)).set_preferences(dark).await.unwrap();
    let view = told(&mut news, |it| it.preferences == dark).await;
    assert_eq!(view.ceiling_centavos, 5_000, "what the person wrote stands");
}

#[tokio::test]
async fn a_slip_in_a_key_is_told_with_the_key_that_is_meant_until_it_is_mended() {
    let home = tempfile::tempdir().unwrap();
    let till = Till::open(options(&home)).await.unwrap();
    let mut news = till.events();
    let file = home.path().join("training/settings.toml");
    fs::write(&file, "sale.ceilling_centavos = 5\nshop.name = \"Padaria\"\n").unwrap();
    let view = told(&mut news, |it| !it.notices.is_empty()).await;
    let slip = UnknownSetting {
        key: "sale.ceilling_centavos".to_owned(),
        line: 1,
        nearest: Some("sale.ceiling_centavos".to_owned()),
    };
    assert_eq!(view.notices, [Notice::SettingsUnknown { keys: vec![slip] }]);
    assert_eq!((view.shop_name.as_deref(), view.ceiling_centavos), (Some("Padaria"), 100_000));
    fs::write(&file, "sale.ceiling_centavos = 5\n").unwrap();
    let view = told(&mut news, |it| it.notices.is_empty()).await;
    assert_eq!(view.ceiling_centavos, 5);
}

#[tokio::test]
async fn a_file_that_is_broken_by_hand_is_told_and_left_alone_and_the_till_sells_on() {
    let home = tempfile::tempdir().unwrap();
    let till = Till::open(options(&home)).await.unwrap();
    let session = Session::new(Device::Window);
    let desk = till.desk(&session);
    let mut news = till.events();
    let file = home.path().join("training/settings.toml");
    fs::write(&file, "shop.name = \"Padaria\"\n").unwrap();
    told(&mut news, |it| it.shop_name.is_some()).await;

    let broken = "shop.name = \"Padaria\"\nsale.ask_payer = sim\n";
    fs::write(&file, broken).unwrap();
    let view = told(&mut news, |it| !it.notices.is_empty()).await;
    let mistakes = vec![SettingMistake::Syntax { line: 2, column: 18 }];
    let path = file.canonicalize().unwrap().display().to_string();
    assert_eq!(view.notices, [Notice::SettingsUnreadable { file: path, mistakes }]);
    assert_eq!(view.shop_name.as_deref(), Some("Padaria"), "what held before holds");
    let refused = desk.set_preferences(Preferences::default()).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::SettingsUnreadable);
    assert_eq!(fs::read_to_string(&file).unwrap(), broken);
    let sale = till::SaleRequest {
        document_key: None,
        sale_id: uuid::Uuid::new_v4().to_string(),
        amount_centavos: 1_250,
        reference: None,
        provider: None,
        payer: None,
        expires_in_min: None,
        above_ceiling: false,
    };
    desk.sell(sale).await.unwrap();

    fs::write(&file, "sale.ask_payer = true\n").unwrap();
    let view = desk.hello(Nothing {}).await.unwrap();
    assert!(view.ask_payer && view.notices.is_empty(), "hello does not wait for the next look");
}
