//! The built user interface, embedded.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../../ui/dist"]
struct Built;

/// The file of that name; `/` is the page itself.
pub(crate) async fn file(uri: Uri) -> Response {
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
    let headers = [(CONTENT_TYPE, file.metadata.mimetype()), (CACHE_CONTROL, cache)];
    (headers, file.data).into_response()
}
