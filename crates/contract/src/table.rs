//! The command table: every question a door may ask the till, the shape of its answer, and the right that
//! it takes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Hands the command table to a macro: `commands!(routes)` expands to
/// `routes! { [house] house(Nothing) -> HouseView, Use; … [till] hello(Nothing) -> TillView, Use; … }`. Doors build
/// their routers from it, so that a command exists everywhere or nowhere, and none without the right that a caller
/// needs for it. Those of the house are answered while no till is open, those of the till by the one that is.
#[macro_export]
macro_rules! commands {
    ($callback:ident) => {
        $callback! {
            [house]
            house(Nothing) -> HouseView, Enter;
            start(StartTill) -> HouseView, Train;
            offers(Nothing) -> OffersView, Use;
            setup(Nothing) -> SetupView, Use;
            save_setup(SaveSetup) -> SetupView, Connect;
            save_shop(ShopDetails) -> SetupView, Connect;
            connect(ConnectProvider) -> ConnectedView, Connect;
            test_connection(TestConnection) -> ConnectedView, Connect;
            vault(Nothing) -> VaultView, Enter;
            choose_vault(ChooseVault) -> VaultView, ManageVault;
            unlock_vault(UnlockVault) -> VaultView, Enter;
            doctor(Nothing) -> DoctorView, Enter;
            save_bundle(Nothing) -> SavedBundle, Enter;
            backups(Nothing) -> BackupsView, BackUp;
            backup(BackUp) -> BackedUpView, BackUp;
            compare_backup(RestoreLog) -> NewerView, BackUp;
            restore(RestoreLog) -> RestoredView, Restore;
            [till]
            hello(Nothing) -> TillView, Enter;
            who(Nothing) -> WhoView, Enter;
            sign_in(SignIn) -> WhoView, Enter;
            lock(Nothing) -> WhoView, Enter;
            stay(Nothing) -> WhoView, Enter;
            approve(Approve) -> WhoView, Enter;
            set_preferences(Preferences) -> TillView, Use;
            settings(Nothing) -> SettingsView, Use;
            set_setting(SetSetting) -> SettingsView, ChangeSettings;
            unset_setting(SettingKey) -> SettingsView, ChangeSettings;
            restore_settings(Nothing) -> SettingsView, ChangeSettings;
            charge(ChargeRequest) -> OrderView, Sell;
            new_code(OrderRef) -> OrderView, Sell;
            cancel(OrderRef) -> OrderView, Sell;
            check_now(OrderRef) -> OrderView, Sell;
            confirm_by_hand(ConfirmByHand) -> OrderView, ConfirmByHand;
            give_up(GiveUp) -> OrderView, GiveUp;
            order(OrderRef) -> OrderView, Enter;
            last_sales(LastSales) -> OrdersView, SeeSales;
            customer_pays(CustomerPays) -> OrderView, Sell;
            history(HistoryQuery) -> HistoryView, SeeSales;
            history_totals(HistoryQuery) -> HistoryTotals, SeeSales;
            timeline(OrderRef) -> TimelineView, SeeSales;
            note(NoteOrder) -> TimelineView, Sell;
            read_receipt_code(ReceiptCode) -> ReceiptCodeView, Use;
            check_receipt(CheckReceipt) -> ReceiptCheckView, Sell;
            shift(Nothing) -> ShiftView, RunShift;
            open_shift(OpenShift) -> ShiftView, RunShift;
            close_shift(CloseShift) -> ReportView, RunShift;
            closed_shift(ShiftRef) -> ReportView, RunShift;
            supply(MoveCash) -> ShiftView, MoveCash;
            withdraw(MoveCash) -> ShiftView, MoveCash;
            report_day(ReportDay) -> ReportView, RunShift;
            slip(OrderRef) -> SlipView, SeeSales;
            print_slip(PrintSlip) -> PrinterView, Sell;
            print_shift(PrintShift) -> PrinterView, RunShift;
            print_test(Nothing) -> PrinterView, Use;
            printer(Nothing) -> PrinterView, Use;
            open_drawer(Nothing) -> PrinterView, MoveCash;
            save_slip(OrderRef) -> SavedFile, SeeSales;
            save_dispute_folder(OrderRef) -> SavedFolder, SeeMoney;
            save_export(ExportRequest) -> ExportedView, SeeMoney;
            speak_test(Nothing) -> Nothing, Use;
            relay(Nothing) -> RelayView, Use;
            pair(PairRelay) -> RelayView, Connect;
            unpair(Nothing) -> UnpairedView, Connect;
            refund(RefundOrder) -> OrderView, Refund;
            disputes(ListAll) -> DisputesView, SeeMoney;
            close_dispute(CloseDispute) -> OrderView, CloseDisputes;
            unmatched(ListAll) -> UnmatchedListView, SeeMoney;
            match_unmatched(MatchUnmatched) -> OrderView, MatchPayments;
            dismiss_unmatched(DismissUnmatched) -> UnmatchedListView, MatchPayments;
            payouts(LastPayouts) -> PayoutsView, SeeMoney;
            operators(Nothing) -> OperatorsView, ManageOperators;
            add_operator(AddOperator) -> OperatorsView, ManageOperators;
            rename_operator(RenameOperator) -> OperatorsView, ManageOperators;
            set_role(SetRole) -> OperatorsView, ManageOperators;
            retire_operator(OperatorRef) -> OperatorsView, ManageOperators;
            set_pin(SetPin) -> OperatorsView, ManageOperators;
            see_forgotten_pin(Nothing) -> TillView, ManageOperators;
        }
    };
}

macro_rules! names {
    ($([$of:ident] $($name:ident($request:ty) -> $response:ty, $right:ident;)*)*) => {
        /// The names of all commands, in the order of the table.
        pub const COMMAND_NAMES: &[&str] = &[$($(stringify!($name),)*)*];
    };
}
commands!(names);

/// A request without a parameter.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}
