//! The till itself: what it is, how it does, and how a person likes it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::attention::Attention;
use crate::failure::Failure;
use crate::obstacle::Obstacle;
use crate::settings::{SettingMistake, UnknownSetting};

/// The till as a whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TillView {
    /// Version of Balcão.
    pub version: String,
    /// Training mode: nothing is real, every screen says so.
    pub training: bool,
    /// Training only: where the sandbox's "banco do cliente" answers.
    pub customer_bank_url: Option<String>,
    /// Where the till keeps its files, where a command in a terminal has to be told by `--home`; null for the
    /// usual place.
    pub home: Option<String>,
    /// The shop's name, if it has been set.
    pub shop_name: Option<String>,
    /// The IANA name of the shop's time zone; null where the system's has none.
    pub time_zone: Option<String>,
    /// The provider that charges if nobody says otherwise.
    pub provider: Option<ProviderView>,
    /// All that are connected.
    pub providers: Vec<ProviderView>,
    /// How the till hears of payments now.
    pub listening: Listening,
    /// What waits for the manager.
    pub attention: Attention,
    /// What has happened to this till, told once; empty in the ordinary course.
    pub notices: Vec<Notice>,
    /// Language and colours.
    pub preferences: Preferences,
    /// Amounts above this are asked for twice.
    #[ts(type = "number")]
    pub ceiling_centavos: i64,
    /// The till asks for the payer's name and CPF/CNPJ at each sale.
    pub ask_payer: bool,
    /// How a barcode scanner's keys are told from a person's.
    pub scanner: Scanner,
    /// Money and trouble are heard as well as seen.
    pub sounds: bool,
    /// How loud, 0 to 100.
    pub sound_volume: u32,
    /// What people call this till, if it has a name.
    pub till_name: Option<String>,
    /// Which key does what.
    pub keys: KeyMap,
}

/// Which key does what on every screen, by the names of `KeyboardEvent.key`. A key does one thing. F1 is the help,
/// whichever key that has beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeyMap {
    /// The help.
    pub help: String,
    /// On to a new sale.
    pub new_sale: String,
    /// To the sale that a banner tells of.
    pub other_sale: String,
    /// Asks the provider now.
    pub check_now: String,
    /// The list of sales.
    pub last_sales: String,
    /// Another copy of the last receipt.
    pub copy: String,
    /// Opens the drawer.
    pub drawer: String,
    /// The shift.
    pub shift: String,
    /// Charges, beside Enter; after PAGO, on to the next sale; answers what is asked twice.
    pub charge: String,
    /// The code as large as the screen.
    pub full_screen: String,
    /// Locks the door, for another operator.
    pub lock: String,
}

/// A connected provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProviderView {
    /// Its adapter, such as `connectpsp`.
    pub id: String,
    /// Its name, such as `ConnectPSP`.
    pub name: String,
    /// Which environment: `homologacao`, `producao`, or a base URL.
    pub environment: String,
    /// What keeps the till from hearing it, where something does.
    pub trouble: Option<Listening>,
}

/// How the till hears of payments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Listening {
    /// Nothing is waiting.
    Idle,
    /// Asking the provider about the freshest charge every so often.
    Polling {
        /// Whole seconds between two questions.
        every_s: u32,
    },
    /// A relay brings the provider's word at once. The provider is still asked, only less often.
    Live {
        /// Whole seconds between two questions about the freshest charge; null while nothing is open.
        every_s: Option<u32>,
    },
    /// The relay that this till is paired with is not there. The provider is asked as often as without one.
    LinkLost {
        /// Whole seconds between two questions about the freshest charge; null while nothing is open.
        every_s: Option<u32>,
    },
    /// The last question to this provider did not get through; still trying.
    Offline {
        /// The provider's name on screens.
        provider: String,
        /// Not the connected account, but one that is kept to be asked.
        kept: bool,
        /// What stands in the way.
        obstacle: Obstacle,
    },
    /// The provider refuses the till's credentials: it hears nothing until they are mended.
    Refused {
        /// The provider's name on screens.
        provider: String,
        /// Not the connected account, but one that is kept to be asked.
        kept: bool,
    },
    /// The provider answers what the till cannot read.
    Unreadable {
        /// The provider's name on screens.
        provider: String,
        /// Not the connected account, but one that is kept to be asked.
        kept: bool,
    },
    /// The provider has asked for patience; until then only "check now" asks.
    ToldToWait {
        /// The provider's name on screens.
        provider: String,
        /// Not the connected account, but one that is kept to be asked.
        kept: bool,
        /// Until when, on this computer's clock.
        #[ts(type = "number")]
        until_ms: i64,
    },
    /// The disk takes nothing new (it is full or read-only), or another program holds the order log: nothing new is
    /// sold, and no answer may be kept.
    CannotWrite,
    /// The computer's clock is wrong by more than five minutes, as those say who have told the time.
    ClockWrong {
        /// Ours minus theirs, whole minutes.
        minutes: i32,
    },
}

/// What has happened to this till, told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Notice {
    /// Open charges of a log from before accounts were kept belong to the account connected now.
    ChargesBound {
        /// The provider's name.
        provider: String,
        /// The account's address.
        address: String,
        /// How many charges.
        charges: u32,
    },
    /// An account that is not connected any more is kept to be asked about what is open there.
    AccountKept {
        /// The provider's name.
        provider: String,
        /// The account's address.
        address: String,
        /// How many charges.
        charges: u32,
    },
    /// The till's files were copied or moved: it has a new code, so that it is no other till's double.
    NewCode {
        /// The code.
        code: String,
    },
    /// A page of the browser door asks for access: whoever sits before this till reads the code and types it
    /// into the page.
    AccessAsked {
        /// The code, such as `ABCDE-12345`.
        code: String,
        /// Until when it is good, on this computer's clock.
        #[ts(type = "number")]
        until_ms: i64,
    },
    /// A file of the settings has mistakes: the till goes on by what held before, and leaves the file as it is.
    SettingsUnreadable {
        /// Its path.
        file: String,
        /// A few of them.
        mistakes: Vec<SettingMistake>,
    },
    /// The file of the settings has keys that this version does not know: whoever has made a slip there believes
    /// that the setting holds.
    SettingsUnknown {
        /// A few of them.
        keys: Vec<UnknownSetting>,
    },
    /// Somebody got another PIN at the machine itself, without any manager's. Told until a manager has seen it.
    PinForgotten {
        /// Whose, by name.
        name: String,
        /// When.
        #[ts(type = "number")]
        at_ms: i64,
    },
    /// The till sells no further, and follows what is under way to its end: damage was found in the order log while
    /// it was open, or the keyring does not answer.
    CannotSell {
        /// What each sale is refused with.
        failure: Failure,
    },
}

/// How a person likes the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Preferences {
    /// Language of all text.
    pub language: Language,
    /// Colours.
    pub theme: Theme,
}

/// How a barcode scanner that types like a keyboard is told from a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Scanner {
    /// By its rhythm, or not at all.
    Mode(ScannerMode),
    /// By its rhythm and by what its maker let it send.
    Marks(ScannerMarks),
}

/// Whether scanners are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScannerMode {
    /// By their rhythm.
    Auto,
    /// There is no scanner at this till.
    Off,
}

/// What a scanner was set up to send around each code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScannerMarks {
    /// Before the code: one to four characters, the first none that an amount has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub prefix: Option<String>,
    /// After the code: `Enter`, `Tab`, or characters as in the prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub suffix: Option<String>,
    /// Keys that follow each other within so many milliseconds (1 to 100) are no person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub max_gap_ms: Option<u32>,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::Mode(ScannerMode::Auto)
    }
}

/// A language that the screens speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub enum Language {
    /// Portuguese as spoken at a Brazilian till.
    #[default]
    #[serde(rename = "pt-BR")]
    PtBr,
    /// English.
    #[serde(rename = "en")]
    En,
}

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}
