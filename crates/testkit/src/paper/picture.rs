//! A picture of the paper, dot by dot: letters of 12 by 24 dots, lines 30 dots apart.

use ab_glyph::{Font as _, FontRef, PxScale};
use qrcode::{Color, EcLevel, QrCode};

use super::{Align, Item, Line, Paper};

const LETTER: usize = 12;
const LINE: usize = 30;
const MARGIN: usize = 24;
/// Between the top of a line and what its letters stand on.
const BASELINE: f32 = 22.0;
/// A font's height where its letters are 12 dots wide: they are 600 of 1,000, and 1,320 high.
const HEIGHT: f32 = 26.4;
/// Above and below a code.
const AROUND_CODE: usize = 8;
/// A cut, or the drawer.
const EDGE: usize = 12;

const REGULAR: &[u8] = include_bytes!("../../../slip/fonts/JetBrainsMono-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../slip/fonts/JetBrainsMono-Bold.ttf");

/// Grey dots: 0 is black.
struct Canvas {
    width: usize,
    dots: Vec<u8>,
}

impl Canvas {
    fn set(&mut self, x: usize, y: usize, grey: u8) {
        if x < self.width
            && let Some(dot) = self.dots.get_mut(y * self.width + x)
        {
            *dot = grey;
        }
    }

    fn fill(&mut self, (x, y): (usize, usize), (width, height): (usize, usize), grey: u8) {
        for row in y..y + height {
            for column in x..x + width {
                self.set(column, row, grey);
            }
        }
    }
}

impl Paper {
    /// The paper as PNG.
    pub fn to_png(&self) -> Vec<u8> {
        let width = self.columns * LETTER + 2 * MARGIN;
        let height = self.items.iter().map(height).sum::<usize>() + 2 * MARGIN;
        let mut canvas = Canvas { width, dots: vec![255; width * height] };
        let mut top = MARGIN;
        for item in &self.items {
            self.draw(&mut canvas, item, top);
            top += self::height(item);
        }
        let mut png = Vec::new();
        let (wide, high) = (u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
        let mut encoder = png::Encoder::new(&mut png, wide, high);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(&canvas.dots).unwrap();
        png
    }

    /// Keeps the picture in `target/screenshots`, for people to look at.
    pub fn keep(&self, name: &str) {
        let folder = crate::programs::target().join("screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), self.to_png()).unwrap();
    }

    fn left(&self, align: Align, width: usize) -> usize {
        let free = (self.columns * LETTER).saturating_sub(width);
        MARGIN
            + match align {
                Align::Left => 0,
                Align::Centre => free / 2,
                Align::Right => free,
            }
    }

    fn draw(&self, canvas: &mut Canvas, item: &Item, top: usize) {
        match item {
            Item::Line(line) => self.draw_line(canvas, line, top),
            Item::Code { text, module_dots, align } => {
                let code = grid(text);
                let left = self.left(*align, code.width() * module_dots);
                for (at, color) in code.to_colors().into_iter().enumerate() {
                    if color == Color::Dark {
                        let (x, y) = (at % code.width(), at / code.width());
                        let corner = (left + x * module_dots, top + AROUND_CODE + y * module_dots);
                        canvas.fill(corner, (*module_dots, *module_dots), 0);
                    }
                }
            }
            Item::Cut => {
                for x in (0..canvas.width).step_by(16) {
                    canvas.fill((x, top + EDGE / 2), (8, 2), 160);
                }
            }
            Item::Drawer => canvas.fill((MARGIN, top + EDGE / 2), (4, 4), 160),
        }
    }

    fn draw_line(&self, canvas: &mut Canvas, line: &Line, top: usize) {
        let mut left = self.left(line.align, line.width() * LETTER);
        for letter in &line.letters {
            let style = letter.style;
            let size = (LETTER * style.width, LINE * style.height);
            let (paper, ink) = if style.inverse { (0, 255) } else { (255, 0) };
            canvas.fill((left, top), size, paper);
            draw_letter(canvas, letter, (left, top), ink);
            left += size.0;
        }
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "dots of a picture, far from where they would not fit"
)]
fn draw_letter(canvas: &mut Canvas, letter: &super::Letter, corner: (usize, usize), ink: u8) {
    let (style, font) = (letter.style, if letter.style.bold { BOLD } else { REGULAR });
    let font = FontRef::try_from_slice(font).unwrap();
    let scale = PxScale { x: HEIGHT * style.width as f32, y: HEIGHT * style.height as f32 };
    let mut glyph = font.glyph_id(letter.letter).with_scale(scale);
    assert!(glyph.id.0 != 0 || letter.letter == ' ', "the font lacks {:?}", letter.letter);
    glyph.position = ab_glyph::point(0.0, BASELINE * style.height as f32);
    let Some(outline) = font.outline_glyph(glyph) else { return };
    let bounds = outline.px_bounds();
    outline.draw(|x, y, coverage| {
        // A dot is burnt or it is not.
        if coverage > 0.45 {
            let x = corner.0 as f32 + bounds.min.x + x as f32;
            let y = corner.1 as f32 + bounds.min.y + y as f32;
            canvas.set(x.max(0.0) as usize, y.max(0.0) as usize, ink);
        }
    });
}

fn grid(text: &str) -> QrCode {
    QrCode::with_error_correction_level(text, EcLevel::M).unwrap()
}

fn height(item: &Item) -> usize {
    match item {
        Item::Line(line) => line.height() * LINE,
        Item::Code { text, module_dots, .. } => grid(text).width() * module_dots + 2 * AROUND_CODE,
        Item::Cut | Item::Drawer => EDGE,
    }
}
