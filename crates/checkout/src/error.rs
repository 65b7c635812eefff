//! Why a use case was not done.

/// An error of the checkout.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No provider is connected.
    #[error("no provider is connected")]
    NotConnected,
    /// The order log says no; nothing was sent because of this call.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A task of ours ended before its time; the watcher takes over its charge.
    #[error("a task ended before its time")]
    Interrupted,
}
