//! Any text is refused or is a number that is read again from its digits.
#![no_main]

use domain::TaxId;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(id) = TaxId::parse(text) {
        assert_eq!(TaxId::parse(id.digits()).as_ref(), Ok(&id));
        assert!(!id.masked().contains(id.digits()));
    }
});
