//! QR Codes drawn: level M, quiet zone of 4 modules, dark on white.

use std::fmt::Write as _;

use contract::QrView;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white on each side.
pub const QUIET_ZONE: usize = 4;

/// The modules of a code, without the quiet zone.
#[derive(Debug, Clone)]
pub struct Grid {
    side: usize,
    colors: Vec<Color>,
}

/// Dark modules beside each other on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// From the left, the quiet zone counted.
    pub x: usize,
    /// From the top, the quiet zone counted.
    pub y: usize,
    /// How many.
    pub length: usize,
}

impl Grid {
    /// The code of a text.
    pub fn of(text: &str) -> Result<Self, QrError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)?;
        Ok(Self { side: code.width(), colors: code.to_colors() })
    }

    /// Modules per side, with the quiet zone.
    pub fn side_with_quiet_zone(&self) -> usize {
        self.side + 2 * QUIET_ZONE
    }

    /// The dark modules, line by line.
    pub fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        for (y, row) in self.colors.chunks(self.side).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let length = run.len();
                    runs.push(Run { x: x + QUIET_ZONE, y: y + QUIET_ZONE, length });
                }
                x += run.len();
            }
        }
        runs
    }
}

/// A code for the screen.
pub fn draw(text: &str) -> Result<QrView, QrError> {
    let grid = Grid::of(text)?;
    let mut path = String::new();
    for Run { x, y, length } in grid.runs() {
        // Writing to a string cannot fail.
        let _ = write!(path, "M{x} {y}h{length}v1h-{length}z");
    }
    let modules = u32::try_from(grid.side_with_quiet_zone()).unwrap_or(u32::MAX);
    Ok(QrView { modules, path })
}
