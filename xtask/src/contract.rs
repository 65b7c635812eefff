//! The contract's TypeScript.

use anyhow::{Context, Result, bail};

use crate::process::{cargo, root, step};

/// Writes `ui/src/backend/contract.ts` from `crates/contract`.
pub(crate) fn write() -> Result<()> {
    step("Writing ui/src/backend/contract.ts", || {
        let output = cargo("run --quiet --package contract --example typescript").output();
        let output = output.context("cannot start cargo")?;
        if !output.status.success() {
            bail!("crates/contract does not build:\n{}", String::from_utf8_lossy(&output.stderr));
        }
        let path = root().join("ui/src/backend/contract.ts");
        std::fs::write(&path, output.stdout).context("cannot write ui/src/backend/contract.ts")
    })
}
