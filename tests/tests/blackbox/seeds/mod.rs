//! The providers' own pages replayed: each webhook as it is printed there, byte for byte but for its
//! comments, to the merchant's address at the real relay, and from there to two tills.
//!
//! `bodies/` holds them. Those of `ConnectPSP` other than `CASHIN_PAID` are not printed anywhere: they
//! are put together from the documented look-ups, which they are said to mirror.

mod connectpsp;
mod integrapay;
mod market;
mod mixed;
mod parts;
mod payouts;
mod unknown;
mod unmatched;

use testkit::programs::root;

/// A body of the folder.
pub(crate) fn body(name: &str) -> String {
    let path = root().join("tests/tests/blackbox/seeds/bodies").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path);
    text.unwrap_or_else(|error| panic!("{}: {error}", path.display())).trim_end().to_owned()
}
