//! The names of well-known institutions by their ISPB, for people who read an end-to-end id.

/// ISPB and the name that customers know, in the order of the ISPB. An ISPB is how the CNPJ of the institution begins.
// ASSUMED: from what the institutions' own CNPJs and the central bank's list of participants of 2026 are known to be; no
// copy of that list is kept here. A name is shown and decides nothing.
const INSTITUTIONS: [(&str, &str); 57] = [
    ("00000000", "Banco do Brasil"),
    ("00000208", "BRB"),
    ("00360305", "Caixa Econômica Federal"),
    ("00416968", "Inter"),
    ("00795423", "Banco Semear"),
    ("01027058", "Cielo"),
    ("01181521", "Sicredi"),
    ("01425787", "Rede"),
    ("02038232", "Sicoob"),
    ("04184779", "Bradescard"),
    ("04902979", "Banco da Amazônia"),
    ("04913711", "Banpará"),
    ("05463212", "Ailos"),
    ("07207996", "Bradesco Financiamentos"),
    ("07237373", "Banco do Nordeste"),
    ("07679404", "Banco Topázio"),
    ("08357240", "Carrefour (CSF)"),
    ("08561701", "PagBank (PagSeguro)"),
    ("09089356", "Efí"),
    ("09516419", "PicPay Bank"),
    ("10264663", "BancoSeguro"),
    ("10398952", "Cresol"),
    ("10440482", "Getnet"),
    ("10573521", "Mercado Pago"),
    ("11970623", "Banco Senff"),
    ("13009717", "Banese"),
    ("13140088", "Bankly (Acesso)"),
    ("15111975", "iugu"),
    ("16501555", "Stone"),
    ("17184037", "Mercantil"),
    ("17298092", "Itaú BBA"),
    ("17351180", "Triângulo"),
    ("18189547", "InfinitePay (CloudWalk)"),
    ("18236120", "Nubank"),
    ("19540550", "Asaas"),
    ("20855875", "Neon"),
    ("22896431", "PicPay"),
    ("28127603", "Banestes"),
    ("30306294", "BTG Pactual"),
    ("30680829", "Nu Financeira"),
    ("30723886", "Banco Modal"),
    ("31872495", "C6 Bank"),
    ("32402502", "QI Tech"),
    ("33264668", "Banco XP"),
    ("37880206", "Cora"),
    ("58160789", "Safra"),
    ("59285411", "Banco Pan"),
    ("59588111", "BV (Votorantim)"),
    ("60701190", "Itaú"),
    ("60746948", "Bradesco"),
    ("61186680", "BMG"),
    ("62232889", "Daycoval"),
    ("68900810", "Rendimento"),
    ("71027866", "BS2"),
    ("90400888", "Santander"),
    ("92702067", "Banrisul"),
    ("92894922", "Banco Original"),
];

/// The name of the institution of that ISPB, 8 characters, where it is a well-known one.
pub fn name_of_institution(ispb: &str) -> Option<&'static str> {
    let found = INSTITUTIONS.binary_search_by_key(&ispb, |(ispb, _)| ispb).ok()?;
    INSTITUTIONS.get(found).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_each_institution_once() {
        assert!(INSTITUTIONS.is_sorted_by(|one, other| one.0 < other.0));
        for (ispb, name) in INSTITUTIONS {
            assert!(ispb.len() == 8 && ispb.bytes().all(|byte| byte.is_ascii_digit()), "{name}");
            assert_eq!(name_of_institution(ispb), Some(name));
        }
        assert_eq!(name_of_institution("00416968"), Some("Inter"));
    }

    #[test]
    fn one_that_is_not_known_has_no_name() {
        for unknown in ["99999999", "", "0000000A"] {
            assert_eq!(name_of_institution(unknown), None);
        }
    }
}
