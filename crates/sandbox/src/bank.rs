//! The "banco do cliente": a page where one pays a code as a customer would.

use crate::books::Books;
use crate::message::{Request, Response};

pub(crate) const MAX_SCAN_BYTES: usize = 4 * 1024 * 1024;

pub(crate) fn is_scan(request: &Request) -> bool {
    request.path == "/banco/scan" && request.method == "POST"
}

pub(crate) fn scan(_request: &Request) -> Response {
    Response::new(404, "text/plain", "")
}

pub(crate) fn answer(_books: &mut Books, _request: &Request, _now_ms: i64) -> Response {
    Response::new(404, "text/plain", "")
}
