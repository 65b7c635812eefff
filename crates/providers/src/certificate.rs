//! What a certificate says of itself (RFC 5280, 4.1), for a person to recognise whoever was met. Nothing here
//! is a reason to trust it.

#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a method's name alone is not general enough in its lifetimes"
)]

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use yasna::models::ObjectIdentifier;
use yasna::{ASN1Error, ASN1ErrorKind, ASN1Result, BERReader, BERReaderSeq, Tag, parse_der};

use crate::obstacle::printable;

/// `id-at-commonName` and `id-at-organizationName` (RFC 5280, A.1).
const NAMES: [[u64; 4]; 2] = [[2, 5, 4, 3], [2, 5, 4, 10]];
/// `id-ce-subjectAltName` (RFC 5280, 4.2.1.6).
const OTHER_NAMES: [u64; 4] = [2, 5, 29, 17];

/// Whose it is, who has issued it, and when it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certificate {
    /// Its common name, else its organisation, else the first of its other names.
    pub(crate) subject: Option<String>,
    /// The issuer's common name, else its organisation.
    pub(crate) issuer: Option<String>,
    /// Seconds since 1970-01-01 UTC.
    pub(crate) not_before_s: i64,
    /// Seconds since 1970-01-01 UTC.
    pub(crate) not_after_s: i64,
}

impl Certificate {
    /// Reads one; `None` for what is none.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let certificate = parse_der(der, |reader| {
            reader.read_sequence(|reader| {
                let told = reader.next().read_sequence(to_be_signed)?;
                let _algorithm = reader.next().read_der()?;
                let _signature = reader.next().read_der()?;
                Ok(told)
            })
        });
        certificate.ok()
    }
}

fn to_be_signed(reader: &mut BERReaderSeq<'_, '_>) -> ASN1Result<Certificate> {
    let version = Tag::context(0);
    reader.read_optional(|reader| reader.read_tagged(version, |reader| reader.read_der()))?;
    let _serial = reader.next().read_der()?;
    let _algorithm = reader.next().read_der()?;
    let issuer = name(reader.next())?;
    let (not_before_s, not_after_s) =
        reader.next().read_sequence(|reader| Ok((time(reader.next())?, time(reader.next())?)))?;
    let subject = name(reader.next())?;
    let _key = reader.next().read_der()?;
    let mut other_name = None;
    while let Some(rest) = reader.read_optional(|reader| reader.read_tagged_der())? {
        if rest.tag() == Tag::context(3) {
            other_name = parse_der(rest.value(), first_other_name)?;
        }
    }
    Ok(Certificate { subject: subject.or(other_name), issuer, not_before_s, not_after_s })
}

/// What a person calls it: the common name, else the organisation.
fn name(reader: BERReader<'_, '_>) -> ASN1Result<Option<String>> {
    let parts = reader.collect_sequence_of(|reader| {
        reader.collect_set_of(|reader| {
            reader.read_sequence(|reader| {
                let kind = reader.next().read_oid()?;
                let text = reader.next().read_tagged_der()?;
                Ok((kind, String::from_utf8_lossy(text.value()).into_owned()))
            })
        })
    })?;
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    Ok(NAMES.iter().find_map(|wanted| {
        let is_it =
            |(kind, _): &&(ObjectIdentifier, String)| kind.components().as_slice() == wanted;
        parts.iter().filter(is_it).find_map(|(_, text)| printable(text))
    }))
}

/// `YYMMDDHHMMSSZ` before 2050, `YYYYMMDDHHMMSSZ` from then on (RFC 5280, 4.1.2.5).
fn time(reader: BERReader<'_, '_>) -> ASN1Result<i64> {
    let invalid = || ASN1Error::new(ASN1ErrorKind::Invalid);
    let time = reader.read_tagged_der()?;
    let text = std::str::from_utf8(time.value()).map_err(|_| invalid())?;
    let text = match (text.len(), text.get(..2)) {
        (13, Some(year)) if year < "50" => format!("20{text}"),
        (13, _) => format!("19{text}"),
        _ => text.to_owned(),
    };
    let time = DateTime::strptime("%Y%m%d%H%M%SZ", &text).map_err(|_| invalid())?;
    let time = time.to_zoned(TimeZone::UTC).map_err(|_| invalid())?;
    Ok(time.timestamp().as_second())
}

/// The first host that the certificate is for.
fn first_other_name(reader: BERReader<'_, '_>) -> ASN1Result<Option<String>> {
    let extensions = reader.collect_sequence_of(|reader| {
        reader.read_sequence(|reader| {
            let kind = reader.next().read_oid()?;
            let _is_critical = reader.read_optional(|reader| reader.read_bool())?;
            Ok((kind, reader.next().read_bytes()?))
        })
    })?;
    let is_it =
        |(kind, _): &(ObjectIdentifier, Vec<u8>)| kind.components().as_slice() == OTHER_NAMES;
    let Some((_, names)) = extensions.into_iter().find(is_it) else { return Ok(None) };
    let names =
        parse_der(&names, |reader| reader.collect_sequence_of(|reader| reader.read_tagged_der()))?;
    let host = names.iter().find(|name| name.tag() == Tag::context(2));
    Ok(host.and_then(|name| printable(&String::from_utf8_lossy(name.value()))))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, date_time_ymd};

    use super::*;

    fn made(names: &[(DnType, &str)], hosts: &[&str]) -> Certificate {
        let hosts: Vec<_> = hosts.iter().map(|&host| host.to_owned()).collect();
        let mut params = CertificateParams::new(hosts).unwrap();
        params.distinguished_name = DistinguishedName::new();
        for (kind, name) in names {
            params.distinguished_name.push(kind.clone(), *name);
        }
        params.not_before = date_time_ymd(2024, 2, 29);
        params.not_after = date_time_ymd(2051, 1, 1);
        let key = KeyPair::generate().unwrap();
        Certificate::read(params.self_signed(&key).unwrap().der()).unwrap()
    }

    #[test]
    fn a_certificate_tells_its_names_and_when_it_is_good() {
        let hotel = made(
            &[(DnType::OrganizationName, "Hotel"), (DnType::CommonName, "Wi-Fi\u{202e} do Hotel")],
            &["wifi.hotel.example"],
        );
        assert_eq!(hotel.subject.as_deref(), Some("Wi-Fi do Hotel"));
        assert_eq!(hotel.issuer, hotel.subject);
        assert_eq!((hotel.not_before_s, hotel.not_after_s), (1_709_164_800, 2_556_144_000));
        let shield = made(&[(DnType::OrganizationName, "Escudo Antivírus")], &["psp.example"]);
        assert_eq!(shield.subject.as_deref(), Some("Escudo Antivírus"));
        let nameless = made(&[], &["psp.example", "other.example"]);
        assert_eq!((nameless.subject.as_deref(), nameless.issuer), (Some("psp.example"), None));
    }

    #[test]
    fn what_is_no_certificate_is_none() {
        for not_one in [&b""[..], b"\x30\x80", b"\x30\x03\x02\x01\x01", &[0xff; 500]] {
            assert_eq!(Certificate::read(not_one), None);
        }
    }
}
