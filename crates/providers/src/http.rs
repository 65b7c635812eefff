//! HTTP as the adapters see it: small requests, bounded answers, and errors that tell whether
//! anything was sent.

use std::sync::Once;
use std::time::Duration;

use async_trait::async_trait;
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use crate::error::Error;
use crate::obstacle::{Cause, Obstacle, is_of_tls, of_error};
use crate::psp::Clock;
use crate::stranger;

pub use reqwest::Upgraded;

/// The longest answer that is read. Documented answers are about 10 KB with the QR picture.
const LONGEST_ANSWER: usize = 1024 * 1024;
/// So much of what is no connection is looked at, in bytes.
const LONGEST_BEGINNING: usize = 4_096;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// From the first byte sent to the last received.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);

/// All but what a path may hold as it is (RFC 3986, 2.3): not every server decodes a needless escape.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The methods that adapters use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Asks.
    Get,
    /// Does.
    Post,
}

/// A request to a provider.
#[derive(Clone)]
pub struct HttpRequest {
    /// What kind.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// Names and values; values may be secret.
    pub headers: Vec<(&'static str, String)>,
    /// JSON text for a POST.
    pub body: Option<String>,
}

impl std::fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.method, self.url)
    }
}

/// A provider's answer.
#[derive(Clone)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// The value of `Retry-After`, as it came.
    pub retry_after: Option<String>,
    /// The value of `Date`, as it came.
    pub date: Option<String>,
    /// The body, at most 1 MiB.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpError {
    /// Nothing was sent.
    NotSent(Cause),
    /// Nothing was sent either: whoever answers cannot prove who it is.
    NotTrusted(Cause),
    /// Something may have been sent and executed.
    Lost(Cause),
    /// The answer was longer than 1 MiB; the rest was not read.
    TooLarge,
}

impl HttpError {
    /// With what is known of this computer's clock: it is not to blame for a certificate's dates where it is right,
    /// and is where it is wrong.
    #[must_use]
    pub fn by(self, clock: &dyn Clock) -> Self {
        let error_ms = clock.error_ms();
        let judged = |cause: Cause| Cause { obstacle: cause.obstacle.by_clock(error_ms), ..cause };
        match self {
            Self::NotSent(cause) => Self::NotSent(judged(cause)),
            Self::NotTrusted(cause) => Self::NotTrusted(judged(cause)),
            Self::Lost(cause) => Self::Lost(judged(cause)),
            Self::TooLarge => Self::TooLarge,
        }
    }
}

/// The way to a provider: real HTTP, or a simulated provider under a simulated clock.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends one request and reads its whole answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;
}

/// Real HTTP: TLS 1.2 and up by rustls with the system's roots, no redirects, by the proxy that environment
/// or system name for the address.
pub struct ReqwestHttp {
    client: reqwest::Client,
    base: Url,
    /// Host and port of the proxy that the way leads through.
    proxy: Option<String>,
}

/// What came of asking for another protocol than HTTP on a connection.
pub enum SwitchAnswer {
    /// The connection, and what the answer to the handshake said of it.
    Yes(Upgraded, http::HeaderMap),
    /// An answer instead; of a success its body's beginning is read.
    No(HttpResponse),
}

impl ReqwestHttp {
    /// A client for one provider. Loopback is reached without the system's proxy.
    pub fn new(base: &Url) -> Result<Self, HttpError> {
        Self::with_timeout(base, Some(TOTAL_TIMEOUT))
    }

    /// A client for a connection that stays.
    pub fn for_stream(base: &Url) -> Result<Self, HttpError> {
        Self::with_timeout(base, None)
    }

    fn with_timeout(base: &Url, longest: Option<Duration>) -> Result<Self, HttpError> {
        prepare_tls();
        let is_secret = base.scheme() == "https";
        let tls = if is_secret { stranger::tls() } else { stranger::no_tls() };
        let tls = tls.map_err(|error| HttpError::NotSent(error.to_string().into()))?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("balcao/", env!("CARGO_PKG_VERSION")));
        if let Some(longest) = longest {
            builder = builder.timeout(longest);
        }
        if is_loopback(base) {
            builder = builder.no_proxy();
        }
        let client = builder.build();
        let client = client.map_err(|error| HttpError::NotSent(of_error(&error, None)))?;
        Ok(Self { client, base: base.clone(), proxy: proxy_to(base) })
    }

    /// Asks to go on in another protocol, such as a websocket: by the very way that requests go.
    pub async fn switch(
        &self,
        url: &str,
        headers: http::HeaderMap,
    ) -> Result<SwitchAnswer, HttpError> {
        let asked = self.client.get(url).headers(headers).send().await;
        let mut response = asked.map_err(|error| self.error(&error))?;
        if response.status() == reqwest::StatusCode::SWITCHING_PROTOCOLS {
            let headers = response.headers().clone();
            let upgraded = response.upgrade().await.map_err(|error| self.error(&error))?;
            return Ok(SwitchAnswer::Yes(upgraded, headers));
        }
        let (mut answer, location) = (head(&response), header(&response, "location"));
        // The beginning shows whether it is a page for people, which no refusal is looked at for: its body may never
        // come. That it breaks off says nothing.
        if response.status().is_success()
            && let Ok(Some(beginning)) = response.chunk().await
        {
            answer.body = beginning.iter().copied().take(LONGEST_BEGINNING).collect();
        }
        self.page_error(&answer, location.as_deref()).map_or(Ok(SwitchAnswer::No(answer)), Err)
    }

    fn error(&self, error: &reqwest::Error) -> HttpError {
        let cause = of_error(error, self.proxy.as_deref());
        if error.is_connect() && is_of_tls(error) {
            HttpError::NotTrusted(cause)
        } else if error.is_connect() || error.is_builder() {
            HttpError::NotSent(cause)
        } else {
            HttpError::Lost(cause)
        }
    }

    fn page_error(&self, answer: &HttpResponse, location: Option<&str>) -> Option<HttpError> {
        let obstacle = page_instead(&self.base, answer, location)?;
        let text = format!("a page instead of an answer: HTTP {}", answer.status);
        Some(HttpError::Lost(Cause { obstacle, text }))
    }
}

/// A page, or a redirect to another place, where an answer should be: no provider's JSON begins with `<`, and none is
/// moved to another host by a redirect. A network that wants a sign-in first does so, but never over https: whoever
/// proved to be the host that was called has written it.
fn page_instead(base: &Url, answer: &HttpResponse, location: Option<&str>) -> Option<Obstacle> {
    let elsewhere = || {
        let target = Url::parse(location?).ok()?;
        target.host_str().filter(|host| Some(*host) != base.host_str()).map(str::to_owned)
    };
    let is_page = || {
        let text = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body);
        text.trim_ascii_start().starts_with(b"<")
    };
    let portal = match answer.status {
        200..=299 => is_page().then(|| Obstacle::portal(None)),
        300..=399 => elsewhere().map(|host| Obstacle::portal(Some(&host))),
        // Network Authentication Required (RFC 6585, 6).
        511 => Some(Obstacle::portal(None)),
        _ => None,
    };
    let is_by_itself = base.scheme() == "https";
    portal.map(|met| if is_by_itself { Obstacle::failing(answer.status) } else { met })
}

#[async_trait]
impl Http for ReqwestHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut builder = match request.method {
            Method::Get => self.client.get(&request.url),
            Method::Post => self.client.post(&request.url),
        };
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        if let Some(body) = request.body {
            if body.is_empty() {
                // The client leaves it out, and some servers insist on it (411).
                builder = builder.header("Content-Length", 0);
            }
            builder = builder.body(body);
        }
        let mut response = builder.send().await.map_err(|error| self.error(&error))?;
        let mut answer = head(&response);
        let location = header(&response, "location");
        let lost = |error| HttpError::Lost(of_error(&error, self.proxy.as_deref()));
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if answer.body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(HttpError::TooLarge);
            }
            answer.body.extend_from_slice(&chunk);
        }
        self.page_error(&answer, location.as_deref()).map_or(Ok(answer), Err)
    }
}

/// An answer without its body.
fn head(response: &reqwest::Response) -> HttpResponse {
    HttpResponse {
        status: response.status().as_u16(),
        retry_after: header(response, "retry-after"),
        date: header(response, "date"),
        body: Vec::new(),
    }
}

fn header(response: &reqwest::Response, name: &str) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// Host and port of the proxy that the client takes for this address, by the very rules that it has inside
/// (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, the system's settings); never its password.
fn proxy_to(base: &Url) -> Option<String> {
    if is_loopback(base) {
        return None;
    }
    let proxy = Matcher::from_system().intercept(&base.as_str().parse().ok()?)?;
    let authority = proxy.uri().authority()?;
    Some(authority.as_str().rsplit('@').next().unwrap_or_default().to_owned())
}

/// Chooses the cryptography of TLS for this process, once; to be called before any TLS.
pub fn prepare_tls() {
    static TLS: Once = Once::new();
    TLS.call_once(|| {
        // An error means that one is chosen already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// An address that may be called with secrets: https, or http on this machine, and nothing but an
/// address (no query, fragment or credentials); `None` for everything else.
pub fn base_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    let is_plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    (is_safe && is_plain && url.has_host()).then_some(url)
}

/// A name as one segment of a path. Dots alone would lead to another address, escaped or not.
pub(crate) fn segment(name: &str) -> Result<String, Error> {
    if matches!(name, "." | "..") {
        return Err(Error::Malformed("the id cannot stand in an address".to_owned()));
    }
    Ok(utf8_percent_encode(name, ESCAPED).to_string())
}

/// Whether the address is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};

    use super::*;
    use crate::obstacle::ObstacleKind;

    /// What an https request brings where `serve` answers the connection.
    async fn asked_of(serve: impl FnOnce(TcpStream) + Send + 'static) -> HttpError {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = Url::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
        let server = std::thread::spawn(move || serve(listener.accept().unwrap().0));
        let url = base.to_string();
        let request = HttpRequest { method: Method::Get, url, headers: Vec::new(), body: None };
        let error = ReqwestHttp::new(&base).unwrap().send(request).await.err().unwrap();
        server.join().unwrap();
        error
    }

    #[tokio::test]
    async fn who_cannot_prove_who_it_is_is_told_from_who_cannot_be_reached() {
        let by_nobody = |mut stream: TcpStream| {
            prepare_tls();
            let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
            let key = made.signing_key.serialize_der().try_into().unwrap();
            let config = rustls::ServerConfig::builder().with_no_client_auth();
            let config = config.with_single_cert(vec![made.cert.der().clone()], key).unwrap();
            let mut tls = rustls::ServerConnection::new(config.into()).unwrap();
            while tls.is_handshaking() && tls.complete_io(&mut stream).is_ok() {}
        };
        let error = asked_of(by_nobody).await;
        assert!(
            matches!(&error, HttpError::NotTrusted(cause) if cause.text.contains("certificate")),
            "{error:?}"
        );

        let without_tls = |mut stream: TcpStream| {
            let _ = stream.read(&mut [0; 4_096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        };
        assert!(matches!(asked_of(without_tls).await, HttpError::NotTrusted(_)));
        let hung_up = asked_of(drop).await;
        assert!(matches!(hung_up, HttpError::NotSent(_)), "{hung_up:?}");
    }

    #[test]
    fn a_page_is_a_networks_sign_in_but_where_the_host_has_proved_to_be_itself() {
        let answer = |status, body: &str| HttpResponse {
            status,
            retry_after: None,
            date: None,
            body: body.into(),
        };
        let page = answer(200, "\u{feff} <!doctype html><h1>Manutenção</h1>");
        let moved = answer(302, "");
        let met = |base: &str, answer: &HttpResponse| {
            let location = (answer.status == 302).then_some("https://status.example/now");
            page_instead(&Url::parse(base).unwrap(), answer, location)
        };
        for sent in [&page, &moved, &answer(511, "")] {
            let kind = met("http://127.0.0.1:8080", sent).unwrap().kind;
            assert_eq!(kind, ObstacleKind::CaptivePortal, "{}", sent.status);
            let itself = met("https://psp.example", sent).unwrap();
            assert_eq!(itself, Obstacle::failing(sent.status));
        }
        for sent in [answer(200, "{}"), answer(404, "<h1>Not found</h1>"), answer(304, "")] {
            assert_eq!(met("https://psp.example", &sent), None, "{}", sent.status);
            assert_eq!(met("http://127.0.0.1:8080", &sent), None, "{}", sent.status);
        }
    }

    #[tokio::test]
    async fn a_page_instead_of_another_protocol_is_a_networks_sign_in() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4_096]);
            let page = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n<!doctype html>";
            stream.write_all(page.as_bytes()).unwrap();
            // The rest never comes.
            let _ = stream.read(&mut [0; 1]);
        });
        let http = ReqwestHttp::for_stream(&base).unwrap();
        let met = http.switch(base.as_str(), http::HeaderMap::new()).await.err().unwrap();
        assert!(
            matches!(&met, HttpError::Lost(cause) if cause.obstacle == Obstacle::portal(None)),
            "{met:?}"
        );
        drop(http);
        // The connection is closed by a task of this thread.
        tokio::task::spawn_blocking(|| server.join().unwrap()).await.unwrap();
    }

    #[tokio::test]
    async fn a_post_of_nothing_says_that_it_is_nothing() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let head: Vec<String> =
                lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
            head
        });
        let request = HttpRequest {
            method: Method::Post,
            url: base.to_string(),
            headers: Vec::new(),
            body: Some(String::new()),
        };
        let answer = ReqwestHttp::new(&base).unwrap().send(request).await.unwrap();
        assert_eq!((answer.status, answer.body.len()), (204, 0));
        let head = server.join().unwrap();
        assert!(head.iter().any(|line| line.eq_ignore_ascii_case("content-length: 0")), "{head:?}");
    }
}
