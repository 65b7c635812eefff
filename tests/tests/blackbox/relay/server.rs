//! A `balcao-relay` of its own, that can be killed and comes back at the same address.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use serde_json::Value;
use tempfile::TempDir;
use testkit::process::Running;
use testkit::programs::built;

use crate::terminal::balcao::{Told, finish};

/// Below the ports that systems give away by themselves, so that nobody takes it while the relay is
/// down.
const FIRST_PORT: u16 = 20_000;
const LAST_PORT: u16 = 32_000;

/// How long an orderly end may take, with room for a busy machine.
const LONGEST_GOODBYE: Duration = Duration::from_secs(40);

/// A relay on this machine; dropping it kills it.
pub(crate) struct Relay {
    data: TempDir,
    port: u16,
    /// With the name that it is made out to.
    certificate: Option<(TempDir, String)>,
    running: Option<Running>,
    /// Its public address.
    pub(crate) url: String,
}

/// A till that the relay knows, before it is paired.
pub(crate) struct Added {
    pub(crate) till_id: String,
    pub(crate) ingest_url: String,
    pub(crate) pairing_code: String,
}

impl Relay {
    /// A new one, with nobody in its directory.
    pub(crate) fn start() -> Self {
        Self::start_with(None)
    }

    /// With a name and a certificate of its own.
    pub(crate) fn start_with_certificate() -> Self {
        Self::start_with_name("localhost")
    }

    /// With a certificate that is good from the beginning of one year to that of another.
    pub(crate) fn start_with_certificate_of(years: [i32; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_certificate(&folder, "localhost", Some(years));
        Self::start_with(Some((folder, "localhost".to_owned())))
    }

    /// Gives it another certificate, in the same file; it must not run.
    pub(crate) fn renew_certificate(&self, years: [i32; 2]) {
        assert!(self.running.is_none(), "it runs");
        let (folder, name) = self.certificate.as_ref().unwrap();
        write_certificate(folder, name, Some(years));
    }

    /// The same with a name that this machine need not know.
    pub(crate) fn start_with_name(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_certificate(&folder, name, None);
        Self::start_with(Some((folder, name.to_owned())))
    }

    fn start_with(certificate: Option<(TempDir, String)>) -> Self {
        let (data, port) = (tempfile::tempdir().unwrap(), quiet_port());
        let mut relay = Self { data, port, certificate, running: None, url: String::new() };
        relay.start_again();
        relay
    }

    /// The file with its certificate.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.certificate.as_ref().unwrap().0.path().join("cert.pem")
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.running.as_ref().unwrap().id()
    }

    /// The same one after its end.
    pub(crate) fn start_again(&mut self) {
        assert!(self.running.is_none(), "it runs");
        let mut command = Command::new(built("balcao-relay"));
        command.args(["serve", "--json", "--data"]).arg(self.data.path());
        command.args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        command.args(["--admin-listen", "127.0.0.1:0"]).env("HOME", self.data.path());
        command.env_remove("XDG_STATE_HOME");
        if let Some((folder, name)) = &self.certificate {
            command.args(["--public-url", &format!("https://{name}:{}", self.port)]);
            command.arg("--tls-cert").arg(folder.path().join("cert.pem"));
            command.arg("--tls-key").arg(folder.path().join("key.pem"));
        }
        let (running, line) = Running::start_and_hear(&mut command);
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(told["event"], "listening", "{told}");
        told["public_url"].as_str().unwrap().clone_into(&mut self.url);
        self.running = Some(running);
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.running = None;
    }

    /// An orderly end, which says goodbye to the tills.
    pub(crate) fn stop(&mut self) {
        let running = self.running.take().expect("it runs");
        assert!(running.end(LONGEST_GOODBYE), "it ended badly");
    }

    /// Its files as they are; it must not run.
    pub(crate) fn backup(&self) -> TempDir {
        assert!(self.running.is_none(), "it runs");
        let copy = tempfile::tempdir().unwrap();
        for file in fs::read_dir(self.data.path()).unwrap().map(Result::unwrap) {
            if file.file_type().unwrap().is_file() {
                fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
            }
        }
        copy
    }

    /// Puts the database of a backup in the place of its own; it must not run.
    pub(crate) fn restore_database(&self, backup: &TempDir) {
        assert!(self.running.is_none(), "it runs");
        for name in ["relay.db", "relay.db-wal", "relay.db-shm"] {
            let (kept, own) = (backup.path().join(name), self.data.path().join(name));
            let _ = fs::remove_file(&own);
            if kept.exists() {
                fs::copy(kept, own).unwrap();
            }
        }
    }

    /// `balcao-relay admin ARGS`.
    pub(crate) fn admin(&self, args: &[&str]) -> Told {
        let mut command = Command::new(built("balcao-relay"));
        command.arg("admin").args(args).arg("--data").arg(self.data.path());
        command.env("HOME", self.data.path());
        finish(&mut command, "")
    }

    /// The one object that it prints.
    pub(crate) fn admin_json(&self, args: &[&str]) -> Value {
        let told = self.admin(&[args, &["--json"]].concat()).expect(0);
        assert_eq!(told.events.len(), 1, "{told}");
        told.events[0].clone()
    }

    /// Adds a till of the merchant, who is added too if need be.
    pub(crate) fn add_till(&self, merchant: &str, name: &str) -> Added {
        let added = self.admin_json(&["till", "add", "--merchant", merchant, name]);
        let text = |key: &str| {
            added[key].as_str().unwrap_or_else(|| panic!("no {key}: {added}")).to_owned()
        };
        Added {
            till_id: text("till_id"),
            ingest_url: text("ingest_url"),
            pairing_code: text("pairing_code"),
        }
    }
}

/// Writes a self-signed certificate and its key; without years it is good for ever.
fn write_certificate(folder: &TempDir, name: &str, years: Option<[i32; 2]>) {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    if let Some([from, to]) = years {
        params.not_before = date_time_ymd(from, 1, 1);
        params.not_after = date_time_ymd(to, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    fs::write(folder.path().join("cert.pem"), certificate.pem()).unwrap();
    fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
}

/// A port on which nobody listens, and nobody will unless it is told to.
pub(crate) fn quiet_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let span = LAST_PORT - FIRST_PORT;
    // Other runs of these tests begin elsewhere.
    let offset = u16::try_from(std::process::id() % u32::from(span)).unwrap();
    loop {
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = FIRST_PORT + offset.wrapping_add(nth) % span;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}
