//! Pictures of the screen: reading the QR code on them, and keeping them for people to look at.

use std::path::PathBuf;

/// A picture in shades of grey.
struct Grey {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Grey {
    fn of(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let picture = reader.next_frame(&mut bytes).unwrap();
        let channels = picture.color_type.samples();
        let pixels = bytes[..picture.buffer_size()].chunks_exact(channels).map(|pixel| pixel[0]);
        Self {
            width: picture.width as usize,
            height: picture.height as usize,
            pixels: pixels.collect(),
        }
    }
}

/// The text of the one QR code in the picture.
pub(crate) fn scan(png: &[u8]) -> String {
    let Grey { width, height, pixels } = Grey::of(png);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1, "QR codes in the picture");
    codes[0].decode().unwrap().1
}

/// Keeps the picture in `target/screenshots`.
pub(crate) fn keep(png: &[u8], name: &str) {
    let folder: PathBuf = testkit::programs::target().join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), png).unwrap();
}
