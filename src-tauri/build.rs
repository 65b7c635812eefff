//! Gives each command of the contract its own permission, and embeds the user interface.

#[path = "../ui/dist.rs"]
mod dist;

use tauri_build::{AppManifest, Attributes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    dist::ensure("../ui/dist")?;
    let manifest = AppManifest::new().commands(contract::COMMAND_NAMES);
    Ok(tauri_build::try_build(Attributes::new().app_manifest(manifest))?)
}
