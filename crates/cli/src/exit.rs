//! Exit codes: a contract with scripts.

use contract::{Class, FailureCode};

/// Paid, or done.
pub(crate) const DONE: u8 = 0;
/// The charge has ended without the money that was asked for, or the refund was refused.
pub(crate) const ENDED_UNPAID: u8 = 3;
/// Still pending, still on its way back, or the outcome is unknown.
pub(crate) const STILL_OPEN: u8 = 4;

/// The code for a command that was not done.
pub(crate) const fn code(failure: FailureCode) -> u8 {
    match failure.class() {
        Class::Unfit | Class::Fault => 1,
        Class::Malformed | Class::Invalid | Class::NotFound | Class::Conflict | Class::Stranger => {
            2
        }
        Class::Ended | Class::Refused => ENDED_UNPAID,
        Class::InDoubt => STILL_OPEN,
        Class::NotSetUp | Class::LockedOut | Class::Vault => 5,
        Class::Unreachable | Class::Unreadable => 6,
        Class::Log => 7,
        Class::NotAllowed => 8,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Scripts hang on them: a code keeps its place.
    const STANDING: &[(u8, &str)] = &[
        (1, "clock_wrong training_only settings_unreadable internal"),
        (
            2,
            "invalid_amount above_ceiling charges_open invalid_payer_name invalid_document invalid_request \
             not_this_provider foreign_ingest order_not_found reference_taken training_home other_money \
             till_in_use not_restorable backup_folder_missing backup_folder_full backup_folder_unwritable file_not_saved invalid_relay_address invalid_pairing_code invalid_passphrase \
             unknown_provider nothing_to_refund which_attempt refund_not_offered \
             refund_too_late no_dispute unmatched_not_found unmatched_resolved reason_needed \
             confirmed_by_hand nothing_to_confirm invalid_end_to_end_id end_to_end_id_too_old \
             end_to_end_id_ahead end_to_end_id_taken payer_blanked \
             unknown_setting invalid_setting key_taken setting_not_here \
             invalid_pin invalid_operator_name operator_not_found manager_needed too_many_operators \
             operator_name_taken \
             shift_open shift_closed shift_not_found drawer_short count_needed no_printer no_voice receipt_unreadable invalid_period",
        ),
        (3, "provider_refused never_confirmed already_paid refund_refused unmatched_gone"),
        (4, "money_open_there unknown_there never_proved never_heard given_up"),
        (
            5,
            "not_connected no_till credentials_refused other_environment vault_silent vault_unavailable credentials_missing \
             not_paired pairing_refused vault_locked wrong_passphrase passphrase_wait vault_damaged \
             vault_missing vault_too_new vault_forgets operators_lost",
        ),
        (6, "provider_unreachable provider_unreadable provider_asks_to_wait relay_unreachable"),
        (
            7,
            "log_damaged log_busy home_not_private log_unwritable log_too_new log_behind head_unknown",
        ),
        (8, "not_allowed signed_out wrong_pin pin_wait"),
    ];

    /// The names of all codes: the parser tells them where it finds none of them.
    fn all_names() -> BTreeSet<String> {
        let error = serde_json::from_str::<FailureCode>("\"\"").unwrap_err().to_string();
        let quoted = error.split('`').skip(1).step_by(2).filter(|name| !name.is_empty());
        quoted.map(str::to_owned).collect()
    }

    #[test]
    fn each_code_has_the_exit_code_that_scripts_know() {
        let mut listed = BTreeSet::new();
        for (standing, names) in STANDING {
            for name in names.split(' ') {
                let code: FailureCode = serde_json::from_value(name.into()).unwrap();
                assert_eq!(super::code(code), *standing, "{name}");
                listed.insert(name.to_owned());
            }
        }
        assert_eq!(listed, all_names(), "a new code is listed here too");
    }
}
