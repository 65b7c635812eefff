//! What has to be installed before anything can be built, and installing it.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{answer, cargo, root, run, side_by_side, step};
use crate::ui;

/// Debian packages that the desktop window is built with.
const WINDOW: &[&str] = &["build-essential", "libwebkit2gtk-4.1-dev", "pkg-config"];

/// Debian packages that the tests need besides: a screen, two browsers with their drivers, and a
/// font to fall back on.
const TESTS: &[&str] =
    &["chromium", "chromium-driver", "fonts-dejavu-core", "webkit2gtk-driver", "xvfb"];

/// Debian packages for a keyring without a desktop.
const KEYRING: &[&str] = &["dbus-x11", "gnome-keyring"];

/// Debian packages of the relay's peers in the benchmark: nginx with Nchan, and Redis.
const PEERS: &[&str] = &["libnginx-mod-nchan", "redis-server"];

/// The oldest Node (major, minor) that builds the user interface.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// The packages of the window, by the package managers that we cannot test on.
const ELSEWHERE: &[(&str, &str)] = &[
    ("dnf", "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config webkit2gtk4.1-devel"),
    ("pacman", "sudo pacman -S --needed base-devel pkgconf webkit2gtk-4.1"),
    ("zypper", "sudo zypper install gcc gcc-c++ make pkgconf webkit2gtk3-devel"),
    ("apk", "sudo apk add build-base pkgconf webkit2gtk-4.1-dev"),
];

/// Installs what the window is built with.
pub(crate) fn for_the_window() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return for_mac();
    }
    if has_apt() {
        return install(WINDOW);
    }
    if answer("pkg-config", &["--exists", "webkit2gtk-4.1"]).is_some() {
        return Ok(());
    }
    let command = ELSEWHERE.iter().find(|(manager, _)| answer(manager, &["--version"]).is_some());
    match command {
        Some((_, command)) => {
            bail!("WebKitGTK 4.1 and a C compiler are missing: run `{command}`, then this again")
        }
        None => bail!(
            "WebKitGTK 4.1 for development (pkg-config's `webkit2gtk-4.1`) and a C compiler are \
             missing: install them with your system's package manager, then run this again"
        ),
    }
}

/// Windows brings its web view along; macOS too, but its compiler is a separate download.
fn for_mac() -> Result<()> {
    if cfg!(target_os = "macos") && answer("xcode-select", &["-p"]).is_none() {
        bail!("Apple's compiler is missing: run `xcode-select --install`, then this again");
    }
    Ok(())
}

/// Installs what the tests need.
pub(crate) fn for_the_tests() -> Result<()> {
    if !has_apt() {
        bail!(
            "the tests drive real windows and a real keyring with Debian's packages ({}), and this \
             is not a Debian system: run `cargo test --workspace` for those that need none of it",
            [KEYRING, TESTS].concat().join(" ")
        );
    }
    // Each of these mostly waits for a download, and none needs another.
    side_by_side(&[
        &|| install(&[WINDOW, KEYRING, TESTS].concat()),
        &rust_components,
        &tauri_driver,
    ])
}

/// Adds what rustup's smallest installation leaves out.
fn rust_components() -> Result<()> {
    let is_there = |tool| answer("cargo", &[tool, "--version"]).is_some();
    if is_there("fmt") && is_there("clippy") {
        return Ok(());
    }
    step("Adding rustfmt and clippy to Rust", || {
        run(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]))
            .context("rustfmt and clippy are missing: install them, then run this again")
    })
}

/// Installs a keyring for programs that need one.
pub(crate) fn for_a_keyring() -> Result<()> {
    if has_apt() { install(KEYRING) } else { Ok(()) }
}

/// Installs the relay's peers. Debian starts them as services too, which the benchmark neither uses
/// nor touches.
pub(crate) fn for_the_benchmark() -> Result<()> {
    if !has_apt() {
        bail!("--install-peers needs apt: install nginx with Nchan and Redis yourself, without it");
    }
    install(PEERS)
}

/// Refuses to go on without a Node that can build the user interface.
pub(crate) fn node() -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let mend = format!("install Node {major}.{minor} or newer, then run this again");
    let (Some(version), Some(_)) =
        (answer("node", &["--version"]), answer(ui::NPM, &["--version"]))
    else {
        bail!("Node with npm is needed to build the user interface: {mend}");
    };
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|n| n.parse().ok());
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < OLDEST_NODE {
        bail!("Node {version} is too old to build the user interface: {mend}");
    }
    Ok(())
}

fn has_apt() -> bool {
    answer("dpkg-query", &["--version"]).is_some() && answer("apt-get", &["--version"]).is_some()
}

/// Installs those of the Debian packages that are not there yet.
fn install(packages: &[&str]) -> Result<()> {
    let installed = installed(packages)?;
    let missing: Vec<_> = packages
        .iter()
        .copied()
        .filter(|&package| !installed.iter().any(|i| i == package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let command = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    if answer("id", &["-u"]).as_deref() != Some("0") && answer("sudo", &["-V"]).is_none() {
        bail!("some system packages are missing: as root, run `{command}`, then run this again");
    }
    step(&format!("Installing system packages: {}", missing.join(" ")), || {
        run(&mut as_root("apt-get update -qq"))?;
        run(&mut as_root(&command))
    })
}

/// Which of the packages dpkg knows as installed.
fn installed(packages: &[&str]) -> Result<Vec<String>> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"])
        .args(packages)
        .output()
        .context("cannot start dpkg-query")?; // it fails when it does not know one of them
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(lines
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .map(str::to_owned)
        .collect())
}

fn as_root(command: &str) -> Command {
    let is_root = answer("id", &["-u"]).as_deref() == Some("0");
    let mut words = (if is_root { "env" } else { "sudo env" }).split(' ').map(String::from);
    let mut started = Command::new(words.next().unwrap_or_default());
    started.args(words).arg("DEBIAN_FRONTEND=noninteractive").args(command.split(' '));
    started
}

/// The search path for a program that uses the tools in `.tools`.
pub(crate) fn with_tools() -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let tools = root().join(".tools/bin");
    let folders = std::iter::once(tools).chain(std::env::split_paths(&path));
    std::env::join_paths(folders)
        .context("the project lies in a folder that no search path can name")
}

/// Builds tauri-driver (between the tests and WebKit's driver) in `.tools`, which git ignores, once.
fn tauri_driver() -> Result<()> {
    let tools = root().join(".tools");
    if tools.join("bin/tauri-driver").exists() {
        return Ok(());
    }
    step("Building tauri-driver, which drives the window in the tests", || {
        let install = "install tauri-driver --version ^2 --locked --debug --root";
        run(cargo(install).arg(&tools))
    })
}

/// Builds cargo-deny in `.tools`, unless this machine has one.
pub(crate) fn cargo_deny() -> Result<()> {
    let tools = root().join(".tools");
    if tools.join("bin/cargo-deny").exists() || answer("cargo-deny", &["--version"]).is_some() {
        return Ok(());
    }
    step("Building cargo-deny, which looks at what the crates are", || {
        let install = "install cargo-deny --version ^0.20 --locked --debug --root";
        run(cargo(install).arg(&tools))
    })
}
