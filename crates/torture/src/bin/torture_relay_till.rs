//! A till for `cargo xtask torture relay`: see `tests::torture`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tests::torture::relay_till()
}
