//! The memory of a virtual screen: what is painted on it, seen from outside, as a person would. A driver's own
//! pictures need WebKit's layers, which the till's window does without.

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of a pixel there: blue, green, red, nothing.
const PIXEL: usize = 4;

/// Part of a screen, in pixels from its upper left corner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) left: usize,
    pub(crate) top: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// Where Xvfb keeps what it shows, told a folder by `-fbdir`.
pub(crate) struct Framebuffer(PathBuf);

impl Framebuffer {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self(folder.join("Xvfb_screen0"))
    }

    /// What this part shows now.
    pub(crate) fn look(&self, part: Part) -> Look {
        let memory = fs::read(&self.0).unwrap();
        // The file has the form of `xwd`: words of four bytes, then the colours, then the pixels.
        let word = |at: usize| {
            let bytes = memory[at * 4..at * 4 + 4].try_into().unwrap();
            usize::try_from(u32::from_be_bytes(bytes)).unwrap()
        };
        let [header, bits, line, colours] = [word(0), word(11), word(12), word(19)];
        assert_eq!(bits, PIXEL * 8, "bits of a pixel");
        let pixels = &memory[header + colours * 12..];
        let mut shown = Vec::with_capacity(part.width * part.height * PIXEL);
        for row in part.top..part.top + part.height {
            let begin = row * line + part.left * PIXEL;
            shown.extend_from_slice(&pixels[begin..begin + part.width * PIXEL]);
        }
        Look { pixels: shown, part }
    }
}

/// What part of a screen showed at a moment. Two are compared much sooner than their pictures are made.
pub(crate) struct Look {
    pixels: Vec<u8>,
    part: Part,
}

impl Look {
    pub(crate) fn shows_the_same(&self, other: &Self) -> bool {
        self.pixels == other.pixels
    }

    /// As PNG.
    pub(crate) fn picture(&self) -> Vec<u8> {
        let pixels = self.pixels.chunks_exact(PIXEL);
        let rgb: Vec<u8> = pixels.flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
        encode(&rgb, self.part)
    }
}

fn encode(rgb: &[u8], part: Part) -> Vec<u8> {
    let mut png = Vec::new();
    let size = [part.width, part.height].map(|it| u32::try_from(it).unwrap());
    let mut encoder = png::Encoder::new(&mut png, size[0], size[1]);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(rgb).unwrap();
    png
}
