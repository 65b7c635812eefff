//! What may stand at a key of the settings' file. A door says each in the person's language.

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says in its own words what is allowed")]
pub enum Rule {
    Text,
    WholeNumber,
    Centavos,
    YesOrNo,
    TimeZone,
    Preferences,
    Language,
    Theme,
    Places,
    Kept,
    Relay,
    Scanner,
    ScannerMark,
    ScannerSuffix,
    ScannerGap,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Text,
        Self::WholeNumber,
        Self::Centavos,
        Self::YesOrNo,
        Self::TimeZone,
        Self::Preferences,
        Self::Language,
        Self::Theme,
        Self::Places,
        Self::Kept,
        Self::Relay,
        Self::Scanner,
        Self::ScannerMark,
        Self::ScannerSuffix,
        Self::ScannerGap,
    ];

    /// The rule that a failure's detail says.
    pub fn of(english: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.to_string() == english)
    }
}

/// As a failure's detail has it, behind "must be".
impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text => "a text of one line, up to 500 characters",
            Self::WholeNumber => "a whole number, 0 or more",
            Self::Centavos => "a whole number of centavos, from 0 to 999999999999",
            Self::YesOrNo => "true or false",
            Self::TimeZone => "the name of a time zone, such as \"America/Sao_Paulo\"",
            Self::Preferences => "an object with `language` and `theme`",
            Self::Language => "\"pt-BR\" or \"en\"",
            Self::Theme => "\"system\", \"light\" or \"dark\"",
            Self::Places => "an object of texts: where each adapter answers",
            Self::Kept => {
                "a list of accounts, each with `provider`, `environment` and `fingerprint`"
            }
            Self::Relay => "null, or an object with `url`, `till`, `name` and `paired_at_ms`",
            Self::Scanner => {
                "\"auto\", \"off\", or an object with `prefix`, `suffix` and `max_gap_ms`"
            }
            Self::ScannerMark => {
                "one to four printable characters, the first no digit and none of , . + *"
            }
            Self::ScannerSuffix => "\"Enter\", \"Tab\", or characters as in `prefix`",
            Self::ScannerGap => "a whole number of milliseconds, from 1 to 100",
        })
    }
}
