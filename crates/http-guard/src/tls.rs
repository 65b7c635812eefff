//! TLS: a certificate and a key in files, read again when they change.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or is not PEM.
    #[error("cannot read {0}: {1}; it must be PEM")]
    Unreadable(PathBuf, rustls::pki_types::pem::Error),
    /// There is no certificate in the file.
    #[error("there is no certificate in {0}")]
    Empty(PathBuf),
    /// They do not go together, or are of a kind that we do not know.
    #[error("certificate {0} and key {1} cannot be used together: {2}")]
    Unfit(PathBuf, PathBuf, rustls::Error),
}

/// The two files, PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The certificate and those between it and the root.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// When the files were changed last, and how long they are.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl Files {
    fn read(&self, provider: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
        let unreadable = |path: &PathBuf| {
            let path = path.clone();
            move |error| TlsError::Unreadable(path, error)
        };
        let chain = CertificateDer::pem_file_iter(&self.cert).map_err(unreadable(&self.cert))?;
        let chain: Vec<_> = chain.collect::<Result<_, _>>().map_err(unreadable(&self.cert))?;
        if chain.is_empty() {
            return Err(TlsError::Empty(self.cert.clone()));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(unreadable(&self.key))?;
        let unfit = |error| TlsError::Unfit(self.cert.clone(), self.key.clone(), error);
        CertifiedKey::from_der(chain, key, provider).map_err(unfit)
    }

    fn stamp(&self) -> Stamp {
        [&self.cert, &self.key].map(|path| {
            let about = fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        })
    }
}

/// The certificate that is shown to whoever comes.
#[derive(Debug)]
struct Shown(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// TLS with a certificate that may change.
pub struct Tls {
    files: Files,
    stamp: Stamp,
    shown: Arc<Shown>,
    provider: Arc<CryptoProvider>,
}

impl Tls {
    /// With the certificate as it is now.
    pub fn open(files: Files) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let stamp = files.stamp();
        let key = files.read(&provider)?;
        let shown = Arc::new(Shown(RwLock::new(Arc::new(key))));
        Ok(Self { files, stamp, shown, provider })
    }

    /// For the listener.
    pub fn acceptor(&self) -> Result<TlsAcceptor, rustls::Error> {
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.provider));
        let builder = builder.with_safe_default_protocol_versions()?.with_no_client_auth();
        let resolver: Arc<dyn ResolvesServerCert> = Arc::clone(&self.shown) as _;
        let mut config = builder.with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Takes up changed files as long as the future is polled. What cannot be used is said once and
    /// not used.
    pub async fn follow(mut self) {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            self.look();
        }
    }

    fn look(&mut self) {
        let stamp = self.files.stamp();
        if stamp == self.stamp {
            return;
        }
        self.stamp = stamp;
        match self.files.read(&self.provider) {
            Ok(key) => {
                *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
                tracing::info!("the new certificate is in use");
            }
            Err(error) => tracing::error!(%error, "the old certificate stays in use"),
        }
    }
}
