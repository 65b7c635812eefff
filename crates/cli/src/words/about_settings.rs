//! What each setting does, in both languages.

use contract::{SettingGroup, SettingMistake};

use super::Words;

/// Key, Portuguese, English.
const ABOUT: &[(&str, [&str; 2])] = &[
    (
        "shop.name",
        [
            "O nome da loja, nas telas e nos comprovantes.",
            "The shop's name, on screens and receipts.",
        ],
    ),
    (
        "shop.document",
        ["O CPF ou CNPJ da loja, nos comprovantes.", "The shop's CPF or CNPJ, on receipts."],
    ),
    (
        "shop.address",
        ["Rua e número da loja, no comprovante.", "The shop's street and number, on receipts."],
    ),
    ("shop.city", ["A cidade da loja.", "The shop's city."]),
    (
        "shop.time_zone",
        [
            "O fuso em que se leem dias e horas; sem ele, o do sistema.",
            "The zone in which days and times are read; without it the system's.",
        ],
    ),
    (
        "till.name",
        [
            "Como se chama este caixa, na barra e nos comprovantes.",
            "What this till is called, in the bar and on receipts.",
        ],
    ),
    (
        "till.number",
        [
            "O número deste caixa na loja; aparece se ele não tem nome.",
            "This till's number in the shop; it is shown where there is no name.",
        ],
    ),
    (
        "sale.expiry_minutes",
        [
            "Validade do QR, em minutos; um Pix atrasado continua sendo achado.",
            "How long a code is good, in minutes; late money is found all the same.",
        ],
    ),
    (
        "sale.ceiling_centavos",
        [
            "Acima deste valor o caixa pergunta de novo.",
            "Above this amount the till asks once more.",
        ],
    ),
    (
        "sale.ask_payer",
        [
            "Pede nome e CPF ou CNPJ antes de cada QR.",
            "Asks for name and CPF or CNPJ before each code.",
        ],
    ),
    (
        "sale.provider",
        ["Quem cobra se ninguém diz outra coisa.", "Who charges if nobody says otherwise."],
    ),
    (
        "relay",
        [
            "O relay que traz os avisos na hora; muda com balcao pair e balcao unpair.",
            "The relay that brings notices at once; changed by balcao pair and balcao unpair.",
        ],
    ),
    (
        "shift.cash",
        [
            "A gaveta tem dinheiro: o caixa abre com fundo de troco e fecha com conferência.",
            "The drawer holds cash: a shift opens with a float and closes with a count.",
        ],
    ),
    (
        "shift.blind_count",
        [
            "Caixa cego: quanto deve haver na gaveta só é dito depois da conferência.",
            "Blind count: what should be in the drawer is said only after it is counted.",
        ],
    ),
    (
        "lock.after_minutes",
        [
            "O caixa trava depois de tantos minutos sem uso; 0: nunca.",
            "The till is locked after so many minutes without use; 0: never.",
        ],
    ),
    (
        "limits.refund_centavos_per_day",
        [
            "Quanto um operador estorna por dia sem o gerente.",
            "How much an operator refunds a day without the manager.",
        ],
    ),
    (
        "limits.by_hand_centavos_per_day",
        [
            "Quanto um operador confirma à mão por dia sem o gerente.",
            "How much an operator confirms by hand a day without the manager.",
        ],
    ),
    (
        "receipts.auto_print",
        [
            "Imprime o comprovante sozinho a cada pagamento, se houver impressora.",
            "Prints each receipt by itself when money comes, where a printer is set.",
        ],
    ),
    (
        "receipts.footer",
        ["O que a loja diz no fim do comprovante.", "What the shop says at the end of a receipt."],
    ),
    ("printer.kind", ["Como se chega à impressora.", "How the printer is reached."]),
    (
        "printer.address",
        [
            "Onde ela está: 192.168.0.50, /dev/usb/lp0, /dev/ttyS0@19200, um arquivo, o nome da fila.",
            "Where it is: 192.168.0.50, /dev/usb/lp0, /dev/ttyS0@19200, a file, the queue's name.",
        ],
    ),
    (
        "printer.columns",
        [
            "Letras por linha: 32 em papel de 58 mm, 42 ou 48 em papel de 80 mm.",
            "Letters a line: 32 on paper of 58 mm, 42 or 48 on paper of 80 mm.",
        ],
    ),
    (
        "printer.code_page",
        [
            "A página de letras em que os acentos saem certos no teste (balcao print --test).",
            "The page of letters whose accents come out right on the test (balcao print --test).",
        ],
    ),
    ("printer.cut", ["Corta o papel depois de cada um.", "Cuts the paper after each one."]),
    ("printer.drawer", ["Abre a gaveta a cada pagamento.", "Opens the drawer at each payment."]),
    ("language", ["O idioma das telas.", "The language of the screens."]),
    ("theme", ["As cores das telas.", "The colours of the screens."]),
    (
        "sounds",
        [
            "Um som quando o dinheiro chega e quando algo falha.",
            "A sound when money comes and when something fails.",
        ],
    ),
    (
        "sound.volume",
        ["O volume dos sons e da voz, de 0 a 100.", "How loud sounds and voice are, 0 to 100."],
    ),
    (
        "sound.voice",
        [
            "Uma voz diz o valor quando o dinheiro chega.",
            "A voice says the amount when money comes.",
        ],
    ),
    (
        "scanner.mode",
        [
            "Se o leitor de código de barras é reconhecido pelo ritmo.",
            "Whether a barcode scanner is told by its rhythm.",
        ],
    ),
    (
        "scanner.prefix",
        ["O que o leitor manda antes do código.", "What the scanner sends before a code."],
    ),
    (
        "scanner.suffix",
        ["O que o leitor manda depois do código.", "What the scanner sends behind a code."],
    ),
    (
        "scanner.max_gap_ms",
        [
            "Teclas mais próximas do que isto, em milissegundos, são do leitor.",
            "Keys that are closer than this, in milliseconds, are the scanner's.",
        ],
    ),
    (
        "retention.personal_data_days",
        [
            "Por quantos dias ficam nome e documento de quem pagou.",
            "For how many days names and documents of payers are kept.",
        ],
    ),
];
/// Of all keys that begin so.
const BEGINNINGS: [(&str, [&str; 2]); 2] = [
    (
        "institution.",
        [
            "O CNPJ da instituição deste provedor, para a nota fiscal.",
            "The CNPJ of this provider's institution, for the fiscal note.",
        ],
    ),
    (
        "keys.",
        [
            "A tecla desta ação nas telas; F1 é sempre a ajuda.",
            "The key of this action on the screens; F1 is always the help.",
        ],
    ),
];

/// One language.
pub(super) struct SettingWords {
    language: usize,
    /// Nothing is known; before a default.
    parts: [&'static str; 2],
    groups: fn(SettingGroup) -> &'static str,
}

impl Words {
    /// What a setting does.
    pub(crate) fn about_setting(&self, key: &str) -> &'static str {
        let known = ABOUT.iter().find(|(name, _)| *name == key);
        let about = known.or_else(|| BEGINNINGS.iter().find(|(begins, _)| key.starts_with(begins)));
        about
            .map(|(_, about)| about)
            .and_then(|it| it.get(self.settings.language))
            .copied()
            .unwrap_or_default()
    }

    /// A group of settings.
    pub(crate) fn setting_group(&self, group: SettingGroup) -> &'static str {
        (self.settings.groups)(group)
    }

    /// That nothing is known at a key, and what stands before a default.
    pub(crate) const fn of_settings(&self) -> [&'static str; 2] {
        self.settings.parts
    }

    /// What is wrong in the file.
    pub(crate) fn setting_mistake(&self, mistake: &SettingMistake) -> String {
        (self.doubt.mistake)(mistake)
    }
}

pub(super) static PORTUGUESE: SettingWords = SettingWords {
    language: 0,
    parts: ["(nada)", "padrão"],
    groups: |group| match group {
        SettingGroup::Shop => "Loja e caixa",
        SettingGroup::Sale => "Cobrança",
        SettingGroup::Accounts => "Contas e bancos",
        SettingGroup::Operators => "Operadores e limites",
        SettingGroup::Receipts => "Comprovante",
        SettingGroup::Appearance => "Som e aparência",
        SettingGroup::Devices => "Aparelhos e teclas",
        SettingGroup::Privacy => "Privacidade",
    },
};

pub(super) static ENGLISH: SettingWords = SettingWords {
    language: 1,
    parts: ["(nothing)", "default"],
    groups: |group| match group {
        SettingGroup::Shop => "Shop and till",
        SettingGroup::Sale => "Sale",
        SettingGroup::Accounts => "Accounts and banks",
        SettingGroup::Operators => "Operators and limits",
        SettingGroup::Receipts => "Receipt",
        SettingGroup::Appearance => "Sound and looks",
        SettingGroup::Devices => "Devices and keys",
        SettingGroup::Privacy => "Privacy",
    },
};

#[cfg(test)]
mod tests {
    use till::Options;

    #[test]
    fn each_setting_says_what_it_does() {
        let home = tempfile::tempdir().unwrap();
        let home = Some(home.path().to_owned());
        let options = Options { home, training: true, ..Options::default() };
        let view = till::all_settings(&options).unwrap();
        assert!(view.settings.len() > 20);
        for row in view.settings {
            for words in [&super::super::PORTUGUESE, &super::super::ENGLISH] {
                assert!(!words.about_setting(&row.key).is_empty(), "{}", row.key);
            }
        }
    }
}
