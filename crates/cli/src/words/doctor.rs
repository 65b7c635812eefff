//! What `balcao doctor` knows of each part.

use till::{Disk, Fact, Warning};

use super::Words;

/// One language.
pub(super) struct DoctorWords {
    parts: fn(&str) -> &str,
    /// Of the disk: free, written, and its warnings.
    disk: [&'static str; 4],
    /// Around how many MB a reader keeps from being brought into the log.
    long_wal: [&'static str; 2],
    not_paired: &'static str,
}

impl Words {
    /// A part that `doctor` looks at.
    pub(crate) fn part<'a>(&self, what: &'a str) -> &'a str {
        (self.doctor.parts)(what)
    }

    /// What `doctor` knows of a part.
    pub(crate) fn fact(&self, fact: &Fact) -> String {
        match fact {
            Fact::Plain(text) => text.clone(),
            Fact::Log { events, orders, long_wal_mb } => {
                let holds = self.log_holds(*events, *orders);
                let [before, behind] = self.doctor.long_wal;
                let long = long_wal_mb.map(|mb| format!(" · {before} {mb} MB {behind}"));
                format!("{holds}{}", long.unwrap_or_default())
            }
            Fact::Disk(disk) => self.doctor.of_disk(disk),
            Fact::SettingMistake { file, mistake } => {
                format!("{}: {}", file.display(), (self.doubt.mistake)(mistake))
            }
            Fact::UnknownSettings(keys) => (self.doubt.unknown_settings)(keys),
            Fact::NotPaired => self.doctor.not_paired.to_owned(),
        }
    }
}

impl DoctorWords {
    fn of_disk(&self, disk: &Disk) -> String {
        let [free, sync, low, slow] = self.disk;
        let free = disk.free_mb.map(|mb| format!("{mb} MB {free}, ")).unwrap_or_default();
        let warning = match disk.warning {
            None => String::new(),
            Some(Warning::LowSpace) => format!(" · {low}"),
            Some(Warning::SlowSync) => format!(" · {slow}"),
        };
        format!("{free}{sync} {} ms{warning}", disk.sync_ms)
    }
}

pub(super) static PORTUGUESE: DoctorWords = DoctorWords {
    parts: |what| match what {
        "home" => "pasta",
        "log" => "registro de vendas",
        "disk" => "disco",
        "settings" => "ajustes",
        "vault" => "chaveiro",
        "provider" => "provedor",
        "clock" => "relógio",
        other => other,
    },
    disk: [
        "livres",
        "gravação em",
        "pouco espaço: libere o disco antes que o caixa pare",
        "disco lento: cada venda espera por ele",
    ],
    long_wal: [
        "há",
        "que ainda não cabem no registro: outro programa o mantém aberto (backup, visualizador); feche-o",
    ],
    not_paired: "não pareado; o caixa só consulta o provedor",
};

pub(super) static ENGLISH: DoctorWords = DoctorWords {
    parts: |what| match what {
        "log" => "order log",
        "vault" => "keyring",
        other => other,
    },
    disk: [
        "free",
        "written in",
        "little room: free some before the till has to stop",
        "a slow disk: every sale waits for it",
    ],
    long_wal: [
        "there are",
        "that cannot be brought into the log: another program keeps it open (backup, viewer); close it",
    ],
    not_paired: "not paired; the till only asks the provider",
};
