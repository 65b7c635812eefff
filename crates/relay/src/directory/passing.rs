//! Which headers of a webhook go on to the tills: what verifies or traces, and what a route names. Never
//! what lets somebody in somewhere.

use axum::http::HeaderName;

use super::Checking;

/// Most names of one route.
const MOST: usize = 4;
/// Longest name, in bytes.
const LONGEST: usize = 128;
/// What a name has in it that carries a proof, or a text that a merchant has set at its provider for the
/// till to compare ("hook" stands for "webhook" too).
const TELLING: [&str; 5] = ["signature", "token", "secret", "validation", "hook"];
/// Credentials, and what is between two machines and ends there (RFC 9110, 7.6.1).
const NEVER: [&str; 13] = [
    "authorization",
    "cookie",
    "set-cookie",
    "proxy-authorization",
    "proxy-authenticate",
    "proxy-connection",
    "host",
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Further headers that a route passes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passing(Vec<HeaderName>);

/// Why names are none that can be passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPassing {
    /// Too many.
    #[error("a route passes on at most 4 more headers")]
    TooMany,
    /// Not a name.
    #[error("a header's name has 1 to 128 letters, digits and hyphens")]
    NoName,
    /// A credential, or between two machines only.
    #[error(
        "Authorization, Cookie, Set-Cookie, Proxy-Authorization, Host and headers of a single connection are never passed on"
    )]
    Never,
}

impl Passing {
    /// Reads names; the same twice counts once.
    pub fn read<T: AsRef<str>>(names: &[T]) -> Result<Self, NoPassing> {
        let mut read = Vec::new();
        for name in names {
            let name = name.as_ref();
            let known: HeaderName = name.parse().map_err(|_| NoPassing::NoName)?;
            if name.len() > LONGEST {
                return Err(NoPassing::NoName);
            }
            if NEVER.contains(&known.as_str()) {
                return Err(NoPassing::Never);
            }
            if !read.contains(&known) {
                read.push(known);
            }
        }
        if read.len() > MOST { Err(NoPassing::TooMany) } else { Ok(Self(read)) }
    }

    /// Reads the form of the store.
    pub fn from_text(text: &str) -> Result<Self, NoPassing> {
        Self::read(&text.split(',').filter(|name| !name.is_empty()).collect::<Vec<_>>())
    }

    /// The form of the store; no name has a comma.
    pub fn to_text(&self) -> String {
        self.0.iter().map(HeaderName::as_str).collect::<Vec<_>>().join(",")
    }

    /// Whether a header goes on, on a route with that check.
    pub fn lets_on(&self, name: &HeaderName, checking: Option<&Checking>) -> bool {
        let text = name.as_str();
        if NEVER.contains(&text) {
            return false;
        }
        matches!(text, "content-type" | "x-event-id" | "x-request-id")
            || text.starts_with("svix-")
            || TELLING.iter().any(|word| text.contains(word))
            || checking.is_some_and(|check| check.header() == name)
            || self.0.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> HeaderName {
        text.parse().unwrap()
    }

    #[test]
    fn names_are_few_and_none_lets_somebody_in() {
        let passing = Passing::read(&["X-Merchant", "x-merchant", "X-Shop"]).unwrap();
        assert_eq!(passing.to_text(), "x-merchant,x-shop");
        assert_eq!(Passing::from_text(&passing.to_text()), Ok(passing));
        assert_eq!(Passing::from_text(""), Ok(Passing::default()));
        assert_eq!(Passing::read(&["a", "b", "c", "d", "e"]), Err(NoPassing::TooMany));
        for bad in ["", "X Shop", "X-Shop:", "x\n", &"x".repeat(129)] {
            assert_eq!(Passing::read(&[bad]), Err(NoPassing::NoName), "{bad:?}");
        }
        for bad in NEVER.map(str::to_ascii_uppercase) {
            assert_eq!(Passing::read(&[&bad]), Err(NoPassing::Never), "{bad}");
        }
    }

    #[test]
    fn what_a_merchant_sets_for_validation_goes_on() {
        let passing = Passing::read(&["X-Shop"]).unwrap();
        let check = Checking::read("static:X-Merchant-Key:a-long-value").unwrap();
        for usual in [
            "content-type",
            "x-connect-signature",
            "X-Webhook-Token",
            "x-integrapay-secret",
            "X-Validation",
            "x-hook-key",
            "svix-id",
            "webhook-id",
            "x-shop",
        ] {
            assert!(passing.lets_on(&name(usual), None), "{usual}");
        }
        assert!(passing.lets_on(&name("x-merchant-key"), Some(&check)));
        for other in ["x-merchant-key", "user-agent", "x-forwarded-for", "accept"] {
            assert!(!passing.lets_on(&name(other), None), "{other}");
        }
        let check = Checking::read("static:Authorization:Basic dXNlcjpwYXNz").unwrap();
        for never in NEVER {
            assert!(!passing.lets_on(&name(never), Some(&check)), "{never}");
        }
    }
}
