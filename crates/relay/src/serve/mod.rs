//! A relay's life: from an open folder to an orderly end.

mod gate;
mod plan;
mod signals;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{any, get, post};
use http_guard::{Tls, TlsError};
use program::{OwnHome, Privacy};
use relay_protocol::{PAIR_PATH, STREAM_PATH, UNPAIR_PATH};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::admin::access::Access;
use crate::admin::server;
use crate::db::{DATABASE, Db, OpenError};
use crate::directory::Directory;
use crate::door::Door;
use crate::engine::Sqlite;
use crate::health::Health;
use crate::reported::Reported;
use crate::state::{Phase, Relay};
use crate::store::StoreError;
use crate::{ingest, machine, pair, stream, unpair, upkeep};
use gate::{Gate, Most};
pub use plan::Plan;
use signals::Signals;

/// What stands beside the database in the relay's folder.
const FILES: &[&str] = &["admin.json", "lock", "watermark"];
/// Webhooks are taken for so long after the relay was told to end, if anybody is connected: who
/// sends requests learns from `/readyz` to send them elsewhere.
const LAST_ORDERS: Duration = Duration::from_secs(3);
/// In any case for so long: connections that were made are not accepted yet.
const ARRIVALS: Duration = Duration::from_millis(250);
/// Tills are told to dial again within this time, a few at a time.
const DRAIN: Duration = Duration::from_secs(2);
/// Sessions and requests that are under way have this long to end, each.
const END: Duration = Duration::from_secs(3);
/// The writer has this long to commit and to close.
const CLOSE: Duration = Duration::from_secs(10);
/// Connections of the admin listener.
const MOST_ADMINS: usize = 64;
/// Files that are open besides sockets, and room for more of them.
const OTHER_FILES: u64 = 64;

/// Why a relay does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder or the database in it cannot be made.
    #[error("cannot make {0} and relay.db in it: {1}")]
    Folder(PathBuf, std::io::Error),
    /// See [`OpenError`].
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The directory cannot be read.
    #[error("cannot read relay.db: {0}")]
    Directory(#[from] StoreError),
    /// See [`TlsError`].
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The TLS library does not take the settings.
    #[error("cannot do TLS: {0}")]
    Rustls(#[from] rustls::Error),
    /// Others may enter the folder, and that cannot be changed.
    #[error("others may enter {0}; give the relay a folder of its own, with mode 0700 (--data)")]
    NotPrivate(PathBuf),
    /// The address is taken, or not ours.
    #[error("cannot listen on {0}: {1}; choose another address with {2}")]
    Listen(SocketAddr, std::io::Error, &'static str),
    /// The system does not tell of signals.
    #[error("cannot be told to end: {0}")]
    Signals(std::io::Error),
    /// What was accepted is on disk; the log in relay.db-wal was not moved into relay.db in time.
    #[error("the database did not close in time; the next start puts it in order")]
    Unclosed,
}

/// Where a relay can be reached.
pub struct At {
    /// The public listener, as it is on this machine.
    pub url: String,
    /// The admin listener.
    pub admin_url: String,
    /// As the world reaches the public listener.
    pub public_url: Arc<str>,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "The relay is at {} (here: {}), admin, health and metrics at {}.",
            self.public_url, self.url, self.admin_url
        )
    }
}

/// A relay with both listeners open and nobody attended to yet.
struct Opened {
    relay: Arc<Relay>,
    public: (Arc<Gate>, TcpListener),
    admin: (Arc<Gate>, TcpListener),
    tls: Option<Tls>,
    at: At,
}

/// Runs a relay until a signal ends it. `listening` is told where it is once it can be reached.
pub async fn serve(plan: Plan, listening: impl FnOnce(&At)) -> Result<(), ServeError> {
    let mut signals = Signals::listen().map_err(ServeError::Signals)?;
    let retention = plan.config.retention;
    let Opened { relay, public, admin, tls, at } = open(plan).await?;
    let (stop, stopped) = watch::channel(false);
    let gate = Arc::clone(&public.0);
    let public = tokio::spawn(public.0.attend(public.1, stopped.clone()));
    // The admin listener stays until the end: it says "not ready" meanwhile.
    let admin = tokio::spawn(admin.0.attend(admin.1, stopped));
    let mut others = vec![tokio::spawn(upkeep::upkeep(Arc::clone(&relay), retention))];
    others.extend(tls.map(|tls| tokio::spawn(tls.follow())));
    tracing::info!(url = %at.url, admin_url = %at.admin_url, public_url = %at.public_url, "listening");
    listening(&at);
    signals.next().await;
    tokio::select! {
        ended = end(&relay, &gate, &stop, public) => ended?,
        () = signals.next() => {
            tracing::warn!("told to end a second time: ending at once");
            std::process::exit(1);
        }
    }
    admin.abort();
    others.iter().for_each(JoinHandle::abort);
    Ok(())
}

async fn open(plan: Plan) -> Result<Opened, ServeError> {
    let files = machine::allow_many_files();
    make_private(&plan.data)?;
    let tls = plan.tls.map(Tls::open).transpose()?;
    let acceptor = tls.as_ref().map(Tls::acceptor).transpose()?;
    let db = Db::open(&plan.data)?;
    let directory = Directory::open(db.clone()).await?;
    let reported = Reported::open(db.clone()).await?;
    let (listener, address) = listen(plan.listen, "--listen").await?;
    let (admin_listener, admin_address) = listen(plan.admin_listen, "--admin-listen").await?;
    if !admin_address.ip().is_loopback() {
        tracing::warn!(%admin_address, "admin and metrics are reachable from other machines");
    }
    let scheme = if tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{address}");
    let public_url = plan.public_url.unwrap_or_else(|| url.as_str().into());
    let relay = Arc::new(Relay::new(Sqlite::new(db), directory, reported, &plan.config));

    let at = At { url, admin_url: format!("http://{admin_address}"), public_url };
    let access = Access::next(&plan.data, at.admin_url.clone());
    // What is kept can be delivered all the same.
    if let Err(error) = access.write(&Access::in_folder(&plan.data)) {
        tracing::warn!(%error, "admin.json cannot be written: commands will not find this relay");
    }
    if let Some(Err(error)) = Access::of_user().map(|path| access.write(&path)) {
        tracing::info!(%error, "commands without --data will not find this relay");
    }

    let files = files.unwrap_or(u64::MAX).saturating_sub(OTHER_FILES);
    let limits = plan.config.limits;
    let most = Most {
        all: usize::try_from(files.min(limits.connections.into())).unwrap_or(usize::MAX),
        of_source: usize::try_from(limits.connections_per_source).unwrap_or(usize::MAX),
    };
    let door = Door { relay: Arc::clone(&relay), public_url: Arc::clone(&at.public_url) };
    let health = Arc::new(Health::new(Arc::clone(&relay), plan.data));
    let asked = server::router(door.clone(), health, &access.token);
    let public = Gate::new(router(door), acceptor, plan.proxies.clone(), most, Arc::clone(&relay));
    let most = Most { all: MOST_ADMINS, of_source: MOST_ADMINS };
    let admin = Gate::new(asked, None, plan.proxies, most, Arc::clone(&relay));
    Ok(Opened { relay, public: (public, listener), admin: (admin, admin_listener), tls, at })
}

/// All routes of the public listener.
fn router(door: Door) -> Router {
    let relay = Arc::clone(&door.relay);
    let webhooks = Router::new()
        .route("/i/{key}", any(ingest::take))
        .route("/i/{key}/{*suffix}", any(ingest::take))
        .route(STREAM_PATH, get(stream::dial))
        .with_state(relay);
    let pairing =
        Router::new().route(PAIR_PATH, post(pair::pair)).route(UNPAIR_PATH, post(unpair::unpair));
    webhooks.merge(pairing.with_state(door))
}

async fn listen(
    address: SocketAddr,
    flag: &'static str,
) -> Result<(TcpListener, SocketAddr), ServeError> {
    let failed = |error| ServeError::Listen(address, error, flag);
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Makes folder and database if they are not there. Bodies hold names and tax ids, and routes the
/// secrets of their checks, so nobody else looks in: what stands there already is taken back.
fn make_private(folder: &Path) -> Result<(), ServeError> {
    let failed = |error| ServeError::Folder(folder.to_owned(), error);
    let is_ours = |name: &str| name.starts_with(DATABASE) || FILES.contains(&name);
    if program::make_private(folder, OwnHome::Close, is_ours).map_err(failed)? == Privacy::Shared {
        return Err(ServeError::NotPrivate(folder.to_owned()));
    }
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // SQLite gives its other files the same mode.
    options.create(true).append(true).open(folder.join(DATABASE)).map_err(failed)?;
    // It may be a copy that somebody put here, or of a version that made it as the system does.
    program::tighten(folder, is_ours);
    Ok(())
}

/// The orderly end: not ready, no new sockets, webhooks for a moment more, tills sent away, what is
/// under way answered, everything on disk. At most 22 s.
async fn end(
    relay: &Relay,
    gate: &Gate,
    stop: &watch::Sender<bool>,
    public: JoinHandle<()>,
) -> Result<(), ServeError> {
    relay.enter(Phase::Draining);
    tracing::info!(sessions = relay.sessions.count(), "told to end: draining");
    let last_orders = Instant::now() + LAST_ORDERS;
    sleep(ARRIVALS).await;
    while gate.open() > 0 && Instant::now() < last_orders {
        sleep(Duration::from_millis(50)).await;
    }
    if relay.sessions.count() > 0 {
        relay.sessions.drain(DRAIN).await;
        relay.sessions.close_all(END).await;
    }
    stop.send_replace(true);
    if timeout(END, public).await.is_err() {
        tracing::warn!("requests are still under way; they are cut off");
    }
    relay.enter(Phase::Closing);
    if let Err(error) = relay.store.write_acks().await {
        tracing::warn!(%error, "the newest acks are not on disk; tills know better anyway");
    }
    if let Err(error) = relay.reported.end().await {
        tracing::warn!(%error, "the newest marks and codes are not on disk; tills tell them again");
    }
    let closed = timeout(CLOSE, relay.store.db().close()).await;
    closed.map_err(|_| ServeError::Unclosed)?;
    tracing::info!("ended");
    Ok(())
}
