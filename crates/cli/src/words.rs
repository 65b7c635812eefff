//! Everything that the terminal says, in both languages. A missing sentence does not compile.

use contract::{
    Anomaly, Evidence, Failure, FailureCode, LinkState, Listening, Outcome, PaymentView, Status,
};

/// One language.
pub(crate) struct Words {
    pub(crate) training: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) registering: &'static str,
    pub(crate) paid: &'static str,
    pub(crate) pending: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) money_is_odd: &'static str,
    pub(crate) code_refused: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) received: &'static str,
    pub(crate) expires_at: &'static str,
    pub(crate) customer_bank: &'static str,
    pub(crate) connected: &'static str,
    pub(crate) connected_unchecked: &'static str,
    pub(crate) no_orders: &'static str,
    pub(crate) verified: &'static str,
    pub(crate) open_address: &'static str,
    pub(crate) ok: &'static str,
    pub(crate) provider_says: &'static str,
    pub(crate) paired: &'static str,
    pub(crate) since: &'static str,
    pub(crate) cursor: &'static str,
    pub(crate) head: &'static str,
    pub(crate) epoch: &'static str,
    pub(crate) last_event: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) round_trip: &'static str,
    pub(crate) events: &'static str,
    pub(crate) set_aside: &'static str,
    pub(crate) last_gap: &'static str,
    pub(crate) last_error: &'static str,
    links: [&'static str; 4],
    /// Before and after the seconds.
    too_many_tries: [&'static str; 2],
    outcomes: [&'static str; 10],
    evidences: [&'static str; 3],
    statuses: [&'static str; 7],
    anomalies: [&'static str; 3],
    listening: [&'static str; 5],
    failures: fn(FailureCode) -> &'static str,
}

impl Words {
    /// `BALCAO_LANG`, else the system's language; Portuguese unless that is English.
    pub(crate) fn of_environment() -> &'static Self {
        let name = ["BALCAO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|key| std::env::var(key).ok())
            .find(|value| !value.is_empty());
        if name.is_some_and(|name| name.starts_with("en")) { &ENGLISH } else { &PORTUGUESE }
    }

    pub(crate) const fn status(&self, status: Status) -> &'static str {
        let [registering, pending, paid, refunded, expired, cancelled, rejected] = self.statuses;
        match status {
            Status::Registering => registering,
            Status::Pending => pending,
            Status::Paid => paid,
            Status::Refunded => refunded,
            Status::Expired => expired,
            Status::Cancelled => cancelled,
            Status::Rejected => rejected,
        }
    }

    pub(crate) const fn anomaly(&self, anomaly: Anomaly) -> &'static str {
        let [late, amount, twice] = self.anomalies;
        match anomaly {
            Anomaly::PaidLate => late,
            Anomaly::AmountMismatch => amount,
            Anomaly::DuplicatePayment => twice,
        }
    }

    pub(crate) const fn link(&self, state: LinkState) -> &'static str {
        let [off, connecting, connected, refused] = self.links;
        match state {
            LinkState::Off => off,
            LinkState::Connecting => connecting,
            LinkState::Connected => connected,
            LinkState::Refused => refused,
        }
    }

    pub(crate) const fn outcome(&self, outcome: Outcome) -> &'static str {
        let [
            applied,
            known,
            hint,
            unknown_charge,
            other_till,
            unknown_type,
            malformed,
            not_connected,
            poison,
            gap,
        ] = self.outcomes;
        match outcome {
            Outcome::Applied => applied,
            Outcome::Known => known,
            Outcome::Hint => hint,
            Outcome::UnknownCharge => unknown_charge,
            Outcome::OtherTill => other_till,
            Outcome::UnknownType => unknown_type,
            Outcome::Malformed => malformed,
            Outcome::NotConnected => not_connected,
            Outcome::Poison => poison,
            Outcome::Gap => gap,
        }
    }

    /// How a payment is known.
    pub(crate) const fn evidence(&self, payment: &PaymentView) -> &'static str {
        let [polled, signed, both] = self.evidences;
        match (payment.evidence, payment.agreed) {
            (Evidence::Polled, _) => polled,
            (Evidence::SignedWebhook, false) => signed,
            (Evidence::SignedWebhook, true) => both,
        }
    }

    pub(crate) fn listening(&self, listening: Listening) -> Option<String> {
        let [polling, offline, clock, live, and_polling] = self.listening;
        match listening {
            Listening::Idle => None,
            Listening::Polling { every_s } => Some(format!("{polling} {every_s} s")),
            Listening::Live { every_s: Some(every_s) } => {
                Some(format!("{live}, {and_polling} {every_s} s"))
            }
            Listening::Live { every_s: None } => Some(live.to_owned()),
            Listening::Offline => Some(offline.to_owned()),
            Listening::ClockWrong { minutes } => Some(format!("{clock} ({minutes:+} min)")),
        }
    }

    /// What happened to the money first, then what to do; the detail behind it.
    pub(crate) fn failure(&self, failure: &Failure) -> String {
        let sentence = (self.failures)(failure.code);
        match &failure.detail {
            Some(seconds) if failure.code == FailureCode::PairingRefused => {
                let [wait, and_try] = self.too_many_tries;
                format!("{wait} {seconds} {and_try}")
            }
            Some(detail) => format!("{sentence} ({detail})"),
            None => sentence.to_owned(),
        }
    }
}

static PORTUGUESE: Words = Words {
    training: "MODO TREINO: nenhuma venda é real.",
    waiting: "Aguardando pagamento…",
    registering: "Ainda não sabemos se o banco recebeu a cobrança; perguntando de novo, sem cobrar duas vezes…",
    paid: "PAGO",
    pending: "Ainda não foi pago. Continue com: balcao watch --until-idle",
    ended: "Nenhum dinheiro recebido.",
    money_is_odd: "ATENÇÃO: o dinheiro está na conta da loja, mas",
    code_refused: "O código do provedor está com defeito e não será mostrado; a cobrança continua vigiada.",
    expected: "Cobrado",
    received: "Recebido",
    expires_at: "expira às",
    customer_bank: "Banco do cliente (treino):",
    connected: "Conectado. As credenciais estão no chaveiro do sistema.",
    connected_unchecked: "As credenciais foram guardadas, mas não puderam ser conferidas agora.",
    no_orders: "Nenhuma venda.",
    verified: "O registro de vendas está íntegro:",
    open_address: "Abra neste computador:",
    ok: "ok",
    provider_says: "o provedor diz:",
    paired: "Pareado. O caixa agora sabe dos pagamentos na hora. Nome no relay:",
    since: "desde",
    cursor: "recebido até",
    head: "o mais novo no relay é",
    epoch: "época",
    last_event: "Último aviso:",
    none_yet: "nenhum ainda",
    round_trip: "ida e volta",
    events: "avisos",
    set_aside: "deixados de lado",
    last_gap: "Avisos se perderam no caminho:",
    last_error: "Último erro:",
    links: ["não pareado", "sem contato, tentando de novo", "ao vivo", "recusado: pareie de novo"],
    too_many_tries: ["O relay recusou: muitas tentativas. Espere", "s e tente de novo."],
    outcomes: [
        "mudou a venda",
        "já se sabia",
        "banco consultado",
        "deixado de lado: não é de uma venda daqui",
        "deixado de lado: é de outro caixa",
        "deixado de lado: assunto desconhecido",
        "deixado de lado: ilegível",
        "deixado de lado: nenhum provedor conectado",
        "deixado de lado: veio com defeito",
        "avisos perdidos; banco consultado",
    ],
    evidences: ["por consulta", "por aviso assinado", "por aviso assinado e por consulta"],
    statuses: [
        "Registrando",
        "Aguardando",
        "Pago",
        "Estornado",
        "Expirado",
        "Cancelado",
        "Recusado",
    ],
    anomalies: ["pago após expirar", "chegou outro valor", "pago mais de uma vez"],
    listening: [
        "Consultando a cada",
        "Sem resposta do provedor, tentando de novo",
        "Relógio errado",
        "Ao vivo",
        "e consultando a cada",
    ],
    failures: |code| match code {
        FailureCode::InvalidAmount => {
            "Nada foi cobrado: o valor não serve. Use, por exemplo, 12,50."
        }
        FailureCode::AboveCeiling => "Nada foi cobrado: o valor passa do teto da loja.",
        FailureCode::InvalidPayerName => "Nada foi cobrado: falta o nome de quem paga.",
        FailureCode::InvalidDocument => "Nada foi cobrado: o CPF ou CNPJ não confere.",
        FailureCode::InvalidRequest => "O pedido está errado.",
        FailureCode::NotConnected => "Nenhum provedor conectado. Use: balcao connect connectpsp …",
        FailureCode::CredentialsRefused => {
            "Nada foi cobrado: o provedor recusou as credenciais. Conecte de novo."
        }
        FailureCode::ProviderUnreachable => {
            "Nada foi cobrado: o provedor não respondeu. Confira a internet e tente de novo."
        }
        FailureCode::ProviderRefused => "Nada foi cobrado: o provedor recusou.",
        FailureCode::NeverConfirmed => {
            "O provedor nunca confirmou a cobrança; o código não foi mostrado a ninguém."
        }
        FailureCode::OrderNotFound => "Não há venda com esse número.",
        FailureCode::ReferenceTaken => "Nada foi cobrado: outra venda já tem essa referência.",
        FailureCode::AlreadyPaid => "Essa venda já está paga.",
        FailureCode::LogDamaged => {
            "O registro de vendas está danificado; não se vende sobre ele. Copie o último backup bom por cima dele."
        }
        FailureCode::LogUnwritable => {
            "Nada foi cobrado: o registro de vendas não pode ser gravado. Confira o disco."
        }
        FailureCode::LogTooNew => {
            "O registro de vendas é de uma versão mais nova do Balcão. Atualize o Balcão."
        }
        FailureCode::VaultUnavailable => {
            "O chaveiro do sistema não está disponível, e as credenciais não ficam em outro lugar. Desbloqueie-o (no Linux: instale o gnome-keyring e entre numa sessão) e tente de novo."
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
        FailureCode::ClockWrong => {
            "O relógio deste computador está errado: acerte a hora. As vendas continuam valendo."
        }
        FailureCode::TrainingOnly => "Só no modo treino.",
        FailureCode::Internal => "Algo falhou no Balcão.",
    },
};

static ENGLISH: Words = Words {
    training: "TRAINING MODE: no sale is real.",
    waiting: "Waiting for payment…",
    registering: "We don't know yet whether the bank got the charge; asking again, without charging twice…",
    paid: "PAID",
    pending: "Not paid yet. Go on with: balcao watch --until-idle",
    ended: "No money was taken.",
    money_is_odd: "ATTENTION: the money is in the shop's account, but",
    code_refused: "The provider's code is broken and is not shown; the charge stays watched.",
    expected: "Charged",
    received: "Received",
    expires_at: "expires at",
    customer_bank: "Customer's bank (training):",
    connected: "Connected. The credentials are in the system's keyring.",
    connected_unchecked: "The credentials were kept, but could not be checked now.",
    no_orders: "No sales.",
    verified: "The order log is whole:",
    open_address: "Open on this computer:",
    ok: "ok",
    provider_says: "the provider says:",
    paired: "Paired. The till now hears of payments at once. Its name on the relay:",
    since: "since",
    cursor: "received up to",
    head: "the relay's newest is",
    epoch: "epoch",
    last_event: "Last notice:",
    none_yet: "none yet",
    round_trip: "there and back",
    events: "notices",
    set_aside: "set aside",
    last_gap: "Notices were lost on the way:",
    last_error: "Last error:",
    links: ["not paired", "no contact, trying again", "live", "refused: pair again"],
    too_many_tries: ["The relay refuses: too many tries. Wait", "s and try again."],
    outcomes: [
        "changed the sale",
        "was known",
        "bank was asked",
        "set aside: of no sale made here",
        "set aside: another till's",
        "set aside: unknown subject",
        "set aside: unreadable",
        "set aside: no provider connected",
        "set aside: came broken",
        "notices lost; bank was asked",
    ],
    evidences: ["by asking", "by a signed notice", "by a signed notice and by asking"],
    statuses: ["Registering", "Waiting", "Paid", "Refunded", "Expired", "Cancelled", "Refused"],
    anomalies: ["it was paid late", "another amount came", "it was paid more than once"],
    listening: [
        "Asking every",
        "No answer from the provider, trying again",
        "Clock is wrong",
        "Live",
        "and asking every",
    ],
    failures: |code| match code {
        FailureCode::InvalidAmount => {
            "Nothing was charged: that is not an amount. Use, for example, 12.50."
        }
        FailureCode::AboveCeiling => "Nothing was charged: the amount is above the shop's ceiling.",
        FailureCode::InvalidPayerName => "Nothing was charged: the payer's name is missing.",
        FailureCode::InvalidDocument => "Nothing was charged: the CPF or CNPJ is not right.",
        FailureCode::InvalidRequest => "The request is wrong.",
        FailureCode::NotConnected => "No provider is connected. Use: balcao connect connectpsp …",
        FailureCode::CredentialsRefused => {
            "Nothing was charged: the provider refuses the credentials. Connect again."
        }
        FailureCode::ProviderUnreachable => {
            "Nothing was charged: the provider did not answer. Check the network and try again."
        }
        FailureCode::ProviderRefused => "Nothing was charged: the provider refused.",
        FailureCode::NeverConfirmed => {
            "The provider never confirmed the charge; its code was shown to nobody."
        }
        FailureCode::OrderNotFound => "No sale has that number.",
        FailureCode::ReferenceTaken => "Nothing was charged: another sale has that reference.",
        FailureCode::AlreadyPaid => "That sale is paid already.",
        FailureCode::LogDamaged => {
            "The order log is damaged; nothing is sold on it. Copy the last good backup over it."
        }
        FailureCode::LogUnwritable => {
            "Nothing was charged: the order log cannot be written. Check the disk."
        }
        FailureCode::LogTooNew => "The order log is of a newer Balcão. Update Balcão.",
        FailureCode::VaultUnavailable => {
            "The system's keyring is not available, and credentials are kept nowhere else. Unlock it (on Linux: install gnome-keyring and log in to a session) and try again."
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
        FailureCode::ClockWrong => {
            "This computer's clock is wrong: set it right. Sales stay valid."
        }
        FailureCode::TrainingOnly => "Only in training mode.",
        FailureCode::Internal => "Something failed in Balcão.",
    },
};
