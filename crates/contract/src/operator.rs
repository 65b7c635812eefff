//! Who works at a till: signing in and out, approving what others may not do alone, and the list of operators.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::right::Right;

/// What an operator is at a till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sells.
    Cashier,
    /// May do everything, and approves what others may not do alone.
    Manager,
}

/// Who is before this door.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WhoView {
    /// Who is signed in here; null where nobody is, and where a till has no operators.
    pub operator: Option<StaffView>,
    /// Those who may sign in, by name; none where a till has no operators: then everybody is its owner, and may do
    /// everything.
    pub people: Vec<StaffView>,
    /// Why nobody can sign in: the keyring does not tell who works here.
    pub unknown: Option<Failure>,
    /// The charges that a customer may be paying, newest first, at most 20.
    pub open: Vec<OpenCharge>,
    /// For so long nobody has touched this door, in milliseconds; 0 where nobody is signed in.
    #[ts(type = "number")]
    pub idle_ms: i64,
    /// A door that nobody touches for so many minutes is locked; 0: never.
    pub lock_after_min: u32,
}

/// Somebody who works at a till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StaffView {
    /// 1 to 40 of `a` to `z`, digits, `-` and `_`.
    pub id: String,
    /// The name; the id where the keyring does not tell it.
    pub name: String,
    /// What they are here.
    pub role: Role,
    /// For so long no PIN of theirs is looked at, in milliseconds from now; 0: not locked out.
    #[ts(type = "number")]
    pub wait_ms: i64,
}

/// A charge that a customer may be paying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenCharge {
    /// The order's number, such as `000123`.
    pub order: String,
    /// What was asked for.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// The name of who charged; null where that was the owner.
    pub by: Option<String>,
}

/// Signs an operator in at this door.
#[derive(Debug, Deserialize, TS)]
pub struct SignIn {
    /// The id.
    pub operator: String,
    /// 4 to 8 digits.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Approves, with a manager's PIN, what whoever is signed in here may not do alone. Good once, within 60 seconds,
/// at this door, for a command that takes this right about this subject and, where there is one, with this amount.
#[derive(Debug, Deserialize, TS)]
pub struct Approve {
    /// The manager's id.
    pub operator: String,
    /// 4 to 8 digits.
    #[ts(type = "string")]
    pub pin: SecretString,
    /// What is to be approved, as the refusal told it.
    pub right: Right,
    /// As the refusal told it.
    pub subject: Option<String>,
    /// As the refusal told it.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
}

/// What it takes to do what was refused: whose approval is asked for is told by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Need {
    /// The right that the caller does not have, or has up to a limit.
    pub right: Right,
    /// What the command is about, such as an order's number.
    pub subject: Option<String>,
    /// How much money it moves.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// How much the caller may move a day alone; null where the right has no limit.
    #[ts(type = "number | null")]
    pub limit_centavos: Option<i64>,
    /// How much of that is used today.
    #[ts(type = "number | null")]
    pub used_centavos: Option<i64>,
}

/// All who work here, and those who did.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OperatorsView {
    /// By name, those who are retired last.
    pub operators: Vec<OperatorView>,
}

/// An operator in the list of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OperatorView {
    /// 1 to 40 of `a` to `z`, digits, `-` and `_`.
    pub id: String,
    /// The name; the id where the keyring does not tell it.
    pub name: String,
    /// What they are here, or were.
    pub role: Role,
    /// Works here no more.
    pub retired: bool,
    /// For so long no PIN of theirs is looked at, in milliseconds from now; 0: not locked out.
    #[ts(type = "number")]
    pub wait_ms: i64,
}

/// Takes somebody on. The first must be a manager.
#[derive(Debug, Deserialize, TS)]
pub struct AddOperator {
    /// 1 to 40 characters on one line.
    pub name: String,
    /// What they are here.
    pub role: Role,
    /// 4 to 8 digits.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Gives an operator another name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RenameOperator {
    /// The id, which stays.
    pub operator: String,
    /// 1 to 40 characters on one line.
    pub name: String,
}

/// Gives an operator another role.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetRole {
    /// The id.
    pub operator: String,
    /// What they are here from now on.
    pub role: Role,
}

/// Names one operator.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OperatorRef {
    /// The id.
    pub operator: String,
}

/// Gives an operator another PIN, and ends a wait.
#[derive(Debug, Deserialize, TS)]
pub struct SetPin {
    /// The id.
    pub operator: String,
    /// 4 to 8 digits.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// What a request is about. An approval holds for one subject and, where a sum is part of it, for that sum only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The order, payment or person that the request names.
    pub name: Option<&'a str>,
    /// How much cash it moves.
    pub amount_centavos: Option<i64>,
}

/// What is about something.
pub trait About {
    /// The subject; of nothing that an approval could hold for, an empty one.
    fn subject(&self) -> Subject<'_>;
}

macro_rules! about {
    ($($request:ty: $($name:ident)? $(, $amount:ident)?;)*) => {
        $(
            impl About for $request {
                fn subject(&self) -> Subject<'_> {
                    let subject = Subject::default();
                    $(let subject = Subject { name: Some(&self.$name), ..subject };)?
                    $(let subject = Subject { amount_centavos: Some(self.$amount), ..subject };)?
                    subject
                }
            }
        )*
    };
}

about! {
    crate::Nothing:;
    crate::Preferences:;
    crate::ChargeRequest:;
    crate::LastSales:;
    crate::HistoryQuery:;
    crate::NoteOrder: order;
    crate::ReceiptCode:;
    crate::CheckReceipt:;
    crate::OpenShift:;
    crate::CloseShift:;
    crate::ShiftRef:;
    crate::MoveCash: id, amount_centavos;
    crate::ReportDay:;
    crate::PrintSlip: order;
    crate::PrintShift:;
    crate::ExportRequest:;
    crate::ListAll:;
    crate::LastPayouts:;
    crate::PairRelay:;
    crate::StartTill:;
    crate::SaveSetup:;
    crate::ShopDetails:;
    crate::ChooseVault:;
    crate::UnlockVault:;
    crate::ConnectProvider: provider;
    crate::TestConnection: provider;
    crate::BackUp: folder;
    crate::RestoreLog: file;
    crate::SetSetting: key;
    crate::SettingKey: key;
    crate::ConfirmByHand: order;
    crate::GiveUp: order;
    crate::OrderRef: order;
    crate::CustomerPays: order;
    crate::RefundOrder: order;
    crate::CloseDispute: order;
    crate::MatchUnmatched: id;
    crate::DismissUnmatched: id;
    SignIn: operator;
    Approve: operator;
    AddOperator: name;
    RenameOperator: operator;
    SetRole: operator;
    OperatorRef: operator;
    SetPin: operator;
}
