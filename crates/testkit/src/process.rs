//! Child processes that end with the test, also when it fails.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to start on a busy machine.
const STARTING: Duration = Duration::from_mins(1);
/// How often is looked whether what is waited for has come.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A running program; dropping it kills it and all that it has started.
pub struct Running(Child);

impl Running {
    /// Starts the program; what it says on its error output goes to the test's.
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}")))
    }

    /// Starts the program and waits for the first line that it prints.
    pub fn start_and_hear(command: &mut Command) -> (Self, String) {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let running = Self(child);
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(!line.trim().is_empty(), "{command:?} ended without a word");
        // Somebody must go on reading, or the program would stop at a full pipe.
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        (running, line.trim().to_owned())
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Asks it to end, as a system does (SIGTERM), and waits until it has; whether it ended well.
    pub fn end(mut self, patience: Duration) -> bool {
        let _ = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        self.ended(patience).success()
    }

    /// Waits for its end.
    pub fn ended(&mut self, patience: Duration) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < patience, "still there after {patience:?}");
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(Some(_))) {
            return; // Its id may be another process's by now.
        }
        let mut pids = descendants(self.0.id());
        pids.push(self.0.id());
        let pids = pids.iter().map(u32::to_string);
        let _ = Command::new("kill").arg("-KILL").args(pids).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// All processes that the process has started, and those that they have.
fn descendants(of: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        // pid (name) state parent …: the name may hold anything, so read from behind it.
        let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
        if let Some(parent) = behind.split_whitespace().nth(1).and_then(|word| word.parse().ok()) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let (mut found, mut open) = (Vec::new(), vec![of]);
    while let Some(parent) = open.pop() {
        let of_parent = children.remove(&parent).unwrap_or_default();
        found.extend(&of_parent);
        open.extend(of_parent);
    }
    found
}

/// A port on which nobody listens just now.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Waits until somebody listens on the port.
pub fn wait_for_port(port: u16) {
    let begun = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(begun.elapsed() < STARTING, "nobody listens on port {port}");
        thread::sleep(LOOK_EVERY);
    }
}
