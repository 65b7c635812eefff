//! Making codes by the rules for emitters (BCB, Manual do BR Code; `pix-api` issues named beside).

use super::tlv::Field;
use super::{BrCode, EmitError, GUI, tag};
use crate::Centavos;

/// Room that a merchant account (99 characters) leaves beside the GUI for a key or an address.
const MAX_ACCOUNT_CHARS: usize = 77;

/// Who is paid, in the plain capitals that every bank's app can show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merchant {
    name: String,
    city: String,
}

impl Merchant {
    /// Folds accents and small letters (`São João` becomes `SAO JOAO`), drops what is still not
    /// plain ASCII, and cuts the name at 25 characters and the city at 15.
    pub fn new(name: &str, city: &str) -> Result<Self, EmitError> {
        let merchant = Self { name: folded(name, 25), city: folded(city, 15) };
        if merchant.name.is_empty() || merchant.city.is_empty() {
            return Err(EmitError::NamelessMerchant);
        }
        Ok(merchant)
    }
}

impl BrCode {
    /// A code for one payment, whose terms the payer's bank fetches from `location`: an address
    /// without scheme. Its amount is for show, the payload rules (#190).
    pub fn dynamic(
        merchant: &Merchant,
        location: &str,
        amount: Option<Centavos>,
    ) -> Result<Self, EmitError> {
        let plain = is_plain(location) && !location.contains(' ');
        if !plain || location.contains("://") || !location.contains('/') {
            return Err(EmitError::BadAddress);
        }
        // A charge's txid of 26 to 35 characters does not fit here, hence the stars (#231).
        assemble(merchant, Some("12"), Field::text(tag::ADDRESS, location), amount, "***")
    }

    /// A code that can be paid any number of times to a Pix key.
    pub fn fixed(
        merchant: &Merchant,
        key: &str,
        amount: Option<Centavos>,
        txid: Option<&str>,
    ) -> Result<Self, EmitError> {
        if !is_plain(key) {
            return Err(EmitError::BadKey);
        }
        let alphanumeric = |txid: &str| txid.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match txid {
            Some(txid) if !(1..=25).contains(&txid.len()) || !alphanumeric(txid) => {
                Err(EmitError::BadTxid)
            }
            _ => {
                let account = Field::text(tag::KEY, key);
                assemble(merchant, None, account, amount, txid.unwrap_or("***"))
            }
        }
    }
}

fn assemble(
    merchant: &Merchant,
    initiation: Option<&str>,
    account: Field,
    amount: Option<Centavos>,
    txid: &str,
) -> Result<BrCode, EmitError> {
    if amount.is_some_and(|amount| amount.get() <= 0 || amount > Centavos::MAX) {
        return Err(EmitError::BadAmount);
    }
    let gui = Field::text(tag::GUI, GUI);
    let mut fields = vec![Field::text(tag::FORMAT, "01")];
    fields.extend(initiation.map(|kind| Field::text(tag::INITIATION, kind)));
    fields.push(Field::template(tag::FIRST_ACCOUNT, vec![gui, account]));
    fields.push(Field::text(tag::CATEGORY, "0000"));
    fields.push(Field::text(tag::CURRENCY, "986"));
    fields.extend(amount.map(|amount| Field::text(tag::AMOUNT, amount.to_decimal())));
    fields.push(Field::text(tag::COUNTRY, "BR"));
    fields.push(Field::text(tag::MERCHANT_NAME, &merchant.name));
    fields.push(Field::text(tag::MERCHANT_CITY, &merchant.city));
    fields.push(Field::template(tag::ADDITIONAL, vec![Field::text(tag::TXID, txid)]));
    Ok(BrCode { fields })
}

fn is_plain(text: &str) -> bool {
    (1..=MAX_ACCOUNT_CHARS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

fn folded(text: &str, max_chars: usize) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { without_accent(c) })
        .filter(|&c| c.is_ascii_graphic() || c == ' ')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let spaced: Vec<&str> = plain.split_whitespace().collect();
    let cut: String = spaced.join(" ").chars().take(max_chars).collect();
    cut.trim_end().to_owned()
}

/// The letters of Portuguese and its neighbours as the plain capital letter; anything else stays as it is.
pub fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'Á' | 'À' | 'Â' | 'Ã' | 'Ä' => 'A',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => 'I',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' => 'O',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => 'U',
        'ç' | 'Ç' => 'C',
        'ñ' | 'Ñ' => 'N',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brcode::{BrCodeError, Kind, check};

    fn merchant() -> Merchant {
        Merchant::new("Padaria São João", "São Paulo").unwrap()
    }

    #[test]
    fn the_manuals_static_code_comes_out_to_the_letter() {
        let merchant = Merchant::new("Fulano de Tal", "Brasília").unwrap();
        let key = "123e4567-e12b-12d1-a456-426655440000";
        let code = BrCode::fixed(&merchant, key, None, None).unwrap().to_string();
        let manual = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000\
                      5204000053039865802BR5913FULANO DE TAL6008BRASILIA62070503***6304";
        assert!(code.starts_with(manual), "{code}");
        assert_eq!(check(&code, Centavos::new(1)), Err(BrCodeError::NoAmount));
    }

    #[test]
    fn dynamic_codes_pass_our_own_check() {
        let location = "localhost/qr/v2/kk6g232xel65a0daee4dd13kk2912714964";
        let made = BrCode::dynamic(&merchant(), location, Some(Centavos::new(1250))).unwrap();
        let code = check(&made.to_string(), Centavos::new(1250)).unwrap();
        assert_eq!(code, made);
        assert_eq!(code.kind(), Some(Kind::Dynamic));
        assert_eq!(code.url(), Some(location));
        assert_eq!(code.amount_text(), Some("12.50"));
        assert_eq!(code.merchant_name(), Some("PADARIA SAO JOAO"));
        assert_eq!(code.merchant_city(), Some("SAO PAULO"));
        assert_eq!(code.txid(), Some("***"));
    }

    #[test]
    fn emitters_rules_hold() {
        let dynamic = |location: &str| BrCode::dynamic(&merchant(), location, None);
        assert!(dynamic(&format!("h/{}", "x".repeat(75))).is_ok());
        for location in ["", "h", "https://h/x", "h/x y", "h/é", &format!("h/{}", "x".repeat(76))]
        {
            assert_eq!(dynamic(location), Err(EmitError::BadAddress), "{location}");
        }
        let fixed = |key: &str, txid| BrCode::fixed(&merchant(), key, None, txid);
        assert_eq!(fixed("", None), Err(EmitError::BadKey));
        assert_eq!(fixed("k", Some("")), Err(EmitError::BadTxid));
        assert_eq!(fixed("k", Some("with-hyphen")), Err(EmitError::BadTxid));
        assert_eq!(fixed("k", Some("aaaaaaaaaaaaaaaaaaaaaaaaaa")), Err(EmitError::BadTxid));
        assert_eq!(fixed("k", Some("PEDIDO1")).unwrap().txid(), Some("PEDIDO1"));
        for centavos in [0, -1, Centavos::MAX.get() + 1] {
            let amount = Some(Centavos::new(centavos));
            assert_eq!(BrCode::fixed(&merchant(), "k", amount, None), Err(EmitError::BadAmount));
        }
    }

    #[test]
    fn names_are_folded_cut_and_never_empty() {
        let long = Merchant::new("Comércio de Pães  e Açaí da Dona Conceição", "Niterói").unwrap();
        assert_eq!(long.name, "COMERCIO DE PAES E ACAI D");
        assert_eq!(long.city, "NITEROI");
        assert_eq!(Merchant::new("北京", "X"), Err(EmitError::NamelessMerchant));
        assert_eq!(Merchant::new("X", " "), Err(EmitError::NamelessMerchant));
    }
}
