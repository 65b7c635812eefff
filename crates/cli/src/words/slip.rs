//! Slips and the printer in words.

use contract::PrinterTrouble;

/// One language.
pub(crate) struct SlipWords {
    pub(crate) printed: &'static str,
    /// Before the file.
    pub(crate) saved: &'static str,
    /// It waits in the outbox.
    pub(crate) comes_later: &'static str,
    troubles: [&'static str; 6],
}

impl SlipWords {
    pub(crate) const fn trouble(&self, what: PrinterTrouble) -> &'static str {
        let [unreachable, hangs, no_paper, lid_open, faulty, not_allowed] = self.troubles;
        match what {
            PrinterTrouble::Unreachable => unreachable,
            PrinterTrouble::Hangs => hangs,
            PrinterTrouble::NoPaper => no_paper,
            PrinterTrouble::LidOpen => lid_open,
            PrinterTrouble::Faulty => faulty,
            PrinterTrouble::NotAllowed => not_allowed,
        }
    }
}

pub(super) static PORTUGUESE: SlipWords = SlipWords {
    printed: "A impressora recebeu tudo.",
    saved: "Comprovante salvo em",
    comes_later: "Sai sozinho quando a impressora puder, por até 24 horas.",
    troubles: [
        "A impressora não foi encontrada: veja se está ligada e se o endereço em printer.address está certo.",
        "A impressora não aceita mais nada: desligue e ligue de novo.",
        "A impressora está sem papel.",
        "A tampa da impressora está aberta.",
        "A impressora diz que está com defeito: veja o painel dela.",
        "O sistema não deixa usar a impressora: veja a permissão do dispositivo.",
    ],
};

pub(super) static ENGLISH: SlipWords = SlipWords {
    printed: "The printer has taken all of it.",
    saved: "Slip saved as",
    comes_later: "It comes out by itself when the printer can, for up to 24 hours.",
    troubles: [
        "The printer is not found: see that it is switched on and that the address in printer.address is right.",
        "The printer takes nothing more: switch it off and on again.",
        "The printer is out of paper.",
        "The printer's lid is open.",
        "The printer says that it is faulty: look at its panel.",
        "The system does not let the printer be used: see the rights of the device.",
    ],
};
