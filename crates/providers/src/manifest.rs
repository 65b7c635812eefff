//! What an adapter needs and can do, so that screens are drawn from it.

/// An adapter's description of itself.
#[derive(Debug, Clone, Copy)]
pub struct Manifest {
    /// Its name in commands and in the log, such as `connectpsp`.
    pub id: &'static str,
    /// Its name on screens.
    pub name: &'static str,
    /// What it is connected with, in the order of asking.
    pub fields: &'static [Field],
    /// Shortest and longest life of a code that the till asks for, in minutes.
    pub expires_in_min: (u32, u32),
}

/// One thing to know before connecting.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key in the JSON of `balcao connect --stdin`.
    pub key: &'static str,
    /// Never shown again once typed.
    pub secret: bool,
    /// Connecting without it is refused.
    pub required: bool,
}
