//! Code pages: which byte a printer takes for which letter.

use escpos::utils::PageCode;

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

    /// The letters from 0x80 on, by unicode.org's mappings: the library's own tables have another letter for `Ô` (858)
    /// and a soft hyphen for `-`, and what a page does not have goes out as UTF-8.
    const fn upper(self) -> &'static str {
        match self {
            Self::Pc860 => PC860,
            Self::Pc850 => PC850,
            Self::Pc858 => PC858,
            Self::W1252 => W1252,
            Self::Plain => "",
        }
    }

    /// The bytes of a text, one a letter. What this page does not have is written as what looks most like it.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        let byte = |letter: char| self.byte(letter).or_else(|| self.byte(plain(letter)));
        text.chars().map(|letter| byte(letter).unwrap_or(b'?')).collect()
    }

    fn byte(self, letter: char) -> Option<u8> {
        if letter.is_ascii() {
            return u8::try_from(letter).ok();
        }
        let at = self.upper().chars().position(|it| it == letter)?;
        u8::try_from(at).ok()?.checked_add(0x80)
    }
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

const PC860: &str = "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const PC850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const PC858: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const W1252: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

#[cfg(test)]
mod tests {
    use super::*;

    const PORTUGUESE: &str = "ÁÉÍÓÚ ÂÊÔ ÃÕ À Ç áéíóú âêô ãõ à ç ª º";

    /// The text that a printer shows which has the page.
    fn shown(page: CodePage, text: &str) -> String {
        let letter = |byte: u8| match byte.checked_sub(0x80) {
            Some(at) => page.upper().chars().nth(at.into()).unwrap(),
            None => char::from(byte),
        };
        page.encode(text).into_iter().map(letter).collect()
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
