//! Everything that the terminal says, in both languages. A missing sentence does not compile.

use contract::{Anomaly, Failure, FailureCode, Listening, Status};

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
    statuses: [&'static str; 7],
    anomalies: [&'static str; 3],
    listening: [&'static str; 3],
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

    pub(crate) fn listening(&self, listening: Listening) -> Option<String> {
        let [polling, offline, clock] = self.listening;
        match listening {
            Listening::Idle => None,
            Listening::Polling { every_s } => Some(format!("{polling} {every_s} s")),
            Listening::Offline => Some(offline.to_owned()),
            Listening::ClockWrong { minutes } => Some(format!("{clock} ({minutes:+} min)")),
        }
    }

    /// What happened to the money first, then what to do; the detail behind it.
    pub(crate) fn failure(&self, failure: &Failure) -> String {
        let sentence = (self.failures)(failure.code);
        match &failure.detail {
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
    statuses: ["Registering", "Waiting", "Paid", "Refunded", "Expired", "Cancelled", "Refused"],
    anomalies: ["it was paid late", "another amount came", "it was paid more than once"],
    listening: ["Asking every", "No answer from the provider, trying again", "Clock is wrong"],
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
        FailureCode::ClockWrong => {
            "This computer's clock is wrong: set it right. Sales stay valid."
        }
        FailureCode::TrainingOnly => "Only in training mode.",
        FailureCode::Internal => "Something failed in Balcão.",
    },
};
