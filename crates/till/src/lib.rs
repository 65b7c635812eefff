//! The till assembled: opens the log, the vault and the providers, runs the watcher, and answers the
//! contract's commands. Doors (window, browser, terminal) sit on top of [`Till`].

mod access;
mod accounts;
mod api;
mod backup;
mod bundle;
mod child_ends;
mod connect;
mod connections;
pub mod csv;
mod daily;
mod disk;
mod dispute_folder;
mod doctor;
mod export;
mod failure;
mod grants;
mod holders;
mod home;
mod home_watch;
mod house;
mod identity;
mod in_portuguese;
mod leftovers;
mod limit;
mod open;
mod operator;
mod pairing;
mod ports;
mod printer;
mod qr;
mod relay;
mod report;
mod restore;
mod saved;
mod session;
mod settings;
mod setup;
mod slip_pages;
mod support;
mod training;
mod unpairing;
mod update;
mod vault;
mod view;
mod voice;
mod zone;

pub use accounts::{Disconnected, KeptAccountView, disconnect};
pub use api::{
    Desk, ErasedView, EventView, FieldView, KeptView, OrderQuery, PersonView, SaidView,
    SaleRequest, format_amount, parse_amount, people, sign_in,
};
pub use backup::back_up;
pub use bundle::save_bundle;
pub use connect::{ConnectRequest, Connected, connect, is_base_url, wrong_field};
pub use connections::{ConnectedProvider, connected_providers};
pub use doctor::{Surroundings, doctor};
pub use domain::order::Happening;
pub use domain::{Device, Printable, is_same_name};
pub use export::Exported;
pub use failure::is_own_reason;
pub use home::{named_home, place};
pub use house::{House, HouseDesk};
pub use open::{Options, Till};
pub use pairing::{Paired, pair};
pub use ports::monotonic;
pub use providers::{Field, Manifest, Place, manifest, manifests};
pub use qr::draw_for_terminal;
pub use relay::look_at_relay;
pub use restore::restore;
pub use session::Session;
pub use settings::{Settings, all_settings, set_setting, setting_rule, unknown_setting};
pub use slip_pages::SlipPages;
pub use store::{EVENT_KINDS, Progress};
pub use support::{NewsView, Seal, SealPlace, VerifiedView, verify_file};
pub use unpairing::{Unpaired, unpair};
pub use update::{Steps, Updating};
pub use vault::{
    AskPassphrase, ProbeReport, VaultMoved, ask_passphrase_by, change_passphrase, give_passphrase,
    move_vault, passphrase_at_hand, read_passphrase, serve_probe, vault_status, vault_store,
};
pub use zone::{first_moment, moments_of, time_zone, typed_day, typed_time};

/// Clocks may differ by less, in minutes, before a person is told.
pub const CLOCK_TOLERANCE_MIN: i64 = checkout::CLOCK_TOLERANCE_MS / 60_000;
