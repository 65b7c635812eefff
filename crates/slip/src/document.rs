//! A slip, laid out: lines that are never longer than the paper.

use crate::clean::clean;
use crate::layout::{pair, parts, width, wrap};
use crate::page::CodePage;

/// How many characters a line of the paper has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Columns {
    /// Paper of 58 mm.
    C32,
    /// Paper of 80 mm, in a larger type.
    C42,
    /// Paper of 80 mm.
    C48,
}

impl Columns {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::C32, Self::C42, Self::C48];

    /// How many characters.
    pub const fn count(self) -> usize {
        match self {
            Self::C32 => 32,
            Self::C42 => 42,
            Self::C48 => 48,
        }
    }

    /// How many dots a line of the printer has, at 8 a millimetre and 12 a character.
    pub(crate) const fn dots(self) -> usize {
        self.count() * 12
    }
}

impl TryFrom<u32> for Columns {
    type Error = u32;

    fn try_from(count: u32) -> Result<Self, u32> {
        let is_it = |columns: &Self| u32::try_from(columns.count()) == Ok(count);
        Self::ALL.into_iter().find(is_it).ok_or(count)
    }
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// How a line looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Where it stands.
    pub align: Align,
    /// Bold.
    pub bold: bool,
    /// Twice as wide and as high: half as many characters.
    pub large: bool,
    /// White on black.
    pub inverse: bool,
}

impl Style {
    /// In the middle.
    pub const CENTRE: Self =
        Self { align: Align::Centre, bold: false, large: false, inverse: false };
    /// In the middle and bold.
    pub const CENTRE_BOLD: Self =
        Self { align: Align::Centre, bold: true, large: false, inverse: false };
}

/// One line, or what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Text that fits.
    Text {
        /// At most as many characters as a line has, half as many where it is large.
        text: String,
        /// How it looks.
        style: Style,
    },
    /// A QR Code in the middle.
    Qr(String),
    /// From here on the printer's letters are those of another page: the test page alone has it.
    Page(CodePage),
    /// A ruler as long as the widest paper, on which each width ends with its number: where the paper is narrower the
    /// printer goes on in the next line. The test page alone has it.
    Ruler,
}

impl Row {
    /// The ruler as far as a line of this length goes.
    pub(crate) fn ruler(columns: usize) -> String {
        let mut ruler = String::new();
        for width in Columns::ALL.map(Columns::count) {
            let dashes = width - ruler.len() - 2;
            ruler = format!("{ruler}{:-<dashes$}{width}", "");
        }
        ruler.truncate(columns);
        ruler
    }
}

/// A slip as it is printed, shown and saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    columns: Columns,
    title: String,
    rows: Vec<Row>,
}

impl Document {
    /// An empty one. The title is the file's, and is not printed.
    pub fn new(columns: Columns, title: &str) -> Self {
        Self { columns, title: clean(title), rows: Vec::new() }
    }

    /// How many characters a line has.
    pub fn columns(&self) -> Columns {
        self.columns
    }

    /// What a file of it is called inside.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What stands on it, from the top.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(crate) fn count(&self) -> usize {
        self.columns.count()
    }

    fn room(&self, style: Style) -> usize {
        if style.large { self.count() / 2 } else { self.count() }
    }

    fn push(&mut self, text: String, style: Style) {
        self.rows.push(Row::Text { text, style });
    }

    /// Text, broken between words where it is longer than a line. What is large and has a word that would be broken is
    /// written in normal size.
    pub fn text(&mut self, text: &str, style: Style) -> &mut Self {
        let text = clean(text);
        let is_broken = text.split(' ').any(|word| width(word) > self.room(style));
        let style = Style { large: style.large && !is_broken, ..style };
        for line in wrap(&text, self.room(style)) {
            self.push(line, style);
        }
        self
    }

    /// An id on lines of its own, broken only where it is longer than one.
    pub fn id(&mut self, id: &str) -> &mut Self {
        for part in parts(&clean(id), self.count()) {
            self.push(part, Style::default());
        }
        self
    }

    /// A line without anything on it.
    pub fn blank(&mut self) -> &mut Self {
        self.push(String::new(), Style::default());
        self
    }

    /// A line across the paper.
    pub fn rule(&mut self) -> &mut Self {
        self.push("-".repeat(self.count()), Style::default());
        self
    }

    /// White on black across the paper.
    pub fn bar(&mut self, text: &str) -> &mut Self {
        let columns = self.count();
        let style = Style { bold: true, inverse: true, ..Style::default() };
        for line in wrap(&clean(text), columns) {
            self.push(format!("{line:^columns$}"), style);
        }
        self
    }

    /// Two texts at the ends of a line. Where they are too long for one, the left one stands above, and the right one
    /// below at the right.
    pub fn pair(&mut self, left: &str, right: &str) -> &mut Self {
        self.styled_pair(left, right, Style::default());
        self
    }

    /// The same, large where both fit into large lines, and bold in any case.
    pub fn large_pair(&mut self, left: &str, right: &str) -> &mut Self {
        let large = Style { large: true, bold: true, ..Style::default() };
        let (cleft, cright) = (clean(left), clean(right));
        let fits = |text: &str| width(text) <= self.room(large);
        let style = Style { large: fits(&cleft) && fits(&cright), ..large };
        self.styled_pair(left, right, style);
        self
    }

    fn styled_pair(&mut self, left: &str, right: &str, style: Style) {
        let (left, right) = (clean(left), clean(right));
        let room = self.room(style);
        if let Some(line) = pair(&left, &right, room) {
            return self.push(line, style);
        }
        for line in wrap(&left, room) {
            self.push(line, style);
        }
        for line in wrap(&right, room) {
            self.push(format!("{line:>room$}"), style);
        }
    }

    /// A matter with a name and a number: on one line where that is long enough, else the number below.
    pub(crate) fn field(&mut self, label: &str, name: &str, value: &str) -> &mut Self {
        let both = [name, value].join(" ");
        let fits = pair(&clean(label), &clean(both.trim()), self.count()).is_some();
        if fits || name.is_empty() {
            return self.pair(label, both.trim());
        }
        self.text(label, Style::default()).pair(name, value)
    }

    /// A QR Code in the middle.
    pub fn qr(&mut self, text: &str) -> &mut Self {
        self.rows.push(Row::Qr(text.to_owned()));
        self
    }

    pub(crate) fn page(&mut self, page: CodePage) -> &mut Self {
        self.rows.push(Row::Page(page));
        self
    }

    pub(crate) fn ruler(&mut self) -> &mut Self {
        self.rows.push(Row::Ruler);
        self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(document: &Document) -> Vec<(String, bool)> {
        let text = |row: &Row| match row {
            Row::Text { text, style } => Some((text.clone(), style.large)),
            Row::Qr(_) | Row::Page(_) | Row::Ruler => None,
        };
        document.rows().iter().filter_map(text).collect()
    }

    #[test]
    fn the_largest_amount_stands_on_the_narrowest_paper_in_normal_size() {
        let mut narrow = Document::new(Columns::C32, "t");
        narrow.large_pair("TOTAL", "R$ 9.999.999.999,99");
        let line = "TOTAL        R$ 9.999.999.999,99";
        assert_eq!(texts(&narrow), [(line.to_owned(), false)]);
        let mut wide = Document::new(Columns::C48, "t");
        wide.large_pair("TOTAL", "R$ 9.999.999.999,99").large_pair("TOTAL", "R$ 46,90");
        let large = |line: &str| (line.to_owned(), true);
        assert_eq!(
            texts(&wide),
            [large("TOTAL"), large("     R$ 9.999.999.999,99"), large("TOTAL           R$ 46,90"),]
        );
    }

    #[test]
    fn a_long_name_is_large_in_several_lines_and_normal_where_a_word_is_too_long() {
        let large = Style { large: true, ..Style::CENTRE };
        let mut document = Document::new(Columns::C32, "t");
        document.text("Padaria e Confeitaria do Zé", large).text("Otorrinolaringologista", large);
        let expected = [
            ("Padaria e", true),
            ("Confeitaria do", true),
            ("Zé", true),
            ("Otorrinolaringologista", false),
        ];
        assert_eq!(texts(&document), expected.map(|(text, large)| (text.to_owned(), large)));
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_the_paper(
            left in "\\PC{0,80}", right in "\\PC{0,80}", at in 0_usize..3, large in any::<bool>()
        ) {
            let columns = Columns::ALL[at];
            let mut document = Document::new(columns, "t");
            let style = Style { large, ..Style::default() };
            document.text(&left, style).bar(&left).pair(&left, &right).large_pair(&left, &right);
            document.field(&left, &right, &left).id(&right).rule();
            for (text, large) in texts(&document) {
                let most = if large { columns.count() / 2 } else { columns.count() };
                prop_assert!(width(&text) <= most, "{text:?}");
            }
        }
    }
}
