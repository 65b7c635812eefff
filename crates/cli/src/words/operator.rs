//! Operators in words.

use contract::{Failure, FailureCode, Role};

use super::Words;
use super::doubt::of_number;

/// One language.
pub(crate) struct OperatorWords {
    roles: [&'static str; 2],
    pub(crate) retired: &'static str,
    /// Before seconds.
    pub(crate) waits: &'static str,
    /// Before names to choose from.
    pub(crate) who: &'static str,
    /// Before a name, in a prompt.
    pub(crate) pin_of: &'static str,
    pub(crate) new_pin_of: &'static str,
    pub(crate) once_more: &'static str,
    pub(crate) forgotten: &'static str,
    /// Before and behind a name, of a notice.
    forgotten_of: [&'static str; 2],
    /// Before and behind how many tries are left, of one and of more.
    tries_left: [[&'static str; 2]; 2],
    /// Before and behind seconds.
    wait: [&'static str; 2],
    /// Before a limit, what of it is used, and what was asked for.
    limit: [&'static str; 3],
}

impl OperatorWords {
    pub(crate) const fn role(&self, role: Role) -> &'static str {
        let [cashier, manager] = self.roles;
        match role {
            Role::Cashier => cashier,
            Role::Manager => manager,
        }
    }

    /// A sentence around a number: how many tries are left, or how long to wait.
    pub(super) fn counted(&self, code: FailureCode, detail: &str) -> Option<String> {
        let number: i64 = detail.parse().ok()?;
        let [before, behind] = match code {
            FailureCode::WrongPin => of_number(number, self.tries_left),
            FailureCode::PinWait => self.wait,
            _ => return None,
        };
        Some(format!("{before} {number}{behind}"))
    }

    /// Somebody got a PIN at the machine itself.
    pub(crate) fn pin_forgotten(&self, name: &str) -> String {
        let [before, behind] = self.forgotten_of;
        format!("{before} {name}{behind}")
    }
}

impl Words {
    /// What somebody may do alone, of a failure for going beyond it.
    pub(super) fn limit(&self, failure: &Failure) -> Option<String> {
        let need = failure.need.as_ref()?;
        let [limit, used, amount] = self.operator.limit;
        let money = till::format_amount;
        Some(format!(
            "{limit} {}, {used} {}, {amount} {}",
            money(need.limit_centavos?),
            money(need.used_centavos?),
            money(need.amount_centavos?)
        ))
    }
}

pub(super) static PORTUGUESE: OperatorWords = OperatorWords {
    roles: ["caixa", "gerente"],
    retired: "não trabalha mais aqui",
    waits: "PIN travado por",
    who: "Operador",
    pin_of: "PIN de",
    new_pin_of: "PIN novo de",
    once_more: "Mais uma vez: ",
    forgotten: "PIN trocado nesta máquina, sem gerente. Todas as telas dizem isto até um gerente confirmar que viu.",
    forgotten_of: [
        "ATENÇÃO: alguém trocou nesta máquina, sem gerente, o PIN de",
        ". Se não foi combinado, troque os PINs. Um gerente confirma na tela que viu.",
    ],
    tries_left: [
        ["Nada mudou: PIN errado, mais", " tentativa."],
        ["Nada mudou: PIN errado, mais", " tentativas."],
    ],
    wait: ["Nada mudou: PIN errado muitas vezes. Espere", " s; outra pessoa pode entrar agora."],
    limit: ["por dia, sem aprovação,", "já usados", "pedidos"],
};

pub(super) static ENGLISH: OperatorWords = OperatorWords {
    roles: ["cashier", "manager"],
    retired: "works here no more",
    waits: "PIN locked for",
    who: "Operator",
    pin_of: "PIN of",
    new_pin_of: "New PIN of",
    once_more: "Once more: ",
    forgotten: "The PIN was changed at this machine, without a manager. Every screen says so until a manager has seen it.",
    forgotten_of: [
        "ATTENTION: somebody changed at this machine, without a manager, the PIN of",
        ". If nobody agreed to that, change the PINs. A manager confirms on the screen to have seen it.",
    ],
    tries_left: [
        ["Nothing has changed: wrong PIN,", " more try."],
        ["Nothing has changed: wrong PIN,", " more tries."],
    ],
    wait: ["Nothing has changed: wrong PIN too often. Wait", " s; somebody else may sign in now."],
    limit: ["a day, without approval,", "used so far", "asked for"],
};
