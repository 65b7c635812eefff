//! Why a command was not done, in both languages: what happened to the money first, then what to do.

use contract::FailureCode;

pub(super) const fn portuguese(code: FailureCode) -> &'static str {
    match code {
        FailureCode::InvalidAmount => {
            "Nada foi cobrado: o valor não serve. Use, por exemplo, 12,50."
        }
        FailureCode::AboveCeiling => "Nada foi cobrado: o valor passa do teto da loja.",
        FailureCode::InvalidPayerName => "Nada foi cobrado: falta o nome de quem paga.",
        FailureCode::InvalidDocument => "Nada foi cobrado: o CPF ou CNPJ não confere.",
        FailureCode::InvalidRequest => "Nada mudou: o pedido está errado.",
        FailureCode::NotConnected => "Nenhum provedor conectado. Use: balcao connect …",
        FailureCode::CredentialsRefused => {
            "Nada foi cobrado: o provedor recusou as credenciais. Conecte de novo; se foram renovadas na mesma conta, com --same-account."
        }
        FailureCode::OtherEnvironment => {
            "Nada mudou: o provedor recusa estas credenciais aqui. Elas são de outro ambiente dele:"
        }
        FailureCode::ProviderUnreachable => {
            "Nada foi cobrado: o provedor não respondeu. Confira a internet e tente de novo."
        }
        FailureCode::ProviderRefused => "Nada foi cobrado: o provedor recusou.",
        FailureCode::NeverConfirmed => {
            "O provedor nunca confirmou a cobrança; o código não foi mostrado a ninguém."
        }
        FailureCode::UnknownThere => {
            "Não sabemos se o dinheiro chegou: o provedor diz que não conhece esta cobrança, e o caixa parou de esperar. Confira no painel do provedor antes de entregar."
        }
        FailureCode::NeverProved => {
            "Não sabemos se o dinheiro chegou: o provedor diz pago e nunca provou que é esta venda, e o caixa parou de esperar. Confira no painel do provedor antes de entregar."
        }
        FailureCode::NeverHeard => {
            "Não sabemos se o dinheiro chegou: ninguém respondeu sobre esta cobrança durante uma semana, e o caixa parou de esperar. Confira no painel do provedor antes de entregar."
        }
        FailureCode::GivenUp => {
            "Não sabemos se o dinheiro chegou: alguém do caixa desistiu de esperar por esta cobrança. Confira no painel do provedor antes de entregar."
        }
        FailureCode::ConfirmedByHand => {
            "Nada mudou: essa venda foi confirmada à mão. Ela só muda quando o provedor responder."
        }
        FailureCode::NothingToConfirm => {
            "Nada foi confirmado: o código dessa venda nunca foi mostrado, então ninguém pode ter pago. Cobre de novo."
        }
        FailureCode::PayerBlanked => {
            "Nada foi cobrado: os dados de quem paga essa venda foram apagados. Comece uma venda nova."
        }
        FailureCode::InvalidEndToEndId => {
            "Nada foi confirmado: isso não é o código de um Pix (E2E). São 32 letras e números, e o primeiro é E. Sem ele também dá."
        }
        FailureCode::EndToEndIdTooOld => {
            "Nada foi confirmado: esse código é de um Pix feito antes desta venda. Peça o comprovante deste pagamento."
        }
        FailureCode::EndToEndIdAhead => {
            "Nada foi confirmado: esse código tem uma data que ainda não chegou. Confira o comprovante e o relógio deste computador."
        }
        FailureCode::EndToEndIdTaken => {
            "Nada foi confirmado: esse código já é de outro pagamento. O comprovante pode ser repetido."
        }
        FailureCode::OrderNotFound => "Nada mudou: não há venda com esse número.",
        FailureCode::ReferenceTaken => "Nada foi cobrado: outra venda já tem essa referência.",
        FailureCode::AlreadyPaid => "Essa venda já está paga.",
        FailureCode::LogDamaged => {
            "Nada foi vendido: o registro de vendas está danificado. Use: balcao restore ARQUIVO."
        }
        FailureCode::LogUnwritable => {
            "Nada novo é cobrado assim: o registro de vendas não pode ser gravado. O que já foi enviado ao provedor continua valendo. Confira o disco."
        }
        FailureCode::LogBusy => {
            "Nada mudou: outro programa ocupa o registro deste caixa. Espere um pouco, ou feche-o, e tente de novo."
        }
        FailureCode::LogBehind => {
            "Nenhuma venda é feita assim: falta o fim do registro de vendas. Use: balcao restore ARQUIVO (um backup, ou o próprio registro)"
        }
        FailureCode::TillInUse => {
            "Nada mudou: outro programa está com este caixa aberto. Feche-o e tente de novo."
        }
        FailureCode::NoTill => {
            "Nada foi feito: não há caixa nesta pasta. Confira o caminho (--home ou BALCAO_HOME). Para começar um caixa novo aí: balcao connect …, ou --create."
        }
        FailureCode::HomeNotPrivate => {
            "Nada foi gravado: outras pessoas deste computador podem abrir esta pasta, e as vendas têm nomes e CPFs. Use uma pasta só do caixa, fechada aos outros (chmod 700)."
        }
        FailureCode::TrainingHome => {
            "Nada foi cobrado: esta pasta é de um caixa de treino. Use --training, ou outra pasta."
        }
        FailureCode::OtherMoney => {
            "Nada mudou: um registro de treino não fica no lugar das vendas reais, nem o contrário. Confira --training e a pasta."
        }
        FailureCode::NotRestorable => "Nada mudou: o arquivo não é um registro de vendas íntegro.",
        FailureCode::FileNotSaved => {
            "Nada foi guardado: já existe um arquivo com esse nome, ou a pasta não recebe arquivos. Use outro nome, ou outra pasta."
        }
        FailureCode::BackupFolderMissing => {
            "Nada foi copiado: essa pasta não existe. Confira o caminho (o pen drive está ligado?)."
        }
        FailureCode::BackupFolderFull => {
            "Nada foi copiado: não há espaço nessa pasta. Libere espaço, ou use outra."
        }
        FailureCode::BackupFolderUnwritable => {
            "Nada foi copiado: essa pasta não recebe a cópia (só leitura, de outra pessoa, ou o pen drive saiu). Use outra."
        }
        FailureCode::ProviderUnreadable => {
            "Não sabemos se algum dinheiro chegou: a resposta do provedor não pode ser lida. Confira no painel do provedor."
        }
        FailureCode::ProviderAsksToWait => {
            "O provedor pediu uma pausa: tente de novo daqui a pouco."
        }
        FailureCode::NotThisProvider => {
            "Nada mudou: nesse endereço responde outra coisa, não este provedor. Confira o endereço."
        }
        FailureCode::ChargesOpen => "Nada mudou: há vendas abertas que ainda podem ser pagas.",
        FailureCode::MoneyOpenThere => {
            "Nada mudou: ainda há cobranças ou devoluções abertas neste provedor. Para desconectar e continuar consultando: --keep-asking"
        }
        FailureCode::LogTooNew => {
            "O registro de vendas é de uma versão mais nova do Balcão. Atualize o Balcão."
        }
        FailureCode::VaultUnavailable => {
            "O chaveiro do sistema não está disponível, e as credenciais não ficam em outro lugar. Desbloqueie-o (no Linux: instale o gnome-keyring e entre numa sessão) e tente de novo. Onde não há chaveiro, use um cofre cifrado: balcao vault move --to file"
        }
        FailureCode::VaultSilent => {
            "O chaveiro do sistema não respondeu: ele pode estar pedindo a senha em alguma janela, ou travado. Nada mudou nas contas conectadas. Desbloqueie-o e tente de novo."
        }
        FailureCode::VaultLocked => {
            "O cofre deste caixa está trancado: falta a senha dele. Digite-a num terminal, ou use --passphrase-fd, BALCAO_VAULT_PASSPHRASE_FILE ou uma credencial do systemd."
        }
        FailureCode::WrongPassphrase => "A senha do cofre não confere. Nada mudou.",
        FailureCode::PassphraseWait => "Senhas erradas demais: o cofre espera. Nada mudou.",
        FailureCode::InvalidPassphrase => {
            "Nada mudou: essa senha não serve para o cofre. Use 8 caracteres ou mais (no máximo 1 KiB), numa linha só."
        }
        FailureCode::VaultDamaged => {
            "O cofre deste caixa está danificado, e nenhuma senha o abre. Ponha uma cópia dele de volta; sem cópia, comece um vazio com balcao vault move --to file --from-nothing e conecte de novo."
        }
        FailureCode::VaultMissing => {
            "O arquivo do cofre deste caixa não está na pasta. Ponha-o de volta; sem cópia, comece um vazio com balcao vault move --to file --from-nothing e conecte de novo."
        }
        FailureCode::VaultTooNew => {
            "O cofre deste caixa é de uma versão mais nova do Balcão. Atualize o Balcão."
        }
        FailureCode::VaultForgets => {
            "O sistema aceita segredos e não os guarda: eles se perderiam com a sessão. Nada foi confiado a ele. Use um cofre cifrado: balcao vault move --to file"
        }
        FailureCode::CredentialsMissing => {
            "Nada foi cobrado: o cofre não tem as credenciais deste caixa (os arquivos foram copiados ou movidos?). Conecte de novo com balcao connect (o relay, com balcao pair)."
        }
        FailureCode::InvalidRelayAddress => {
            "O endereço do relay não serve. Use https://… (http só neste computador)."
        }
        FailureCode::InvalidPairingCode => {
            "O código de pareamento não serve: são 8 letras e números, como ABCD-1234."
        }
        FailureCode::NotPaired => {
            "Este caixa não tem relay: só consulta o provedor. Use: balcao pair URL CÓDIGO"
        }
        FailureCode::PairingRefused => {
            "O relay recusou: o código não existe, já foi usado ou venceu (10 minutos), ou este caixa foi revogado. Peça um código novo a quem cuida do relay."
        }
        FailureCode::RelayUnreachable => {
            "O relay não responde nesse endereço. Confira o endereço e a internet. As vendas continuam por consulta."
        }
        FailureCode::ForeignIngest => {
            "Nada mudou: o relay deu um endereço de avisos que não é dele. Não pareie com ele sem falar com quem cuida do relay"
        }
        FailureCode::ClockWrong => {
            "O relógio deste computador está errado: acerte a hora. As vendas continuam valendo."
        }
        FailureCode::TrainingOnly => "Só no modo treino.",
        FailureCode::UnknownSetting => {
            "Nada mudou: não existe esse ajuste. Veja balcao settings list"
        }
        FailureCode::InvalidSetting => "Nada mudou: o valor não serve.",
        FailureCode::SettingNotHere => "Nada mudou: este ajuste muda por comandos próprios.",
        FailureCode::SettingsUnreadable => {
            "Nada mudou: o arquivo de ajustes tem um erro. Corrija-o, ou apague a linha."
        }
        FailureCode::Internal => "Algo falhou no Balcão.",
        FailureCode::UnknownProvider => {
            "Nada foi cobrado nem devolvido: esse provedor não está conectado. Veja: balcao providers"
        }
        FailureCode::NothingToRefund => {
            "Nada foi devolvido agora: essa venda não tem dinheiro que possa voltar."
        }
        FailureCode::WhichAttempt => {
            "Nada foi devolvido: mais de uma tentativa foi paga. Diga qual com --attempt."
        }
        FailureCode::RefundNotOffered => "Nada foi devolvido: daqui não dá.",
        FailureCode::RefundTooLate => {
            "Nada foi devolvido: o Pix só permite devolver até 90 dias depois do pagamento."
        }
        FailureCode::RefundRefused => {
            "O dinheiro continua na conta da loja: a devolução não foi feita."
        }
        FailureCode::NoDispute => "Nada mudou: essa venda não tem contestação aberta.",
        FailureCode::UnmatchedNotFound => {
            "Nada mudou: não há dinheiro sem venda com esse número. Veja: balcao unmatched"
        }
        FailureCode::UnmatchedResolved => {
            "Nada mudou: esse dinheiro já foi ligado a uma venda ou deixado de lado."
        }
        FailureCode::UnmatchedGone => {
            "Nada foi ligado à venda: o provedor não diz mais que esse dinheiro está na conta da loja."
        }
        FailureCode::SignedOut => {
            "Nada mudou: este caixa tem operadores, e ninguém entrou. Use --operator NOME (o PIN é pedido, ou vem pela entrada padrão com --pin-stdin)."
        }
        FailureCode::WrongPin => "Nada mudou: PIN errado.",
        FailureCode::PinWait => {
            "Nada mudou: PIN errado muitas vezes. Espere antes de tentar de novo; outra pessoa pode entrar."
        }
        FailureCode::InvalidPin => {
            "Nada mudou: um PIN tem de 4 a 8 números, os mesmos nas duas vezes."
        }
        FailureCode::InvalidOperatorName => {
            "Nada mudou: um nome tem de 1 a 40 letras, numa linha só."
        }
        FailureCode::OperatorNameTaken => {
            "Nada mudou: já trabalha aqui alguém com esse nome. Junte um sobrenome, para que se saiba quem fez o quê."
        }
        FailureCode::OperatorNotFound => "Nada mudou: não trabalha aqui ninguém com esse nome.",
        FailureCode::ManagerNeeded => {
            "Nada mudou: um caixa com operadores precisa de um gerente. O primeiro operador é gerente, e o último gerente fica."
        }
        FailureCode::TooManyOperators => {
            "Nada mudou: este caixa já tem todos os operadores que pode ter."
        }
        FailureCode::OperatorsLost => {
            "Ninguém pode entrar: o cofre perdeu os operadores deste caixa. Nesta máquina: balcao operator pin NOME --forgotten"
        }
        FailureCode::NotAllowed => "Nada mudou: você não tem permissão para isso. Chame o gerente",
        FailureCode::ReasonNeeded => {
            "Nada mudou: escreva o motivo, de 1 a 200 letras, numa linha só."
        }
    }
}

pub(super) const fn english(code: FailureCode) -> &'static str {
    match code {
        FailureCode::InvalidAmount => {
            "Nothing was charged: that is not an amount. Use, for example, 12.50."
        }
        FailureCode::AboveCeiling => "Nothing was charged: the amount is above the shop's ceiling.",
        FailureCode::InvalidPayerName => "Nothing was charged: the payer's name is missing.",
        FailureCode::InvalidDocument => "Nothing was charged: the CPF or CNPJ is not right.",
        FailureCode::InvalidRequest => "Nothing has changed: the request is wrong.",
        FailureCode::NotConnected => "No provider is connected. Use: balcao connect …",
        FailureCode::CredentialsRefused => {
            "Nothing was charged: the provider refuses the credentials. Connect again; if they were renewed in the same account, with --same-account."
        }
        FailureCode::OtherEnvironment => {
            "Nothing was changed: the provider refuses these credentials here. They are of another environment of it:"
        }
        FailureCode::ProviderUnreachable => {
            "Nothing was charged: the provider did not answer. Check the network and try again."
        }
        FailureCode::ProviderRefused => "Nothing was charged: the provider refused.",
        FailureCode::NeverConfirmed => {
            "The provider never confirmed the charge; its code was shown to nobody."
        }
        FailureCode::UnknownThere => {
            "We don't know whether the money has come: the provider says that it does not know this charge, and the till has stopped waiting. Look in the provider's panel before you hand over."
        }
        FailureCode::NeverProved => {
            "We don't know whether the money has come: the provider says paid and never proved that it is this sale, and the till has stopped waiting. Look in the provider's panel before you hand over."
        }
        FailureCode::NeverHeard => {
            "We don't know whether the money has come: nobody was heard about this charge for a week, and the till has stopped waiting. Look in the provider's panel before you hand over."
        }
        FailureCode::GivenUp => {
            "We don't know whether the money has come: somebody at the till has stopped waiting for this charge. Look in the provider's panel before you hand over."
        }
        FailureCode::ConfirmedByHand => {
            "Nothing has changed: that sale is confirmed by hand. Only the provider's word changes it now."
        }
        FailureCode::NothingToConfirm => {
            "Nothing was confirmed: the code of that sale was never shown, so that nobody can have paid. Charge again."
        }
        FailureCode::PayerBlanked => {
            "Nothing was charged: the data of that sale's payer was blanked. Begin a new sale."
        }
        FailureCode::InvalidEndToEndId => {
            "Nothing was confirmed: that is not the code of a Pix payment (E2E). It has 32 letters and digits and begins with E. It can be left out."
        }
        FailureCode::EndToEndIdTooOld => {
            "Nothing was confirmed: that code is of a Pix payment from before this sale. Ask for the receipt of this payment."
        }
        FailureCode::EndToEndIdAhead => {
            "Nothing was confirmed: that code names a moment that has not come yet. Check the receipt, and this computer's clock."
        }
        FailureCode::EndToEndIdTaken => {
            "Nothing was confirmed: that code is of another payment already. The receipt may be a repeated one."
        }
        FailureCode::OrderNotFound => "Nothing has changed: no sale has that number.",
        FailureCode::ReferenceTaken => "Nothing was charged: another sale has that reference.",
        FailureCode::AlreadyPaid => "That sale is paid already.",
        FailureCode::LogDamaged => {
            "Nothing was sold: the order log is damaged. Use: balcao restore FILE."
        }
        FailureCode::LogUnwritable => {
            "Nothing new is charged like this: the order log cannot be written. What was sent to the provider stands. Check the disk."
        }
        FailureCode::LogBusy => {
            "Nothing changed: another program holds this till's log. Wait a little, or close it, and try again."
        }
        FailureCode::LogBehind => {
            "No sale is made like this: the end of the order log is missing. Use: balcao restore FILE (a backup, or the log itself)"
        }
        FailureCode::TillInUse => {
            "Nothing changed: another program has this till open. Close it and try again."
        }
        FailureCode::NoTill => {
            "Nothing was done: there is no till in this folder. Check the path (--home or BALCAO_HOME). To begin a new till there: balcao connect …, or --create."
        }
        FailureCode::HomeNotPrivate => {
            "Nothing was written: others on this computer may open this folder, and sales hold names and CPFs. Use a folder of the till's own, closed to others (chmod 700)."
        }
        FailureCode::TrainingHome => {
            "Nothing was charged: this folder is a training till's. Use --training, or another folder."
        }
        FailureCode::OtherMoney => {
            "Nothing changed: a log of training never takes the place of real sales, nor the other way round. Check --training and the folder."
        }
        FailureCode::NotRestorable => "Nothing changed: the file is no order log that is whole.",
        FailureCode::FileNotSaved => {
            "Nothing was saved: there is a file of that name already, or the folder takes none. Use another name, or another folder."
        }
        FailureCode::BackupFolderMissing => {
            "Nothing was copied: there is no such folder. Check the path (is the pen drive plugged in?)."
        }
        FailureCode::BackupFolderFull => {
            "Nothing was copied: there is no room in that folder. Free some, or use another."
        }
        FailureCode::BackupFolderUnwritable => {
            "Nothing was copied: that folder does not take the copy (read-only, somebody else's, or the pen drive is gone). Use another."
        }
        FailureCode::ProviderUnreadable => {
            "We don't know whether any money has come: the provider's answer cannot be read. Look in the provider's panel."
        }
        FailureCode::ProviderAsksToWait => "The provider asks for patience: try again in a while.",
        FailureCode::NotThisProvider => {
            "Nothing has changed: something else answers at that address, not this provider. Check the address."
        }
        FailureCode::ChargesOpen => "Nothing was changed: open sales may still be paid.",
        FailureCode::MoneyOpenThere => {
            "Nothing changed: charges or refunds are still open at this provider. To disconnect and go on asking: --keep-asking"
        }
        FailureCode::LogTooNew => "The order log is of a newer Balcão. Update Balcão.",
        FailureCode::VaultUnavailable => {
            "The system's keyring is not available, and credentials are kept nowhere else. Unlock it (on Linux: install gnome-keyring and log in to a session) and try again. Where there is no keyring, use an encrypted vault: balcao vault move --to file"
        }
        FailureCode::VaultSilent => {
            "The system's keyring did not answer: it may be asking for its password in some window, or hang. Nothing changed in the connected accounts. Unlock it and try again."
        }
        FailureCode::VaultLocked => {
            "This till's vault is locked: its passphrase is missing. Type it in a terminal, or use --passphrase-fd, BALCAO_VAULT_PASSPHRASE_FILE or a systemd credential."
        }
        FailureCode::WrongPassphrase => "That is not the vault's passphrase. Nothing has changed.",
        FailureCode::PassphraseWait => {
            "Too many wrong passphrases: the vault waits. Nothing has changed."
        }
        FailureCode::InvalidPassphrase => {
            "Nothing has changed: that is no passphrase for a vault. Use 8 characters or more (at most 1 KiB), on one line."
        }
        FailureCode::VaultDamaged => {
            "This till's vault is damaged, and no passphrase opens it. Put a copy of it back; without one, begin an empty one with balcao vault move --to file --from-nothing, and connect again."
        }
        FailureCode::VaultMissing => {
            "The file of this till's vault is not in its folder. Put it back; without a copy, begin an empty one with balcao vault move --to file --from-nothing, and connect again."
        }
        FailureCode::VaultTooNew => "This till's vault is of a newer Balcão. Update Balcão.",
        FailureCode::VaultForgets => {
            "The system takes secrets and does not keep them: they would be lost with the session. Nothing was entrusted to it. Use an encrypted vault: balcao vault move --to file"
        }
        FailureCode::CredentialsMissing => {
            "Nothing was charged: the vault does not have this till's credentials (were its files copied or moved?). Connect again with balcao connect (the relay, with balcao pair)."
        }
        FailureCode::InvalidRelayAddress => {
            "That is not an address of a relay. Use https://… (http only on this computer)."
        }
        FailureCode::InvalidPairingCode => {
            "That is not a pairing code: it has 8 letters and digits, such as ABCD-1234."
        }
        FailureCode::NotPaired => {
            "This till has no relay: it asks the provider only. Use: balcao pair URL CODE"
        }
        FailureCode::PairingRefused => {
            "The relay refuses: the code is unknown, was used, or has expired (10 minutes), or this till was revoked. Ask whoever runs the relay for a new code."
        }
        FailureCode::RelayUnreachable => {
            "No relay answers at that address. Check the address and the network. Sales go on by asking the provider."
        }
        FailureCode::ForeignIngest => {
            "Nothing has changed: the relay gave an address for notices that is not its own. Do not pair with it before you have talked to whoever runs it"
        }
        FailureCode::ClockWrong => {
            "This computer's clock is wrong: set it right. Sales stay valid."
        }
        FailureCode::TrainingOnly => "Only in training mode.",
        FailureCode::UnknownSetting => {
            "Nothing has changed: there is no such setting. See balcao settings list"
        }
        FailureCode::InvalidSetting => "Nothing has changed: the value is not allowed.",
        FailureCode::SettingNotHere => {
            "Nothing has changed: commands of its own change this setting."
        }
        FailureCode::SettingsUnreadable => {
            "Nothing has changed: the file of the settings has a mistake. Mend it, or delete the line."
        }
        FailureCode::Internal => "Something failed in Balcão.",
        FailureCode::UnknownProvider => {
            "Nothing was charged or given back: that provider is not connected. See: balcao providers"
        }
        FailureCode::NothingToRefund => {
            "Nothing was given back now: that sale has no money that could go back."
        }
        FailureCode::WhichAttempt => {
            "Nothing was given back: more than one attempt was paid. Say which with --attempt."
        }
        FailureCode::RefundNotOffered => "Nothing was given back: not from here.",
        FailureCode::RefundTooLate => {
            "Nothing was given back: Pix allows it for 90 days after the payment only."
        }
        FailureCode::RefundRefused => {
            "The money is still in the shop's account: it was not given back."
        }
        FailureCode::NoDispute => "Nothing has changed: that sale has no open dispute.",
        FailureCode::UnmatchedNotFound => {
            "Nothing has changed: no money without a sale has that number. See: balcao unmatched"
        }
        FailureCode::UnmatchedResolved => {
            "Nothing has changed: that money was matched to a sale or set aside already."
        }
        FailureCode::UnmatchedGone => {
            "Nothing was matched: the provider no longer says that this money is in the shop's account."
        }
        FailureCode::SignedOut => {
            "Nothing has changed: this till has operators, and nobody has signed in. Use --operator NAME (the PIN is asked for, or comes from standard input with --pin-stdin)."
        }
        FailureCode::WrongPin => "Nothing has changed: wrong PIN.",
        FailureCode::PinWait => {
            "Nothing has changed: wrong PIN too often. Wait before you try again; somebody else may sign in."
        }
        FailureCode::InvalidPin => {
            "Nothing has changed: a PIN has 4 to 8 digits, the same both times."
        }
        FailureCode::InvalidOperatorName => {
            "Nothing has changed: a name has 1 to 40 letters, on one line."
        }
        FailureCode::OperatorNameTaken => {
            "Nothing has changed: somebody of that name works here already. Add a surname, so that it is known who did what."
        }
        FailureCode::OperatorNotFound => "Nothing has changed: nobody of that name works here.",
        FailureCode::ManagerNeeded => {
            "Nothing has changed: a till with operators needs a manager. The first operator is one, and the last one stays."
        }
        FailureCode::TooManyOperators => {
            "Nothing has changed: this till has all operators that it can have."
        }
        FailureCode::OperatorsLost => {
            "Nobody can sign in: the vault has lost this till's operators. At this machine: balcao operator pin NAME --forgotten"
        }
        FailureCode::NotAllowed => "Nothing has changed: you may not do this. Call the manager",
        FailureCode::ReasonNeeded => {
            "Nothing has changed: write the reason, 1 to 200 characters on one line."
        }
    }
}
