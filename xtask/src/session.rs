//! A desktop session of its own for the tests: a message bus, an unlocked keyring and a home that
//! are gone afterwards. Nothing of the developer's own is read or written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::answer;

/// Where Linux keeps files in memory.
const MEMORY: &str = "/dev/shm";
/// Free space below which the tests keep their files on disk instead (a container often has 64 MiB), in MiB.
const ENOUGH_MIB: u64 = 2_048;

/// Where the session's bus looks first for what it may start, under `XDG_DATA_HOME`.
const SERVICES: &str = "data/dbus-1/services";
/// How the bus starts the keyring.
const KEYRING: &str = include_str!("../../tests/org.freedesktop.secrets.service");

/// What would lead back to the developer's own session.
const FOREIGN: &[&str] = &[
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "GNOME_KEYRING_CONTROL",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "BALCAO_HOME",
];

/// A session's folder; dropping it removes it.
pub(crate) struct Session {
    folder: PathBuf,
}

impl Session {
    /// A session whose files are on disk. Sessions of one process have different names.
    pub(crate) fn on_disk(name: &str) -> Result<Self> {
        Self::under(&std::env::temp_dir(), name)
    }

    /// A session whose files are in memory where there is room: a till waits for the disk at every step, and no
    /// test takes the power away.
    pub(crate) fn in_memory(name: &str) -> Result<Self> {
        let free = answer("df", &["--output=avail", "--block-size=1M", MEMORY]);
        let free = free.and_then(|table| table.lines().last()?.trim().parse::<u64>().ok());
        if free.is_some_and(|free| free >= ENOUGH_MIB) {
            Self::under(Path::new(MEMORY), name)
        } else {
            Self::on_disk(name)
        }
    }

    fn under(base: &Path, name: &str) -> Result<Self> {
        let folder = base.join(format!("balcao-tests-{}-{name}", std::process::id()));
        for name in ["home", "run", "data", "tmp"] {
            let folder = folder.join(name);
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                // A test starts programs there as somebody without rights, as in any folder for temporary files.
                let mode = if name == "tmp" { 0o711 } else { 0o700 };
                fs::set_permissions(&folder, fs::Permissions::from_mode(mode))?;
            }
        }
        let services = folder.join(SERVICES);
        fs::create_dir_all(&services)?;
        fs::write(services.join("org.freedesktop.secrets.service"), KEYRING)?;
        Ok(Self { folder })
    }

    /// The command, inside the session.
    pub(crate) fn inside(&self, command: &Command) -> Command {
        let mut session = Command::new("dbus-run-session");
        session.arg("--").arg(command.get_program()).args(command.get_args());
        if let Some(folder) = command.get_current_dir() {
            session.current_dir(folder);
        }
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => session.env(name, value),
                None => session.env_remove(name),
            };
        }
        // Rust's own folders stay where they are.
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if let (None, Some(home)) = (std::env::var_os(name), std::env::home_dir()) {
                session.env(name, home.join(folder));
            }
        }
        for name in FOREIGN {
            session.env_remove(name);
        }
        session.env("HOME", self.folder.join("home"));
        session.env("XDG_RUNTIME_DIR", self.folder.join("run"));
        session.env("XDG_DATA_HOME", self.folder.join("data"));
        session.env("TMPDIR", self.folder.join("tmp"));
        session
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Left over in the system's folder for temporary files, it harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
