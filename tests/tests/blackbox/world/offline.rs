//! Programs on a computer without any network, not even with itself.

use std::process::Command;

/// The command there.
pub(super) fn offline(inside: &Command) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--net"]).arg(inside.get_program());
    command.args(inside.get_args());
    for (name, value) in inside.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}
