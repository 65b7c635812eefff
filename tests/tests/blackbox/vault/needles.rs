//! How secrets are looked for: in files, in what was said, and in the memory, arguments and environment of processes.
//! Everything goes through one `grep` in parts of a bounded size; nothing of a memory is written anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use testkit::home::files_of;

use super::PASSPHRASE;
use crate::terminal::balcao::{CRYPTO_TOKEN, credentials};

/// Of memory, in bytes.
const PAGE: u64 = 4096;
/// What is looked through at once, in bytes.
const PART: usize = 1 << 20;
/// No needle is longer, in bytes: that much of a part stands in the next one again.
const LONGEST: usize = 256;
/// Of one process, in bytes: a browser's page of the till has a tenth of it.
const LARGEST_MEMORY: u64 = 2 << 30;
/// No such process: it has ended since it was listed.
const ESRCH: i32 = 3;

/// What is looked for, by what it is.
pub(crate) struct Search {
    needles: BTreeMap<Vec<u8>, String>,
}

impl Search {
    /// The well-known secrets of these tests, and the beginning of every Ed25519 key as PKCS#8, as it is and in base64.
    pub(crate) fn of_secrets() -> Self {
        let typed = credentials();
        let text = |key: &str| typed[key].as_str().unwrap();
        let chance = ring::rand::SystemRandom::new();
        let made = ring::signature::Ed25519KeyPair::generate_pkcs8(&chance).unwrap();
        // A multiple of three bytes, which has no end of its own in base64.
        let key = &made.as_ref()[..15];
        Self { needles: BTreeMap::new() }
            .with("clientSecret", text("clientSecret").as_bytes())
            .with("applicationToken", text("applicationToken").as_bytes())
            .with("cryptoToken", CRYPTO_TOKEN.as_bytes())
            .with("passphrase", PASSPHRASE.as_bytes())
            .with("relay key", key)
            .with("relay key in base64", STANDARD.encode(key).as_bytes())
    }

    /// Looks for that as well, as it is and in two bytes a letter, as scripts keep text that is not Latin.
    pub(crate) fn with(mut self, name: &str, needle: &[u8]) -> Self {
        let wide: Vec<u8> = needle.iter().flat_map(|byte| [*byte, 0]).collect();
        for needle in [needle.to_vec(), wide] {
            assert!(needle.len() < LONGEST && !needle.contains(&b'\n'), "{name}");
            self.needles.insert(needle, name.to_owned());
        }
        self
    }

    /// The names of what stands in what is handed over part by part.
    fn during(&self, hand_over: impl FnOnce(&mut dyn FnMut(&[u8]))) -> BTreeSet<&str> {
        let mut patterns = tempfile::NamedTempFile::new().unwrap();
        let lines: Vec<_> = self.needles.keys().map(Vec::as_slice).collect();
        patterns.write_all(&lines.join(&b'\n')).unwrap();
        let mut said = tempfile::tempfile().unwrap();
        let mut grep = Command::new("grep");
        grep.env("LC_ALL", "C").args(["-a", "-o", "-F", "-f"]).arg(patterns.path());
        grep.stdin(Stdio::piped()).stdout(said.try_clone().unwrap());
        let mut grep = grep.spawn().unwrap();
        let mut input = grep.stdin.take().unwrap();
        let mut end = Vec::new();
        hand_over(&mut |part| {
            // A line of its own, which keeps in bounds what is held; what spans two parts is in the second.
            for bytes in [&end, part, b"\n"] {
                input.write_all(bytes).unwrap();
            }
            end.extend_from_slice(part);
            end.drain(..end.len().saturating_sub(LONGEST));
        });
        drop(input);
        let status = grep.wait().unwrap();
        assert!(matches!(status.code(), Some(0 | 1)), "{status}");
        let mut found = Vec::new();
        said.rewind().unwrap();
        said.read_to_end(&mut found).unwrap();
        let names = found.split(|byte| *byte == b'\n').filter_map(|it| self.needles.get(it));
        names.map(String::as_str).collect()
    }

    pub(crate) fn in_bytes(&self, bytes: &[u8]) -> BTreeSet<&str> {
        self.during(|see| bytes.chunks(PART).for_each(see))
    }

    /// In all files below a folder but that one: which, and what stands there.
    pub(crate) fn in_folder(&self, folder: &Path, but: &Path) -> BTreeMap<PathBuf, BTreeSet<&str>> {
        let mut files = files_of(folder);
        assert!(!files.is_empty(), "{} is empty", folder.display());
        files.retain(|file| file != but && file.is_file());
        let searched = files.into_iter().map(|file| {
            let found = self.in_bytes(&fs::read(&file).unwrap());
            (file, found)
        });
        searched.filter(|(_, found)| !found.is_empty()).collect()
    }

    /// In what of a process is there and may have been written to: most of what a browser has reserved is not.
    pub(crate) fn in_memory(&self, pid: u32) -> BTreeSet<&str> {
        let Some([memory, pages, maps]) = parts_of(pid, ["mem", "pagemap", "maps"]) else {
            return BTreeSet::new();
        };
        let maps = std::io::read_to_string(maps).unwrap_or_default();
        self.during(|see| {
            let mut seen = 0;
            let mut part = vec![0; PART];
            for (from, to) in maps.lines().filter_map(private_or_written) {
                for (from, to) in there(&pages, from, to) {
                    // What has gone in between cannot be read, nor hold anything.
                    let part = &mut part[..usize::try_from(to - from).unwrap()];
                    let read = memory.read_at(part, from).unwrap_or(0);
                    see(&part[..read]);
                    seen += to - from;
                    assert!(seen < LARGEST_MEMORY, "{pid} has more than is looked through");
                }
            }
        })
    }

    /// In the arguments and the environment of a process, as others of its user see them.
    pub(crate) fn in_the_open(&self, pid: u32) -> BTreeSet<&str> {
        let Some(parts) = parts_of(pid, ["cmdline", "environ"]) else { return BTreeSet::new() };
        let read = parts.map(|part| std::io::read_to_string(part).unwrap_or_default());
        self.in_bytes(read.concat().as_bytes())
    }
}

/// What the system tells of a process, unless that has ended.
fn parts_of<const N: usize>(pid: u32, names: [&str; N]) -> Option<[File; N]> {
    let opened = names.map(|name| File::open(format!("/proc/{pid}/{name}")));
    let has_ended = |error: &std::io::Error| {
        error.kind() == std::io::ErrorKind::NotFound || error.raw_os_error() == Some(ESRCH)
    };
    if opened.iter().any(|it| it.as_ref().is_err_and(has_ended)) {
        return None;
    }
    Some(opened.map(|it| it.unwrap()))
}

/// The range of a line of `/proc/PID/maps`, in bytes, unless it is only what a file holds.
fn private_or_written(line: &str) -> Option<(u64, u64)> {
    let mut words = line.split_ascii_whitespace();
    let (range, access, inode) = (words.next()?, words.next()?, words.nth(2)?);
    let is_of_a_file_alone = inode != "0" && !access.starts_with("rw");
    if !access.starts_with('r') || is_of_a_file_alone {
        return None;
    }
    let (from, to) = range.split_once('-')?;
    Some((u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?))
}

/// What of this range is in memory or swapped out, in pieces of at most a part.
fn there(pages: &File, from: u64, to: u64) -> Vec<(u64, u64)> {
    let mut found: Vec<(u64, u64)> = Vec::new();
    let mut flags = vec![0; PART];
    let mut at = from;
    while at < to {
        let pages_left = usize::try_from((to - at) / PAGE).unwrap();
        let wanted = pages_left.saturating_mul(8).min(PART);
        let read = pages.read_at(&mut flags[..wanted], at / PAGE * 8).unwrap_or(0);
        // Bits 63 and 62: present, swapped (Documentation/admin-guide/mm/pagemap.rst).
        let is_there = |flag: &[u8]| flag[7] & 0xc0 != 0;
        for (index, _) in
            flags[..read].chunks_exact(8).enumerate().filter(|(_, flag)| is_there(flag))
        {
            let page = at + index as u64 * PAGE;
            match found.last_mut() {
                Some((from, to)) if *to == page && *to - *from < PART as u64 => *to += PAGE,
                _ => found.push((page, page + PAGE)),
            }
        }
        if read < 8 {
            break; // what is beyond, such as the system's own page, is not told
        }
        at += (read / 8) as u64 * PAGE;
    }
    found
}

/// A process and all that it has started, and those have.
pub(crate) fn family(ancestor: u32) -> Vec<u32> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|it| it.parse::<u32>().ok()) else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let behind_name = stat.rsplit(") ").next().unwrap_or_default();
        let parent = behind_name.split(' ').nth(1).and_then(|it| it.parse().ok());
        parents.insert(pid, parent.unwrap_or(0));
    }
    let is_of = |mut pid: u32| {
        while pid > 1 && pid != ancestor {
            pid = parents.get(&pid).copied().unwrap_or(0);
        }
        pid == ancestor
    };
    parents.keys().copied().filter(|pid| is_of(*pid)).collect()
}
