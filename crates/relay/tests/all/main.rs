//! The relay from outside: its process, its sockets, its command line.

#![cfg(test)]

mod admin;
mod ending;
mod hostile;
mod http;
mod logs;
mod merchants;
mod pairing;
mod passing;
mod server;
mod streaming;
mod till;
mod tls;
mod told;
mod webhooks;
