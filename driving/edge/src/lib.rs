//! What every way in has in common: it mints the ids, tells the time, makes a span of each
//! handler call and measures it, and knows when to stop.

mod chain;
mod entropy;
mod handled;
mod latency;
mod now;
mod stop_signal;
mod trace;
mod traced;

pub use chain::chain;
pub use entropy::{
    NoEntropy, challenge_id, claim_id, history_key, jitter, link_code, message_id, nonce,
    randomness, recovery_codes, room_id, totp_secret,
};
pub use handled::{answered, handled, handled_about};
pub use now::now;
pub use stop_signal::stop_signal;
pub use trace::{adopt, current};
pub use traced::{Traced, handled_in};
