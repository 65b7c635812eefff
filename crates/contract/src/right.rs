//! Rights: what an operator may do at a till.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a command takes. Each row of the command table names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// See who works here, sign in, see how the till does, and what becomes of a charge that a customer is paying: what
    /// a door needs at which nobody is signed in.
    Enter,
    /// Choose the till's language and colours; see its settings, how far it is set up, and its relay.
    Use,
    /// Sell: charge, make a new code, cancel, look at a sale and ask about it.
    Sell,
    /// Say that a sale's money has come, where no provider proves it.
    ConfirmByHand,
    /// Stop waiting for a sale, with a reason.
    GiveUp,
    /// See the sales of others.
    SeeSales,
    /// See disputes, payouts, and money without a sale; save what the till knows into files for others.
    SeeMoney,
    /// Open and close the shift, and see what came in it and on a day.
    RunShift,
    /// Open the drawer; put cash in, and take some out.
    MoveCash,
    /// Refund: give money back.
    Refund,
    /// Write down how a dispute ended.
    CloseDisputes,
    /// Say which sale an unmatched payment belongs to, or that it belongs to none.
    MatchPayments,
    /// Leave the shop for training, and come back.
    Train,
    /// Set the shop up and connect it: providers, relay.
    Connect,
    /// Say where secrets are kept, and by which passphrase.
    ManageVault,
    /// Copy the log into a folder of one's choice: it holds names and documents.
    BackUp,
    /// Change the settings.
    ChangeSettings,
    /// Put another log in the place of the one that there is.
    Restore,
    /// Say what the till holds of a person, and have it forgotten.
    Privacy,
    /// Say who works here, and give out PINs.
    ManageOperators,
}
