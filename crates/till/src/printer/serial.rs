//! A printer at a serial port: `/dev/ttyS0`, `COM3@19200`.

use std::io::{self, Read as _, Write as _};
use std::time::Duration;

use contract::PrinterTrouble;
use serialport::{ErrorKind, SerialPort};

use super::Trouble;
use super::channel::{Channel, WRITE};

/// What most of them come set to.
const BAUD: u32 = 9_600;

struct Serial(Box<dyn SerialPort>);

pub(super) fn open(address: &str) -> Result<Box<dyn Channel>, Trouble> {
    let (path, baud) = match address.rsplit_once('@') {
        Some((path, baud)) => {
            let no_rate =
                |_| Trouble::told(PrinterTrouble::Unreachable, &format!("{baud}: no rate"));
            (path, baud.parse().map_err(no_rate)?)
        }
        None => (address, BAUD),
    };
    match serialport::new(path, baud).timeout(WRITE).open() {
        Ok(port) => Ok(Box::new(Serial(port))),
        Err(error) => Err(match error.kind {
            ErrorKind::Io(kind) => {
                let trouble = Trouble::opening(&io::Error::from(kind));
                Trouble { detail: Some(error.description), ..trouble }
            }
            _ => Trouble::told(PrinterTrouble::Unreachable, &error.description),
        }),
    }
}

impl Channel for Serial {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.set_timeout(WRITE)?;
        self.0.write_all(bytes)
    }

    fn is_two_way(&self) -> bool {
        true
    }

    fn read(&mut self, within: Duration) -> io::Result<u8> {
        let mut byte = [0];
        self.0.set_timeout(within)?;
        self.0.read_exact(&mut byte)?;
        let [byte] = byte;
        Ok(byte)
    }

    fn end(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}
