//! Prints the contract as TypeScript; `cargo xtask contract` writes it where the UI expects it.
fn main() {
    print!("{}", contract::typescript());
}
