//! Whose certificate was met instead of the right one. The system's verification decides alone; what is
//! added is the name, so that a captive portal, a virus scanner and a wrong clock are told apart.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::certificate::Certificate;
use crate::obstacle::{Obstacle, ObstacleKind};
use crate::proved;

/// TLS as everything of this till does it: 1.2 and up, the system's roots.
pub(crate) fn tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verification(Verifier::new(Arc::clone(&provider))?);
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Ok(with_http_1(config.with_no_client_auth()))
}

/// TLS that trusts nobody, for addresses that need none: to read the system's roots takes its time.
pub(crate) fn no_tls() -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let nobody = rustls::RootCertStore::empty();
    Ok(with_http_1(config.with_root_certificates(nobody).with_no_client_auth()))
}

fn with_http_1(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

/// A certificate that was not taken, and whose it is.
#[derive(Debug)]
pub(crate) struct Stranger {
    why: rustls::Error,
    subject: Option<String>,
    issuer: Option<String>,
    /// What it is called.
    kind: ObstacleKind,
}

impl Stranger {
    pub(crate) fn obstacle(&self) -> Obstacle {
        let (met, issuer) = (self.subject.clone(), self.issuer.clone());
        Obstacle { met, issuer, ..Obstacle::of(self.kind) }
    }
}

impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.why)
    }
}

impl std::error::Error for Stranger {}

/// Moments between which a certificate is good, in seconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy)]
struct Validity {
    from_s: u64,
    to_s: u64,
}

impl Validity {
    fn of(certificate: &Certificate) -> Option<Self> {
        let from_s = u64::try_from(certificate.not_before_s).ok()?;
        let to_s = u64::try_from(certificate.not_after_s).ok()?;
        (from_s <= to_s).then_some(Self { from_s, to_s })
    }

    fn middle(self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(self.from_s.midpoint(self.to_s)))
    }

    /// What a certificate that is good but for its dates tells, as long as nothing is known of our clock. Nobody
    /// serves one before its time; one that has ended may have been forgotten there.
    const fn obstacle(self, now_s: u64) -> ObstacleKind {
        if now_s < self.from_s { ObstacleKind::Clock } else { ObstacleKind::ClockOrCertificate }
    }
}

/// The system's verification; where it says no, it is told whose certificate that was.
#[derive(Debug)]
struct Verification(Verifier);

impl Verification {
    fn stranger(
        &self,
        why: rustls::Error,
        met: (&CertificateDer<'_>, &[CertificateDer<'_>]),
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> rustls::Error {
        let Some(certificate) = Certificate::read(met.0) else { return why };
        let in_time = Validity::of(&certificate).filter(|validity| {
            let then = validity.middle();
            let (end_entity, intermediates) = met;
            self.0.verify_server_cert(end_entity, intermediates, server_name, &[], then).is_ok()
        });
        let stranger = Stranger {
            subject: certificate.subject,
            issuer: certificate.issuer,
            kind: in_time.map_or(ObstacleKind::NotTrusted, |it| it.obstacle(now.as_secs())),
            why,
        };
        CertificateError::Other(OtherError(Arc::new(stranger))).into()
    }
}

impl ServerCertVerifier for Verification {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let judged =
            self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        if judged.is_ok() {
            proved::note(server_name, end_entity);
        }
        judged.map_err(|why| self.stranger(why, (end_entity, intermediates), server_name, now))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_from_the_future_blames_our_clock_and_an_old_one_whoever_serves_it_as_well() {
        let validity = Validity { from_s: 1_000, to_s: 2_000 };
        assert_eq!(validity.obstacle(999), ObstacleKind::Clock);
        assert_eq!(validity.obstacle(2_001), ObstacleKind::ClockOrCertificate);
        assert_eq!(validity.middle().as_secs(), 1_500);
    }
}
