//! The contract as TypeScript, generated so that the UI cannot drift from Rust.

use std::fmt::Write as _;

use ts_rs::{Config, TS};

#[allow(clippy::wildcard_imports, reason = "the file is a list of everything in the contract")]
use crate::*;

macro_rules! interface {
    ($([$of:ident] $($name:ident($request:ty) -> $response:ty, $right:ident;)*)*) => {
        fn command_interface(config: &Config) -> String {
            let mut text = String::from("export interface Commands {\n");
            $($(
                let _ = writeln!(
                    text,
                    "  {}: {{ request: {}; response: {} }};",
                    stringify!($name),
                    <$request as TS>::name(config),
                    <$response as TS>::name(config),
                );
            )*)*
            text.push_str("}\n");
            text
        }
    };
}
commands!(interface);

macro_rules! declarations {
    ($config:expr, $($kind:ty),* $(,)?) => {
        [$(format!("export {}", <$kind as TS>::decl($config))),*]
    };
}

/// The whole contract as one TypeScript module. `cargo xtask contract` writes it to
/// `ui/src/backend/contract.ts`; a test fails when that file is stale.
pub fn typescript() -> String {
    let config = &Config::default();
    let declarations = declarations!(
        config,
        Nothing,
        HouseView,
        HouseState,
        StartTill,
        TillKind,
        OffersView,
        Offer,
        OfferField,
        FieldKind,
        FieldGroup,
        SetupView,
        SetupStep,
        SetupStepName,
        StepState,
        SetupDraft,
        ShopDetails,
        SaveSetup,
        ConnectProvider,
        TestConnection,
        ConnectedView,
        Grant,
        GrantKind,
        GrantState,
        ChargeRequest,
        PayerInput,
        OrderRef,
        LastSales,
        CustomerPays,
        ConfirmByHand,
        GiveUp,
        PairRelay,
        RefundOrder,
        RefundReason,
        RefundSource,
        ListAll,
        CloseDispute,
        DisputeOutcome,
        MatchUnmatched,
        DismissUnmatched,
        LastPayouts,
        HistoryQuery,
        HistoryView,
        SellerView,
        ProviderName,
        HistoryTotals,
        TimelineView,
        Moment,
        MomentKind,
        NoteOrder,
        ReceiptCode,
        ReceiptCodeView,
        CheckReceipt,
        ReceiptVerdict,
        ReceiptCheckView,
        CheckedBefore,
        AskedProvider,
        ShiftView,
        ShiftState,
        ClosedShiftRow,
        ShiftRef,
        OpenShift,
        MoveCash,
        CloseShift,
        Sum,
        ReportDay,
        ReportView,
        ReportOf,
        OperatorTotals,
        ProviderTotals,
        Bar,
        Notable,
        NotableList,
        NotableItem,
        CashView,
        CashMoveView,
        SealView,
        SlipView,
        SlipLine,
        PrintSlip,
        PrintShift,
        PrinterView,
        PrinterKind,
        PrinterTroubleView,
        PrinterTrouble,
        SavedFile,
        SavedFolder,
        FiscalView,
        ExportRequest,
        ExportKind,
        ExportFormat,
        ExportedView,
        Preferences,
        Language,
        Theme,
        Scanner,
        ScannerMode,
        ScannerMarks,
        TillView,
        ProviderView,
        Listening,
        OrderView,
        OrdersView,
        OrderRow,
        RowMark,
        AttemptView,
        AccountView,
        AccountEnvironment,
        UnprovenView,
        Doubt,
        Obstacle,
        ObstacleKind,
        TroubleView,
        Trouble,
        Notice,
        SettingsView,
        SettingView,
        SettingGroup,
        SettingValue,
        SetSetting,
        SettingKey,
        SettingMistake,
        SettingRule,
        SettingUnit,
        UnknownSetting,
        QrView,
        PaymentView,
        ByHandView,
        GivenUpView,
        RefundView,
        RefundOffer,
        RefundRequestView,
        RefundRequestState,
        DisputeView,
        DisputesView,
        UnmatchedView,
        UnmatchedState,
        UnmatchedListView,
        PayoutView,
        PayoutStatus,
        PayoutsView,
        Role,
        WhoView,
        StaffView,
        OpenCharge,
        SignIn,
        Approve,
        Need,
        OperatorsView,
        OperatorView,
        AddOperator,
        RenameOperator,
        SetRole,
        OperatorRef,
        SetPin,
        Right,
        ActView,
        Act,
        ActorView,
        Attention,
        Status,
        Anomaly,
        Evidence,
        OrderEvidence,
        RelayView,
        UnpairedView,
        LinkState,
        GapView,
        ReceivedView,
        Outcome,
        VaultView,
        VaultStore,
        VaultEntries,
        Unlock,
        ChooseVault,
        UnlockVault,
        DoctorView,
        Verdict,
        Finding,
        Level,
        Part,
        Fact,
        DiskWarning,
        SavedBundle,
        BackUp,
        BackedUpView,
        BackupsView,
        BackupFileView,
        BackupFolderView,
        RestoreLog,
        RestoredView,
        NewerView,
        TillEvent,
        Failure,
        FailureCode,
    );
    let header = "// Generated from crates/contract by `cargo xtask contract`. Do not edit.\n";
    format!("{header}\n{}\n\n{}", declarations.join("\n\n"), command_interface(config))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_ui_has_the_contract_of_today() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/backend/contract.ts");
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(written, super::typescript(), "stale: run `cargo xtask contract`");
    }
}
