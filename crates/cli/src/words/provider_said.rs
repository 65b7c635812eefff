//! What a provider says of a charge without proving it, and why it is not heard, in both languages.

use contract::{Doubt, Trouble};

/// "The provider says paid, but …", in Portuguese.
pub(super) const fn portuguese_doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::OtherAccount => "o provedor diz pago, mas de outra conta",
        Doubt::OtherId => "o provedor diz pago, mas de outra transação",
        Doubt::OtherReference => "o provedor diz pago, mas de outra referência",
        Doubt::NoName => "o provedor diz pago, mas sem dizer qual cobrança",
        Doubt::AmountAbsent => "o provedor diz pago, mas sem dizer o valor",
        Doubt::AmountUnreadable => "o provedor diz pago, mas o valor não pode ser lido",
        Doubt::OtherAmount => "o provedor respondeu com outro valor, e o código não é mostrado",
        Doubt::EndToEndIdTaken => "o provedor diz pago, mas este pagamento já é de outra venda",
        Doubt::EndToEndIdUnreadable => {
            "o provedor diz pago, mas o identificador do pagamento não pode ser lido"
        }
        Doubt::AtCreation => {
            "o provedor disse pago já ao gerar o código; perguntando para confirmar"
        }
        Doubt::MayBeOlder => {
            "o que o provedor tem com esta referência pode ser mais antigo que esta venda"
        }
        Doubt::PaidBefore => {
            "o provedor diz pago o que tem com esta referência, mas o código nunca foi mostrado aqui"
        }
    }
}

/// What an answer to the creation is about instead; it says nothing of money, in Portuguese.
pub(super) const fn portuguese_answer(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::OtherAccount => "o provedor respondeu de outra conta, e o código não é mostrado",
        Doubt::OtherId => "o provedor respondeu com outra transação, e o código não é mostrado",
        Doubt::OtherReference => {
            "o provedor respondeu com outra referência, e o código não é mostrado"
        }
        Doubt::NoName => "o provedor respondeu sem dizer qual cobrança, e o código não é mostrado",
        Doubt::AmountAbsent => "o provedor respondeu sem dizer o valor, e o código não é mostrado",
        Doubt::AmountUnreadable => {
            "o provedor respondeu com um valor que não pode ser lido, e o código não é mostrado"
        }
        doubt => portuguese_doubt(doubt),
    }
}

/// Why asking about a charge brings nothing, in Portuguese.
pub(super) const fn portuguese_trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotFound => {
            "O provedor diz que não conhece esta cobrança. Confira no painel do provedor antes de entregar."
        }
        Trouble::Refused => "O provedor recusa as credenciais: não sabemos se o pagamento chegou.",
        Trouble::Unreadable => {
            "A resposta do provedor não pode ser lida: não sabemos se o pagamento chegou."
        }
        Trouble::ToldToWait => "O provedor pediu uma pausa: não sabemos se o pagamento chegou.",
        Trouble::Offline => "Sem contato com o provedor: não sabemos se o pagamento chegou.",
        Trouble::NotConnected => {
            "A conta desta cobrança não está conectada, e ninguém pergunta por ela: não sabemos se o pagamento chegou."
        }
    }
}

/// The same in a word, for a list, in Portuguese.
pub(super) const fn portuguese_in_short(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotFound => "o provedor não conhece a cobrança",
        Trouble::Refused => "credenciais recusadas",
        Trouble::Unreadable => "resposta ilegível",
        Trouble::ToldToWait => "o provedor pediu uma pausa",
        Trouble::Offline => "sem contato",
        Trouble::NotConnected => "conta não conectada",
    }
}

/// "The provider says paid, but …", in English.
pub(super) const fn english_doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::OtherAccount => "the provider says paid, but of another account",
        Doubt::OtherId => "the provider says paid, but of another transaction",
        Doubt::OtherReference => "the provider says paid, but of another reference",
        Doubt::NoName => "the provider says paid, but not which charge",
        Doubt::AmountAbsent => "the provider says paid, but not how much",
        Doubt::AmountUnreadable => "the provider says paid, but the amount cannot be read",
        Doubt::OtherAmount => {
            "the provider answered with another amount, and the code is not shown"
        }
        Doubt::EndToEndIdTaken => {
            "the provider says paid, but this payment is another sale's already"
        }
        Doubt::EndToEndIdUnreadable => {
            "the provider says paid, but the id of the payment cannot be read"
        }
        Doubt::AtCreation => "the provider said paid as it made the code; asking to be sure",
        Doubt::MayBeOlder => {
            "what the provider has under this reference may be older than this sale"
        }
        Doubt::PaidBefore => {
            "the provider says paid of what it has under this reference, but its code was never shown here"
        }
    }
}

/// What an answer to the creation is about instead; it says nothing of money, in English.
pub(super) const fn english_answer(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::OtherAccount => {
            "the provider answered of another account, and the code is not shown"
        }
        Doubt::OtherId => {
            "the provider answered with another transaction, and the code is not shown"
        }
        Doubt::OtherReference => {
            "the provider answered with another reference, and the code is not shown"
        }
        Doubt::NoName => {
            "the provider answered without saying which charge, and the code is not shown"
        }
        Doubt::AmountAbsent => {
            "the provider answered without saying how much, and the code is not shown"
        }
        Doubt::AmountUnreadable => {
            "the provider answered with an amount that cannot be read, and the code is not shown"
        }
        doubt => english_doubt(doubt),
    }
}

/// Why asking about a charge brings nothing, in English.
pub(super) const fn english_trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotFound => {
            "The provider says that it does not know this charge. Look in the provider's panel before you hand over."
        }
        Trouble::Refused => {
            "The provider refuses the credentials: we don't know whether the payment has come."
        }
        Trouble::Unreadable => {
            "The provider's answer cannot be read: we don't know whether the payment has come."
        }
        Trouble::ToldToWait => {
            "The provider asks for patience: we don't know whether the payment has come."
        }
        Trouble::Offline => {
            "The provider cannot be reached: we don't know whether the payment has come."
        }
        Trouble::NotConnected => {
            "The account of this charge is not connected, and nobody asks about it: we don't know whether the payment has come."
        }
    }
}

/// The same in a word, for a list, in English.
pub(super) const fn english_in_short(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotFound => "the provider does not know the charge",
        Trouble::Refused => "credentials refused",
        Trouble::Unreadable => "answer unreadable",
        Trouble::ToldToWait => "the provider asks for patience",
        Trouble::Offline => "no contact",
        Trouble::NotConnected => "account not connected",
    }
}
