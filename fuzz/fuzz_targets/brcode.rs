//! Any text is refused or written back to the letter.
#![no_main]

use domain::brcode::BrCode;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(code) = BrCode::parse(text) {
        assert_eq!(code.to_string(), text);
        let _ = (code.kind(), code.merchant_name(), code.merchant_city(), code.txid());
    }
    // Chance rarely meets the CRC: seal the text, so that the fields behind it are read too.
    if let Err(domain::brcode::BrCodeError::WrongCrc { computed, .. }) =
        BrCode::parse(&format!("{text}63040000"))
    {
        let sealed = format!("{text}6304{computed:04X}");
        let read = BrCode::parse(&sealed).map(|code| code.to_string());
        assert_eq!(read, Ok(sealed));
    }
});
