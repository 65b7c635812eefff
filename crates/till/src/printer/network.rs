//! A printer in the network: TCP, port 9100.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use contract::PrinterTrouble;

use super::Trouble;
use super::channel::{CONNECT, Channel, WRITE};

/// The port that printers listen on for bytes as they are.
const PORT: u16 = 9100;

struct Network(TcpStream);

pub(super) fn open(address: &str) -> Result<Box<dyn Channel>, Trouble> {
    let found = addresses(address).map_err(|error| Trouble::opening(&error))?;
    let begun = Instant::now();
    let mut last = Trouble::told(PrinterTrouble::Unreachable, &"no address");
    for address in found {
        let Some(left) = CONNECT.checked_sub(begun.elapsed()).filter(|it| !it.is_zero()) else {
            break;
        };
        match TcpStream::connect_timeout(&address, left).and_then(prepared) {
            Ok(stream) => return Ok(Box::new(Network(stream))),
            Err(error) => last = Trouble::told(PrinterTrouble::Unreachable, &error),
        }
    }
    Err(last)
}

fn prepared(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// `192.168.0.50`, `printer.local:9100`, `[fe80::1]:9100`.
fn addresses(address: &str) -> io::Result<Vec<SocketAddr>> {
    if let Ok(found) = address.to_socket_addrs() {
        return Ok(found.collect());
    }
    let host = address.trim_start_matches('[').trim_end_matches(']');
    Ok((host, PORT).to_socket_addrs()?.collect())
}

impl Channel for Network {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let begun = Instant::now();
        let mut left = bytes;
        while !left.is_empty() {
            let time = WRITE.checked_sub(begun.elapsed()).filter(|it| !it.is_zero());
            self.0.set_write_timeout(Some(time.ok_or(io::ErrorKind::TimedOut)?))?;
            let taken = self.0.write(left)?;
            if taken == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            left = left.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    fn is_two_way(&self) -> bool {
        true
    }

    fn read(&mut self, within: Duration) -> io::Result<u8> {
        let mut byte = [0];
        self.0.set_read_timeout(Some(within.max(Duration::from_millis(1))))?;
        self.0.read_exact(&mut byte)?;
        let [byte] = byte;
        Ok(byte)
    }

    fn end(self: Box<Self>) -> io::Result<()> {
        self.0.shutdown(Shutdown::Write)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port_or_gets_the_usual_one() {
        for (address, expected) in [
            ("127.0.0.1", "127.0.0.1:9100"),
            ("127.0.0.1:9101", "127.0.0.1:9101"),
            ("::1", "[::1]:9100"),
            ("[::1]", "[::1]:9100"),
            ("[::1]:7", "[::1]:7"),
        ] {
            assert_eq!(addresses(address).unwrap(), [expected.parse().unwrap()], "{address}");
        }
        assert!(addresses("no such printer").is_err());
    }
}
