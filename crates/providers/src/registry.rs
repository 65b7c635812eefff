//! The list of adapters: the one place to touch for a new provider besides its folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::SecretString;

use crate::connectpsp;
use crate::http::{Http, ReqwestHttp};
use crate::manifest::Manifest;
use crate::psp::{Clock, Psp};

/// Everything that a connection needs, as a person typed it. The values go to the vault whole.
pub struct Connection {
    /// The adapter's id.
    pub provider: String,
    /// The adapter's word for where, or a base URL.
    pub environment: String,
    /// The values of the manifest's fields.
    pub values: BTreeMap<String, SecretString>,
}

/// Why a connection cannot be made from what was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// No adapter has this name.
    #[error("unknown provider")]
    UnknownProvider,
    /// Neither a known environment nor an https (or loopback) URL.
    #[error("the environment must be a known one or an https URL: {0}")]
    BadEnvironment(String),
    /// A required field is absent or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field's value has the wrong form.
    #[error("{0} has the wrong form")]
    Invalid(&'static str),
    /// The HTTP client cannot be made (no roots of trust).
    #[error("no HTTP: {0}")]
    NoHttp(String),
}

/// What every known adapter needs and can do.
pub fn manifests() -> &'static [&'static Manifest] {
    static ALL: [&Manifest; 1] = [&connectpsp::MANIFEST];
    &ALL
}

/// Makes the adapter of a connection. `http` replaces real HTTP (simulation).
pub fn connect(
    connection: &Connection,
    clock: Arc<dyn Clock>,
    http: Option<Arc<dyn Http>>,
) -> Result<Arc<dyn Psp>, ConnectError> {
    match connection.provider.as_str() {
        "connectpsp" => {
            let settings = connectpsp::Settings::read(connection)?;
            let http = match http {
                Some(http) => http,
                None => Arc::new(
                    ReqwestHttp::new(settings.base())
                        .map_err(|error| ConnectError::NoHttp(format!("{error:?}")))?,
                ),
            };
            Ok(Arc::new(connectpsp::ConnectPsp::new(settings, http, clock)))
        }
        _ => Err(ConnectError::UnknownProvider),
    }
}
