// Shared by the build scripts of `src-tauri` and `crates/web`, which both embed `ui/dist`.

use std::path::Path;

const PAGE: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Balcão</title>
<p>This program was built without its user interface: run <code>cargo xtask run</code>.</p>
</html>
";

/// Makes sure that there is something to embed, so that a plain `cargo build` works before Node has
/// built the user interface, and has cargo embed it again whenever it changes.
pub(crate) fn ensure(dist: &str) -> std::io::Result<()> {
    println!("cargo:rerun-if-changed={dist}");
    let index = Path::new(dist).join("index.html");
    if index.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(dist)?;
    std::fs::write(&index, PAGE)
}
