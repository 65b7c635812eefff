//! The browser door: the contract over HTTP and server-sent events, and the built UI.
