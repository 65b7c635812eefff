//! Any text is refused or is an amount that survives being written.
#![no_main]

use domain::Centavos;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(amount) = Centavos::parse_typed(text) {
        assert!((1..=Centavos::MAX.get()).contains(&amount.get()));
        assert_eq!(Centavos::parse_typed(&amount.to_string()), Ok(amount));
    }
    if let Ok(amount) = Centavos::from_decimal(text) {
        assert!((0..=Centavos::MAX.get()).contains(&amount.get()));
        assert_eq!(Centavos::from_decimal(&amount.to_decimal()), Ok(amount));
    }
});
