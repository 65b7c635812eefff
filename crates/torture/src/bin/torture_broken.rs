//! The torture program with breakages to choose from: see `tests::torture`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tests::torture::main()
}
