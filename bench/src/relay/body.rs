//! The bodies: 512 bytes like a webhook's, each another, and each known again when it arrives.

/// Bytes of a body.
pub(crate) const LENGTH: usize = 512;

const RUN: &str = r#"{"eventType":"BENCH","run":""#;
const NUMBER: &str = r#"","number":""#;
const REST: &str = r#"","padding":""#;
const END: &str = r#""}"#;
const DIGITS: usize = 10;

/// The body with that number of that run.
pub(crate) fn write(run: u32, number: u32) -> Vec<u8> {
    let mut body = format!("{RUN}{run:0DIGITS$}{NUMBER}{number:0DIGITS$}{REST}").into_bytes();
    body.resize(LENGTH - END.len(), b'x');
    body.extend_from_slice(END.as_bytes());
    body
}

/// Run and number of a body; `None` unless every byte is as it was written.
pub(crate) fn read(body: &[u8]) -> Option<(u32, u32)> {
    let rest = body.strip_prefix(RUN.as_bytes())?;
    let (run, rest) = digits(rest)?;
    let (number, rest) = digits(rest.strip_prefix(NUMBER.as_bytes())?)?;
    let padding = rest.strip_prefix(REST.as_bytes())?.strip_suffix(END.as_bytes())?;
    let whole = body.len() == LENGTH && padding.iter().all(|&byte| byte == b'x');
    whole.then_some((run, number))
}

fn digits(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(DIGITS)?;
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_known_again_only_if_it_is_whole() {
        let body = write(7, 4_000_000_000);
        assert_eq!(body.len(), LENGTH);
        assert_eq!(read(&body), Some((7, 4_000_000_000)));
        let mut spoilt = body.clone();
        spoilt[300] = b'y';
        assert_eq!(read(&spoilt), None);
        assert_eq!(read(&body[..511]), None);
        assert_eq!(read(b"hello"), None);
    }
}
