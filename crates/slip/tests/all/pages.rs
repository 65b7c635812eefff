//! The page with which a shop tries its printer.

use slip::{CodePage, Columns, test_page};
use testkit::paper::Paper;

use crate::shop::print_by;

const LETTERS: &str = "ÁÉÍÓÚ ÂÊÔ ÃÕ À Ç";

#[test]
fn each_block_is_written_by_its_own_page() {
    for columns in Columns::ALL {
        let page = test_page(columns, CodePage::Pc850);
        let paper = print_by(&page, CodePage::Pc850, "test_page");
        let right = paper.lines().iter().filter(|line| *line == LETTERS).count();
        assert_eq!(right, 4, "{}", paper.text());
        assert_eq!(paper.lines().iter().filter(|line| *line == "AEIOU AEO AO A C").count(), 1);
        assert!(paper.text().contains("PAGINA 850 (escolhida)"));
        assert_eq!(paper.codes().len(), 1);
    }
}

#[test]
fn the_ruler_tells_how_wide_the_paper_is() {
    let bytes = test_page(Columns::C48, CodePage::Pc860).to_escpos(CodePage::Pc860, true).unwrap();
    for columns in Columns::ALL.map(Columns::count) {
        let paper = Paper::of(&bytes, columns).unwrap();
        let first = paper.lines().into_iter().find(|line| line.starts_with("-----")).unwrap();
        assert_eq!(first.chars().count(), columns);
        assert!(first.ends_with(&columns.to_string()), "{first}");
    }
}
