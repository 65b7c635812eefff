//! Makes sure that there is a user interface to embed.

#[path = "../../ui/dist.rs"]
mod dist;

fn main() -> std::io::Result<()> {
    dist::ensure("../../ui/dist")
}
