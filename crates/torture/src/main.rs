//! `cargo xtask torture`: see the crate `torture`.

use std::process::ExitCode;

fn main() -> ExitCode {
    torture::main()
}
