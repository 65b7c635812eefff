//! Who is measured, and how each is started.

mod nchan;
mod relay;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;
use tempfile::TempDir;

use crate::child::{Server, spent_us};
use crate::relay::line::Listener;

/// Who is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// Our relay.
    Relay,
    /// Nchan with its own memory.
    Nchan,
    /// Nchan with Redis, which syncs each write.
    NchanRedis,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Relay, Self::Nchan, Self::NchanRedis];

    /// As it stands in the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Relay => "balcao-relay",
            Self::Nchan => "Nchan in memory",
            Self::NchanRedis => "Nchan + Redis, fsync always",
        }
    }

    /// Whether what it accepted is on disk.
    pub(crate) fn is_durable(self) -> bool {
        match self {
            Self::Relay | Self::NchanRedis => true,
            Self::Nchan => false,
        }
    }
}

/// The programs of this machine.
pub(crate) struct Programs {
    pub(crate) relay: PathBuf,
    pub(crate) nginx: Option<PathBuf>,
    pub(crate) nchan: Option<PathBuf>,
    pub(crate) redis: Option<PathBuf>,
}

impl Programs {
    /// Looks for the peers where Debian puts them and in `PATH`.
    pub(crate) fn find(relay: PathBuf) -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<_> =
            std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/bin".into()]).collect();
        let find = |name| folders.iter().map(|folder| folder.join(name)).find(|it| it.is_file());
        let module = Path::new("/usr/lib/nginx/modules/ngx_nchan_module.so");
        Self {
            relay,
            nginx: find("nginx"),
            nchan: module.is_file().then(|| module.to_path_buf()),
            redis: find("redis-server"),
        }
    }

    /// Whether all that it takes is installed.
    pub(crate) fn have(&self, kind: Kind) -> bool {
        let nchan = self.nginx.is_some() && self.nchan.is_some();
        match kind {
            Kind::Relay => true,
            Kind::Nchan => nchan,
            Kind::NchanRedis => nchan && self.redis.is_some(),
        }
    }

    /// What they say of themselves.
    pub(crate) fn versions(&self) -> Vec<String> {
        let mut versions = Vec::new();
        let asked = [(&self.nginx, "-v"), (&self.redis, "--version")];
        for (program, argument) in asked {
            let Some(program) = program else { continue };
            let Ok(output) = Command::new(program).arg(argument).output() else { continue };
            let said = [output.stdout, output.stderr].concat();
            versions.extend(String::from_utf8_lossy(&said).lines().next().map(str::to_owned));
        }
        versions
    }
}

/// A till's place: where its webhooks go, and how it listens.
pub(crate) struct Seat {
    /// The till's own address: tills are not neighbours on one machine.
    pub(crate) address: Ipv4Addr,
    /// Where webhooks for it go.
    pub(crate) path: String,
    pub(crate) listener: Listener,
}

/// A peer that runs; dropping it ends it and removes its data.
pub(crate) struct Peer {
    servers: Vec<Server>,
    pub(crate) address: SocketAddr,
    /// The first is the measured till's, the others are for idle ones.
    pub(crate) seats: Vec<Arc<Seat>>,
    _folder: TempDir,
}

impl Peer {
    /// Starts a peer with room for so many tills; its data goes into a new folder in that one.
    pub(crate) fn start(
        kind: Kind,
        programs: &Programs,
        folder: &Path,
        tills: usize,
    ) -> Result<Self> {
        let folder = tempfile::tempdir_in(folder)?;
        let (servers, address, seats) = match kind {
            Kind::Relay => relay::start(&programs.relay, folder.path(), tills)?,
            Kind::Nchan => nchan::start(programs, folder.path(), tills, false)?,
            Kind::NchanRedis => nchan::start(programs, folder.path(), tills, true)?,
        };
        let seats = seats.into_iter().map(Arc::new).collect();
        Ok(Self { servers, address, seats, _folder: folder })
    }

    /// Bytes of memory of all its processes.
    pub(crate) fn memory(&self) -> Result<u64> {
        self.servers.iter().map(Server::memory).sum()
    }

    /// Processor time that all its processes have spent, in microseconds.
    pub(crate) fn spent_us(&self) -> Result<u64> {
        self.servers.iter().map(|server| spent_us(&server.pids())).sum()
    }
}

/// What starting a peer answers: its processes, its address, and its tills.
type Started = (Vec<Server>, SocketAddr, Vec<Seat>);

/// The address of the till with that number, 127.1.0.1 onwards.
fn address_of(till: usize) -> Ipv4Addr {
    let number = u32::try_from(till).unwrap_or(0) + 1;
    Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 1, 0, 0)) + number)
}
