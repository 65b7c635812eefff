//! A till for `cargo xtask torture relay`: see the crate `torture`.

use std::process::ExitCode;

fn main() -> ExitCode {
    torture::relay_till()
}
