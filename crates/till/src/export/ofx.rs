//! OFX 1.02, as accounting programs import a bank statement: what came is a credit, what went back or left a debit.
//!
//! The elements are those of the specification (OFX 1.02, 11.4.2); texts are ASCII, which every program reads alike.

use std::io::{self, Write};

use domain::brcode::without_accent;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::csv::amount;

/// The longest FITID and memo of the specification.
const LONGEST_ID: usize = 255;
const LONGEST_MEMO: usize = 255;
/// No bank has this number: the money stands at payment institutions, each named in its line.
const NO_BANK: &str = "000";

/// What a statement is of.
pub(super) struct Heading<'a> {
    /// The till's code.
    pub(super) account: &'a str,
    /// The first moment, and the last.
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
    pub(super) made_at_ms: i64,
}

/// A line of the statement.
pub(super) struct Entry<'a> {
    pub(super) at_ms: i64,
    /// Negative where money left.
    pub(super) centavos: i64,
    /// The end-to-end id, else another name that no other line has.
    pub(super) id: &'a str,
    pub(super) memo: &'a str,
}

/// A statement on its way out.
pub(super) struct Statement<'a> {
    out: &'a mut dyn Write,
    zone: &'a TimeZone,
    made_at_ms: i64,
    pub(super) rows: u64,
    pub(super) total_centavos: i64,
}

impl<'a> Statement<'a> {
    pub(super) fn begin(
        out: &'a mut dyn Write,
        zone: &'a TimeZone,
        heading: &Heading<'_>,
    ) -> io::Result<Self> {
        let Heading { account, from_ms, to_ms, made_at_ms } = *heading;
        let made = moment(made_at_ms, zone);
        write!(
            out,
            "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\n\
             CHARSET:1252\r\nCOMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n\
             <OFX>\r\n<SIGNONMSGSRSV1>\r\n<SONRS>\r\n<STATUS>\r\n<CODE>0</CODE>\r\n\
             <SEVERITY>INFO</SEVERITY>\r\n</STATUS>\r\n<DTSERVER>{made}</DTSERVER>\r\n\
             <LANGUAGE>POR</LANGUAGE>\r\n</SONRS>\r\n</SIGNONMSGSRSV1>\r\n<BANKMSGSRSV1>\r\n\
             <STMTTRNRS>\r\n<TRNUID>0</TRNUID>\r\n<STATUS>\r\n<CODE>0</CODE>\r\n\
             <SEVERITY>INFO</SEVERITY>\r\n</STATUS>\r\n<STMTRS>\r\n<CURDEF>BRL</CURDEF>\r\n\
             <BANKACCTFROM>\r\n<BANKID>{NO_BANK}</BANKID>\r\n<ACCTID>{}</ACCTID>\r\n\
             <ACCTTYPE>CHECKING</ACCTTYPE>\r\n</BANKACCTFROM>\r\n<BANKTRANLIST>\r\n\
             <DTSTART>{}</DTSTART>\r\n<DTEND>{}</DTEND>\r\n",
            text(account, 22),
            moment(from_ms, zone),
            moment(to_ms, zone),
        )?;
        Ok(Self { out, zone, made_at_ms, rows: 0, total_centavos: 0 })
    }

    pub(super) fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        self.rows += 1;
        self.total_centavos = self.total_centavos.saturating_add(entry.centavos);
        let kind = if entry.centavos < 0 { "DEBIT" } else { "CREDIT" };
        write!(
            self.out,
            "<STMTTRN>\r\n<TRNTYPE>{kind}</TRNTYPE>\r\n<DTPOSTED>{}</DTPOSTED>\r\n\
             <TRNAMT>{}</TRNAMT>\r\n<FITID>{}</FITID>\r\n<MEMO>{}</MEMO>\r\n</STMTTRN>\r\n",
            moment(entry.at_ms, self.zone),
            amount(entry.centavos),
            text(entry.id, LONGEST_ID),
            text(entry.memo, LONGEST_MEMO),
        )
    }

    /// The end. The balance is that of the lines: the till does not know what an account holds.
    pub(super) fn end(self) -> io::Result<(u64, i64)> {
        write!(
            self.out,
            "</BANKTRANLIST>\r\n<LEDGERBAL>\r\n<BALAMT>{}</BALAMT>\r\n<DTASOF>{}</DTASOF>\r\n\
             </LEDGERBAL>\r\n</STMTRS>\r\n</STMTTRNRS>\r\n</BANKMSGSRSV1>\r\n</OFX>\r\n",
            amount(self.total_centavos),
            moment(self.made_at_ms, self.zone),
        )?;
        Ok((self.rows, self.total_centavos))
    }
}

/// `20261128140000[-3:BRT]` (OFX 1.02, 3.2.8.2), in the shop's zone.
fn moment(ms: i64, zone: &TimeZone) -> String {
    let Ok(moment) = Timestamp::from_millisecond(ms) else { return String::new() };
    let there = moment.to_zoned(zone.clone());
    let seconds = there.offset().seconds();
    let (hours, minutes) = (seconds / 3_600, (seconds % 3_600).unsigned_abs() / 60);
    // A part of an hour stands as a decimal there.
    let part = if minutes == 0 { String::new() } else { format!(".{:02}", minutes * 100 / 60) };
    format!("{}[{hours}{part}]", there.strftime("%Y%m%d%H%M%S"))
}

/// Letters that every program reads, of which none begins an element.
fn text(text: &str, longest: usize) -> String {
    let plain = |c: char| {
        let plain = without_accent(c);
        if c.is_lowercase() { plain.to_ascii_lowercase() } else { plain }
    };
    let ascii = text.chars().map(plain).map(|c| match c {
        '<' | '>' | '&' => ' ',
        c if c.is_ascii_graphic() || c == ' ' => c,
        _ => '?',
    });
    ascii.take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_credits_and_debits_and_their_sum() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let mut out = Vec::new();
        let heading =
            Heading { account: "K7QD", from_ms: 0, to_ms: 1, made_at_ms: 1_795_885_200_000 };
        let mut statement = Statement::begin(&mut out, &zone, &heading).unwrap();
        let at_ms = 1_795_885_200_000;
        for (centavos, id) in [(1_250, "E1"), (-5, "D1")] {
            let memo = "João & <b>Cia</b> 🙂";
            statement.entry(&Entry { at_ms, centavos, id, memo }).unwrap();
        }
        assert_eq!(statement.end().unwrap(), (2, 1_245));
        let text = String::from_utf8(out).unwrap();
        for part in [
            "VERSION:102\r\n",
            "<TRNTYPE>CREDIT</TRNTYPE>\r\n<DTPOSTED>20261128140000[-3]</DTPOSTED>\r\n<TRNAMT>12.50</TRNAMT>\r\n<FITID>E1</FITID>",
            "<TRNTYPE>DEBIT</TRNTYPE>\r\n<DTPOSTED>20261128140000[-3]</DTPOSTED>\r\n<TRNAMT>-0.05</TRNAMT>",
            "<MEMO>Joao    b Cia /b  ?</MEMO>",
            "<BALAMT>12.45</BALAMT>",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(text.is_ascii());
        // Each element that is opened is closed.
        for element in text.split('<').skip(1).filter_map(|it| it.split('>').next()) {
            let name = element.trim_start_matches('/');
            let many = |of: String| text.matches(&of).count();
            assert_eq!(many(format!("<{name}>")), many(format!("</{name}>")), "{name}");
        }
    }

    #[test]
    fn an_offset_of_half_an_hour_is_a_decimal() {
        let zone = TimeZone::get("America/St_Johns").unwrap();
        assert!(moment(1_795_885_200_000, &zone).ends_with("[-3.50]"));
    }
}
