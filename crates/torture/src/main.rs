//! `cargo xtask torture`: see `tests::torture`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tests::torture::main()
}
