//! A slip as the screen's lines.

use contract::SlipLine;

use crate::document::{Align, Document, Row, Style};
use crate::qr;

impl Document {
    /// The lines for the screen, from the top. A QR Code that cannot be drawn is left out, as on paper.
    pub fn to_lines(&self) -> Vec<SlipLine> {
        let line = |row: &Row| match row {
            Row::Text { text, style } => {
                let room = if style.large { self.count() / 2 } else { self.count() };
                let text = match style.align {
                    Align::Right => format!("{text:>room$}"),
                    Align::Left | Align::Centre => text.clone(),
                };
                let Style { bold, large, inverse, align } = *style;
                let centred = align == Align::Centre;
                Some(SlipLine::Text { text, large, inverse, bold, centred })
            }
            Row::Ruler => {
                let text = Row::ruler(self.count());
                let (large, inverse, bold, centred) = (false, false, false, false);
                Some(SlipLine::Text { text, large, inverse, bold, centred })
            }
            Row::Qr(text) => Some(SlipLine::Qr { qr: qr::draw(text).ok()? }),
            Row::Page(_) => None,
        };
        self.rows().iter().filter_map(line).collect()
    }
}
