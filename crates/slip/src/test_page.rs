//! The page with which a shop sees what its printer can.

use crate::document::{Columns, Document, Style};
use crate::page::CodePage;

const LETTERS: &str = "ÁÉÍÓÚ ÂÊÔ ÃÕ À Ç";
const SMALL_LETTERS: &str = "áéíóú âêô ãõ à ç ª º §";

/// A block for each page of letters, a ruler, and a code: the shop picks what came out right.
/// It is written by the numbers of the settings, so that what is read off it can be chosen there.
pub fn test_page(columns: Columns, chosen: CodePage) -> Document {
    let mut slip = Document::new(columns, "Teste de impressão");
    slip.text("TESTE DE IMPRESSÃO", Style::CENTRE_BOLD).blank();
    let how = "Escolha em Ajustes, Recibos, a página em que os acentos saem certos:";
    slip.text(how, Style::default());
    for page in CodePage::ALL {
        slip.blank().page(page);
        let mark = if page == chosen { " (escolhida)" } else { "" };
        let name = if page == CodePage::Plain { "none, sem acentos" } else { page.name() };
        slip.text(&format!("PAGINA {name}{mark}"), Style { bold: true, ..Style::default() });
        slip.text(LETTERS, Style::default()).text(SMALL_LETTERS, Style::default());
    }
    slip.page(chosen).blank();
    slip.text("A largura do papel é o número no fim da primeira linha:", Style::default());
    slip.ruler().blank().bar("BRANCO NO PRETO");
    slip.large_pair("TOTAL", "R$ 1,00").blank();
    slip.qr("https://github.com/").text("Este código se lê com o telefone.", Style::CENTRE);
    slip
}
