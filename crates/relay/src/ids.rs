//! Names of things: random, unguessable enough to be unique, opaque to everybody else.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// A new one: 128 random bits.
            pub fn random() -> Self {
                Self(format!("{}{}", $prefix, random_text::<16>()).into())
            }

            /// One that was made before, as it stands in the store or in a request; looking it up
            /// tells whether it exists.
            pub fn known(text: &str) -> Self {
                Self(text.into())
            }

            /// As it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A merchant, `m_…`.
    MerchantId, "m_"
);
id!(
    /// A till, `t_…`.
    TillId, "t_"
);
id!(
    /// A route, `r_…`: an ingest URL and where its events go.
    RouteId, "r_"
);
id!(
    /// An event, `evt_…`: one webhook that was accepted.
    EventId, "evt_"
);

/// `N` random bytes in base64url without padding.
pub fn random_text<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; N]>())
}
