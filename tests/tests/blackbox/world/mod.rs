//! What the world does to a till: keys, clocks, disks, keyrings, networks, neighbours.

mod access;
mod answers;
mod browser_shop;
mod certificates;
mod clocks;
mod dialogs;
mod disks;
mod door;
mod fits;
mod going_on;
mod homes;
mod keyrings;
mod keys;
mod locks;
mod look;
mod not_connected;
mod obstacle;
mod printable;
mod proxy;
mod reload;
mod taken_for;
mod times;
mod unpair;
mod watch;
mod window;
mod words;
