//! What `balcao doctor` knows of each part, and what follows from it.

use std::path::Path;

use contract::{DiskWarning, Fact, Grant, GrantKind, GrantState, Level, Part, VaultStore, Verdict};

use super::Words;
use crate::wall_clock::WallClock;

/// One language.
pub(super) struct DoctorWords {
    parts: fn(Part) -> &'static str,
    /// Before the files of another user, and what to do about them.
    strangers: [&'static str; 2],
    /// Of the disk: free, written, and its warnings.
    disk: [&'static str; 4],
    /// Before the moment of a log's proof; that there was none; around how many MB a reader keeps from being brought
    /// into it.
    log: [&'static str; 4],
    /// None; before the newest; that it was proved; that there should be a newer one.
    backups: [&'static str; 4],
    stores: [&'static str; 2],
    /// Before how long a probe took; that there was none.
    probe: [&'static str; 2],
    /// Before the rights that were used just now, those that are to be expected, and those that this till has not.
    rights: [&'static str; 3],
    grants: fn(GrantKind) -> &'static str,
    /// Between the usual time and the longest.
    slowest: &'static str,
    /// Before a certificate's end, and what to do about it.
    certificate: [&'static str; 2],
    /// Before the last event, and that there was none yet.
    live: [&'static str; 2],
    not_paired: &'static str,
    no_display: &'static str,
    /// It sells; it does not.
    verdict: [&'static str; 2],
    /// What needs care: one point, and before and behind how many.
    care: [&'static str; 2],
    bundle: &'static str,
}

impl Words {
    /// A part that `doctor` looks at.
    pub(crate) fn part(&self, part: Part) -> &'static str {
        (self.doctor.parts)(part)
    }

    /// What `doctor` knows of a part.
    pub(crate) fn fact(&self, fact: &Fact, level: Level, clock: &WallClock) -> String {
        let words = self.doctor;
        match fact {
            Fact::Folder { path, strangers } if strangers.is_empty() => path.clone(),
            Fact::Folder { path, strangers } => {
                let [whose, mend] = words.strangers;
                format!("{path} · {whose} {} · {mend}", strangers.join(", "))
            }
            Fact::Disk { free_mb, sync_ms, warning } => words.disk(*free_mb, *sync_ms, *warning),
            Fact::Log { events, orders, proved_at_ms, long_wal_mb } => {
                let [proved, unproved, before, behind] = words.log;
                let holds = self.log_holds(*events, *orders);
                let proof = proved_at_ms.map_or_else(
                    || unproved.to_owned(),
                    |at| format!("{proved} {}", clock.moment(at)),
                );
                let long = long_wal_mb.map(|mb| format!(" · {before} {mb} MB {behind}"));
                format!("{holds} · {proof}{}", long.unwrap_or_default())
            }
            Fact::Backups { count, newest_at_ms, proved } => {
                let [none, newest, checked, wanted] = words.backups;
                let known = newest_at_ms.map_or_else(
                    || none.to_owned(),
                    |at| format!("{count}, {newest} {}", clock.moment(at)),
                );
                let checked = if *proved { format!(", {checked}") } else { String::new() };
                let wanted =
                    if level == Level::Ok { String::new() } else { format!(" · {wanted}") };
                format!("{known}{checked}{wanted}")
            }
            Fact::SettingMistake { file, mistake } => {
                format!("{file}: {}", (self.doubt.mistake)(mistake))
            }
            Fact::UnknownSettings { keys } => (self.doubt.unknown_settings)(keys),
            Fact::Vault { store, probe_ms } => words.vault(*store, *probe_ms),
            Fact::Rights { grants } => words.rights(grants),
            Fact::RoundTrip { environment, p50_ms, p95_ms } => {
                let times = p50_ms.zip(*p95_ms);
                let times =
                    times.map(|(p50, p95)| format!(" · {p50} ms, {} {p95} ms", words.slowest));
                format!("{environment}{}", times.unwrap_or_default())
            }
            Fact::Certificate { ends_at_ms, .. } => {
                let [until, care] = words.certificate;
                let care = if level == Level::Ok { String::new() } else { format!(" · {care}") };
                format!("{until} {}{care}", clock.moment(*ends_at_ms))
            }
            Fact::Clock { ahead_ms } => minutes(*ahead_ms),
            Fact::Live { url, last_event_at_ms } => {
                let [last, none] = words.live;
                let last = last_event_at_ms
                    .map_or_else(|| none.to_owned(), |at| format!("{last} {}", clock.moment(at)));
                format!("{url} · {last}")
            }
            Fact::NotPaired => words.not_paired.to_owned(),
            Fact::Program { version, system, display, .. } => {
                let display = display.as_deref().unwrap_or(words.no_display);
                format!("Balcão {version} · {system} · {display}")
            }
        }
    }

    /// Whether the till can sell, and how many points ask for care.
    pub(crate) fn verdict(&self, verdict: Verdict, care: usize) -> String {
        let [sells, does_not] = self.doctor.verdict;
        let [one, more] = self.doctor.care;
        match verdict {
            Verdict::Sells => sells.to_owned(),
            Verdict::SellsWithCare if care == 1 => format!("{sells} {one}"),
            Verdict::SellsWithCare => format!("{sells} {care} {more}"),
            Verdict::CannotSell => does_not.to_owned(),
        }
    }

    /// Where the bundle for support stands.
    pub(crate) fn bundle_saved(&self, path: &Path) -> String {
        format!("{} {}", self.doctor.bundle, path.display())
    }
}

impl DoctorWords {
    fn vault(&self, store: VaultStore, probe_ms: Option<u64>) -> String {
        let [keyring, file] = self.stores;
        let store = if store == VaultStore::File { file } else { keyring };
        let [probed, unproved] = self.probe;
        let probe = probe_ms.map_or_else(|| unproved.to_owned(), |ms| format!("{probed} {ms} ms"));
        format!("{store} · {probe}")
    }

    /// A notice that only wants a relay is told by the relay's own line.
    fn rights(&self, grants: &[Grant]) -> String {
        let named = |words: &str, is: fn(&GrantState) -> bool| {
            let named = grants.iter().filter(|it| is(&it.state)).map(|it| (self.grants)(it.what));
            let named: Vec<_> = named.collect();
            (!named.is_empty()).then(|| format!("{words}: {}", named.join(", ")))
        };
        let [proved, offered, outside] = self.rights;
        let of_each = [
            named(proved, |it| matches!(it, GrantState::Proved)),
            named(offered, |it| matches!(it, GrantState::Offered)),
            named(outside, |it| matches!(it, GrantState::Missing { .. } | GrantState::AtProvider)),
        ];
        of_each.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn disk(&self, free_mb: Option<u64>, sync_ms: u64, warning: Option<DiskWarning>) -> String {
        let [free, sync, low, slow] = self.disk;
        let free = free_mb.map(|mb| format!("{mb} MB {free}, ")).unwrap_or_default();
        let warning = match warning {
            None => String::new(),
            Some(DiskWarning::LowSpace) => format!(" · {low}"),
            Some(DiskWarning::SlowSync) => format!(" · {slow}"),
        };
        format!("{free}{sync} {sync_ms} ms{warning}")
    }
}

/// By how many minutes a clock is ahead, such as `-180 min`.
pub(crate) fn minutes(ahead_ms: i64) -> String {
    format!("{:+} min", ahead_ms.saturating_add(30_000).div_euclid(60_000))
}

pub(super) static PORTUGUESE: DoctorWords = DoctorWords {
    parts: |part| match part {
        Part::Home => "pasta",
        Part::Disk => "disco",
        Part::Log => "registro de vendas",
        Part::Backups => "cópias de segurança",
        Part::Settings => "ajustes",
        Part::Vault => "cofre",
        Part::Provider => "provedor",
        Part::Rights => "direitos",
        Part::Certificate => "certificado",
        Part::Clock => "relógio",
        Part::Relay => "relay",
        Part::Program => "programa",
    },
    strangers: [
        "de outro usuário deste computador:",
        "devolva-os ao dono da pasta (chown), e não abra o caixa como administrador",
    ],
    disk: [
        "livres",
        "gravação em",
        "pouco espaço: libere o disco antes que o caixa pare",
        "disco lento: cada venda espera por ele",
    ],
    log: [
        "conferido em",
        "ainda não conferido por inteiro: deixe o caixa aberto, ou use balcao verify",
        "há",
        "que ainda não cabem no registro: outro programa o mantém aberto (backup, visualizador); feche-o",
    ],
    backups: [
        "nenhuma",
        "a mais nova de",
        "conferida",
        "deixe o caixa aberto para que uma seja feita, ou use balcao backup PASTA",
    ],
    stores: ["chaveiro do sistema", "arquivo cifrado"],
    probe: [
        "segredo de teste gravado, lido por outro processo e apagado em",
        "sem segredo de teste agora: outro processo usa o cofre",
    ],
    rights: ["provado agora", "previsto", "fora deste caixa"],
    grants: |what| match what {
        GrantKind::LookUp => "consultar",
        GrantKind::Charge => "cobrar",
        GrantKind::Refund => "devolver",
        GrantKind::WholeRefund => "devolver por inteiro",
        GrantKind::SignedNotices => "aviso assinado",
    },
    slowest: "pior",
    certificate: ["vale até", "avise quem cuida dele"],
    live: ["último aviso em", "nenhum aviso ainda"],
    not_paired: "não pareado; o caixa só consulta o provedor",
    no_display: "sem tela",
    verdict: ["Dá para vender.", "Não dá para vender."],
    care: ["Um ponto pede cuidado.", "pontos pedem cuidado."],
    bundle: "Pacote para o suporte, sem senha nem dado de cliente:",
};

pub(super) static ENGLISH: DoctorWords = DoctorWords {
    parts: |part| match part {
        Part::Home => "home",
        Part::Disk => "disk",
        Part::Log => "order log",
        Part::Backups => "backups",
        Part::Settings => "settings",
        Part::Vault => "vault",
        Part::Provider => "provider",
        Part::Rights => "rights",
        Part::Certificate => "certificate",
        Part::Clock => "clock",
        Part::Relay => "relay",
        Part::Program => "program",
    },
    strangers: [
        "of another user of this computer:",
        "give them back to the folder's owner (chown), and do not open the till as administrator",
    ],
    disk: [
        "free",
        "written in",
        "little room: free some before the till has to stop",
        "a slow disk: every sale waits for it",
    ],
    log: [
        "proved at",
        "not proved as a whole yet: leave the till open, or use balcao verify",
        "there are",
        "that cannot be brought into the log: another program keeps it open (backup, viewer); close it",
    ],
    backups: [
        "none",
        "the newest of",
        "proved",
        "leave the till open so that one is made, or use balcao backup FOLDER",
    ],
    stores: ["the system's keyring", "an encrypted file"],
    probe: [
        "a test secret written, read by another process and deleted in",
        "no test secret now: another process uses the vault",
    ],
    rights: ["proved now", "expected", "not at this till"],
    grants: |what| match what {
        GrantKind::LookUp => "look up",
        GrantKind::Charge => "charge",
        GrantKind::Refund => "refund",
        GrantKind::WholeRefund => "refund whole",
        GrantKind::SignedNotices => "signed notices",
    },
    slowest: "slowest",
    certificate: ["good until", "tell whoever looks after it"],
    live: ["last notice at", "no notice yet"],
    not_paired: "not paired; the till only asks the provider",
    no_display: "no display",
    verdict: ["The till can sell.", "The till cannot sell."],
    care: ["One point needs care.", "points need care."],
    bundle: "Bundle for support, without any secret or customer's data:",
};

#[cfg(test)]
mod tests {
    use super::super::PORTUGUESE as PT;
    use super::*;

    #[test]
    fn rights_are_told_by_how_they_stand() {
        let grants = [
            (GrantKind::LookUp, GrantState::Proved),
            (GrantKind::Charge, GrantState::Offered),
            (GrantKind::Refund, GrantState::Missing { field: "refund_account".into() }),
            (GrantKind::SignedNotices, GrantState::NeedsRelay),
        ];
        let grants = grants.map(|(what, state)| Grant { what, state });
        assert_eq!(
            PT.doctor.rights(&grants),
            "provado agora: consultar · previsto: cobrar · fora deste caixa: devolver"
        );
        assert_eq!(ENGLISH.rights(&grants[1..2]), "expected: charge");
    }

    #[test]
    fn the_verdict_counts_what_needs_care() {
        assert_eq!(PT.verdict(Verdict::Sells, 0), "Dá para vender.");
        let one = PT.verdict(Verdict::SellsWithCare, 1);
        assert_eq!(one, "Dá para vender. Um ponto pede cuidado.");
        let two = PT.verdict(Verdict::SellsWithCare, 2);
        assert_eq!(two, "Dá para vender. 2 pontos pedem cuidado.");
        assert_eq!(PT.verdict(Verdict::CannotSell, 2), "Não dá para vender.");
    }
}
