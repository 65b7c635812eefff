//! The code as a picture, which the provider sends beside the text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qrcode::{Color, EcLevel, QrCode};

const MODULE_PX: usize = 6;
const QUIET_ZONE_MODULES: usize = 4;

/// A black and white PNG, bare base64 without `data:` (C-tut-in); empty if `text` is too long.
pub(crate) fn base64_png(text: &str) -> String {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok();
    let png = code.and_then(|code| png(&code).ok());
    png.map(|bytes| STANDARD.encode(bytes)).unwrap_or_default()
}

fn png(code: &QrCode) -> Result<Vec<u8>, png::EncodingError> {
    let modules = code.width();
    let side = (modules + 2 * QUIET_ZONE_MODULES) * MODULE_PX;
    let colors = code.to_colors();
    let is_dark = |x: usize, y: usize| {
        let module = |px: usize| (px / MODULE_PX).checked_sub(QUIET_ZONE_MODULES);
        let (Some(column), Some(row)) = (module(x), module(y)) else { return false };
        column < modules && colors.get(row * modules + column) == Some(&Color::Dark)
    };
    let mut pixels = Vec::with_capacity(side * side.div_ceil(8));
    for y in 0..side {
        for first in (0..side).step_by(8) {
            let bits = (0..8).map(|bit| u8::from(!is_dark(first + bit, y)));
            pixels.push(bits.fold(0, |byte, bit| (byte << 1) | bit));
        }
    }

    let mut bytes = Vec::new();
    let side = u32::try_from(side).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok(bytes)
}
