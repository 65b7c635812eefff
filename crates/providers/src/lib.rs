//! The PSP adapters, one folder each, behind one small trait.
//!
//! An adapter turns the provider's documented HTTP into the domain's words and back. It keeps no
//! state but its access token, retries nothing by itself (but one expired token), and says for each
//! failure what the caller does next.

mod account;
mod amount;
mod answer;
mod certificate;
pub mod connectpsp;
mod dated;
mod error;
mod form;
mod http;
pub mod integrapay;
mod lenient;
mod manifest;
mod obstacle;
mod proved;
mod psp;
mod reality;
mod registry;
mod stranger;
mod webhook;

pub use answer::http_date;
pub use dated::{Dated, hear_date};
pub use error::Error;
pub use form::Form;
pub use http::{
    Http, HttpError, HttpRequest, HttpResponse, Method, ReqwestHttp, SwitchAnswer, Upgraded,
    base_url, prepare_tls,
};
pub use manifest::{Field, Group, Manifest, Place};
pub use obstacle::{Cause, Obstacle, ObstacleKind};
pub use proved::certificate_end_s;
pub use psp::{
    Clock, Created, Fetched, NewCharge, NewRefund, NoRefunds, PaymentsById, Payouts, Psp,
    RefundSending, RefundTaken, Refunds, Sending,
};
pub use reality::{Reality, reality};
pub use registry::{ConnectError, Connection, connect, manifest, manifests, name_of};
pub use reqwest::Url;
pub use webhook::{Names, Notice, Trust, Webhook, WebhookContent};

#[cfg(test)]
#[path = "script_for_tests.rs"]
mod script;
