//! The servers under load: started, weighed, and ended by their process ids.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a server may take to start.
pub(crate) const STARTING: Duration = Duration::from_secs(20);
/// How long a server may take to end when it is asked to; the relay promises 25 s.
const ENDING: Duration = Duration::from_secs(30);

/// A running server; dropping it ends it and all that it has started.
pub(crate) struct Server(Child);

impl Server {
    /// Starts a server; what it says goes to the file.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Result<Self> {
        let log = fs::File::create(log)?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Self::spawn(command).map(Self)
    }

    /// Starts a server that prints a line once it is ready, and answers with that line.
    pub(crate) fn start_and_hear(command: &mut Command, log: &Path) -> Result<(Self, String)> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(fs::File::create(log)?);
        let mut child = Self::spawn(command)?;
        let output = child.stdout.take();
        let server = Self(child);
        let mut output = BufReader::new(output.context("no output")?);
        let mut line = String::new();
        output.read_line(&mut line)?;
        if line.trim().is_empty() {
            let said = fs::read_to_string(log).unwrap_or_default();
            bail!("{} ended without a word: {said}", program(command));
        }
        // Somebody must go on reading, or the server would stop at a full pipe.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok((server, line))
    }

    fn spawn(command: &mut Command) -> Result<Child> {
        command.spawn().with_context(|| format!("cannot start {}", program(command)))
    }

    /// Waits until the server listens.
    pub(crate) fn wait_for(&mut self, address: SocketAddr) -> Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = self.0.try_wait()? {
                bail!("the server for {address} ended ({status}); its log stands beside its data");
            }
            if begun.elapsed() > STARTING {
                bail!("nobody listens on {address}");
            }
            std::thread::sleep(Duration::from_millis(20)); // between two looks
        }
        Ok(())
    }

    /// Its process and all that it has started.
    pub(crate) fn pids(&self) -> Vec<u32> {
        let mut pids = descendants(self.0.id());
        pids.push(self.0.id());
        pids
    }

    /// Bytes of memory. One process: what is resident. Several: their proportional shares, since
    /// they have much in common.
    pub(crate) fn memory(&self) -> Result<u64> {
        let pids = self.pids();
        let (file, name) = match pids.len() {
            1 => ("status", "VmRSS:"),
            _ => ("smaps_rollup", "Pss:"),
        };
        let mut sum_kib = 0;
        for pid in pids {
            let text = fs::read_to_string(format!("/proc/{pid}/{file}"))
                .with_context(|| format!("cannot weigh process {pid}"))?;
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            sum_kib += kib.with_context(|| format!("process {pid} has no {name}"))?;
        }
        Ok(sum_kib * 1024)
    }
}

/// Bytes that a process has had in memory at the most, once it has ended or is about to: it is looked at every few
/// milliseconds until then.
pub(crate) fn peak_memory(child: &mut Child) -> Result<u64> {
    let (file, mut peak_kib) = (format!("/proc/{}/status", child.id()), 0);
    while child.try_wait()?.is_none() {
        // The process may end between two looks.
        let text = fs::read_to_string(&file).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak_kib = peak_kib.max(kib.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5)); // between two looks
    }
    Ok(peak_kib * 1024)
}

/// Processor time that the processes have spent, in microseconds; the kernel counts in hundredths of
/// a second.
pub(crate) fn spent_us(pids: &[u32]) -> Result<u64> {
    let mut ticks = 0;
    for pid in pids {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))
            .with_context(|| format!("cannot look at process {pid}"))?;
        // pid (name) state …: the name may hold anything, so read from behind it.
        let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
        let words = behind.split_whitespace().skip(11).take(2); // in user mode, in the kernel
        ticks += words.filter_map(|word| word.parse::<u64>().ok()).sum::<u64>();
    }
    Ok(ticks * 10_000)
}

/// How long the processes have run on a core, in nanoseconds, and how often they have waited for something
/// and woken up: all their threads together.
pub(crate) fn busy(pids: &[u32]) -> Result<(u64, u64)> {
    let (mut ran_ns, mut wakes) = (0, 0);
    for pid in pids {
        let tasks = fs::read_dir(format!("/proc/{pid}/task"))
            .with_context(|| format!("cannot look at process {pid}"))?;
        for task in tasks {
            let task = task?.path();
            // A thread may end between two lines.
            let Ok(times) = fs::read_to_string(task.join("schedstat")) else { continue };
            let Ok(status) = fs::read_to_string(task.join("status")) else { continue };
            let first = |text: &str| text.split_whitespace().next().and_then(|it| it.parse().ok());
            let waits = status.lines().find_map(|it| it.strip_prefix("voluntary_ctxt_switches:"));
            ran_ns += first(&times).unwrap_or(0);
            wakes += waits.and_then(first).unwrap_or(0);
        }
    }
    Ok((ran_ns, wakes))
}

impl Drop for Server {
    fn drop(&mut self) {
        let pids = self.pids();
        signal("-TERM", &[self.0.id()]);
        let begun = Instant::now();
        while matches!(self.0.try_wait(), Ok(None)) && begun.elapsed() < ENDING {
            std::thread::sleep(Duration::from_millis(20)); // between two looks
        }
        if matches!(self.0.try_wait(), Ok(None)) {
            signal("-KILL", &pids);
            let _ = self.0.wait();
        }
    }
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn signal(signal: &str, pids: &[u32]) {
    let pids = pids.iter().map(u32::to_string);
    let _ = Command::new("kill").arg(signal).args(pids).stderr(Stdio::null()).status();
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

/// A loopback address on which nobody listens just now.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
