//! Reading the code from a picture. The browser draws the picture and sends its grey values, so
//! that no decoder of picture formats is needed here.

use rqrr::PreparedImage;
use serde_json::json;

use crate::message::{Request, Response};

/// Largest picture: 2048 by 2048 grey values.
pub(crate) const MAX_SCAN_BYTES: usize = 4 * 1024 * 1024;

/// Whether the request brings a picture, which is longer than any other body.
pub(crate) fn is_scan(request: &Request) -> bool {
    request.method == "POST" && request.path == "/banco/scan"
}

/// POST /banco/scan?width=W: rows of W grey values, one byte each.
pub(crate) fn scan(request: &Request) -> Response {
    let width = request.query.strip_prefix("width=").and_then(|width| width.parse().ok());
    match width.and_then(|width| read_code(&request.body, width)) {
        Some(code) => Response::json(200, &json!({ "code": code })),
        None => Response::json(422, &json!({ "error": "no_code" })),
    }
}

fn read_code(grey: &[u8], width: usize) -> Option<String> {
    let height = grey.len().checked_div(width)?;
    if height == 0 || width * height != grey.len() {
        return None;
    }
    let at = |x: usize, y: usize| grey.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut image = PreparedImage::prepare_from_greyscale(width, height, at);
    let grids = image.detect_grids();
    grids.iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(text: &str, module_px: usize) -> (Vec<u8>, usize) {
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).unwrap();
        let modules = code.width();
        let side = (modules + 8) * module_px;
        let grey = |at: usize| {
            let module = |px: usize| (px / module_px).checked_sub(4).filter(|&m| m < modules);
            match (module(at % side), module(at / side)) {
                (Some(x), Some(y)) if code[(x, y)] == qrcode::Color::Dark => 20,
                _ => 240,
            }
        };
        ((0..side * side).map(grey).collect(), side)
    }

    #[test]
    fn reads_the_code_from_grey_values() {
        let (grey, side) = picture("00020126BR.GOV.BCB.PIX", 5);
        assert_eq!(read_code(&grey, side).as_deref(), Some("00020126BR.GOV.BCB.PIX"));
    }

    #[test]
    fn refuses_pictures_without_a_code_or_with_a_wrong_size() {
        assert_eq!(read_code(&[255; 10_000], 100), None);
        assert_eq!(read_code(&[255; 10_001], 100), None);
        assert_eq!(read_code(&[], 100), None);
        assert_eq!(read_code(&[255; 100], 0), None);
        assert_eq!(read_code(&[255; 100], usize::MAX), None);
    }
}
