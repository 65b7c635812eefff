//! The built user interface, embedded.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../../ui/dist"]
struct Built;

/// The file of that name; `/` is the page itself.
pub(crate) async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let Some(file) = Built::get(path) else {
        return (StatusCode::NOT_FOUND, "There is nothing here.").into_response();
    };
    // Vite names what lies in assets/ by its content.
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let tag = tag_of(file.metadata.sha256_hash());
    let is_known =
        headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let kind = file.metadata.mimetype().to_owned();
    let about = [(CONTENT_TYPE, kind), (CACHE_CONTROL, cache.to_owned()), (ETAG, tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, file.data).into_response()
}

/// A weak tag: the same for the file and for what compression makes of it.
fn tag_of(hash: [u8; 32]) -> String {
    let tag = hash.iter().fold(0_u128, |tag, byte| tag.rotate_left(8) ^ u128::from(*byte));
    format!("W/\"{tag:032x}\"")
}
