//! The way back from a lost or damaged order log, in both languages.

use contract::{BackedUpView, RestoredView};

use super::Words;

/// One language.
pub(super) struct WayBackWords {
    /// Before the file of a backup, before its head, and what to do with it.
    backed_up: [&'static str; 3],
    restored: &'static str,
    /// From nothing.
    begun: &'static str,
    missing: &'static str,
    /// Nobody knows how much.
    lost: &'static str,
    /// Before the code, and before the number.
    next: [&'static str; 2],
    replaced: &'static str,
    to_be_asked: &'static str,
    without_keyring: &'static str,
    /// Before the command that names a backup; the command where there is none.
    named: [&'static str; 2],
}

impl Words {
    /// A backup that was made, line by line.
    pub(crate) fn backed_up(&self, made: &BackedUpView) -> [String; 3] {
        let [file, head, then] = self.way_back.backed_up;
        let holds = self.log_holds(made.events, made.orders);
        [
            format!("{file} {}", made.path),
            format!("{holds} · {head} {}", made.head),
            then.to_owned(),
        ]
    }

    /// What came of a restore, line by line.
    pub(crate) fn restored(&self, restored: &RestoredView) -> Vec<String> {
        let words = self.way_back;
        let [code, number] = words.next;
        let is_new = restored.events == 0;
        let mut lines = vec![if is_new {
            words.begun.to_owned()
        } else {
            format!("{} {}", words.restored, restored.orders)
        }];
        match restored.missing {
            Some(missing) if missing > 0 => lines.push(format!("{} {missing}", words.missing)),
            None if is_new => lines.push(words.lost.to_owned()),
            _ => {}
        }
        lines.push(format!("{code} {}; {number} {}.", restored.code, restored.first_order));
        lines.push(words.to_be_asked.to_owned());
        if let Some(replaced) = &restored.replaced {
            lines.push(format!("{} {replaced}", words.replaced));
        }
        lines
    }

    /// The keyring could not be asked or told of a restored log.
    pub(crate) const fn without_keyring(&self) -> &'static str {
        self.way_back.without_keyring
    }
}

impl WayBackWords {
    /// What a restore can go on from: a path, or `none`.
    pub(super) fn named(&self, backup: &str) -> String {
        let [with, without] = self.named;
        if backup == "none" {
            without.to_owned()
        } else {
            format!("{with} balcao restore {backup}")
        }
    }
}

pub(super) static PORTUGUESE: WayBackWords = WayBackWords {
    backed_up: [
        "Cópia feita e conferida:",
        "último hash",
        "Guarde-a longe deste computador: ela tem nomes e documentos de clientes. Para trazê-la de volta: balcao restore ARQUIVO",
    ],
    restored: "O registro de vendas voltou. Vendas nele:",
    begun: "Um registro de vendas novo começou, sem nenhuma venda.",
    lost: "Não se sabe quantos registros foram perdidos.",
    missing: "Registros que faltam no fim:",
    next: ["Código novo do caixa:", "a próxima venda é a"],
    replaced: "O registro que estava no lugar ficou guardado em:",
    to_be_asked: "O que pode ter mudado desde então será consultado. Com relay, o que foi pago por uma venda perdida aparece como dinheiro sem venda; sem relay, confira no painel do provedor.",
    without_keyring: "O chaveiro do sistema não respondeu: o que só ele sabe do fim do registro não foi visto.",
    named: [
        "Por exemplo:",
        "Sem backup bom, um registro novo começa com: balcao restore --from-nothing",
    ],
};

pub(super) static ENGLISH: WayBackWords = WayBackWords {
    backed_up: [
        "Copied and proved:",
        "last hash",
        "Keep it away from this computer: it holds customers' names and documents. To bring it back: balcao restore FILE",
    ],
    restored: "The order log is back. Orders in it:",
    begun: "A new order log has begun, without any order.",
    lost: "Nobody knows how many events are lost.",
    missing: "Events that are missing at its end:",
    next: ["The till's new code:", "the next order is"],
    replaced: "The log that was there is kept in:",
    to_be_asked: "What may have changed since will be asked about. With a relay, what was paid for a lost sale shows as money without a sale; without one, look in the provider's panel.",
    without_keyring: "The system's keyring did not answer: what it alone knows of the log's end was not seen.",
    named: [
        "For example:",
        "Without a good backup, a new log begins with: balcao restore --from-nothing",
    ],
};

#[cfg(test)]
mod tests {
    use super::super::PORTUGUESE as PT;
    use super::*;

    #[test]
    fn a_restore_says_what_is_missing_only_where_something_is() {
        let restored = |missing| RestoredView {
            events: 9,
            orders: 4,
            missing,
            code: "7K3M".to_owned(),
            first_order: "001005".to_owned(),
            replaced: None,
            without_keyring: false,
        };
        assert_eq!(PT.restored(&restored(None)).len(), 3);
        assert_eq!(PT.restored(&restored(Some(0))).len(), 3);
        let lines = PT.restored(&restored(Some(7)));
        assert_eq!(lines[1], "Registros que faltam no fim: 7");
        assert_eq!(lines[2], "Código novo do caixa: 7K3M; a próxima venda é a 001005.");
        let begun = PT.restored(&RestoredView { events: 0, orders: 0, ..restored(None) });
        assert_eq!(begun[1], "Não se sabe quantos registros foram perdidos.");
    }
}
