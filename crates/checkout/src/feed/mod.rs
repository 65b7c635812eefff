//! The feed: what the doors are told, and what they can look up.

mod attention;
mod follow;
mod history;
mod news;

pub use attention::Attention;
pub use history::{History, Life};
pub use news::News;
