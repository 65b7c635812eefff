//! balcao: the till in a terminal.
fn main() {}
