//! Why somebody is not heard, in both languages: what stands in the way, and what a person can do.

use contract::{Obstacle, ObstacleKind};

/// One language.
pub(super) struct ObstacleWords {
    the_provider: &'static str,
    /// Before the reason why a charge was never sent.
    pub(super) nothing_charged: &'static str,
    /// Behind the reason why a relay is not heard.
    pub(super) sales_go_on: &'static str,
    /// What stands in the way; `whom` is who should have answered.
    what: fn(&Obstacle, whom: &str) -> String,
    next: fn(&Obstacle, whom: &str) -> String,
}

impl ObstacleWords {
    /// What stands in the way, without a full stop; with another name for whoever should have answered.
    pub(super) fn what_of(&self, obstacle: &Obstacle, whom: &str) -> String {
        (self.what)(obstacle, whom)
    }

    /// What stands in the way, without a full stop.
    pub(super) fn what(&self, obstacle: &Obstacle) -> String {
        self.what_of(obstacle, self.whom(obstacle))
    }

    /// The whole: what stands in the way, and what a person can do.
    pub(super) fn sentence(&self, obstacle: &Obstacle) -> String {
        format!("{}. {}", self.what(obstacle), (self.next)(obstacle, self.whom(obstacle)))
    }

    fn whom<'a>(&self, obstacle: &'a Obstacle) -> &'a str {
        obstacle.whom.as_deref().unwrap_or(self.the_provider)
    }
}

/// The certificate's name, and who has issued it where that is another one.
fn met(obstacle: &Obstacle, issued_by: &str) -> Option<String> {
    let name = obstacle.met.as_deref().or(obstacle.issuer.as_deref())?;
    let issuer = obstacle.issuer.as_deref().filter(|issuer| *issuer != name);
    Some(match issuer {
        Some(issuer) => format!("“{name}” ({issued_by} “{issuer}”)"),
        None => format!("“{name}”"),
    })
}

pub(super) static PORTUGUESE: ObstacleWords = ObstacleWords {
    the_provider: "o provedor",
    nothing_charged: "Nada foi cobrado.",
    sales_go_on: "As vendas continuam por consulta.",
    what: |obstacle, whom| {
        let name = obstacle.met.as_deref().unwrap_or("?");
        match obstacle.kind {
            ObstacleKind::NoNetwork => "Sem internet neste computador".to_owned(),
            ObstacleKind::Unreachable => format!("Sem contato com {whom}"),
            ObstacleKind::Silent => format!("{whom} não responde"),
            ObstacleKind::NotTrusted => match met(obstacle, "emitido por") {
                Some(met) => format!("Quem responde no lugar de {whom} é {met}"),
                None => format!("Quem responde não prova que é {whom}"),
            },
            ObstacleKind::Clock => "O relógio deste computador está errado".to_owned(),
            ObstacleKind::ClockOrCertificate => format!(
                "O certificado de {whom} venceu, ou o relógio deste computador está adiantado"
            ),
            ObstacleKind::OutOfDate => format!("O certificado de {whom} está fora da validade"),
            ObstacleKind::Proxy if obstacle.status == Some(407) => {
                format!("O proxy {name} pede usuário e senha")
            }
            ObstacleKind::Proxy => format!("O proxy {name} não deixa passar até {whom}"),
            ObstacleKind::CaptivePortal => match &obstacle.met {
                Some(at) => format!("Esta rede pede uma entrada em {at}"),
                None => "Esta rede pede uma entrada antes de deixar passar".to_owned(),
            },
            ObstacleKind::Failing => match obstacle.status {
                Some(status) => format!("{whom} está com problema (erro {status})"),
                None => format!("{whom} está com problema"),
            },
        }
    },
    next: |obstacle, whom| {
        match obstacle.kind {
        ObstacleKind::NoNetwork => "Confira o cabo, o Wi-Fi ou o roteador.".to_owned(),
        ObstacleKind::Unreachable | ObstacleKind::Silent | ObstacleKind::Failing => {
            format!("O problema pode ser de {whom}; tente de novo daqui a pouco.")
        }
        ObstacleKind::NotTrusted => "Nada foi enviado. Pode ser a entrada de um Wi-Fi, um antivírus ou um filtro da rede: abra um site no navegador, ou chame quem cuida da rede.".to_owned(),
        ObstacleKind::Clock => format!("Acerte a data e a hora; até lá não dá para conferir quem é {whom}."),
        ObstacleKind::ClockOrCertificate => format!("Confira a data e a hora. Se estão certas, o problema é de {whom}: tente de novo daqui a pouco."),
        ObstacleKind::OutOfDate => format!("O relógio deste computador está certo; o problema é de {whom}: tente de novo daqui a pouco."),
        ObstacleKind::Proxy => format!("Quem cuida da rede precisa liberar {whom}, ou dar o usuário e a senha do proxy."),
        ObstacleKind::CaptivePortal => "Abra um site no navegador, entre na rede e tente de novo.".to_owned(),
    }
    },
};

pub(super) static ENGLISH: ObstacleWords = ObstacleWords {
    the_provider: "the provider",
    nothing_charged: "Nothing was charged.",
    sales_go_on: "Sales go on by asking the provider.",
    what: |obstacle, whom| {
        let name = obstacle.met.as_deref().unwrap_or("?");
        match obstacle.kind {
            ObstacleKind::NoNetwork => "No internet on this computer".to_owned(),
            ObstacleKind::Unreachable => format!("No contact with {whom}"),
            ObstacleKind::Silent => format!("{whom} does not answer"),
            ObstacleKind::NotTrusted => match met(obstacle, "issued by") {
                Some(met) => format!("Instead of {whom} somebody else answers: {met}"),
                None => format!("Whoever answers does not prove to be {whom}"),
            },
            ObstacleKind::Clock => "This computer's clock is wrong".to_owned(),
            ObstacleKind::ClockOrCertificate => {
                format!("The certificate of {whom} has expired, or this computer's clock is ahead")
            }
            ObstacleKind::OutOfDate => format!("The certificate of {whom} is not valid now"),
            ObstacleKind::Proxy if obstacle.status == Some(407) => {
                format!("The proxy {name} asks for a user and a password")
            }
            ObstacleKind::Proxy => format!("The proxy {name} lets nothing through to {whom}"),
            ObstacleKind::CaptivePortal => match &obstacle.met {
                Some(at) => format!("This network wants a sign-in at {at}"),
                None => "This network wants a sign-in first".to_owned(),
            },
            ObstacleKind::Failing => match obstacle.status {
                Some(status) => format!("{whom} is in trouble (error {status})"),
                None => format!("{whom} is in trouble"),
            },
        }
    },
    next: |obstacle, whom| {
        match obstacle.kind {
        ObstacleKind::NoNetwork => "Check the cable, the Wi-Fi or the router.".to_owned(),
        ObstacleKind::Unreachable | ObstacleKind::Silent | ObstacleKind::Failing => {
            format!("It may be {whom}'s own trouble; try again in a while.")
        }
        ObstacleKind::NotTrusted => "Nothing was sent. It may be a Wi-Fi's sign-in, a virus scanner or a filter: open a web page in the browser, or call whoever looks after the network.".to_owned(),
        ObstacleKind::Clock => format!("Set date and time right; until then nobody can tell who {whom} is."),
        ObstacleKind::ClockOrCertificate => format!("Check date and time. If they are right it is {whom}'s own trouble: try again in a while."),
        ObstacleKind::OutOfDate => format!("This computer's clock is right; it is {whom}'s own trouble: try again in a while."),
        ObstacleKind::Proxy => format!("Whoever looks after the network has to let {whom} through, or give the proxy's user and password."),
        ObstacleKind::CaptivePortal => "Open a web page in the browser, sign in and try again.".to_owned(),
    }
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: ObstacleKind) -> Obstacle {
        Obstacle { whom: Some("ConnectPSP".into()), kind, met: None, issuer: None, status: None }
    }

    #[test]
    fn only_a_lost_network_is_called_no_internet() {
        for kind in [
            ObstacleKind::NoNetwork,
            ObstacleKind::Unreachable,
            ObstacleKind::Silent,
            ObstacleKind::NotTrusted,
            ObstacleKind::Clock,
            ObstacleKind::ClockOrCertificate,
            ObstacleKind::OutOfDate,
            ObstacleKind::Proxy,
            ObstacleKind::CaptivePortal,
            ObstacleKind::Failing,
        ] {
            for words in [&PORTUGUESE, &ENGLISH] {
                let says = words.sentence(&of(kind));
                assert_eq!(says.contains("internet"), kind == ObstacleKind::NoNetwork, "{says}");
            }
        }
    }

    #[test]
    fn the_name_that_was_met_is_told() {
        let hotel = Obstacle {
            met: Some("wifi.hotel.example".into()),
            issuer: Some("Hotel CA".into()),
            ..of(ObstacleKind::NotTrusted)
        };
        assert_eq!(
            PORTUGUESE.what(&hotel),
            "Quem responde no lugar de ConnectPSP é “wifi.hotel.example” (emitido por “Hotel CA”)"
        );
        let proxy = Obstacle { met: Some("proxy.loja:3128".into()), ..of(ObstacleKind::Proxy) };
        assert!(PORTUGUESE.what(&proxy).contains("proxy.loja:3128 não deixa passar"));
        let locked = Obstacle { status: Some(407), ..proxy };
        assert!(PORTUGUESE.what(&locked).contains("pede usuário e senha"));
        let nobody = Obstacle { whom: None, ..of(ObstacleKind::Unreachable) };
        assert_eq!(PORTUGUESE.what(&nobody), "Sem contato com o provedor");
    }
}
