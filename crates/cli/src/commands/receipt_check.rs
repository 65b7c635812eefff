//! `balcao check-receipt`.

use contract::{Failure, ReceiptCheckView, ReceiptVerdict};
use till::Options;

use crate::args::CheckReceipt;
use crate::commands::{desk, open_to_ask};
use crate::exit;
use crate::output::{self, Output};

pub(crate) async fn run(
    output: &Output,
    options: Options,
    args: CheckReceipt,
) -> Result<u8, Failure> {
    let CheckReceipt { code, amount, at, order } = args;
    let amount_centavos = amount.as_deref().map(till::parse_amount).transpose()?;
    let till = open_to_ask(output, options).await?;
    let request = contract::CheckReceipt { code, amount_centavos, at, order };
    let checked = desk(&till).check_receipt(request).await;
    till.close().await;
    let checked = checked?;
    output.emit(&output::told("receipt_checked", output::object(&checked)));
    tell(output, &checked);
    Ok(code_of(checked.verdict))
}

const fn code_of(verdict: ReceiptVerdict) -> u8 {
    match verdict {
        ReceiptVerdict::Received => exit::DONE,
        ReceiptVerdict::NotReceived
        | ReceiptVerdict::OtherAmount
        | ReceiptVerdict::OtherSale
        | ReceiptVerdict::AlreadyUsed
        | ReceiptVerdict::NotYet => exit::ENDED_UNPAID,
        ReceiptVerdict::Unknown => exit::STILL_OPEN,
    }
}

fn tell(output: &Output, checked: &ReceiptCheckView) {
    let words = output.words.receipt;
    let [large, means] = words.verdict(checked.verdict);
    output.say(large);
    output.say(means);
    for line in facts(output, checked) {
        output.say(format!("  {line}"));
    }
}

/// What is known, a line each.
fn facts(output: &Output, checked: &ReceiptCheckView) -> Vec<String> {
    let words = output.words.receipt;
    let amount = |label: &str, centavos: Option<i64>| {
        centavos.map(|centavos| format!("{label} {}", till::format_amount(centavos)))
    };
    let came = amount(words.came, checked.amount_centavos).map(|came| {
        let at = checked.paid_at_ms.map(|at| format!(" · {}", output.clock.moment(at)));
        let payer = checked.payer_name.as_ref().map(|name| format!(" · {name}"));
        [Some(came), at, payer].into_iter().flatten().collect()
    });
    let sale = checked.order.as_ref().map(|order| {
        let by = checked.seller.as_ref().map(|seller| format!(" · {seller}")).unwrap_or_default();
        let asked = checked.order_centavos.map(till::format_amount);
        let asked = asked.map(|asked| format!(" · {asked}")).unwrap_or_default();
        format!("{} {order}{asked}{by}", words.sale)
    });
    let code = &checked.code;
    let id = code.end_to_end_id.as_ref().map(|id| {
        let at = code.at_ms.map(|at| format!(" · {}", output.clock.moment(at)));
        let bank = code.bank.as_ref().or(code.ispb.as_ref()).map(|bank| format!(" · {bank}"));
        [Some(id.clone()), at, bank].into_iter().flatten().collect()
    });
    let before = checked.before.as_ref().map(|before| {
        let by = before.by.as_ref().map(|by| format!(" · {by}")).unwrap_or_default();
        let at = output.clock.moment(before.at_ms);
        format!("{} {}× · {at}{by}", words.before, before.times)
    });
    let asked = checked.asked.iter().map(|asked| {
        let heard = if asked.heard { words.heard } else { words.not_heard };
        Some(format!("{}: {heard} ({} ms)", asked.provider_name, asked.took_ms))
    });
    let fits = (!checked.candidates.is_empty())
        .then(|| format!("{} {}", words.fit, checked.candidates.join(", ")));
    let matching = checked.unmatched.as_ref().map(|number| {
        format!("{}: balcao unmatched match {number} 000123 --reason …", words.match_with)
    });
    let shown = amount(words.shown, checked.shown_centavos);
    let returned = checked.returned_centavos.filter(|it| *it > 0);
    let returned = amount(words.returned, returned);
    let lines = [shown, came, sale, returned, id, before, fits, matching];
    lines.into_iter().chain(asked).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_know_each_answer_by_its_exit_code() {
        use ReceiptVerdict::{
            AlreadyUsed, NotReceived, NotYet, OtherAmount, OtherSale, Received, Unknown,
        };
        assert_eq!(code_of(Received), 0);
        for other in [NotReceived, OtherAmount, OtherSale, AlreadyUsed, NotYet] {
            assert_eq!(code_of(other), 3, "{other:?}");
        }
        assert_eq!(code_of(Unknown), 4);
    }
}
