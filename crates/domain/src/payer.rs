//! The person who pays, where a provider wants to know.

use std::fmt;

use crate::tax_id::TaxId;

/// A payer's name and tax id. Never printed: `Debug` is redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct Payer {
    name: String,
    document: TaxId,
}

/// The name is empty, has control characters or more than 100 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadName;

impl Payer {
    /// Longest name, in characters.
    pub const LONGEST_NAME: usize = 100;

    /// Takes a full name (trimmed) and a checked document.
    pub fn new(name: &str, document: TaxId) -> Result<Self, BadName> {
        Self::check_name(name)?;
        Ok(Self { name: name.trim().to_owned(), document })
    }

    /// Refuses what is no name.
    pub fn check_name(name: &str) -> Result<(), BadName> {
        let name = name.trim();
        let length = name.chars().count();
        if length == 0 || length > Self::LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(BadName);
        }
        Ok(())
    }

    /// Full name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// CPF or CNPJ.
    pub const fn document(&self) -> &TaxId {
        &self.document
    }
}

impl fmt::Debug for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payer(redacted)")
    }
}

/// A name as it may stand on a screen that others see: first name and an initial, `João S***`.
pub fn mask_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first: String = words.next().unwrap_or_default().chars().take(20).collect();
    match words.next_back().and_then(|last| last.chars().next()) {
        Some(initial) => format!("{first} {initial}***"),
        None => first,
    }
}

#[cfg(test)]
mod tests {
    use super::mask_name;

    #[test]
    fn a_masked_name_keeps_first_name_and_one_initial() {
        assert_eq!(mask_name("João da Silva"), "João S***");
        assert_eq!(mask_name("  Ana "), "Ana");
        assert_eq!(mask_name(""), "");
    }
}
