//! A slip as plain text.

use crate::document::{Align, Document, Row};
use crate::layout::width;

impl Document {
    /// Line by line; what is large on paper stands in normal size. A QR Code is its text in brackets.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for row in self.rows() {
            match row {
                Row::Text { text: line, style } => {
                    text.push_str(self.placed(line, style.align).trim_end());
                }
                Row::Qr(code) => {
                    text.push('[');
                    text.push_str(code);
                    text.push(']');
                }
                Row::Ruler => text.push_str(&Row::ruler(self.count())),
                Row::Page(_) => continue,
            }
            text.push('\n');
        }
        text
    }

    /// The line with the spaces that put it into its place.
    fn placed(&self, line: &str, align: Align) -> String {
        let free = self.count().saturating_sub(width(line));
        let before = match align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        };
        format!("{:before$}{line}", "")
    }
}
