//! The till assembled: log, vault, provider, watcher; answers the contract's commands.
