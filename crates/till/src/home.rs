//! Where a till keeps its files.

use std::path::{Path, PathBuf};

use contract::{Failure, FailureCode};

/// The folder as asked for, else `BALCAO_HOME`, else the platform's data directory. Training lives
/// in a folder of its own inside it, so that it never meets a real sale.
pub(crate) fn home(asked: Option<&Path>, training: bool) -> Result<PathBuf, Failure> {
    let home = place(asked, training).ok_or_else(|| {
        Failure::with(FailureCode::LogUnwritable, "no data directory: use --home")
    })?;
    make(&home).map_err(|error| {
        Failure::with(FailureCode::LogUnwritable, format!("{}: {error}", home.display()))
    })?;
    // Its sales are not real, and their books are a sandbox's.
    if !training && home.join(crate::training::BOOKS_FILE).exists() {
        return Err(Failure::new(FailureCode::TrainingHome));
    }
    // One name for one folder: the vault's entries hang on it.
    Ok(home.canonicalize().unwrap_or(home))
}

/// The same folder, whether it is there or not; `None` where the platform has no data directory.
pub(crate) fn place(asked: Option<&Path>, training: bool) -> Option<PathBuf> {
    let from_environment = || std::env::var_os("BALCAO_HOME").filter(|it| !it.is_empty());
    let home = asked
        .map(Path::to_owned)
        .or_else(|| from_environment().map(PathBuf::from))
        .or_else(|| dirs::data_dir().map(|folder| folder.join("balcao")))?;
    Some(if training { home.join("training") } else { home })
}

/// The home, where a command that is told nothing would take another one.
pub(crate) fn unusual(home: &Path) -> Option<String> {
    let usual = dirs::data_dir().map(|folder| folder.join("balcao"));
    let usual = usual.map(|usual| usual.canonicalize().unwrap_or(usual));
    (usual.as_deref() != Some(home)).then(|| home.display().to_string())
}

/// Makes the folder, for its user's eyes only: the order log holds names and documents.
fn make(home: &Path) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.recursive(true).create(home)
}
