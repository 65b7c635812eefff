//! What torments the till: see [`torture`]. The black-box tests stand in `tests/tests`.

pub mod torture;
