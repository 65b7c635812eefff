//! Code pages: which byte a printer takes for which letter.

use encoding_rs::WINDOWS_1252;
use escpos::utils::PageCode;
use oem_cp::code_table::{ENCODING_TABLE_CP850, ENCODING_TABLE_CP858, ENCODING_TABLE_CP860};
use oem_cp::encode_char_checked;

use crate::clean::base;

/// A page of the printer's letters. Which of them it has is on no label: the shop sees it on the test page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodePage {
    /// Portuguese.
    Pc860,
    /// Latin 1.
    Pc850,
    /// Latin 1 with the euro.
    Pc858,
    /// Windows.
    W1252,
    /// Whatever the printer begins with: letters without accents.
    Plain,
}

impl CodePage {
    /// All of them, as the test page shows them.
    pub const ALL: [Self; 5] = [Self::Pc860, Self::Pc850, Self::Pc858, Self::W1252, Self::Plain];

    /// The name that the settings have for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pc860 => "860",
            Self::Pc850 => "850",
            Self::Pc858 => "858",
            Self::W1252 => "1252",
            Self::Plain => "none",
        }
    }

    /// The page of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }

    pub(crate) const fn of_printer(self) -> Option<PageCode> {
        match self {
            Self::Pc860 => Some(PageCode::PC860),
            Self::Pc850 => Some(PageCode::PC850),
            Self::Pc858 => Some(PageCode::PC858),
            Self::W1252 => Some(PageCode::WPC1252),
            Self::Plain => None,
        }
    }

    /// The bytes of a text, one a letter. What this page does not have is written as what looks most like it.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        let byte = |letter: char| self.byte(letter).or_else(|| self.byte(plain(letter)));
        text.chars().map(|letter| byte(letter).unwrap_or(b'?')).collect()
    }

    /// The byte of a letter. The printing library's own tables have another letter for `Ô` (858) and a soft hyphen for
    /// `-`, and what a page does not have goes out as UTF-8.
    fn byte(self, letter: char) -> Option<u8> {
        let table = match self {
            Self::Pc860 => &ENCODING_TABLE_CP860,
            Self::Pc850 => &ENCODING_TABLE_CP850,
            Self::Pc858 => &ENCODING_TABLE_CP858,
            Self::W1252 => return windows_byte(letter),
            Self::Plain => return u8::try_from(letter).ok().filter(u8::is_ascii),
        };
        encode_char_checked(letter, table)
    }
}

fn windows_byte(letter: char) -> Option<u8> {
    let mut utf8 = [0; 4];
    let (bytes, _, is_missing) = WINDOWS_1252.encode(letter.encode_utf8(&mut utf8));
    bytes.first().copied().filter(|_| !is_missing)
}

/// What stands for a letter that a page does not have.
fn plain(letter: char) -> char {
    match letter {
        '‘' | '’' | '‚' | '‹' | '›' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '–' | '—' => '-',
        '•' | '·' => '*',
        'ª' | 'æ' => 'a',
        'º' | '°' | 'ø' => 'o',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '§' => 'S',
        'ß' => 's',
        'Ø' => 'O',
        'Æ' => 'A',
        'Ð' => 'D',
        'ð' => 'd',
        _ => base(letter),
    }
}

#[cfg(test)]
mod tests {
    use oem_cp::code_table::{DECODING_TABLE_CP850, DECODING_TABLE_CP858, DECODING_TABLE_CP860};
    use oem_cp::decode_string_complete_table;

    use super::*;

    const PORTUGUESE: &str = "ÁÉÍÓÚ ÂÊÔ ÃÕ À Ç áéíóú âêô ãõ à ç ª º";

    /// The text that a printer shows which has the page.
    fn shown(page: CodePage, text: &str) -> String {
        let bytes = page.encode(text);
        let table = match page {
            CodePage::Pc860 => &DECODING_TABLE_CP860,
            CodePage::Pc850 => &DECODING_TABLE_CP850,
            CodePage::Pc858 => &DECODING_TABLE_CP858,
            CodePage::W1252 | CodePage::Plain => {
                return WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned();
            }
        };
        decode_string_complete_table(&bytes, table)
    }

    #[test]
    fn every_page_has_all_of_portuguese_or_says_it_without_accents() {
        for page in [CodePage::Pc860, CodePage::Pc850, CodePage::Pc858, CodePage::W1252] {
            assert_eq!(shown(page, PORTUGUESE), PORTUGUESE, "{page:?}");
        }
        let plain = "AEIOU AEO AO A C aeiou aeo ao a c a o";
        assert_eq!(shown(CodePage::Plain, PORTUGUESE), plain);
    }

    #[test]
    fn what_a_page_lacks_is_written_as_what_it_has() {
        assert_eq!(shown(CodePage::Pc860, "§ ï € “oi”"), "S i ? \"oi\"");
        assert_eq!(shown(CodePage::Pc850, "§ ï €"), "§ ï ?");
        assert_eq!(shown(CodePage::Pc858, "€"), "€");
        assert_eq!(shown(CodePage::W1252, "€ – “oi”"), "€ – “oi”");
    }

    #[test]
    fn a_page_is_found_by_its_name() {
        for page in CodePage::ALL {
            assert_eq!(CodePage::named(page.name()), Some(page));
        }
        assert_eq!(CodePage::named("437"), None);
    }
}
