//! Why a command was not done, in Portuguese.

use contract::FailureCode;

pub(in crate::words) const fn sentence(code: FailureCode) -> &'static str {
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
            "Nada foi guardado: já existe um arquivo com esse nome, ou a pasta não recebe arquivos, ou não há mais espaço. Use outro nome, ou outra pasta."
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
        FailureCode::KeyTaken => "Nada mudou: outra ação já tem essa tecla. Ajuste:",
        FailureCode::SettingNotHere => "Nada mudou: este ajuste muda por comandos próprios.",
        FailureCode::SettingsUnreadable => {
            "Nada mudou: o arquivo de ajustes tem um erro. Corrija-o, ou apague a linha."
        }
        FailureCode::ShiftOpen => "Nada mudou: já há um turno aberto. Número:",
        FailureCode::ShiftClosed => "Nada mudou: esse turno já foi fechado. Número:",
        FailureCode::ShiftNotFound => "Nada mudou: não há turno com esse número.",
        FailureCode::DrawerShort => "Nada foi retirado: na gaveta não deve haver tanto.",
        FailureCode::CountNeeded => "O turno não foi fechado: falta contar o dinheiro da gaveta.",
        FailureCode::NoPrinter => {
            "Nada foi impresso: nenhuma impressora foi escolhida. Use: balcao settings set printer.kind …"
        }
        FailureCode::NoVoice => {
            "Nada foi falado: este sistema não tem voz. No Linux: instale o speech-dispatcher e uma voz em português."
        }
        FailureCode::ReceiptUnreadable => {
            "Nada foi conferido: isso não é o código de um Pix (E2E). São 32 letras e números, e o primeiro é E. Sem ele: valor e hora."
        }
        FailureCode::HeadUnknown => {
            "Este registro de vendas não tem esse selo: é de outro caixa, ou a cópia é de antes do fechamento."
        }
        FailureCode::InvalidPeriod => {
            "Nada foi feito: as datas não servem. O primeiro dia vem antes do último, e o período tem no máximo dez anos."
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
