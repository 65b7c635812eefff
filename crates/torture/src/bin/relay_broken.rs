//! The relay with breakages to choose from by `BALCAO_SABOTAGE`: see the crate `torture`.

use std::process::ExitCode;

fn main() -> ExitCode {
    relay::sabotage::choose(std::env::var("BALCAO_SABOTAGE").ok().as_deref());
    relay::run()
}
