//! A request and an answer, without a socket.

/// A request as it came, already whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path without query, percent-encoded.
    pub path: String,
    /// What follows the `?`, percent-encoded.
    pub query: String,
    /// Names in small letters, with their values.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), ..Self::default() }
    }

    /// With one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// With that body, as `application/json`.
    #[must_use]
    pub fn with_json(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.with_header("content-type", "application/json")
    }

    /// The first header with that name, given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the body calls itself JSON.
    pub fn is_json(&self) -> bool {
        let kind = self.header("content-type").and_then(|value| value.split(';').next());
        kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    }

    /// The path's parts, as they came.
    pub(crate) fn segments(&self) -> Vec<&str> {
        self.path.split('/').skip(1).collect()
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Names in small letters, with their values; `content-type` is among them.
    pub headers: Vec<(&'static str, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer with a body of that type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// An answer whose body is `value` as JSON.
    pub(crate) fn json(status: u16, value: &impl serde::Serialize) -> Self {
        // Nothing that we answer with has a map with keys other than text: this cannot fail.
        let body = serde_json::to_vec(value).unwrap_or_default();
        Self::new(status, "application/json; charset=utf-8", body)
    }

    /// With one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The first header with that name, given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }
}
