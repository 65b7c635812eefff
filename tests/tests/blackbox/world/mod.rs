//! What the world does to a till: keys, clocks, disks, keyrings, networks, neighbours.

mod dialogs;
mod door;
mod obstacle;
mod proxy;
mod times;
mod unpair;
mod watch;
mod window;
