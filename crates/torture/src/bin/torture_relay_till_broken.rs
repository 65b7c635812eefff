//! A till with breakages to choose from by `BALCAO_SABOTAGE`: see the crate `torture`.

use std::process::ExitCode;

use domain::sabotage::{Sabotage, choose};

fn main() -> ExitCode {
    let breakage = std::env::var("BALCAO_SABOTAGE").ok();
    choose(breakage.and_then(|name| Sabotage::named(&name)));
    torture::relay_till()
}
