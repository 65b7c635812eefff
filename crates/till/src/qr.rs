//! The code drawn: level M, quiet zone of 4 modules, dark on white.

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};
pub(crate) use slip::qr::draw;

/// The code for a terminal, two modules per character, quiet zone included; `None` if the text is
/// too long for a QR Code.
pub fn draw_for_terminal(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    // A terminal's letters are light on dark: the light modules are what is printed.
    let picture = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .quiet_zone(true)
        .build();
    Some(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_draws_exactly_the_dark_modules() {
        let text = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D";
        let view = draw(text).unwrap();
        let side = view.modules as usize;
        let mut dark = vec![false; side * side];
        for part in view.path.split('z').filter(|part| !part.is_empty()) {
            let (x, rest) = part[1..].split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, _) = rest.split_once('v').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            for i in 0..length.parse::<usize>().unwrap() {
                dark[y * side + x + i] = true;
            }
        }
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, |x, y| {
            if dark[(y / 4) * side + x / 4] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        let (meta, decoded) = grids[0].decode().unwrap();
        assert_eq!(decoded, text);
        assert_eq!(meta.ecc_level, 0, "level M");
        assert!((0..side).all(|i| !dark[3 * side + i] && !dark[i * side + 3]), "quiet zone");
    }

    #[test]
    fn what_is_too_long_is_refused() {
        assert!(draw(&"x".repeat(5_000)).is_err());
        assert_eq!(draw_for_terminal(&"x".repeat(5_000)), None);
    }
}
