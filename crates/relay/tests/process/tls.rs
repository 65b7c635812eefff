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

use crate::http::{connect, raw};
use crate::server::{PATIENCE, Server};

fn new_certificate() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

fn put(folder: &Path, new: &CertifiedKey<KeyPair>) {
    fs::write(folder.join("key.pem"), new.signing_key.serialize_pem()).unwrap();
    fs::write(folder.join("cert.pem"), new.cert.pem()).unwrap();
}

/// The status of a request, if the relay shows this certificate.
fn ask(server: &Server, trusted: &CertificateDer<'static>) -> Option<u16> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider);
    let config = config.with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(config, name).unwrap();
    let mut stream = StreamOwned::new(client, connect(server.address()));
    stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

#[test]
fn a_new_certificate_is_taken_up_and_a_broken_one_is_not() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (new_certificate(), new_certificate());
    put(folder.path(), &first);
    let files = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    let [cert, key] = files.each_ref().map(|path| path.to_str().unwrap());
    let server = Server::start_in(TempDir::new().unwrap(), &["--tls-cert", cert, "--tls-key", key]);
    assert!(server.url.starts_with("https://"));
    let (first, second_der) = (first.cert.der(), second.cert.der());
    assert_eq!(ask(&server, first), Some(404));
    assert_eq!(ask(&server, second_der), None);
    assert!(raw(server.address(), b"GET / HTTP/1.1\r\n\r\n").is_none(), "plain HTTP gets nothing");

    let start = Instant::now();
    fs::write(&files[0], "-----BEGIN CERTIFICATE-----\nbroken").unwrap();
    while !server.log().contains("the old certificate stays in use") {
        assert!(start.elapsed() < PATIENCE);
        assert_eq!(ask(&server, first), Some(404));
    }
    put(folder.path(), &second);
    while ask(&server, second_der) != Some(404) {
        assert!(start.elapsed() < PATIENCE, "{}", server.log());
    }
    assert_eq!(ask(&server, first), None);
}
