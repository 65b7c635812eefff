//! What is done with a provider's webhook: what it is worth, and how it is received with its effect and
//! the cursor in one commit. By which way it came is not this room's matter.

mod judge;
mod receive;
pub mod verdict;

pub(crate) use judge::is_of_other_till;
