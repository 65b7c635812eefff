//! Named places at which a test ends this process without warning.

/// Ends the process here if the environment's `BALCAO_CRASH_AT` names this place. Debug builds
/// only: a released till has no such switch.
///
/// The places, in the order of a sale: `order_written`, `answered`, `answer_written`; of a refund:
/// `refund_written` (on disk, not sent), `refund_answered` (sent, its answer not on disk); of a person's word:
/// `confirmed_by_hand` (on disk, not told); of an event from the relay: `relay_received` (nothing written), `relay_applied` (on disk, not acknowledged);
/// of a PIN: `pin_counted` (the try is on disk, the PIN was not looked at); of a move of the vault: `vault_marked`,
/// `vault_half_filled`, `vault_filled`, `vault_switched`, `vault_cleared`; of its
/// file: `vault_written` (under another name), `vault_exchanged` (the former one not overwritten yet).
pub fn crash_point(place: &str) {
    if cfg!(debug_assertions) && std::env::var("BALCAO_CRASH_AT").is_ok_and(|it| it == place) {
        std::process::abort();
    }
}
