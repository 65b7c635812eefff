//! What every adapter has to hold, against its own face of the real sandbox over real HTTP.
//!
//! A green case says that adapter and sandbox agree, and what the domain makes of it. It does not say
//! that the provider does as the sandbox: what is assumed there is marked as such in its code.

mod doubt;
pub(crate) mod face;
mod faults;
mod life;
mod process;
mod sale;
mod webhooks;

/// The list: each case is run for every adapter that `providers::manifests` names.
macro_rules! for_every_adapter {
    ($($group:ident::$case:ident),* $(,)?) => {$(
        #[tokio::test]
        async fn $case() {
            for face in face::each() {
                $group::$case(face).await;
            }
        }
    )*};
}

for_every_adapter![
    life::amounts_are_exact_asked_and_observed,
    life::another_amount_is_seen_to_the_centavo,
    life::an_unpaid_charge_stays_pending_however_often_one_asks,
    life::a_code_can_be_paid_and_says_who_is_asked_for_what,
    life::a_paid_charge_is_paid_and_stays_so,
    life::a_refund_made_at_the_provider_is_seen,
    life::a_refund_of_a_part_leaves_the_rest,
    life::a_refund_from_the_till_is_taken_first_and_done_later,
    life::a_refund_of_what_was_never_paid_is_refused,
    life::a_dispute_is_seen_and_takes_nothing_from_what_was_paid,
    life::a_code_ends_by_the_clock_and_late_money_is_kept,
    life::an_unknown_status_stays_pending_with_its_raw_word,
    life::a_refusal_makes_no_charge,
    life::what_nobody_has_made_is_not_found,
    faults::each_trouble_of_a_look_up_says_what_to_do_and_changes_nothing,
    faults::each_trouble_of_a_creation_says_what_to_do,
    faults::nothing_was_sent_where_nobody_listens,
    faults::right_credentials_are_taken_and_wrong_ones_refused,
    doubt::a_creation_without_an_answer_is_found_again,
    doubt::a_creation_that_timed_out_is_found_again,
    doubt::a_creation_that_was_executed_and_answered_500_is_found_again,
    doubt::a_creation_that_never_arrived_is_made_once,
    doubt::while_the_look_up_fails_nothing_is_repeated,
    doubt::the_sandbox_is_as_forgetful_as_the_provider,
    webhooks::a_genuine_webhook_is_read_and_believed_as_far_as_it_may_be,
    webhooks::a_webhook_with_a_wrong_mark_or_none_is_not_believed,
    webhooks::only_a_signature_covers_the_body,
    webhooks::whatever_comes_is_read_without_a_word_of_it_in_the_reason,
    webhooks::a_webhook_of_a_refund_is_read,
    process::no_secret_stands_in_any_log_line,
    process::an_answer_of_50_mb_does_not_fill_the_memory,
    process::an_unknown_status_is_told_in_the_providers_own_word,
    process::a_lost_answer_is_one_charge_and_one_sale,
    process::what_was_paid_before_its_code_was_shown_is_a_sale_only_by_its_key,
];

#[test]
fn every_adapter_has_a_row_and_every_row_an_adapter() {
    for manifest in providers::manifests() {
        assert_eq!(face::row(manifest.id).id, manifest.id);
    }
    assert_eq!(face::rows().len(), providers::manifests().len());
}
