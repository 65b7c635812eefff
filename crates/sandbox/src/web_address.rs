//! Addresses that webhooks may go to.

use hyper::Uri;

const MAX_URL_BYTES: usize = 2048;

// ASSUMED: absolute, http or https, with a host and without a password. Neither provider's
// documentation has rules, not even that it must be https (A4, B3, [N]).
pub(crate) fn is_one(text: &str) -> bool {
    let is_web = |uri: Uri| {
        let by_web = matches!(uri.scheme_str(), Some("http" | "https"));
        by_web
            && uri
                .authority()
                .is_some_and(|who| !who.as_str().contains('@') && !who.host().is_empty())
    };
    text.len() <= MAX_URL_BYTES && text.parse().is_ok_and(is_web)
}
