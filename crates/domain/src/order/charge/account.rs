//! Whose charge it is: the account at the provider that it was made with.

/// The account that an attempt was made with. It is polled, refunded, looked up and proved through that
/// account alone: another account may have another charge of the same id (`IntegraPay` counts its ids).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    /// The adapter, such as `connectpsp`.
    pub adapter: String,
    /// The base URL at which it answers, without a slash at its end.
    pub address: String,
    /// 16 lower-case hexadecimal digits of a hash over adapter, address and what names the account among
    /// the credentials. It tells two accounts apart and gives nothing away.
    pub fingerprint: String,
}
