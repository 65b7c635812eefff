//! TLS with a certificate that changes while the relay runs.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;
use tokio_tungstenite::Connector;

use crate::http::{Answer, connect, raw};
use crate::server::{PATIENCE, Server};
use crate::till::{Till, dial_through, new_pair, pair_request};

fn new_certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

fn put(folder: &Path, new: &CertifiedKey<KeyPair>) {
    fs::write(folder.join("key.pem"), new.signing_key.serialize_pem()).unwrap();
    fs::write(folder.join("cert.pem"), new.cert.pem()).unwrap();
}

fn trusting(trusted: &CertificateDer<'static>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

/// The answer to a request, if the relay shows this certificate.
fn ask(server: &Server, trusted: &CertificateDer<'static>, request: &str) -> Option<Answer> {
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(trusting(trusted), name).unwrap();
    let mut stream = StreamOwned::new(client, connect(server.address()));
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    Answer::read(&String::from_utf8_lossy(&answer))
}

fn status(server: &Server, trusted: &CertificateDer<'static>) -> Option<u16> {
    let request = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    ask(server, trusted, request).map(|answer| answer.status)
}

fn post(server: &Server, trusted: &CertificateDer<'static>, path: &str, body: &str) -> Answer {
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    ask(server, trusted, &format!("{head}content-length: {length}\r\n\r\n{body}")).unwrap()
}

/// A relay with the certificate in this folder.
fn start(folder: &TempDir) -> Server {
    let files = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    let [cert, key] = files.each_ref().map(|path| path.to_str().unwrap());
    Server::start_in(TempDir::new().unwrap(), &["--tls-cert", cert, "--tls-key", key])
}

#[test]
fn a_new_certificate_is_taken_up_and_a_broken_one_is_not() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (new_certificate(), new_certificate());
    put(folder.path(), &first);
    let server = start(&folder);
    assert!(server.url.starts_with("https://"));
    let (first, second_der) = (first.cert.der(), second.cert.der());
    assert_eq!(status(&server, first), Some(404));
    assert_eq!(status(&server, second_der), None);
    assert!(raw(server.address(), b"GET / HTTP/1.1\r\n\r\n").is_none(), "plain HTTP gets nothing");

    let begin = Instant::now();
    let broken = "-----BEGIN CERTIFICATE-----\nbroken";
    fs::write(folder.path().join("cert.pem"), broken).unwrap();
    while !server.log().contains("the old certificate stays in use") {
        assert!(begin.elapsed() < PATIENCE);
        assert_eq!(status(&server, first), Some(404));
    }
    put(folder.path(), &second);
    while status(&server, second_der) != Some(404) {
        assert!(begin.elapsed() < PATIENCE, "{}", server.log());
    }
    assert_eq!(status(&server, first), None);
}

#[tokio::test]
async fn a_till_pairs_connects_and_gets_its_webhook_through_tls() {
    let folder = TempDir::new().unwrap();
    let certificate = new_certificate();
    put(folder.path(), &certificate);
    let server = start(&folder);
    let trusted = certificate.cert.der();
    let (_, _, code) = server.add_till("Padaria", "Caixa 1");
    let pair = new_pair();
    let request = serde_json::to_string(&pair_request(&pair, &code)).unwrap();
    let till = Till::of(pair, &post(&server, trusted, "/v1/pair", &request).body);
    let url = format!("https://localhost:{}", server.address().port());
    let connector = Connector::Rustls(trusting(trusted));
    let line = dial_through(&url, &till.token().to_header(), Some(connector)).await.unwrap();
    let mut line = till.begin(line, None).await;
    let path = till.ingest_url.strip_prefix(&server.url).unwrap();
    assert_eq!(post(&server, trusted, path, "{}").status, 200);
    assert_eq!(line.event().await, (1, b"{}".to_vec()));
}
