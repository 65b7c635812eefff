//! Reads websocket text frames (RFC 6455) out of one way of a connection, as its bytes pass.

/// Longer is no frame of the protocol.
const LONGEST: usize = 256 * 1024;
const TEXT: u8 = 1;

/// One way of one connection.
#[derive(Default)]
pub(crate) struct Frames {
    buffer: Vec<u8>,
    state: State,
    /// The last whole text frame as it passed.
    last: Vec<u8>,
}

#[derive(Default, PartialEq, Eq)]
enum State {
    #[default]
    Head,
    Open,
    /// No websocket: refused before the upgrade.
    Refused,
    /// What passes is no frame.
    Garbled,
}

impl Frames {
    /// Takes what has passed; returns the texts that are whole now.
    pub(crate) fn passed(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        if self.state == State::Refused {
            return Vec::new();
        }
        self.buffer.extend_from_slice(bytes);
        if self.state == State::Head {
            let end = self.buffer.windows(4).position(|it| it == b"\r\n\r\n");
            let Some(end) = end else { return Vec::new() };
            let is_answer = self.buffer.starts_with(b"HTTP/");
            let is_refusal = is_answer && !self.buffer.starts_with(b"HTTP/1.1 101 ");
            self.state = if is_refusal { State::Refused } else { State::Open };
            self.buffer.drain(..end + 4);
        }
        let mut texts = Vec::new();
        while self.state == State::Open {
            match first(&self.buffer) {
                Ok(None) => break,
                Ok(Some((length, is_text, payload))) => {
                    let frame: Vec<u8> = self.buffer.drain(..length).collect();
                    if is_text {
                        texts.push(payload);
                        self.last = frame;
                    }
                }
                Err(TooLong) => self.state = State::Garbled,
            }
        }
        texts
    }

    /// Whether the last byte that passed was inside a frame.
    pub(crate) fn is_inside(&self) -> bool {
        self.state == State::Open && !self.buffer.is_empty()
    }

    /// The last whole text frame, if nothing has passed since.
    pub(crate) fn just_passed(&self) -> Option<&[u8]> {
        let is_at_end = self.state == State::Open && self.buffer.is_empty();
        (is_at_end && !self.last.is_empty()).then_some(&self.last)
    }

    /// Whether something else than frames of the protocol has passed.
    pub(crate) fn is_garbled(&self) -> bool {
        self.state == State::Garbled
    }
}

struct TooLong;

/// The first whole frame, if there is one: its length, whether it is text, and its payload without
/// the mask.
fn first(bytes: &[u8]) -> Result<Option<(usize, bool, Vec<u8>)>, TooLong> {
    let [kind, second, rest @ ..] = bytes else { return Ok(None) };
    let long = match second & 0x7F {
        126 => rest
            .split_first_chunk()
            .map(|(size, rest)| (u64::from(u16::from_be_bytes(*size)), rest)),
        127 => rest.split_first_chunk().map(|(size, rest)| (u64::from_be_bytes(*size), rest)),
        short => Some((u64::from(short), rest)),
    };
    let Some((size, rest)) = long else { return Ok(None) };
    let size = usize::try_from(size).ok().filter(|it| *it <= LONGEST).ok_or(TooLong)?;
    let is_masked = second & 0x80 != 0;
    let masked = if is_masked { rest.split_first_chunk() } else { Some((&[0; 4], rest)) };
    let Some((mask, rest)) = masked else { return Ok(None) };
    let Some(masked) = rest.get(..size) else { return Ok(None) };
    let payload = masked.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect();
    let length = bytes.len() - rest.len() + size;
    Ok(Some((length, kind & 0x0F == TEXT, payload)))
}

#[cfg(test)]
mod tests {
    use super::Frames;

    /// RFC 6455, section 5.7.
    const HELLO: &[u8] = &[0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f];
    const MASKED: &[u8] = &[0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58];
    const PING: &[u8] = &[0x89, 0x00];

    #[test]
    fn texts_are_read_however_the_bytes_come() {
        let long = [vec![0x81, 126, 1, 0], vec![b'x'; 256]].concat();
        let all = [b"HTTP/1.1 101 Hi\r\na: b\r\n\r\n", HELLO, PING, MASKED, &long].concat();
        for piece in [1, 2, 7, 64, all.len()] {
            let mut frames = Frames::default();
            let texts: Vec<_> = all.chunks(piece).flat_map(|it| frames.passed(it)).collect();
            assert_eq!(texts, [b"Hello".to_vec(), b"Hello".to_vec(), vec![b'x'; 256]]);
            assert!(!frames.is_inside());
            assert_eq!(frames.just_passed(), Some(long.as_slice()));
        }
    }

    #[test]
    fn a_cut_inside_a_frame_is_known() {
        let mut frames = Frames::default();
        frames.passed(b"\r\n\r\n");
        frames.passed(&HELLO[..4]);
        assert!(frames.is_inside());
        assert_eq!(frames.just_passed(), None);
    }

    #[test]
    fn a_refusal_is_no_frame_and_noise_is_known() {
        let mut refused = Frames::default();
        assert_eq!(refused.passed(b"HTTP/1.1 401 No\r\n\r\n\x81\x05Hello"), [[0; 0]; 0]);
        let mut garbled = Frames::default();
        garbled.passed(b"\r\n\r\n");
        garbled.passed(&[0x81, 127, 9, 0, 0, 0, 0, 0, 0, 0]);
        assert!(garbled.is_garbled() && !refused.is_garbled());
    }
}
