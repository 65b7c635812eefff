//! The torture program with breakages to choose from: see the crate `torture`.

use std::process::ExitCode;

fn main() -> ExitCode {
    torture::main()
}
