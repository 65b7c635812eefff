//! The page on which a customer looks at a slip: no script, nothing but the slip, and no way on from there.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use contract::{SlipLine, SlipView};

use crate::door::Door;
use crate::session::new_secret;

/// Where the pages are, for who listens there; `None`: only this computer reaches it.
pub(crate) fn shown_at(here: SocketAddr) -> Option<String> {
    let is_for_others = !here.ip().is_loopback() && !here.ip().is_unspecified();
    is_for_others.then(|| format!("http://{here}/slip/"))
}

/// The page of that name. One that is not there and one whose order is not are told alike.
pub(crate) async fn page(State(door): State<Arc<Door>>, Path(name): Path<String>) -> Response {
    let Some(slip) = door.house.slip_page(&name).await else {
        return (StatusCode::NOT_FOUND, "There is nothing here.").into_response();
    };
    let nonce = new_secret();
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    let mut response = (kind, html(&slip, &nonce)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Its own style, and nothing else: neither script nor picture nor form, and nobody's frame.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn html(slip: &SlipView, nonce: &str) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"pt-BR\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>Comprovante</title>\
         <style nonce=\"{nonce}\">body{{background:#eae8de;color:#000}}main{{background:#fff;\
         box-sizing:content-box;width:{}ch;max-width:100%;overflow-x:auto;margin:1rem auto;padding:1rem;\
         font:clamp(8px,3vw,15px)/1.3 ui-monospace,monospace}}p{{margin:0;min-height:1.3em;white-space:pre}}\
         .c{{text-align:center}}.b{{font-weight:700}}.i{{background:#000;color:#fff}}.l{{font-size:2em}}\
         svg{{display:block;width:60%;margin:0 auto}}</style><main>",
        slip.columns
    );
    for line in &slip.lines {
        // Writing to a string cannot fail.
        let _ = match line {
            SlipLine::Text { text, large, inverse, bold, centred } => {
                let classes = [(*large, "l"), (*inverse, "i"), (*bold, "b"), (*centred, "c")];
                let classes = classes.iter().filter(|(is_so, _)| *is_so).map(|(_, name)| *name);
                let classes: Vec<_> = classes.collect();
                write!(page, "<p class=\"{}\">{}</p>", classes.join(" "), escaped(text))
            }
            SlipLine::Qr { qr } => write!(
                page,
                "<svg viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"QR Code\" \
                 shape-rendering=\"crispEdges\"><path d=\"{1}\"/></svg>",
                qr.modules, qr.path
            ),
        };
    }
    page.push_str("</main></html>");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_shown_where_others_reach_them_alone() {
        let at = |address: &str| shown_at(address.parse().unwrap());
        assert_eq!(at("127.0.0.1:80"), None);
        assert_eq!(at("[::1]:80"), None);
        assert_eq!(at("0.0.0.0:80"), None, "a telephone cannot dial it");
        let expected = "http://192.168.0.9:8080/slip/".to_owned();
        assert_eq!(at("192.168.0.9:8080"), Some(expected));
    }

    #[test]
    fn what_a_shop_is_called_is_no_markup() {
        let text = "<script>alert(\"1\")</script> & Cia".to_owned();
        let line =
            SlipLine::Text { text, large: false, inverse: false, bold: false, centred: true };
        let slip = SlipView { columns: 48, lines: vec![line], printed: 0, link: None };
        let page = html(&slip, "n");
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; Cia"));
    }
}
