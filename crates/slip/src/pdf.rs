//! A slip as a file: one page as wide as the paper and as long as the slip.

use krilla::color::luma;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

use crate::document::{Align, Document, Row, Style};
use crate::layout::width;
use crate::qr::Grid;

/// All sizes are in points, 72 an inch. A dot of the printer is an eighth of a millimetre.
const DOT: f32 = 72.0 / 25.4 / 8.0;
/// How wide a letter is.
const LETTER: f32 = 12.0 * DOT;
/// How far lines are apart.
const LINE: f32 = 30.0 * DOT;
/// White around all of it.
const MARGIN: f32 = 32.0 * DOT;
/// How large the font is so that a letter is that wide: its letters are 600 of 1,000 wide.
const SIZE: f32 = LETTER / 0.6;
/// How far below the top of its line a letter stands, and twice as far where it is large.
const BASELINE: f32 = 22.0 * DOT;
/// A module of a QR Code.
const MODULE: f32 = 4.0 * DOT;

const REGULAR: &[u8] = include_bytes!("../fonts/JetBrainsMono-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/JetBrainsMono-Bold.ttf");

/// A file that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The font or the page is not what the library takes.
    #[error("the slip's font or page is refused")]
    Refused,
    /// What the library says.
    #[error("the slip's file cannot be written: {0:?}")]
    Unwritten(KrillaError),
}

struct Fonts {
    regular: Font,
    bold: Font,
}

impl Fonts {
    fn new() -> Option<Self> {
        let font = |bytes: &'static [u8]| Font::new(bytes.into(), 0);
        Some(Self { regular: font(REGULAR)?, bold: font(BOLD)? })
    }
}

impl Document {
    /// The bytes of a PDF.
    pub fn to_pdf(&self) -> Result<Vec<u8>, Error> {
        let fonts = Fonts::new().ok_or(Error::Refused)?;
        let grids: Vec<_> = self.rows().iter().map(grid).collect();
        let heights: f32 = self.rows().iter().zip(&grids).map(height).sum();
        let wide = letters(self.count()) + 2.0 * MARGIN;
        let settings = PageSettings::from_wh(wide, heights + 2.0 * MARGIN).ok_or(Error::Refused)?;
        let mut pdf = krilla::Document::new();
        pdf.set_metadata(
            Metadata::new().title(self.title().to_owned()).language("pt-BR".to_owned()),
        );
        let mut page = pdf.start_page_with(settings);
        let mut surface = page.surface();
        let mut top = MARGIN;
        for (row, grid) in self.rows().iter().zip(&grids) {
            match (row, grid) {
                (Row::Text { text, style }, _) => {
                    self.draw(&mut surface, &fonts, text, *style, top);
                }
                (Row::Ruler, _) => {
                    let ruler = Row::ruler(self.count());
                    self.draw(&mut surface, &fonts, &ruler, Style::default(), top);
                }
                (Row::Qr(_), Some(grid)) => draw_code(&mut surface, grid, wide, top),
                (Row::Qr(_) | Row::Page(_), _) => {}
            }
            top += height((row, grid));
        }
        surface.finish();
        page.finish();
        pdf.finish().map_err(Error::Unwritten)
    }

    fn draw(&self, to: &mut Surface<'_>, fonts: &Fonts, text: &str, style: Style, top: f32) {
        let scale = if style.large { 2.0 } else { 1.0 };
        let free = letters(self.count()) - letters(width(text)) * scale;
        let left = MARGIN
            + match style.align {
                Align::Left => 0.0,
                Align::Centre => free / 2.0,
                Align::Right => free,
            };
        if style.inverse {
            let bar = Rect::from_xywh(left, top, letters(width(text)) * scale, LINE * scale);
            fill(to, luma::Color::black(), bar.as_slice());
        }
        let color = if style.inverse { luma::Color::white() } else { luma::Color::black() };
        to.set_fill(Some(Fill { paint: color.into(), ..Fill::default() }));
        let font = if style.bold { &fonts.bold } else { &fonts.regular };
        let at = Point::from_xy(left, top + BASELINE * scale);
        to.draw_text(at, font.clone(), SIZE * scale, text, false, TextDirection::LeftToRight);
    }
}

fn draw_code(to: &mut Surface<'_>, grid: &Grid, wide: f32, top: f32) {
    let left = (wide - modules(grid.side_with_quiet_zone())) / 2.0;
    let runs = grid.runs().into_iter().filter_map(|run| {
        let (x, y) = (left + modules(run.x), top + modules(run.y));
        Rect::from_xywh(x, y, modules(run.length), MODULE)
    });
    fill(to, luma::Color::black(), &runs.collect::<Vec<_>>());
}

fn fill(to: &mut Surface<'_>, color: luma::Color, areas: &[Rect]) {
    let mut path = PathBuilder::new();
    for area in areas {
        path.push_rect(*area);
    }
    if let Some(path) = path.finish() {
        to.set_fill(Some(Fill { paint: color.into(), ..Fill::default() }));
        to.draw_path(&path);
    }
}

fn grid(row: &Row) -> Option<Grid> {
    match row {
        Row::Qr(text) => Grid::of(text).ok(),
        Row::Text { .. } | Row::Page(_) | Row::Ruler => None,
    }
}

fn height((row, grid): (&Row, &Option<Grid>)) -> f32 {
    match (row, grid) {
        (Row::Text { style, .. }, _) if style.large => 2.0 * LINE,
        (Row::Text { .. } | Row::Ruler, _) => LINE,
        (_, Some(grid)) => modules(grid.side_with_quiet_zone()),
        (_, None) => 0.0,
    }
}

fn letters(count: usize) -> f32 {
    LETTER * f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

fn modules(count: usize) -> f32 {
    MODULE * f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
