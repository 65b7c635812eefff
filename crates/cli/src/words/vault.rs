//! The vault in words.

use contract::{Unlock, VaultEntries, VaultStore, VaultView};
use till::VaultMoved;

use super::Words;

/// One language.
pub(crate) struct VaultWords {
    /// Prompts for the passphrase, for a new one, and for that once more.
    pub(crate) ask: &'static str,
    pub(crate) ask_new: &'static str,
    pub(crate) ask_again: &'static str,
    pub(crate) differ: &'static str,
    pub(crate) changed: &'static str,
    /// Keyring and file.
    stores: [&'static str; 2],
    /// Before the store.
    kept_in: &'static str,
    not_chosen: &'static str,
    /// Before how long a probe took.
    probed: &'static str,
    unlocked_by: [&'static str; 4],
    holds: &'static str,
    kinds: [&'static str; 6],
    nothing: &'static str,
    /// Before a store in which a move has left something.
    left_in: &'static str,
    /// Before how many, and behind where to.
    moved: [&'static str; 2],
    was_there: &'static str,
    pub(crate) begin_question: &'static str,
    pub(crate) not_begun: &'static str,
    /// Before where the file of before is.
    pub(crate) put_aside: &'static str,
    /// Around how many seconds.
    pub(super) wait: [&'static str; 2],
}

impl Words {
    /// How the vault does, line by line.
    pub(crate) fn vault_status(&self, view: &VaultView) -> Vec<String> {
        let words = self.vault;
        let mut first = format!("{} {}", words.kept_in, words.store(view.store));
        if let Some(file) = &view.file {
            first = format!("{first}: {file}");
        }
        if !view.chosen {
            first = format!("{first} ({})", words.not_chosen);
        }
        let [given, file, credential, typed] = words.unlocked_by;
        let unlocked_by = view.unlocked_by.map(|by| match by {
            Unlock::Given => given,
            Unlock::PassphraseFile => file,
            Unlock::Credential => credential,
            Unlock::Typed => typed,
        });
        let lines = [
            Some(first),
            unlocked_by.map(str::to_owned),
            view.entries.as_ref().map(|entries| words.entries(entries)),
            view.probe_ms.map(|ms| format!("{} {ms} ms", words.probed)),
            self.vault_left(view.left_in),
        ];
        lines.into_iter().flatten().collect()
    }

    /// Where a move has left something.
    pub(crate) fn vault_left(&self, left_in: Option<VaultStore>) -> Option<String> {
        left_in.map(|store| format!("{} {}", self.vault.left_in, self.vault.store(store)))
    }

    /// What came of a move.
    pub(crate) fn vault_moved(&self, moved: &VaultMoved) -> String {
        let words = self.vault;
        if moved.was_there {
            return format!("{} {}", words.was_there, words.store(moved.store));
        }
        let [before, behind] = words.moved;
        format!("{before} {} · {}. {behind}", words.store(moved.store), moved.entries)
    }
}

impl VaultWords {
    const fn store(&self, store: VaultStore) -> &'static str {
        let [keyring, file] = self.stores;
        match store {
            VaultStore::Keyring => keyring,
            VaultStore::File => file,
        }
    }

    fn entries(&self, entries: &VaultEntries) -> String {
        let VaultEntries { providers, kept, relay, till, operators, others } = *entries;
        let counts = [providers, kept, relay, till, operators, others].into_iter().zip(self.kinds);
        let told: Vec<_> = counts
            .filter(|(count, _)| *count > 0)
            .map(|(count, kind)| format!("{count} {kind}"))
            .collect();
        if told.is_empty() {
            return self.nothing.to_owned();
        }
        format!("{} {}", self.holds, told.join(" · "))
    }
}

pub(super) static PORTUGUESE: VaultWords = VaultWords {
    ask: "Senha do cofre: ",
    ask_new: "Nova senha do cofre (8 caracteres ou mais): ",
    ask_again: "A mesma senha mais uma vez: ",
    differ: "As duas senhas são diferentes. Digite de novo.",
    changed: "A senha do cofre mudou. A antiga não abre mais nada; o arquivo antigo foi apagado.",
    stores: ["o chaveiro do sistema", "o cofre cifrado deste caixa"],
    kept_in: "Os segredos ficam em:",
    not_chosen: "nada guardado ainda",
    probed: "Um segredo de teste foi gravado, lido por outro processo e apagado em",
    unlocked_by: [
        "Aberto pela senha de --passphrase-fd",
        "Aberto pela senha de BALCAO_VAULT_PASSPHRASE_FILE",
        "Aberto pela credencial do systemd",
        "Aberto pela senha digitada",
    ],
    holds: "Guarda:",
    kinds: [
        "conexão com provedor",
        "conta antiga",
        "identidade no relay",
        "identidade do caixa",
        "lista de operadores",
        "de outra versão",
    ],
    nothing: "Não guarda nada ainda.",
    left_in: "Uma mudança ainda não apagou tudo no lugar antigo (o caixa tenta de novo ao abrir):",
    moved: [
        "Tudo mudou para",
        "Cada segredo foi lido de volta antes de ser apagado no lugar antigo.",
    ],
    was_there: "Nada mudou: tudo já está em",
    begin_question: "Começar um cofre vazio? As credenciais dos provedores, a chave do relay e os PINs se perdem: depois é preciso conectar de novo. (s/N)",
    not_begun: "Nada mudou: o cofre continua como estava.",
    put_aside: "O arquivo antigo ficou guardado, e só a senha dele o abre:",
    wait: ["Próxima tentativa em", "s."],
};

pub(super) static ENGLISH: VaultWords = VaultWords {
    ask: "The vault's passphrase: ",
    ask_new: "The vault's new passphrase (8 characters or more): ",
    ask_again: "The same passphrase once more: ",
    differ: "The two differ. Type them again.",
    changed: "The vault has another passphrase. The old one opens nothing any more; the old file was overwritten.",
    stores: ["the system's keyring", "this till's encrypted vault"],
    kept_in: "Secrets are kept in",
    not_chosen: "nothing is kept yet",
    probed: "A secret for a test was written, read by another process and deleted in",
    unlocked_by: [
        "Opened by the passphrase of --passphrase-fd",
        "Opened by the passphrase of BALCAO_VAULT_PASSPHRASE_FILE",
        "Opened by the service manager's credential",
        "Opened by a passphrase that was typed",
    ],
    holds: "It holds:",
    kinds: [
        "connection to a provider",
        "kept account",
        "identity at the relay",
        "identity of the till",
        "list of operators",
        "of another version",
    ],
    nothing: "It holds nothing yet.",
    left_in: "A move has not deleted everything in the old place yet (the till tries again when it opens):",
    moved: [
        "Everything has moved to",
        "Each secret was read back before it was deleted in the old place.",
    ],
    was_there: "Nothing has changed: everything is already in",
    begin_question: "Begin an empty vault? The providers' credentials, the relay's key and all PINs are lost: connect again after it. (y/N)",
    not_begun: "Nothing has changed: the vault is as it was.",
    put_aside: "The file of before is kept; its own passphrase alone opens it:",
    wait: ["Next try in", "s."],
};
