//! `balcao-relay`: the relay, and the commands of who runs it.

fn main() -> std::process::ExitCode {
    relay::run()
}
