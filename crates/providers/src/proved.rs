//! By which certificate each host has proved who it is in this process, as far as its end: so that a person hears of that
//! before it is there.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rustls::pki_types::{CertificateDer, ServerName};

use crate::certificate::Certificate;

/// A till knows fewer hosts.
const MOST_HOSTS: usize = 64;

/// When the certificates end, in seconds since 1970-01-01 UTC, by host.
static ENDS: Mutex<BTreeMap<String, i64>> = Mutex::new(BTreeMap::new());

/// Takes note of a certificate that was found good. Only the host's own counts: of what is sent along with it, not all
/// is needed.
pub(crate) fn note(host: &ServerName<'_>, certificate: &CertificateDer<'_>) {
    let Some(certificate) = Certificate::read(certificate) else { return };
    let mut ends = ENDS.lock().unwrap_or_else(PoisonError::into_inner);
    let host = host.to_str().into_owned();
    if ends.len() < MOST_HOSTS || ends.contains_key(&host) {
        ends.insert(host, certificate.not_after_s);
    }
}

/// When the certificate ends by which this host, of an https address, has proved itself last; in seconds since
/// 1970-01-01 UTC. `None`: it has not in this process.
pub fn certificate_end_s(host: &str) -> Option<i64> {
    let host = host.trim_matches(['[', ']']);
    ENDS.lock().unwrap_or_else(PoisonError::into_inner).get(host).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_last_certificate_of_a_host_is_known() {
        let made = |day: u8| {
            let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
            params.not_after = rcgen::date_time_ymd(2030, 1, day);
            let key = rcgen::KeyPair::generate().unwrap();
            params.self_signed(&key).unwrap().der().clone()
        };
        let host = ServerName::try_from("proved.example").unwrap();
        assert_eq!(certificate_end_s("proved.example"), None);
        note(&host, &made(2));
        note(&host, &made(1));
        note(&host, &CertificateDer::from(vec![0; 9]));
        assert_eq!(certificate_end_s("proved.example"), Some(1_893_456_000));
        note(&ServerName::try_from("::1").unwrap(), &made(1));
        assert_eq!(certificate_end_s("[::1]"), Some(1_893_456_000));
    }
}
