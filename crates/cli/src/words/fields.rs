//! What is asked for when a provider is connected. The keys are the providers' own words; a person needs more.

/// One language.
pub(super) struct FieldWords {
    of: fn(&str) -> Option<&'static str>,
    /// Behind a field that may be left out.
    optional: &'static str,
    /// Behind a field that is asked for again.
    pub(super) wrong: &'static str,
}

impl super::Words {
    /// What a field is, and whether it may be left out.
    pub(crate) fn field(&self, field: &till::Field) -> Option<String> {
        let is_optional = !field.required && field.default.is_none();
        let optional = is_optional.then_some(self.fields.optional);
        let parts: Vec<_> = (self.fields.of)(field.key).into_iter().chain(optional).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// That a field is asked for again.
    pub(crate) fn wrong_field(&self, key: &str) -> String {
        format!("{key} {}", self.fields.wrong)
    }
}

pub(super) static PORTUGUESE: FieldWords = FieldWords {
    of: |key| {
        Some(match key {
            "clientId" => "o identificador da conta, no painel do provedor",
            "clientSecret" => "o segredo da conta, no painel do provedor",
            "applicationToken" => "o token da aplicação, no painel do provedor",
            "cryptoToken" => "confere os avisos assinados e assina os estornos",
            "token" => "o token da conta, no painel do provedor",
            "auth" => "a forma de mandar o token",
            "webhookHeaderName" => "o nome do cabeçalho que vem com cada aviso",
            "webhookHeaderValue" => "o valor desse cabeçalho",
            "payerName" => "quem consta como pagador quando o cliente não se identifica",
            "payerDocument" => "o CPF ou CNPJ desse pagador",
            "payerEmail" => "o e-mail desse pagador",
            "payerPhone" => "o telefone desse pagador",
            "productName" => "o nome do produto em cada cobrança",
            "productDescription" => "a descrição do produto em cada cobrança",
            _ => return None,
        })
    },
    optional: "sem isso, só Enter",
    wrong: "não serve. Digite de novo.",
};

pub(super) static ENGLISH: FieldWords = FieldWords {
    of: |key| {
        Some(match key {
            "clientId" => "the account's id, in the provider's panel",
            "clientSecret" => "the account's secret, in the provider's panel",
            "applicationToken" => "the application's token, in the provider's panel",
            "cryptoToken" => "checks signed notices and signs refunds",
            "token" => "the account's token, in the provider's panel",
            "auth" => "how the token is sent",
            "webhookHeaderName" => "the name of the header that comes with each notice",
            "webhookHeaderValue" => "that header's value",
            "payerName" => "who stands as the payer where the customer gives no name",
            "payerDocument" => "that payer's CPF or CNPJ",
            "payerEmail" => "that payer's e-mail",
            "payerPhone" => "that payer's telephone",
            "productName" => "the product's name in each charge",
            "productDescription" => "the product's description in each charge",
            _ => return None,
        })
    },
    optional: "Enter for none",
    wrong: "is not right. Type it again.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_provider_is_explained() {
        for field in till::manifests().iter().flat_map(|manifest| manifest.fields) {
            for words in [&PORTUGUESE, &ENGLISH] {
                assert!((words.of)(field.key).is_some(), "{}", field.key);
            }
        }
    }
}
