//! Real processes: started, stopped, killed by their id.

use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::time::sleep;

/// How often a process is looked at while its end is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A signal that a program has to live with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Signal {
    Stop,
    Continue,
    Terminate,
}

/// A running program; dropping it is `kill -9`.
pub(crate) struct Program(Child);

impl Program {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        Ok(Self(child))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    pub(crate) fn kill(&mut self) -> Result<()> {
        self.0.kill()?;
        self.0.wait()?;
        Ok(())
    }

    pub(crate) fn signal(&self, signal: Signal) -> Result<()> {
        let name = match signal {
            Signal::Stop => "-STOP",
            Signal::Continue => "-CONT",
            Signal::Terminate => "-TERM",
        };
        // The shell's own: not every system has a program of that name.
        run("sh", &["-c", &format!("kill {name} {}", self.id())])
    }

    /// From now on no file of this process may grow beyond so many bytes (`None`: any): for SQLite
    /// a full disk. A file system of its own would need root; this limit does not, and fails the
    /// same writes, with EFBIG instead of ENOSPC.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) -> Result<()> {
        let soft = bytes.map_or("unlimited".to_owned(), |it| it.to_string());
        let limit = format!("--fsize={soft}:unlimited");
        run("prlimit", &["--pid", &self.id().to_string(), &limit])
    }

    /// Its end, if that comes in time.
    pub(crate) async fn ends_within(&mut self, longest: Duration) -> Result<Option<ExitStatus>> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(Some(status));
            }
            if begun.elapsed() >= longest {
                return Ok(None);
            }
            sleep(LOOK_EVERY).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.kill();
    }
}

fn run(program: &str, arguments: &[&str]) -> Result<()> {
    let status = Command::new(program).args(arguments).stdin(Stdio::null()).status();
    let status = status.with_context(|| format!("cannot run {program}"))?;
    ensure!(status.success(), "{program} {arguments:?}: {status}");
    Ok(())
}

/// What a process holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) memory_kib: u64,
    pub(crate) files: usize,
}

/// What a process holds now; `None` where there is no `/proc`.
pub(crate) fn held(process: u32) -> Option<Held> {
    let folder = PathBuf::from(format!("/proc/{process}"));
    let status = std::fs::read_to_string(folder.join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let memory_kib = line.split_whitespace().next()?.parse().ok()?;
    Some(Held { memory_kib, files: std::fs::read_dir(folder.join("fd")).ok()?.count() })
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    fn shell(script: &str) -> Program {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::null());
        Program::start(&mut command).unwrap()
    }

    #[tokio::test]
    async fn a_stopped_program_does_nothing_until_it_goes_on_and_ends_when_told_to() {
        let mut program = shell("read line; exec sleep 60");
        program.signal(Signal::Stop).unwrap();
        drop(program.child().stdin.take());
        assert_eq!(program.ends_within(Duration::from_millis(50)).await.unwrap(), None);
        program.signal(Signal::Continue).unwrap();
        program.signal(Signal::Terminate).unwrap();
        let status = program.ends_within(Duration::from_secs(20)).await.unwrap().unwrap();
        assert_eq!(status.signal(), Some(15));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_full_disk_fails_a_write_and_a_larger_one_takes_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let script = format!(
            "trap '' XFSZ; while read line; do printf %s \"$line\" >> {}; done",
            file.display()
        );
        let mut program = shell(&script);
        let mut input = program.child().stdin.take().unwrap();
        program.limit_files(Some(3)).unwrap();
        input.write_all(b"abcdef\n").unwrap();
        let written = || std::fs::read_to_string(&file).unwrap_or_default();
        while written() != "abc" {
            sleep(LOOK_EVERY).await;
        }
        program.limit_files(None).unwrap();
        input.write_all(b"g\n").unwrap();
        while !written().ends_with('g') {
            sleep(LOOK_EVERY).await;
        }
        assert!(held(program.id()).is_none_or(|it| it.memory_kib > 0 && it.files > 0));
    }
}
