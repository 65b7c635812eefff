//! A way to a printer, whatever it is made of.

use std::io;
use std::time::Duration;

use contract::PrinterKind;

use super::{Target, Trouble, file, network, queue, serial};

/// So long a printer may take to be there.
pub(super) const CONNECT: Duration = Duration::from_secs(2);
/// So long it may take to take a slip.
pub(super) const WRITE: Duration = Duration::from_secs(5);
/// So long it may take to tell how it is.
pub(super) const STATUS: Duration = Duration::from_secs(1);

/// An open way to a printer.
pub(super) trait Channel {
    /// Gives it all of the bytes, within [`WRITE`].
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Whether anything can be heard here. Where not, it is asked nothing: the question would be printed.
    fn is_two_way(&self) -> bool;

    /// What it says, one byte, within that time.
    fn read(&mut self, within: Duration) -> io::Result<u8>;

    /// No more will come.
    fn end(self: Box<Self>) -> io::Result<()>;
}

/// Opens the way to the printer.
pub(super) fn open(target: &Target) -> Result<Box<dyn Channel>, Trouble> {
    let address = &target.address;
    match target.kind {
        PrinterKind::Network => network::open(address),
        // A device that is not there is no file to be made.
        PrinterKind::Usb => file::open(address, false),
        PrinterKind::File => file::open(address, true),
        PrinterKind::Serial => serial::open(address),
        PrinterKind::Queue => queue::open(address),
    }
}
