//! The watch over a till's home: what another process or a person writes there is acted on at once, and nobody
//! has to look every so often.
//!
//! The system's word of a change does not come on every file system that a container or a network share has,
//! and some of it may be lost. Whoever goes by this watch looks by itself as well, only seldom.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use store::{NEWS, PROCESSES};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::{access, settings};

/// The system tells of a file that is closed just before it frees the lock on it.
const UNTIL_UNLOCKED: Duration = Duration::from_millis(20);

/// What has happened in a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// A process has written to the order log.
    Log,
    /// The settings' file is another one, or the codes are that let a page in.
    Settings,
    /// A process has ended.
    Processes,
}

/// A watch, for as long as it is kept. Its thread may outlive it: it holds nothing of the till, whose log must be
/// closed by then.
pub(crate) struct HomeWatch {
    _watcher: RecommendedWatcher,
}

impl HomeWatch {
    /// Tells `log` of other processes' commits and ends, and `settings` of changed settings. `None`: the
    /// system has no watch to give, and everybody looks for themselves as often as they need.
    pub(crate) fn begin(
        home: &Path,
        log: watch::Sender<()>,
        settings: watch::Sender<()>,
    ) -> Option<Self> {
        let runtime = Handle::current();
        let tell = move |change| match change {
            Change::Log => log.send_replace(()),
            Change::Settings => settings.send_replace(()),
            Change::Processes => {
                let log = log.clone();
                runtime.spawn(async move {
                    tokio::time::sleep(UNTIL_UNLOCKED).await;
                    log.send_replace(());
                });
            }
        };
        match watch_home(home, tell) {
            Ok(watcher) => Some(Self { _watcher: watcher }),
            Err(error) => {
                tracing::warn!(%error, "the home cannot be watched, and is looked at every so often");
                None
            }
        }
    }
}

fn watch_home(
    home: &Path,
    tell: impl Fn(Change) + Send + 'static,
) -> notify::Result<RecommendedWatcher> {
    // The system names what it tells of by the folder's real name.
    let home = &home.canonicalize()?;
    let files = Files {
        news: home.join(NEWS),
        settings: [settings::FILE, settings::CONNECTIONS, access::FILE].map(|it| home.join(it)),
        processes: home.join(PROCESSES),
    };
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        match event {
            // Some events were lost.
            Ok(event) if event.need_rescan() => {
                [Change::Log, Change::Settings, Change::Processes].into_iter().for_each(&tell);
            }
            Ok(event) => {
                event
                    .paths
                    .iter()
                    .filter_map(|path| files.change(path, event.kind))
                    .for_each(&tell);
            }
            Err(error) => tracing::warn!(%error, "the watch over the home"),
        }
    })?;
    watcher.watch(home, RecursiveMode::NonRecursive)?;
    watcher.watch(&home.join(PROCESSES), RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

/// What is watched.
struct Files {
    news: PathBuf,
    settings: [PathBuf; 3],
    processes: PathBuf,
}

impl Files {
    /// What it means that this happened to that file.
    fn change(&self, path: &Path, kind: EventKind) -> Option<Change> {
        let is_written = matches!(kind, EventKind::Access(AccessKind::Close(AccessMode::Write)));
        let is_read = kind.is_access() && !is_written;
        if is_read {
            None
        } else if path == self.news {
            // Each of them is written once; the system tells of its opening and closing too.
            (!is_written).then_some(Change::Log)
        } else if self.settings.iter().any(|it| it == path) {
            Some(Change::Settings)
        } else {
            // A process keeps its file open for as long as it lives.
            let is_over = is_written || kind.is_remove();
            (is_over && path.parent() == Some(&self.processes)).then_some(Change::Processes)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    /// Longer than a busy machine takes to tell.
    const PATIENCE: Duration = Duration::from_secs(20);

    fn watched() -> (tempfile::TempDir, RecommendedWatcher, Receiver<Change>) {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join(PROCESSES)).unwrap();
        let (told, changes) = channel();
        let watcher = watch_home(home.path(), move |change| told.send(change).unwrap()).unwrap();
        (home, watcher, changes)
    }

    #[test]
    fn each_commit_that_is_told_is_heard_and_the_logs_own_files_are_not() {
        let (home, _watcher, changes) = watched();
        fs::write(home.path().join("order-log.db-wal"), "pages").unwrap();
        for _ in 0..3 {
            store::tell_news(home.path()).unwrap();
            assert_eq!(changes.recv_timeout(PATIENCE).unwrap(), Change::Log);
        }
    }

    #[test]
    fn settings_that_take_the_place_of_others_are_heard() {
        let (home, _watcher, changes) = watched();
        let new = home.path().join("settings.new");
        fs::write(&new, "{}").unwrap();
        fs::rename(new, home.path().join(settings::FILE)).unwrap();
        assert_eq!(changes.recv_timeout(PATIENCE).unwrap(), Change::Settings);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_end_of_a_process_is_heard_though_it_says_nothing() {
        let (home, _watcher, changes) = watched();
        let lock = File::create(home.path().join(PROCESSES).join("v7-1")).unwrap();
        lock.try_lock().unwrap();
        // Others look whether it lives, which closes what they have opened to read.
        drop(File::open(home.path().join(PROCESSES).join("v7-1")).unwrap());
        assert!(changes.try_recv().is_err());
        drop(lock);
        assert_eq!(changes.recv_timeout(PATIENCE).unwrap(), Change::Processes);
    }
}
