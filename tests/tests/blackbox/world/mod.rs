//! What the world does to a till: keys, clocks, disks, keyrings, networks, neighbours.

mod dialogs;
mod door;
mod times;
mod watch;
mod window;
