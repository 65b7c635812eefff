//! A model of an ESC/POS printer: bytes become lines, and a picture of the paper. It knows the commands that a till
//! sends and no other, and takes a line that is too long as printers do: it goes on below.

mod page;
mod picture;

use page::Page;

/// Paper as it came out of the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// How many characters fit in a line.
    pub columns: usize,
    /// What came out, from the top.
    pub items: Vec<Item>,
}

/// Something that came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A line of letters.
    Line(Line),
    /// A QR Code.
    Code {
        /// What it says.
        text: String,
        /// How many dots a module has.
        module_dots: usize,
        /// Where it stands.
        align: Align,
    },
    /// The knife.
    Cut,
    /// A pulse to the drawer.
    Drawer,
}

/// A line of letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// From the left.
    pub letters: Vec<Letter>,
    /// Where it stands.
    pub align: Align,
}

/// Where something stands.
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

/// A letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// Which.
    pub letter: char,
    /// How it looks.
    pub style: Style,
}

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Bold.
    pub bold: bool,
    /// White on black.
    pub inverse: bool,
    /// Places that a letter takes, 1 to 8.
    pub width: usize,
    /// Lines that a letter takes, 1 to 8.
    pub height: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { bold: false, inverse: false, width: 1, height: 1 }
    }
}

impl Line {
    /// Its letters alone.
    pub fn text(&self) -> String {
        self.letters.iter().map(|it| it.letter).collect()
    }

    fn width(&self) -> usize {
        self.letters.iter().map(|it| it.style.width).sum()
    }

    fn height(&self) -> usize {
        self.letters.iter().map(|it| it.style.height).max().unwrap_or(1)
    }
}

impl Paper {
    /// What a printer with lines of so many characters makes of the bytes.
    ///
    /// # Errors
    /// A byte that this printer does not know, or a command that ends too early, with its place.
    pub fn of(bytes: &[u8], columns: usize) -> Result<Self, String> {
        let mut printer = Printer {
            bytes,
            at: 0,
            paper: Self { columns, items: Vec::new() },
            line: Line::default(),
            style: Style::default(),
            align: Align::Left,
            page: Page::START,
            code: Code::default(),
        };
        while printer.at < bytes.len() {
            let at = printer.at;
            printer.step().map_err(|why| format!("{why} at byte {at} of {}", bytes.len()))?;
        }
        if !printer.line.letters.is_empty() {
            return Err(format!("the line {:?} never ends", printer.line.text()));
        }
        Ok(printer.paper)
    }

    /// The lines of letters.
    pub fn lines(&self) -> Vec<String> {
        let text = |item: &Item| match item {
            Item::Line(line) => Some(line.text()),
            _ => None,
        };
        self.items.iter().filter_map(text).collect()
    }

    /// All lines as one text.
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// What the codes say.
    pub fn codes(&self) -> Vec<String> {
        let text = |item: &Item| match item {
            Item::Code { text, .. } => Some(text.clone()),
            _ => None,
        };
        self.items.iter().filter_map(text).collect()
    }

    /// The lines that are white on black, without the spaces around them.
    pub fn bars(&self) -> Vec<String> {
        let is_bar = |line: &Line| line.letters.first().is_some_and(|it| it.style.inverse);
        let bar = |item: &Item| match item {
            Item::Line(line) if is_bar(line) => Some(line.text().trim().to_owned()),
            _ => None,
        };
        self.items.iter().filter_map(bar).collect()
    }

    /// Whether it was cut.
    pub fn is_cut(&self) -> bool {
        self.items.contains(&Item::Cut)
    }

    /// How often the drawer was opened.
    pub fn drawer_pulses(&self) -> usize {
        self.items.iter().filter(|item| **item == Item::Drawer).count()
    }
}

/// What was sent of a QR Code.
#[derive(Debug, Default)]
struct Code {
    module_dots: usize,
    is_model_2: bool,
    level: u8,
    text: String,
}

struct Printer<'a> {
    bytes: &'a [u8],
    at: usize,
    paper: Paper,
    line: Line,
    style: Style,
    align: Align,
    page: Page,
    code: Code,
}

impl Printer<'_> {
    fn next(&mut self) -> Result<u8, String> {
        let byte = self.bytes.get(self.at).copied().ok_or("a command ends too early")?;
        self.at += 1;
        Ok(byte)
    }

    fn step(&mut self) -> Result<(), String> {
        match self.next()? {
            b'\n' => self.feed(),
            0x1B => return self.escape(),
            0x1C => match self.next()? {
                // Letters are single bytes.
                b'.' => {}
                other => return Err(format!("FS {other:#04x} is unknown")),
            },
            0x1D => return self.group(),
            byte @ 0x20..=0xFF if byte != 0x7F => {
                let letter =
                    self.page.letter(byte).ok_or(format!("the page has no letter {byte:#04x}"))?;
                self.put(letter);
            }
            other => return Err(format!("{other:#04x} is unknown")),
        }
        Ok(())
    }

    fn put(&mut self, letter: char) {
        if self.line.width() + self.style.width > self.paper.columns {
            self.feed();
        }
        self.line.align = self.align;
        self.line.letters.push(Letter { letter, style: self.style });
    }

    fn feed(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.paper.items.push(Item::Line(line));
    }

    fn escape(&mut self) -> Result<(), String> {
        match self.next()? {
            b'@' => {
                self.style = Style::default();
                self.align = Align::Left;
                self.page = Page::START;
            }
            b't' => {
                let number = self.next()?;
                self.page = Page::numbered(number).ok_or(format!("no page {number}"))?;
            }
            // What stands in the line is printed first.
            b'd' => {
                for _ in 0..self.next()? {
                    self.feed();
                }
            }
            b'E' => self.style.bold = self.flag()?,
            b'a' => {
                if !self.line.letters.is_empty() {
                    return Err("ESC a counts at the beginning of a line alone".into());
                }
                self.align = match self.next()? {
                    0 => Align::Left,
                    1 => Align::Centre,
                    2 => Align::Right,
                    other => return Err(format!("ESC a {other} is unknown")),
                };
            }
            b'p' => {
                let (pin, on, off) = (self.next()?, self.next()?, self.next()?);
                if pin > 1 || on == 0 || off < on {
                    return Err(format!("ESC p {pin} {on} {off} opens no drawer"));
                }
                self.paper.items.push(Item::Drawer);
            }
            other => return Err(format!("ESC {other:#04x} is unknown")),
        }
        Ok(())
    }

    fn flag(&mut self) -> Result<bool, String> {
        match self.next()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(format!("{other} is neither on nor off")),
        }
    }

    fn group(&mut self) -> Result<(), String> {
        match self.next()? {
            b'!' => {
                let size = self.next()?;
                self.style.width = usize::from(size >> 4) + 1;
                self.style.height = usize::from(size & 0x0F) + 1;
            }
            b'B' => self.style.inverse = self.flag()?,
            b'V' => {
                match (self.next()?, self.next()?) {
                    (b'A', _) => {}
                    (mode, _) => return Err(format!("GS V {mode} is unknown")),
                }
                self.paper.items.push(Item::Cut);
            }
            b'(' => {
                let family = self.next()?;
                let length = usize::from(self.next()?) + 256 * usize::from(self.next()?);
                let end = self.at + length;
                let data = self.bytes.get(self.at..end).ok_or("a command ends too early")?;
                self.at = end;
                return match (family, data) {
                    (b'k', [49, function, rest @ ..]) => self.qr(*function, rest),
                    _ => Err(format!("GS ( {family:#04x} is unknown")),
                };
            }
            other => return Err(format!("GS {other:#04x} is unknown")),
        }
        Ok(())
    }

    fn qr(&mut self, function: u8, data: &[u8]) -> Result<(), String> {
        match (function, data) {
            (65, [model, 0]) => self.code.is_model_2 = *model == 50,
            (67, [dots @ 1..=16]) => self.code.module_dots = usize::from(*dots),
            (69, [level @ 48..=51]) => self.code.level = *level,
            (80, [48, text @ ..]) => {
                self.code.text = String::from_utf8(text.to_vec()).map_err(|it| it.to_string())?;
            }
            (81, [48]) => {
                let Code { module_dots, is_model_2, level, text } = std::mem::take(&mut self.code);
                if !is_model_2 || level != 49 || module_dots == 0 || text.is_empty() {
                    return Err("a code without model, level, size or text".into());
                }
                self.paper.items.push(Item::Code { text, module_dots, align: self.align });
            }
            _ => return Err(format!("GS ( k 49 {function} is unknown")),
        }
        Ok(())
    }
}
